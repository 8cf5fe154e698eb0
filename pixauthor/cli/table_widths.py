"""How wide the columns of a table are on a narrow terminal: what hurts least folds first."""

from collections.abc import Sequence

Widths = list[int | None]


def fit_widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], room: int, whole: int
) -> tuple[int, Widths]:
    """Return the blanks on each side of a cell, and the width of each column; None for as wide as it likes.

    Heads and words fold between words first, then cells lose their blanks, then the first columns fold, and heads
    within words; at last the first columns do, in two or three. Numbers never do.

    Args:
        heads: of the columns.
        rows: the cells.
        numeric: columns of numbers.
        room: width of the terminal, in characters.
        whole: the first columns, folded only when nothing else helps.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    inside = [max(map(len, column), default=0) for column in columns]
    full = [max(width, len(head)) for width, head in zip(inside, heads, strict=True)]
    if sum(full) + 3 * len(heads) + 1 <= room:
        return 1, [None] * len(heads)
    folded = [
        width if number else _longest_word(column)
        for width, number, column in zip(inside, numeric, columns, strict=True)
    ]
    headed = [max(width, _longest_word([head])) for width, head in zip(folded, heads, strict=True)]
    kept = [*full[:whole], *headed[whole:]]
    parted = [
        [width if number else -(-width // parts) for width, number in zip(full[:whole], numeric, strict=False)]
        for parts in (2, 3)
    ]
    tight = (kept, headed, [*full[:whole], *folded[whole:]], folded, *([*first, *headed[whole:]] for first in parted))
    for blanks, least in ((1, kept), *((0, widths) for widths in tight)):
        spare = room - sum(least) - (2 * blanks + 1) * len(heads) - 1
        if spare >= 0:
            return blanks, _share(least, full, spare)
    return 0, [width if number else None for width, number in zip(folded, numeric, strict=True)]


def _share(least: Sequence[int], full: Sequence[int], spare: int) -> Widths:
    """Return widths from ``least`` towards ``full``, the first column first."""
    widths: Widths = []
    for width, wanted in zip(least, full, strict=True):
        more = min(spare, wanted - width)
        spare -= more
        widths.append(width + more)
    return widths


def _longest_word(cells: Sequence[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=1)
