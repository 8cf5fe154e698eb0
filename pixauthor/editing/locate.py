"""Which field of an item a finding is about, so that it can stand beside that field in a form."""

import re
from collections.abc import Iterator
from typing import Final

from yaml.nodes import MappingNode, Node, SequenceNode

from pixauthor.editing.values import Pointer
from pixauthor.findings import Finding
from pixauthor.source.document import Document

_STEP: Final = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


def locate(document: Document, finding: Finding) -> Pointer:
    """Return the field that a finding is about; empty for the whole item."""
    named = finding.fields.get("field")
    if finding.code.startswith("S") and finding.code != "S08" and isinstance(named, str):
        # Findings of shape know the way, and what is missing has no place of its own.
        way = _way(named)
        return (*way, finding.fields["name"]) if finding.code == "S01" else way
    return pointer_at(document, finding.place.line, finding.place.column)


def pointer_at(document: Document, line: int, column: int) -> Pointer:
    """Return the way to the value that starts at line and column (from 1), or whose key does, else to the one around.

    Where a block starts with its first key, the block is meant. Empty when there is none.
    """
    wanted = (line - 1, column - 1)
    by_key: Pointer = ()
    around: Pointer = ()
    for pointer, key, value in _walk(document.root, ()):
        if _start(value) == wanted:
            return pointer
        if key is not None and _start(key) == wanted and not by_key:
            by_key = pointer
        if _start(value) < wanted < (value.end_mark.line, value.end_mark.column):
            around = pointer
    return by_key or around


def _walk(node: Node, above: Pointer) -> Iterator[tuple[Pointer, Node | None, Node]]:
    """Yield every value with the way to it and its key, parents first."""
    pairs: list[tuple[str | int, Node | None, Node]] = []
    if isinstance(node, MappingNode):
        pairs = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, SequenceNode):
        pairs = [(number, None, value) for number, value in enumerate(node.value)]
    for step, key, value in pairs:
        yield (*above, step), key, value
        yield from _walk(value, (*above, step))


def _start(node: Node) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column


def _way(named: str) -> Pointer:
    return tuple(int(number) - 1 if number else name for number, name in _STEP.findall(named))
