"""Safe tidying of an item file: what no eye sees and no reader of YAML either. Line ends stay as they are.

Comments keep their words, fields their order, values their quotes. A step after which the file would say anything else
than before is not taken.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document

_BLANKS: Final = re.compile(r"[ \t]+(?=\r?\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """The new text, and what was done: ``lines`` by step (``trailing-blanks``, ``final-newline``, ``final-lines``)."""

    text: str
    lines: Mapping[str, tuple[int, ...]]


def tidy(source: str) -> Tidied | None:
    """Return the tidied text of a file; None when it is no sound YAML, which nobody can tidy safely."""
    done: dict[str, tuple[int, ...]] = {}
    for name, step in _STEPS.items():
        reading = parse_document(source, "")
        if reading.document is None or reading.findings:
            return None
        changed, lines = step(source, reading.document)
        if lines and _says_the_same(changed, reading.document):
            source, done[name] = changed, lines
    return Tidied(text=source, lines=done)


def _says_the_same(source: str, before: Document) -> bool:
    reading = parse_document(source, "")
    return reading.document is not None and not reading.findings and reading.document.data == before.data


def _trailing_blanks(source: str, document: Document) -> tuple[str, tuple[int, ...]]:
    """Remove blanks at the ends of lines, except inside texts of several lines, where they may be a line break."""
    inside = set(_text_lines(document.root))
    changed: list[int] = []
    lines = source.split("\n")
    for number, line in enumerate(lines):
        bare = _BLANKS.sub("", line.removesuffix("\r")) + ("\r" if line.endswith("\r") else "")
        if bare != line and number not in inside:
            lines[number] = bare
            changed.append(number + 1)
    return "\n".join(lines), tuple(changed)


def _final_newline(source: str, document: Document) -> tuple[str, tuple[int, ...]]:  # noqa: ARG001 (steps are called alike)
    if source.endswith("\n"):
        return source, ()
    return source + ("\r\n" if "\r\n" in source else "\n"), (source.count("\n") + 1,)


def _final_lines(source: str, document: Document) -> tuple[str, tuple[int, ...]]:  # noqa: ARG001 (as above)
    """Remove empty lines at the end."""
    end = "\r\n" if source.endswith("\r\n") else "\n"
    bare = source.rstrip("\r\n") + end
    first, last = bare.count("\n") + 1, source.count("\n")
    return (bare, tuple(range(first, last + 1))) if len(bare) < len(source) else (source, ())


def _text_lines(node: Node) -> Iterator[int]:
    """Yield the lines (from 0) of texts of several lines, but the one that holds only a mark (``|``)."""
    if isinstance(node, ScalarNode) and node.end_mark.line > node.start_mark.line:
        # The mark of a block is at the start of the line after it.
        yield from range(
            node.start_mark.line + (node.style in ("|", ">")), node.end_mark.line + (node.end_mark.column > 0)
        )
    elif isinstance(node, CollectionNode):
        for one in node.value:
            for child in one if isinstance(node, MappingNode) else (one,):
                yield from _text_lines(child)


_STEPS: Final[Mapping[str, Callable[[str, Document], tuple[str, tuple[int, ...]]]]] = {
    "trailing-blanks": _trailing_blanks,
    "final-newline": _final_newline,
    "final-lines": _final_lines,
}
