"""The whole check: find the files, check each one, then what only shows across files; remember it for the next time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from pixauthor.bank.check_cache import Entry, Memory, save_memory
from pixauthor.bank.check_ground import Ground, remembered, survey, to_entry
from pixauthor.bank.check_setting import CRASH, FileResult, Setting, crash
from pixauthor.bank.lint import EVERYDAY, run_bank_rules
from pixauthor.bank.lint.outside import NOTHING_ASKED, Outside
from pixauthor.bank.lint.rule import BankContext, Grade, Rule, Summary
from pixauthor.bank.lint.store import read_settings
from pixauthor.bank.people_store import read_people
from pixauthor.bank.scan import FRAMEWORK_FILE, LINT_FILE, SUFFIX
from pixauthor.errors import Place
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework
from pixauthor.framework.store import read_framework
from pixauthor.source.reader import read_document

CACHE_FILE: Final = ".cache/check.json"
THOROUGH_CACHE_FILE: Final = ".cache/check-all.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found, in order of file and line.

    ``n_files`` files were asked about; ``n_items`` are the items of the bank; ``n_read`` files had changed. ``notes``
    say what could not be checked.
    """

    findings: tuple[Finding, ...]
    n_files: int
    n_items: int
    n_read: int
    seconds: float
    has_framework: bool
    notes: tuple[str, ...] = ()


