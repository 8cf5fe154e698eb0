"""One change of one value as ways of replacing a few characters, from the handsomest to the safest.

A way is a list of splices. Whether it says what was meant is for ``edit`` to verify: so the ways can be simple.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from pixauthor.editing import layout, scalars
from pixauthor.editing.placing import (
    Splice,
    below_value,
    flow_drop,
    flow_insert,
    insert_lines,
    lines_drop,
    with_comments,
)
from pixauthor.editing.spans import (
    BLOCK_STYLES,
    Spot,
    after_colon,
    dash_of,
    is_flow,
    line_end,
    line_start,
    next_line,
    spans,
)

Way: TypeAlias = list[Splice]


def apply(text: str, way: Way) -> str:
    """Return ``text`` after splices that do not overlap."""
    for splice in sorted(way, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def replace(text: str, at: Spot, value: Any) -> Iterator[Way]:
    """Yield ways to write ``value`` where ``at`` stands."""
    missing = at.start == at.end
    colon = after_colon(text, at.key) if at.key is not None else None
    lead = "" if not missing else ": " if at.key is not None and colon is None else " "
    start = at.start
    if _is_block(at.node) and colon is not None and not text[colon:start].strip():
        start, lead = colon, " "
    if not at.inline:
        for head, below in _blocks(text, at, value):
            yield [below_value(text, start, at.end, (lead + head).rstrip(" "), below)]
            yield [below_value(text, start, at.end, (lead + head).rstrip(" "), [*below, ""])]
    style = at.node.style if isinstance(at.node, ScalarNode) else None
    for line in _one_line(value, style, inline=at.inline):
        yield [Splice(start, at.end, lead + line)]


def add_key(text: str, at: Spot, name: str, value: Any, after: int) -> Iterator[Way]:
    """Yield ways to add a key to the mapping ``at``, below its pair number ``after``; above all when that is -1."""
    node = at.node
    if at.inline or is_flow(node):
        for pair in _flow_pairs(name, value):
            yield [flow_insert(spans(text, node), at.start, after + 1, pair)]
        return
    column = node.start_mark.column
    rows = [layout.pair_lines(name, value, column)]
    rows += [[" " * column + f"{scalars.key(name)}: {line}"] for line in _one_line(value, None, inline=True)]
    for lines in rows:
        yield [insert_lines(text, lines, spans(text, node), after, at.start, column)]


def add_item(text: str, at: Spot, index: int, value: Any) -> Iterator[Way]:
    """Yield ways to add an item to the list ``at``, at ``index``; written as its neighbours are."""
    node = at.node
    if at.inline or is_flow(node):
        for line in _one_line(value, None, inline=True):
            yield [flow_insert(spans(text, node), at.start, index, line)]
        return
    column = node.start_mark.column
    tight = all(getattr(part, "flow_style", True) for part in node.value)
    rows = [layout.item_lines(value, column, tight=tight)]
    rows += [[" " * column + "- " + line] for line in _one_line(value, None, inline=True)]
    for lines in rows:
        yield [insert_lines(text, lines, spans(text, node), index - 1, dash_of(text, node, 0), column)]


def drop(text: str, at: Spot, index: int) -> Iterator[Way]:
    """Yield ways to take the pair or item number ``index`` out of ``at``; comments of their own lines stay."""
    node, parts = at.node, spans(text, at.node)
    empty = "{}" if isinstance(node, MappingNode) else "[]"
    if at.inline or is_flow(node):
        yield [flow_drop(text, parts, index)]
        return
    start = dash_of(text, node, index) if isinstance(node, SequenceNode) else parts[index][0]
    alone = len(parts) == 1
    if not text[line_start(text, start) : start].strip():
        rest = [lines_drop(text, start, parts[index][1])]
        colon = after_colon(text, at.key) if alone and at.key is not None else None
        yield rest if colon is None else [Splice(colon, colon, " " + empty), *rest]
    if alone:
        yield [Splice(start, parts[index][1], empty)]
    elif index + 1 < len(parts):
        # The first of a block that begins on the line of a dash: the next one takes its place.
        after = dash_of(text, node, index + 1) if isinstance(node, SequenceNode) else parts[index + 1][0]
        if "#" not in text[line_end(text, parts[index][1]) : after]:
            yield [Splice(start, after, "")]


def reorder(text: str, at: Spot, order: list[int]) -> Iterator[Way]:
    """Yield ways to write the items of the list ``at`` in another order, each with the comments just above it."""
    node, slots = at.node, spans(text, at.node)
    if isinstance(node, SequenceNode) and not (at.inline or is_flow(node)):
        dashes = [dash_of(text, node, index) for index in range(len(slots))]
        starts = [dashes[0], *(with_comments(text, dash, node.start_mark.column) for dash in dashes[1:])]
        slots = [(start, line_end(text, end)) for start, (_, end) in zip(starts, slots, strict=True)]
    parts = [text[start:end] for start, end in slots]
    yield [Splice(*slot, parts[index]) for slot, index in zip(slots, order, strict=True)]


def _blocks(text: str, at: Spot, value: Any) -> Iterator[tuple[str, list[str]]]:
    column = _column(at)
    if isinstance(value, str) and isinstance(at.node, ScalarNode) and at.node.style in BLOCK_STYLES:
        header = text[at.start : line_end(text, at.start)]
        comment = header[len(header.partition(" #")[0].rstrip()) :] if "#" in header else ""
        writers = (scalars.folded, scalars.literal) if at.node.style == ">" else (scalars.literal,)
        for writer, indent in product(writers, (_indent(text, at), column + layout.STEP)):
            if indent and (block := writer(value, indent)):
                yield block[0] + comment, block[1]
    elif isinstance(value, dict | list) or ("\n" in str(value) and not _holds_lines(at.node)):
        head, below = layout.written(value, column)
        if below:
            yield head, below


def _one_line(value: Any, style: str | None, *, inline: bool) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield layout.flow(value)
        yield layout.flow(value, cautious=True)
    else:
        yield from scalars.kept(value, style, flow=inline)


def _flow_pairs(name: str, value: Any) -> Iterator[str]:
    for line in _one_line(value, None, inline=True):
        yield f"{scalars.key(name, flow=True)}: {line}"
        yield f"{scalars.double(name)}: {line}"


def _column(at: Spot) -> int:
    if isinstance(at.parent, SequenceNode | MappingNode):
        return int(at.parent.start_mark.column)
    return 0


def _indent(text: str, at: Spot) -> int:
    """Return the indentation of a block scalar; 0 when it has no line to show it."""
    body = text[next_line(text, at.start) : at.end]
    if any(sign.isdigit() for sign in text[at.start : at.start + 3]):
        return 0
    rows = (row for row in body.splitlines() if row.strip())
    return next((len(row) - len(row.lstrip(" ")) for row in rows), 0)


def _is_block(node: Node) -> bool:
    return isinstance(node, CollectionNode) and not is_flow(node)


def _holds_lines(node: Node) -> bool:
    """Say whether the author has written several lines within quotes, and so may want to again."""
    return isinstance(node, ScalarNode) and "\n" in node.value
