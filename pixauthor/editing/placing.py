"""Single replacements: lines put in or taken out of blocks, values put in or taken out of brackets."""

from typing import NamedTuple

from pixauthor.editing.spans import line_end, line_start, newline_of, next_line


class Splice(NamedTuple):
    """Replace the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def below_value(text: str, start: int, end: int, head: str, below: list[str]) -> Splice:
    """Replace a value by a block: what else stood on its last line (a comment) stays beside the header."""
    line, newline = line_end(text, end), newline_of(text)
    return Splice(start, line, head + text[end:line] + "".join(newline + row for row in below))


def insert_lines(
    text: str, lines: list[str], parts: list[tuple[int, int]], after: int, first: int, column: int
) -> Splice:
    """Put ``lines`` below part number ``after``; above the part that starts at ``first`` when that is -1."""
    newline = newline_of(text)
    if after < 0:
        return Splice(first, first, newline.join(lines)[column:] + newline + " " * column)
    end = line_end(text, parts[after][1])
    return Splice(end, end, newline + newline.join(lines))


def flow_insert(parts: list[tuple[int, int]], start: int, index: int, item: str) -> Splice:
    """Put ``item`` at ``index`` of the parts of a bracket that opens at ``start``."""
    if not parts:
        return Splice(start + 1, start + 1, item)
    if index < len(parts):
        return Splice(parts[index][0], parts[index][0], item + ", ")
    return Splice(parts[-1][1], parts[-1][1], ", " + item)


def flow_drop(text: str, parts: list[tuple[int, int]], index: int) -> Splice:
    """Take a part out of its bracket with one comma; comments between parts stay."""
    start, end = parts[index]
    if index + 1 < len(parts):
        gap = text[end : parts[index + 1][0]]
        comma = end + gap.find(",") + 1
        return Splice(start, comma if "#" in gap else parts[index + 1][0], "")
    if index and "#" not in text[parts[index - 1][1] : start]:
        return Splice(parts[index - 1][1], end, "")
    rest = text[end:]
    comma = end + len(rest) - len(rest.lstrip())
    return Splice(start, comma + 1 if not index and text[comma : comma + 1] == "," else end, "")


def lines_drop(text: str, start: int, end: int) -> Splice:
    """Take out the lines of what stands from ``start`` to ``end``."""
    first, last = line_start(text, start), next_line(text, end)
    if last == line_end(text, end) and first:
        # The last line has no line break; then the one before it shall have none either.
        first = line_end(text, line_start(text, first - 1))
    return Splice(first, last, "")


def with_comments(text: str, dash: int, column: int) -> int:
    """Return where the comments just above a dash start, at its column; the dash itself when there are none."""
    start = dash
    while (above := line_start(text, line_start(text, start) - 1)) < start - column:
        if text[above : above + column + 1] != " " * column + "#":
            break
        start = above + column
    return start