def check_bank(
    items_dir: Path,
    *,
    grade: Grade,
    rules: Sequence[Rule] = EVERYDAY,
    outside: Outside = NOTHING_ASKED,
    exports: Sequence[str] = (),
    paths: Sequence[str] = (),
    cache: Path | None = None,
    today: date | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> CheckReport:
    """Return everything that is wrong under ``items_dir``.

    Args:
        items_dir: the folder that holds ``framework.yaml`` and one folder per competence.
        grade: the grader, for the items' own tests.
        rules: rules of meaning; those of every day by default (``lint.RULES``: all of them).
        outside: what no file of the bank says; nothing by default.
        exports: exports for which losses are told; those that the bank names in ``lint.yaml`` by default.
        paths: files or folders relative to ``items_dir`` (POSIX) whose findings are wanted; all by default. The rest of
            the bank is checked too, for the rules that compare items.
        cache: file that remembers the last check; none by default.
        today: the day for which facts are fresh or out of date; that of the clock by default.
        on_progress: told how many files are done, of how many.
    """
    start = time.perf_counter()
    framework, faults = read_framework(items_dir / FRAMEWORK_FILE, FRAMEWORK_FILE)
    people, unknown = read_people(items_dir)
    lint, misset = read_settings(items_dir)
    lint = replace(lint, exports=tuple(exports)) if exports else lint
    setting = Setting(items_dir=items_dir, framework=framework, grade=grade, rules=rules, people=people, lint=lint)
    ground = survey(setting, cache, today or date.today(), outside)
    entries, fresh = _check_each(ground, on_progress)
    findings = [*faults, *unknown, *misset, *ground.found.findings]
    findings += (one for entry in entries.values() for one in entry.findings)
    across, n_items = _check_across(ground, entries, fresh, cache)
    findings += across
    return CheckReport(
        findings=tuple(sorted((one for one in findings if _is_asked(one, paths)), key=lambda one: one.sort_key)),
        n_files=sum(_is_under(relative, paths) for relative in entries) + (FRAMEWORK_FILE in paths),
        n_items=n_items,
        n_read=len(fresh),
        seconds=time.perf_counter() - start,
        has_framework=framework is not None,
    )


def _check_each(
    ground: Ground, on_progress: Callable[[int, int], None] | None
) -> tuple[dict[str, Entry], dict[str, FileResult]]:
    """Return what is known of every file, and the results of those that had to be read."""
    known = {relative: remembered(relative, state, ground) for relative, state in ground.files.items()}
    stale = [relative for relative, entry in known.items() if entry is None]
    fresh: dict[str, FileResult] = {}
    for result in _check_files(stale, ground.setting) if stale else ():
        fresh[result.path] = result
        if on_progress is not None:
            on_progress(len(fresh), len(stale))
    entries = {relative: entry or to_entry(fresh[relative], ground) for relative, entry in known.items()}
    return entries, fresh


def _check_files(relatives: Sequence[str], setting: Setting) -> Iterator[FileResult]:
    # The stages and the rules take a tenth of a second to import: not where nothing has changed.
    from pixauthor.bank.pool import check_files

    return check_files(relatives, setting)


def _check_across(
    ground: Ground, entries: Mapping[str, Entry], fresh: Mapping[str, FileResult], cache: Path | None
) -> tuple[tuple[Finding, ...], int]:
    """Return the findings of the rules that compare items, and the number of items; remember all if asked."""
    memory = ground.memory
    same_files = memory is not None and not fresh and memory.entries.keys() == entries.keys()
    if memory is not None and same_files and memory.surroundings == ground.surroundings and ground.outside.stamp:
        if memory.entries != entries and cache:
            save_memory(cache, replace(memory, entries=entries), memory.summaries())
        return memory.bank_findings, memory.n_items
    summaries = _summaries(memory, entries, fresh)
    findings = tuple(_run_bank_rules(ground, summaries))
    if cache:
        _remember(cache, ground, entries, findings, summaries)
    return findings, len(summaries)


def _summaries(
    memory: Memory | None, entries: Mapping[str, Entry], fresh: Mapping[str, FileResult]
) -> dict[str, Summary]:
    kept = memory.summaries() if memory else {}
    summaries: dict[str, Summary] = {}
    for path in entries:
        summary = fresh[path].summary if path in fresh else kept.get(path)
        if summary is not None:
            summaries[path] = summary
    return summaries


def _run_bank_rules(ground: Ground, summaries: Mapping[str, Summary]) -> Iterator[Finding]:
    framework = ground.setting.framework
    if framework is None:
        return
    context = _bank_context(ground, framework, summaries)
    for rule in ground.setting.rules:
        try:
            yield from context.settings.settle(list(run_bank_rules((rule,), context)))
        except Exception as error:
            # Said in a finding; the other rules still run.
            yield crash("", rule.code, error)


def _bank_context(ground: Ground, framework: Framework, summaries: Mapping[str, Summary]) -> BankContext:
    items_dir = ground.setting.items_dir

    @lru_cache(maxsize=64)
    def place_in(path: str, *pointer: str | int) -> Place:
        document = read_document(items_dir / path, path).document if path.endswith(SUFFIX) else None
        return document.place(*pointer) if document else Place(path=path)

    return BankContext(
        summaries=tuple(summaries.values()),
        items_folder=items_dir,
        framework=framework,
        place=place_in,
        media_files=frozenset(ground.found.media),
        unread=frozenset(ground.found.items) - summaries.keys(),
        reviews=frozenset(ground.found.reviews),
        committed=ground.committed,
        today=ground.today,
        settings=ground.setting.lint,
        outside=ground.outside,
    )


def _remember(
    cache: Path,
    ground: Ground,
    entries: Mapping[str, Entry],
    findings: tuple[Finding, ...],
    summaries: Mapping[str, Summary],
) -> None:
    if any(one.code == CRASH for one in findings):
        return
    sound = {path: entry for path, entry in entries.items() if all(one.code != CRASH for one in entry.findings)}
    memory = Memory(
        program=ground.program,
        surroundings=ground.surroundings,
        entries=sound,
        bank_findings=findings,
        n_items=len(summaries),
    )
    save_memory(cache, memory, summaries)


def _is_asked(finding: Finding, paths: Sequence[str]) -> bool:
    # A faulty framework stops all rules, faulty settings change them: whoever asks about one file must know it.
    return finding.place.path in {FRAMEWORK_FILE, LINT_FILE} or _is_under(finding.place.path, paths)


def _is_under(place: str, paths: Sequence[str]) -> bool:
    return not paths or any(place == path or place.startswith(f"{path}/") for path in paths)
