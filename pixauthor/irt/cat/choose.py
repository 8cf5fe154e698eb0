"""Which item comes next, for many examinees at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.tables import Tables

FREE, GIVEN, HELD, PASSED_OVER = range(4)
"""What an item is to an examinee. Held: chance keeps it back; passed over: held, and would have been next."""
# Of the best items at an ability, a look at so many mostly finds a free one; the others are looked at when it does not.
_FIRST_LOOK: Final = 32

Marks = NDArray[np.int8]
Picked = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """What each examinee of a batch has had; the arrays change as the test goes on.

    Args:
        marks: of each item (``FREE``, ``GIVEN``, ``HELD``, ``PASSED_OVER``), (n, n_items).
        by_content: items given of each content, (n, n_contents).
    """

    marks: Marks
    by_content: Ints

    @property
    def reached(self) -> Ints:
        """How many examinees each item was the choice for, given or passed over, (n_items,)."""
        return np.asarray(((self.marks == GIVEN) | (self.marks == PASSED_OVER)).sum(axis=0))


def deal(n: int, tables: Tables, rules: Rules, rng: np.random.Generator) -> Hands:
    """Return the hands of ``n`` examinees before the first item.

    An item that is kept back once is kept back for good: its lot can be drawn beforehand.
    """
    marks = np.zeros((n, tables.n_items), np.int8)
    if rules.exposure is not None:
        limited = np.flatnonzero(rules.exposure < 1)
        marks[:, limited] = np.where(rng.random((n, limited.size)) < rules.exposure[limited], FREE, HELD)
    return Hands(marks, np.zeros((n, tables.segments.size - 1), np.int64))


def choose(
    tables: Tables, rules: Rules, hands: Hands, rows: Ints, theta: Floats, turn: int, rng: np.random.Generator
) -> Picked:
    """Return the next item of each examinee and mark it as given, (n,).

    Args:
        tables: the bank.
        rules: of the test.
        hands: changed in place.
        rows: the examinees who go on, (n,).
        theta: their estimates, (n,).
        turn: items that each of them has had.
        rng: source of chance.
    """
    contents = _contents(tables, rules, hands, rows, rng)
    first = tables.nearest(theta) * tables.n_items + tables.segments[contents]
    size, smallest = np.diff(tables.segments)[contents], np.diff(tables.segments).min()
    chosen = np.empty(rows.size, np.int32)
    # When nothing is held, the best free items are among the first: as many as have been given, and some more.
    width = rules.randomesque + (min(turn, _FIRST_LOOK) if rules.exposure is None else _FIRST_LOOK)
    pending = np.arange(rows.size)
    while pending.size:
        items = tables.order.ravel().take(first[pending, None] + np.arange(width), mode="clip")
        marks = hands.marks.ravel().take(rows[pending, None] * tables.n_items + items)
        if width > smallest:
            marks[np.arange(width) >= size[pending, None]] = GIVEN
        at, found = _pick(marks, rules.randomesque, width >= size[pending], rng)
        if rules.exposure is not None:
            _pass_over(hands, rows[pending[found]], items[found], marks[found], at[found])
        chosen[pending[found]] = items[found, at[found]]
        pending, width = pending[~found], 2 * width
    hands.marks[rows, chosen] = GIVEN
    if rules.shares is not None:
        hands.by_content[rows, contents] += 1
    return chosen


def _contents(tables: Tables, rules: Rules, hands: Hands, rows: Ints, rng: np.random.Generator) -> Ints:
    """Return the content furthest behind its share, among those with items left; ties are drawn."""
    if rules.shares is None:
        return np.zeros(rows.size, np.int64)
    had = hands.by_content[rows]
    behind = rules.shares * (had.sum(axis=1, keepdims=True) + 1) - had
    behind[had >= np.diff(tables.segments)] = -np.inf
    return np.asarray(np.argmax(behind + 1e-6 * rng.random(behind.shape), axis=1))


def _pick(
    marks: Marks, among: int, is_all: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where to pick, the best items first, and whether these marks suffice to know it, both (n,)."""
    free = marks == FREE
    if among == 1:
        at = np.argmax(free, axis=1)
        n_free = free[np.arange(at.size), at].astype(np.int64)
    else:
        n_free = free.sum(axis=1)
        wanted = 1 + (rng.random(len(free)) * np.minimum(n_free, among)).astype(np.int64)
        at = np.argmax(np.cumsum(free, axis=1, dtype=np.int32) == wanted[:, None], axis=1)
    # With every item given or held, the best of those held is given.
    return np.where(n_free > 0, at, np.argmax(marks != GIVEN, axis=1)), (n_free >= among) | is_all


def _pass_over(hands: Hands, rows: Ints, items: Picked, marks: Marks, at: NDArray[np.intp]) -> None:
    row, place = np.nonzero((marks == HELD) & (np.arange(marks.shape[1]) < at[:, None]))
    hands.marks[rows[row], items[row, place]] = PASSED_OVER
