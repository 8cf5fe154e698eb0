"""One item file through every stage that needs no other item: read, shape, decode, rules, tests.

Whatever goes wrong becomes findings of that file, so that one bad file never hides another. Places are relative to the
items folder here: results can then be kept and moved.
"""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pixauthor.bank.codec import decode_item
from pixauthor.bank.lint import run_item_rules, summarize
from pixauthor.bank.lint.rule import Grade, ItemContext, Rule, Summary
from pixauthor.bank.schema import check_item_schema
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import decode_text
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_source, refusal_to_finding

CRASH: Final = "P01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every file is checked with. Without a framework, rules are not run: most would speak of nothing else."""

    items_dir: Path
    framework: Framework | None
    grade: Grade
    rules: Sequence[Rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What is known of one file: its faults, its summary when it is an item, the SHA-256 of its content ("": none)."""

    path: str
    findings: tuple[Finding, ...] = ()
    summary: Summary | None = None
    digest: str = ""


def check_file(relative: str, setting: Setting) -> FileResult:
    """Return the result for the file ``relative`` to the items folder."""
    try:
        content = read_source(setting.items_dir / relative)
    except PixauthorError as error:
        return FileResult(path=relative, findings=(refusal_to_finding(error, relative),))
    try:
        reading = parse_document(decode_text(content, relative), relative)
    except PixauthorError as error:
        return FileResult(path=relative, findings=(refusal_to_finding(error, relative),), digest=digest(content))
    findings, summary = reading.findings, None
    if reading.document is not None:
        more, summary = _check_document(reading.document, setting)
        findings += more
    return FileResult(path=relative, findings=findings, summary=summary, digest=digest(content))


def crash(path: str, step: str, error: Exception) -> Finding:
    """Return the finding for a fault of the program itself: ``step`` of the check failed with ``error``."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" [{PurePosixPath(frames[-1].filename).name}:{frames[-1].lineno}]" if frames else ""
    fields = {"step": step, "error": f"{type(error).__name__}: {error}{where}"}
    return Finding(code=CRASH, place=Place(path=path), fields=fields)


def _check_document(document: Document, setting: Setting) -> tuple[tuple[Finding, ...], Summary | None]:
    step = "schema"
    try:
        shape = check_item_schema(document)
        if shape or setting.framework is None:
            return shape, None
        step = "decode"
        item = decode_item(document.data)
        step = "summary"
        summary = summarize(item, document.path, document.data)
    except Exception as error:  # said in a finding that names the file
        return (crash(document.path, step, error),), None
    context = ItemContext(
        item=item,
        data=document.data,
        folder=(setting.items_dir / document.path).parent,
        framework=setting.framework,
        grade=setting.grade,
        place=document.place,
    )
    return tuple(_run_rules(setting.rules, context, document.path)), summary


def _run_rules(rules: Sequence[Rule], context: ItemContext, path: str) -> Iterator[Finding]:
    try:
        yield from list(run_item_rules(rules, context))
    except Exception:
        # Again, one by one: the rules that do not fail still speak.
        for rule in rules:
            yield from _run_rule(rule, context, path)


def _run_rule(rule: Rule, context: ItemContext, path: str) -> Iterator[Finding]:
    try:
        yield from list(run_item_rules((rule,), context))
    except Exception as error:
        yield crash(path, rule.code, error)
