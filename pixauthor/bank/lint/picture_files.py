"""The files of pictures and downloads: nothing in them runs, and none is too heavy for a slow connection."""

import posixpath
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.lint.media_files import leaves
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.bank.lint.svg import Danger, danger_in
from pixauthor.errors import PixauthorError
from pixauthor.files import is_inside, read_bytes
from pixauthor.findings import Finding, Severity

MAX_SVG_BYTES: Final = 10_000_000
_SVG: Final = (".svg", ".svgz")
_PICTURES: Final = frozenset({".svg", ".svgz", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico"})


def _active(context: ItemContext) -> Iterator[Finding]:
    for pointer, file in context.named:
        if file.casefold().endswith(_SVG) and (danger := _danger(context, file)):
            fields = {"file": file, "line": danger.line, "extract": danger.extract}
            yield found("X29", context.place(*pointer), Severity.ERROR, danger.kind, **fields)


def _danger(context: ItemContext, file: str) -> Danger | None:
    path = context.folder / file
    if leaves(file) or not is_inside(path, context.folder):
        return None
    try:
        return danger_in(read_bytes(path, MAX_SVG_BYTES))
    except PixauthorError as error:
        # A missing file is told by X08.
        return None if error.message == "files.missing" else Danger("broken", 0, error.message.partition(".")[2])


def _heavy(context: ItemContext) -> Iterator[Finding]:
    for pointer, file in context.named:
        if posixpath.splitext(file)[1].casefold() not in _PICTURES or leaves(file):
            continue
        try:
            size = (context.folder / file).stat().st_size
        except OSError:
            continue
        much = context.limit("L42", "bytes")
        if size > much:
            severity = Severity.ERROR if size > context.limit("L42", "most-bytes") else Severity.WARNING
            yield found("L42", context.place(*pointer), severity, file=file, size=size, limit=int(much))


_ILLUSTRATION: Final = (
    "illustration: {file: media/dossiers-2-01.svg, alt: Fenêtre qui montre trois dossiers., licence: CC0-1.0}"
)
_NAMESPACE: Final = 'xmlns="http://www.w3.org/2000/svg"'

RULES: Final = (
    Rule(
        code="L42",
        slug="heavy-picture",
        severity=Severity.ERROR,
        why="A picture of more than a megabyte keeps a class waiting (warning); of more than ten, it may never come "
        "(error).",
        bad=f"""\
{_ILLUSTRATION}
---
$files: {{lint.yaml: 'rules: {{L42: {{limits: {{bytes: 20}}}}}}', 1.2/media/dossiers-2-01.svg: '<svg {_NAMESPACE}/>'}}
""",
        good=f"""\
{_ILLUSTRATION}
---
$files: {{1.2/media/dossiers-2-01.svg: '<svg {_NAMESPACE}/>'}}
""",
        check=_heavy,
    ),
    Rule(
        code="X29",
        slug="active-picture",
        severity=Severity.ERROR,
        why="An SVG picture may hold scripts, event handlers, foreign HTML and calls to other sites: opened on its "
        "own, it would run them in the candidate’s browser.",
        bad=f"""\
{_ILLUSTRATION}
---
$files: {{1.2/media/dossiers-2-01.svg: '<svg {_NAMESPACE} onload="alert(1)"/>'}}
""",
        good=f"""\
{_ILLUSTRATION}
---
$files: {{1.2/media/dossiers-2-01.svg: '<svg {_NAMESPACE}><path d="M0 0h9v9z"/></svg>'}}
""",
        check=_active,
    ),
)
