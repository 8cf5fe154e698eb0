"""Patterns of answers, looked at from an ability of each person's own."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.answered import Pairs, pair
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.irf import Curves
from pixauthor.irt.items import Items

_TINY: Final = float(np.finfo(float).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Who answered what.

    Args:
        pairs: of each answer, its item.
        persons: row of each answer, (n_answers,).
        answered: place of each answer's category in a table (n_answers, most categories) laid flat, (n_answers,).
        n_persons: number of rows.
    """

    pairs: Pairs
    persons: Ints
    answered: Ints
    n_persons: int

    def curves(self, theta: Floats) -> Curves:
        """Return the curves of every answer's item, (n_answers, most categories), at abilities (n_persons,)."""
        return self.pairs.curves(theta.take(self.persons))

    def score(self, curves: Curves) -> Floats:
        """Return the derivative of each person's log-likelihood, (n_persons,)."""
        return self._sum(self._answered(curves.slope, curves))

    def information(self, curves: Curves, observed: bool = False) -> Floats:
        """Return Fisher's information, or less the second derivative of the log-likelihood, (n_persons,)."""
        if observed:
            return self._sum(self._answered(curves.slope, curves) ** 2 - self._answered(curves.bend, curves))
        return self._sum(ratio(curves.slope**2, curves.p).sum(axis=1))

    def correction(self, curves: Curves) -> Floats:
        """Return Warm's J / (2 I), (n_persons,)."""
        j = self._sum(ratio(curves.slope * curves.bend, curves.p).sum(axis=1))
        return ratio(j, 2 * self.information(curves))

    def _answered(self, table: Floats, curves: Curves) -> Floats:
        return ratio(table.take(self.answered), curves.p.take(self.answered))

    def _sum(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.persons, values, self.n_persons), float)


def pattern_of(answers: Answers, items: Items) -> Pattern:
    """Return the pattern of these answers."""
    which = np.repeat(np.arange(items.n_items), items.n_categories)[answers.columns]
    pairs = pair(items, which)
    places = np.arange(which.size) * pairs.shape[1] + answers.columns - items.offsets[which]
    return Pattern(pairs, answers.persons, places, answers.n_persons)


def ratio(over: Floats, under: Floats) -> Floats:
    """Return a quotient, 0 where the denominator underflows: there the numerator is nil too."""
    return np.divide(over, under, out=np.zeros_like(over), where=under > _TINY)
