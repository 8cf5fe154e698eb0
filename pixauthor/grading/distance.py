"""How far apart two texts are, in edits of one character."""

import sys


def levenshtein(one: str, other: str) -> int:
    """Return the least number of insertions, deletions and replacements from ``one`` to ``other``.

    Levenshtein, V. I. (1966), Binary codes capable of correcting deletions, insertions and reversals.
    """
    previous = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        current = [row]
        for column, facing in enumerate(other, start=1):
            replaced = previous[column - 1] + (sign != facing)
            current.append(min(previous[column] + 1, current[-1] + 1, replaced))
        previous = current
    return previous[-1]


def slips(one: str, other: str, most: int = sys.maxsize) -> int:
    """Return the same, two neighbours exchanged counting as one edit: the restricted distance of Damerau.

    The search stops as soon as the distance is certain to be more than ``most``, and then returns ``most + 1``: an edit
    takes away one sign that only ``one`` has and brings one that only ``other`` has, at most; and a cell depends on
    the two rows above it only.

    Damerau, F. J. (1964), A technique for computer detection and correction of spelling errors,
    doi:10.1145/363958.363994.
    """
    signs, others = set(one), set(other)
    if len(signs - others) > most or len(others - signs) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        current = [row]
        for column, facing in enumerate(other, start=1):
            best = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (sign != facing))
            if row > 1 and column > 1 and sign == other[column - 2] and one[row - 2] == facing:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        if min(current) > most and min(previous) > most:
            return most + 1
        before, previous = previous, current
    return previous[-1]
