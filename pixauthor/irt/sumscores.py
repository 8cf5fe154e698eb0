"""Abilities from sum scores: for tables that turn a number of points into a measure.

A sum score forgets which items were right: its estimates are less precise than those of ``scoring.py``, and equal to
them only under the Rasch and partial credit models.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pixauthor.irt.abilities import Abilities
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.forms import find_forms
from pixauthor.irt.items import Items
from pixauthor.irt.lord_wingersky import add_items, nothing
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class SumScores:
    """What each sum score, from 0 to the most possible, says of ability; all (n_scores,).

    Args:
        theta: posterior mean in logits; NaN where the chance of the score is nil.
        se: posterior standard deviation.
        share: expected among the persons whom the prior describes; sums to 1.
    """

    theta: Floats
    se: Floats
    share: Floats


def sum_score_table(items: Items, grid: Grid) -> SumScores:
    """Return the table of a form (Thissen, Pommerich, Billeaud and Williams 1995, doi:10.1177/014662169501900105).

    Args:
        items: of the form; the sum of their categories, counted from 0, is the score.
        grid: the prior.
    """
    return _table(_split(items, np.exp(items.log_probabilities(grid.nodes))), grid)


def eap_of_sum_scores(answers: Answers, items: Items, grids: Sequence[Grid]) -> Abilities:
    """Return each person's estimate from the sum score on the items that he answered.

    One table is made a form (set of items) and group: quick for booklets, slow where everyone has a form of his own, as
    in adaptive tests, whose sum scores say next to nothing.

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: the prior of each group.
    """
    sums = np.rint(answers.indicator() @ items.credits).astype(np.int64)
    theta, se = np.empty((2, answers.n_persons))
    curves = {group: _split(items, np.exp(items.log_probabilities(grid.nodes))) for group, grid in enumerate(grids)}
    for form in find_forms(answers, items):
        table = _table([curves[form.group][j] for j in form.which], grids[form.group])
        theta[form.rows], se[form.rows] = table.theta[sums[form.rows]], table.se[sums[form.rows]]
    return Abilities(theta, se)


def _split(items: Items, p: Floats) -> list[Floats]:
    return np.split(p, items.offsets[1:-1])


def _table(curves: Sequence[Floats], grid: Grid) -> SumScores:
    joint = add_items(nothing(grid.nodes.size), curves) * grid.weights
    share = joint.sum(axis=1)
    weights = joint / np.where(share > 0, share, np.nan)[:, None]
    theta = weights @ grid.nodes
    variance = ((grid.nodes - theta[:, None]) ** 2 * weights).sum(axis=1)
    return SumScores(theta, np.sqrt(variance), share)
