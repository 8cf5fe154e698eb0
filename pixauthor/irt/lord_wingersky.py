"""Distributions of sum scores at each ability, an item at a time.

Lord and Wingersky 1984, doi:10.1177/014662168400800409; items of several categories: Thissen, Pommerich, Billeaud and
Williams 1995, doi:10.1177/014662169501900105.

A distribution is (n_scores, n_nodes): the probability of each sum, from 0, at each ability.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from pixauthor.irt.arrays import Floats


def nothing(n_nodes: int) -> Floats:
    """Return the distribution of the sum of no item: certainly 0."""
    return np.ones((1, n_nodes))


def add_item(scores: Floats, p: Floats) -> Floats:
    """Return the distribution with one more item.

    Args:
        scores: (n_scores, n_nodes).
        p: probability of each category of the item, whose credits count from 0, (n_categories, n_nodes).
    """
    result = np.zeros((len(scores) + len(p) - 1, scores.shape[1]))
    for credit, share in enumerate(p):
        result[credit : credit + len(scores)] += share * scores
    return result


def add_items(scores: Floats, items: Sequence[Floats]) -> Floats:
    """Return the distribution with more items, each (n_categories, n_nodes)."""
    for p in items:
        scores = add_item(scores, p)
    return scores


def without_each(items: Sequence[Floats], rest: Floats | None = None) -> Iterator[Floats]:
    """Yield, for each item in order, the distribution of the sum of all the others.

    Half of the items are added to what the other half begins with, and so on down: n log n additions instead of n n,
    and no division, which would lose digits.

    Args:
        items: each (n_categories, n_nodes).
        rest: distribution of what is added to all; that of no item by default.
    """
    outside = nothing(items[0].shape[1]) if rest is None else rest
    if len(items) == 1:
        yield outside
        return
    half = len(items) // 2
    yield from without_each(items[:half], add_items(outside, items[half:]))
    yield from without_each(items[half:], add_items(outside, items[:half]))
