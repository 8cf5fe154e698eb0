"""The whole check: find the files, check each one, then what only shows across files; remember it for the next time."""

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from pixauthor import __version__
from pixauthor.bank.check_cache import Entry, Memory, load_memory, save_memory
from pixauthor.bank.check_file import CRASH, FileResult, Setting, crash
from pixauthor.bank.history import load_committed
from pixauthor.bank.lint import RULES, run_bank_rules
from pixauthor.bank.lint.rule import BankContext, Grade, Rule, Summary
from pixauthor.bank.pool import check_files
from pixauthor.bank.scan import FRAMEWORK_FILE, SUFFIX, Scan, State, scan
from pixauthor.canonical import digest, digest_value
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework
from pixauthor.framework.store import read_framework
from pixauthor.locale import current_language
from pixauthor.resources import shipped
from pixauthor.source.reader import read_document

CACHE_FILE: Final = ".cache/check.json"
# A file written so shortly before the check could change again within one tick of the file system's clock (2 s on FAT).
_UNSETTLED_NS: Final = 2_000_000_000
_NEVER: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found, in order of file and line.

    ``n_files`` files were asked about; ``n_items`` are the items of the bank; ``n_read`` files had changed.
    """

    findings: tuple[Finding, ...]
    n_files: int
    n_items: int
    n_read: int
    seconds: float
    has_framework: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """All that a check stands on, read once."""

    setting: Setting
    found: Scan
    memory: Memory | None
    program: str
    surroundings: str
    today: date
    started_ns: int


def check_bank(
    items_dir: Path,
    *,
    grade: Grade,
    rules: Sequence[Rule] = RULES,
    paths: Sequence[str] = (),
    cache: Path | None = None,
    today: date | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> CheckReport:
    """Return everything that is wrong under ``items_dir``.

    Args:
        items_dir: the folder that holds ``framework.yaml`` and one folder per competence.
        grade: the grader, for the items' own tests.
        rules: rules of meaning; all of them by default.
        paths: files or folders relative to ``items_dir`` (POSIX) whose findings are wanted; all by default. The rest of
            the bank is checked too, for the rules that compare items.
        cache: file that remembers the last check; none by default.
        today: the day for which facts are fresh or out of date; that of the clock by default.
        on_progress: told how many files are done, of how many.
    """
    start = time.perf_counter()
    framework, faults = read_framework(items_dir / FRAMEWORK_FILE, FRAMEWORK_FILE)
    setting = Setting(items_dir=items_dir, framework=framework, grade=grade, rules=rules)
    ground = _survey(setting, cache, today or date.today())
    entries, fresh = _check_each(ground, on_progress)
    findings = [*faults, *ground.found.findings]
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


def _survey(setting: Setting, cache: Path | None, today: date) -> _Ground:
    started = time.time_ns()
    found = scan(setting.items_dir)
    program = _program(setting)
    committed = {
        path: [one.version, one.key_digest, one.status] for path, one in load_committed(setting.items_dir).items()
    }
    return _Ground(
        setting=setting,
        found=found,
        memory=load_memory(cache, program) if cache else None,
        program=program,
        surroundings=digest_value([today.isoformat(), sorted(found.media), committed]),
        today=today,
        started_ns=started,
    )


def _check_each(
    ground: _Ground, on_progress: Callable[[int, int], None] | None
) -> tuple[dict[str, Entry], dict[str, FileResult]]:
    """Return what is known of every file, and the results of those that had to be read."""
    known = {relative: _remembered(relative, state, ground) for relative, state in ground.found.items.items()}
    stale = [relative for relative, entry in known.items() if entry is None]
    fresh: dict[str, FileResult] = {}
    for result in check_files(stale, ground.setting):
        fresh[result.path] = result
        if on_progress is not None:
            on_progress(len(fresh), len(stale))
    entries = {relative: entry or _to_entry(fresh[relative], ground) for relative, entry in known.items()}
    return entries, fresh


def _remembered(relative: str, state: State, ground: _Ground) -> Entry | None:
    """Return what the last check kept of a file, if neither it nor a file that it names has changed."""
    entry = ground.memory.entries.get(relative) if ground.memory else None
    items_dir = ground.setting.items_dir
    if entry is None or any(ground.found.state(items_dir, name) != old for name, old in entry.media.items()):
        return None
    if entry.state == state:
        return entry
    # A checkout or a copy gives new dates to old content.
    try:
        same = digest(read_bytes(items_dir / relative, state[1])) == entry.digest
    except PixauthorError:
        return None
    return replace(entry, state=_settled(state, ground)) if same else None


def _to_entry(result: FileResult, ground: _Ground) -> Entry:
    items_dir = ground.setting.items_dir
    media = {name: ground.found.state(items_dir, name) for name in (result.summary.media if result.summary else ())}
    return Entry(
        state=_settled(ground.found.items[result.path], ground),
        digest=result.digest,
        media={name: _settled(state, ground) if state else None for name, state in media.items()},
        findings=result.findings,
    )


def _settled(state: State, ground: _Ground) -> State:
    return state if state[0] < ground.started_ns - _UNSETTLED_NS else (_NEVER, *state[1:])


def _check_across(
    ground: _Ground, entries: Mapping[str, Entry], fresh: Mapping[str, FileResult], cache: Path | None
) -> tuple[tuple[Finding, ...], int]:
    """Return the findings of the rules that compare items, and the number of items; remember all if asked."""
    memory = ground.memory
    same_files = memory is not None and not fresh and memory.entries.keys() == entries.keys()
    if memory is not None and same_files and memory.surroundings == ground.surroundings:
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


def _run_bank_rules(ground: _Ground, summaries: Mapping[str, Summary]) -> Iterator[Finding]:
    framework = ground.setting.framework
    if framework is None:
        return
    context = _bank_context(ground, framework, summaries)
    for rule in ground.setting.rules:
        try:
            yield from list(run_bank_rules((rule,), context))
        except Exception as error:
            # Said in a finding; the other rules still run.
            yield crash("", rule.code, error)


def _bank_context(ground: _Ground, framework: Framework, summaries: Mapping[str, Summary]) -> BankContext:
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
        committed=load_committed(items_dir),
        today=ground.today,
    )


def _remember(
    cache: Path,
    ground: _Ground,
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
    # A faulty framework stops all rules: whoever asks about one file must know it.
    return finding.place.path == FRAMEWORK_FILE or _is_under(finding.place.path, paths)


def _is_under(place: str, paths: Sequence[str]) -> bool:
    return not paths or any(place == path or place.startswith(f"{path}/") for path in paths)


def _program(setting: Setting) -> str:
    """Return the digest of all that decides what a file is told, save the file and what it names."""
    package = Path(__file__).parents[1]
    code = [*package.glob("*.py"), *(one for room in _ROOMS for one in (package / room).rglob("*.py"))]
    return digest_value(
        [
            __version__,
            platform.python_version(),
            current_language(),
            str(setting.framework),
            [rule.code for rule in setting.rules],
            [[str(path), *_fingerprint(path)] for path in sorted([*code, *shipped("schemas").rglob("*.json")])],
        ]
    )


_ROOMS: Final = ("bank", "framework", "grading", "source")


def _fingerprint(path: Path) -> tuple[int, int]:
    status = os.stat(path)  # noqa: PTH116 (half the time of Path.stat)
    return status.st_mtime_ns, status.st_size
