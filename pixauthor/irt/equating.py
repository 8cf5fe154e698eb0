"""Which scores on two tests mean the same, once their items are on one scale.

Kolen and Brennan 2014, Test Equating, Scaling, and Linking, chapter 6. Scores are sums of credits: from 0 to the
number of categories less one, over all items.
"""

from typing import Final, NamedTuple

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.linking_anchors import require_order
from pixauthor.irt.lord_wingersky import add_items, nothing
from pixauthor.irt.quadrature import Grid

_BOUND: Final = 50.0
"""Abilities are looked for within these logits; a true score beyond what they give has none."""
_HALVINGS: Final = 60


class Equated(NamedTuple):
    """For each score on the old test: the ability it stands for (true scores only) and its equal on the new test."""

    scores: Floats
    equated: Floats
    theta: Floats


def true_scores(new: Items, old: Items) -> Equated:
    """Return true-score equating: the same ability gives a score on either test.

    Below what guessing gives, a line goes from 0 to 0 (Kolen's convention); the full score is equal to the full
    score. Ability is there -inf and +inf.

    Args:
        new: items of the new test, on the scale of the old one.
        old: items of the old test.

    Raises:
        ValueError: for nominal items, which have no score.
    """
    require_order(new)
    require_order(old)
    scores = np.arange(_highest(old) + 1.0)
    floors = [float(items.expected_scores(np.array([-_BOUND])).sum()) for items in (new, old)]
    inside = (scores > floors[1]) & (scores < scores[-1])
    theta = np.where(scores < scores[-1], -np.inf, np.inf)
    theta[inside] = _ability(old, scores[inside])
    equated = np.full(scores.size, float(_highest(new)))
    equated[inside] = new.expected_scores(theta[inside]).sum(axis=0)
    low = scores <= floors[1]
    equated[low] = scores[low] * (floors[0] / floors[1] if floors[1] > 1e-9 else 0.0)
    return Equated(scores, equated, theta)


def observed_scores(new: Items, old: Items, grid: Grid) -> Equated:
    """Return observed-score equating: the score with the same percentile rank, in one population.

    Args:
        new: items of the new test, on the scale of the old one.
        old: items of the old test.
        grid: abilities of the population; ``mixture`` makes one of two.

    Raises:
        ValueError: for nominal items, which have no score.
    """
    shares_new, shares_old = (score_distribution(items, grid.nodes) @ grid.weights for items in (new, old))
    ranks = np.cumsum(shares_old) - shares_old / 2
    equated = _score_at_rank(shares_new, ranks)
    return Equated(np.arange(float(shares_old.size)), equated, np.full(shares_old.size, np.nan))


def score_distribution(items: Items, theta: Floats) -> Floats:
    """Return the chance of every score at each ability, (n_scores, n_nodes)."""
    require_order(items)
    by_column = np.exp(items.log_probabilities(theta))
    return add_items(nothing(theta.size), np.split(by_column, items.offsets[1:-1]))


def mixture(first: Grid, second: Grid, share: float = 0.5) -> Grid:
    """Return the population of which ``share`` comes from the first."""
    return Grid(
        np.concatenate([first.nodes, second.nodes]),
        np.concatenate([share * first.weights, (1 - share) * second.weights]),
    )


def _highest(items: Items) -> int:
    return items.n_columns - items.n_items


def _ability(items: Items, scores: Floats) -> Floats:
    """Return the abilities at which these scores are expected, by halving."""
    low, high = np.full(scores.size, -_BOUND), np.full(scores.size, _BOUND)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = items.expected_scores(middle).sum(axis=0) < scores
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _score_at_rank(shares: Floats, ranks: Floats) -> Floats:
    """Return the scores with these percentile ranks, each score spread evenly over itself plus or minus a half."""
    above = np.cumsum(shares)
    score = np.minimum(np.searchsorted(above, ranks), shares.size - 1)
    return np.asarray(score - 0.5 + (ranks - (above[score] - shares[score])) / shares[score])
