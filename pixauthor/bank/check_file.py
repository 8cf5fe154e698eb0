"""Item files through every stage that needs no other item: read, parse, shape, decode, summary, rules and tests.

Whatever goes wrong becomes findings of that file, so that one bad file never hides another. Places are relative to the
items folder here: results can then be kept and moved. Files go through in batches, all through one stage before the
next: the code and tables of a stage then stay in the processor's caches, which saves a quarter of the time.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from pixauthor.bank.check_setting import FileResult, Setting, crash
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import Item
from pixauthor.bank.lint import settle
from pixauthor.bank.lint.rule import ItemContext, Rule, Summary
from pixauthor.bank.lint.summary import summarize
from pixauthor.bank.review_log import check_review_log
from pixauthor.bank.scan import is_review
from pixauthor.bank.schema import check_item_schema
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError
from pixauthor.files import decode_text
from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_source, refusal_to_finding


@dataclass(slots=True)
class _Work:
    """A file on its way: a stage fills in what the next one needs, or leaves it out and the file stops there."""

    path: str
    findings: list[Finding] = field(default_factory=list)
    content: bytes | None = None
    source: str = ""
    document: Document | None = None
    sound: bool = False
    item: Item | None = None
    summary: Summary | None = None


def check_batch(
    relatives: Sequence[str], setting: Setting, contents: Mapping[str, bytes] | None = None
) -> tuple[FileResult, ...]:
    """Return the result of each file, named relative to the items folder; ``contents`` stand for what is on disk."""
    known = contents or {}
    works = [_Work(relative, content=known.get(relative)) for relative in relatives]
    for name, stage in _STAGES.items():
        for work in works:
            try:
                stage(work, setting)
            except Exception as error:
                # Said in a finding that names the file; the others go on.
                work.findings.append(crash(work.path, name, error))
    _run_rules([(work, context) for work in works if (context := _context(work, setting))], setting.rules)
    return tuple(map(_to_result, works))


def _read(work: _Work, setting: Setting) -> None:
    if work.content is not None:
        return
    try:
        work.content = read_source(os.path.join(setting.items_dir, work.path))  # noqa: PTH118 (Path takes ten times as long)
    except PixauthorError as error:
        work.findings.append(refusal_to_finding(error, work.path))


def _parse(work: _Work, setting: Setting) -> None:  # noqa: ARG001 (all stages are called alike)
    if work.content is None:
        return
    try:
        work.source = decode_text(work.content, work.path)
        reading = parse_document(work.source, work.path)
    except PixauthorError as error:
        work.findings.append(refusal_to_finding(error, work.path))
    else:
        work.document = reading.document
        work.findings.extend(reading.findings)


def _check_shape(work: _Work, setting: Setting) -> None:
    if work.document is not None and is_review(work.path):
        work.findings.extend(check_review_log(work.document, setting.people))
    elif work.document is not None:
        faults = check_item_schema(work.document)
        work.findings.extend(faults)
        work.sound = not faults


def _decode(work: _Work, setting: Setting) -> None:
    if work.document is not None and work.sound and setting.framework is not None:
        work.item = decode_item(work.document.data)


def _summarize(work: _Work, setting: Setting) -> None:
    if work.document is not None and work.item is not None:
        work.summary = summarize(work.item, work.path, work.document.data, thorough=setting.thorough)


_STAGES: Final[dict[str, Callable[[_Work, Setting], None]]] = {
    "read": _read,
    "parse": _parse,
    "schema": _check_shape,
    "decode": _decode,
    "summary": _summarize,
}


def _context(work: _Work, setting: Setting) -> ItemContext | None:
    if work.document is None or work.item is None or setting.framework is None:
        return None
    return ItemContext(
        item=work.item,
        data=work.document.data,
        folder=_folder(setting.items_dir, work.path.rpartition("/")[0]),
        framework=setting.framework,
        grade=setting.grade,
        place=work.document.place,
        people=setting.people,
        path=work.path,
        source=work.source,
        settings=setting.lint,
    )


# Items share few folders, and paths are slow to make.
@lru_cache(maxsize=256)
def _folder(items_dir: Path, relative: str) -> Path:
    return items_dir / relative


def _run_rules(works: Sequence[tuple[_Work, ItemContext]], rules: Sequence[Rule]) -> None:
    for rule in rules:
        if rule.check is None:
            continue
        for work, context in works:
            try:
                # Nearly always nothing: this line runs half a million times for a bank of ten thousand items.
                if findings := list(rule.check(context)):
                    work.findings.extend(settle(findings, context))
            except Exception as error:
                work.findings.append(crash(work.path, rule.code, error))


def _to_result(work: _Work) -> FileResult:
    return FileResult(
        path=work.path,
        findings=tuple(work.findings),
        summary=work.summary,
        digest="" if work.content is None else digest(work.content),
    )
