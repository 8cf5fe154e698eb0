"""Where the parts of a YAML text begin and end, to the character.

Marks of libyaml count characters. Those of scalars and of brackets are exact; those of blocks reach over blank lines
and comments that follow, which belong to nobody and must stay: here a block ends with its last sign.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from pixauthor.errors import PixauthorError
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLANK_END: Final = re.compile("(?:\r\n|[\n\r\x85\u2028\u2029])(?:[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029]))*[ \t]*\\Z")
_LAST_BREAK: Final = re.compile("(?:\r\n|[\n\r\x85\u2028\u2029])[ \t]*\\Z")
_COLON: Final = re.compile(r"[ \t]*:")
BLOCK_STYLES: Final = ("|", ">")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node with what surrounds it.

    ``start`` and ``end`` bound its text; ``parent`` is None for the root; ``key`` is the key node in a mapping;
    ``inline`` says that it stands within brackets.
    """

    node: Node
    start: int
    end: int
    parent: Node | None = None
    key: Node | None = None
    inline: bool = False


def read(text: str, path: str = "yaml") -> Document:
    """Return what ``text`` says; ``path`` is its name in messages.

    Raises:
        PixauthorError: naming its first fault and where it is.
    """
    reading = parse_document(text, path)
    if reading.findings or reading.document is None:
        fault = reading.findings[0]
        message = f"{fault.code} {fault.message()} {fault.hint()}"
        raise PixauthorError("editing.unreadable", place=fault.place, fault=message)
    return reading.document


def spot(text: str, root: Node, pointer: Sequence[str | int]) -> Spot | None:
    """Return the node at ``pointer``; None when there is none."""
    here = Spot(node=root, start=root.start_mark.index, end=end_of(text, root))
    for step in pointer:
        below = _below(text, here, step)
        if below is None:
            return None
        here = below
    return here


def is_flow(node: Node) -> bool:
    """Say whether ``node`` is a list or mapping within brackets."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def end_of(text: str, node: Node) -> int:
    """Return the index after the last sign of ``node``."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if isinstance(node, ScalarNode):
        return start + _block_length(text[start:end]) if node.style in BLOCK_STYLES else end
    if is_flow(node) or not node.value:
        return end
    last = node.value[-1]
    return _pair_end(text, *last) if isinstance(node, MappingNode) else end_of(text, last)


def spans(text: str, node: Node) -> list[tuple[int, int]]:
    """Return start and end of every pair of a mapping, or of every item of a list (without its dash)."""
    if isinstance(node, MappingNode):
        return [(key.start_mark.index, _pair_end(text, key, value)) for key, value in node.value]
    return [(part.start_mark.index, end_of(text, part)) for part in node.value]


def dash_of(text: str, sequence: Node, index: int) -> int:
    """Return where the dash of an item of a block list stands: at the column of the list, above or before the item."""
    column, at = sequence.start_mark.column, sequence.value[index].start_mark.index
    line = line_start(text, at)
    while text[line + column : line + column + 1] != "-" or line + column > at:
        line = line_start(text, line - 1)
    return line + int(column)


def line_start(text: str, index: int) -> int:
    """Return where the line of ``index`` starts."""
    return max(text.rfind(sign, 0, max(index, 0)) for sign in "\n\r\x85\u2028\u2029") + 1


def line_end(text: str, index: int) -> int:
    """Return where the line of ``index`` ends, before its line break."""
    found = _BREAK.search(text, index)
    return found.start() if found else len(text)


def next_line(text: str, index: int) -> int:
    """Return where the line after that of ``index`` starts; the end of the text when there is none."""
    found = _BREAK.search(text, index)
    return found.end() if found else len(text)


def newline_of(text: str) -> str:
    """Return the line break that the text uses first; a line feed when it has none."""
    found = re.search("\r\n|\n|\r", text)
    return found[0] if found else "\n"


def after_colon(text: str, key: Node) -> int | None:
    """Return the index after the colon of ``key``; None when it has none (``{a, b}``)."""
    found = _COLON.match(text, key.end_mark.index)
    return found.end() if found else None


def _below(text: str, here: Spot, step: str | int) -> Spot | None:
    node: Any = here.node
    inline = here.inline or is_flow(node)
    if isinstance(node, MappingNode):
        pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
        return _pair_spot(text, node, *pair, inline=inline) if pair else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        child = node.value[step]
        return Spot(node=child, start=child.start_mark.index, end=end_of(text, child), parent=node, inline=inline)
    return None


def _pair_spot(text: str, parent: Node, key: Node, value: Node, *, inline: bool) -> Spot:
    start, end = value.start_mark.index, end_of(text, value)
    if _is_absent(value):
        start = end = _pair_end(text, key, value)
    return Spot(node=value, start=start, end=end, parent=parent, key=key, inline=inline)


def _pair_end(text: str, key: Node, value: Node) -> int:
    """Return where a pair ends. libyaml places a value that is not there before the next sign, wherever that is."""
    if not _is_absent(value):
        return end_of(text, value)
    colon = after_colon(text, key)
    return int(key.end_mark.index) if colon is None else colon


def _is_absent(value: Node) -> bool:
    return isinstance(value, ScalarNode) and bool(value.start_mark.index == value.end_mark.index)


def _block_length(block: str) -> int:
    """Return the length of a block scalar without blank lines below, which are part of it only after ``|+``."""
    header = block[: line_end(block, 0)].partition("#")[0]
    found = (_LAST_BREAK if "+" in header else _BLANK_END).search(block)
    return found.start() if found else len(block)
