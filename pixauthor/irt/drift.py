"""Which anchors no longer behave as they did, and a link that does without them."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.displacement import mean_difficulties
from pixauthor.irt.items import Items
from pixauthor.irt.linking import places, solve, stack, transform
from pixauthor.irt.linking_anchors import Anchors, Solution
from pixauthor.irt.linking_moments import discriminations
from pixauthor.irt.quadrature import Grid

NORMAL_IQR: Final = 0.74
"""An interquartile range times this is the standard deviation, for a normal distribution."""


class Shifts(NamedTuple):
    """How anchors differ on the old scale, new less old, each (n_items,).

    Args:
        displacement: difference of difficulty, in logits, the mean over an item's steps; NaN for nominal items.
        robust_z: displacement from the median one, in robust standard deviations.
        rmsd: distance between the curves: the square root of the weighted mean square of differences of probability,
            half the sum over categories. Two categories: the difference of the chance of success.
        bias: weighted mean difference of the expected score as a share of the full score: above 0 the item is easier
            than it was; NaN for nominal items.
        steepening: log of the ratio of discriminations; NaN for nominal items.
    """

    displacement: Floats
    robust_z: Floats
    rmsd: Floats
    bias: Floats
    steepening: Floats


class Purified(NamedTuple):
    """A link without the anchors that drifted.

    Args:
        link: by the anchors kept.
        kept: which anchors these are, (n_items,).
        dropped: positions of the others, in the order in which they were dropped.
        short: True when one more should have been dropped, but too few would have been left.
    """

    link: Solution
    kept: Bools
    dropped: tuple[int, ...]
    short: bool


def robust_z(differences: Floats, among: Bools | None = None) -> Floats:
    """Return (difference - median) / (0.74 IQR), (n_items,); median and quartiles over ``among``, all by default.

    Huynh and Meyer 2010, Use of robust z in detecting unstable items in item response theory models. Equal
    differences give 0, and infinity beside most of them.
    """
    known = differences[np.isfinite(differences) & (True if among is None else among)]
    if not known.size:
        return np.full(differences.shape, np.nan)
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    distance = differences - middle
    # What rounding leaves of differences that are equal says nothing.
    spread = NORMAL_IQR * (high - low)
    if spread > 1e-9:
        return np.asarray(distance / spread)
    return np.where(np.abs(distance) <= 1e-9, 0.0, np.copysign(np.inf, distance)) + np.where(
        np.isnan(distance), np.nan, 0.0
    )


def find_shifts(new: Items, old: Items, link: Solution, grid: Grid, among: Bools | None = None) -> Shifts:
    """Return how the anchors differ after a link.

    Args:
        new: anchors with their new parameters, on the new scale.
        old: the same with their old ones.
        link: from the new scale to the old one.
        grid: abilities on the old scale by which curves are weighted.
        among: anchors that set what is usual, (n_items,); all by default.
    """
    moved = transform(new, link.scale, link.shift)
    displacement = mean_difficulties(moved) - mean_difficulties(old)
    apart = moved.curves(grid.nodes).p - old.curves(grid.nodes).p
    by_score = old.sum_by_item(old.credits[:, None] * apart) @ grid.weights / (old.n_categories - 1)
    steepening = np.log(discriminations(moved) / discriminations(old))
    return Shifts(
        displacement=displacement,
        robust_z=robust_z(displacement, among),
        rmsd=np.sqrt(old.sum_by_item(apart**2 @ grid.weights) / 2),
        bias=np.where(np.isnan(steepening), np.nan, by_score),
        steepening=steepening,
    )


def purify(
    linked: Callable[[Bools], Solution], badness: Callable[[Solution, Bools], Floats], n_anchors: int, least: int
) -> Purified:
    """Drop the worst anchor and link again, until none is bad or only ``least`` are left.

    An anchor that is no longer bad once others are gone comes back, once.

    Args:
        linked: the link by the anchors kept, given which these are, (n_anchors,).
        badness: how bad every anchor is, given the link and the anchors kept; above 0 it is to be dropped,
            (n_anchors,).
        n_anchors: to begin with.
        least: anchors to keep.
    """
    kept, returned, dropped = np.ones(n_anchors, bool), np.zeros(n_anchors, bool), list[int]()
    while True:
        link = linked(kept)
        scores = np.nan_to_num(badness(link, kept), posinf=np.finfo(float).max)
        worst = int(np.argmax(np.where(kept, scores, -np.inf)))
        if scores[worst] > 0 and kept.sum() > least:
            kept[worst] = False
            dropped.append(worst)
            continue
        back = ~kept & ~returned & (scores <= 0)
        if not back.any():
            return Purified(link, kept, tuple(k for k in dropped if not kept[k]), bool(scores[worst] > 0))
        kept, returned = kept | back, returned | back


def solve_among(anchors: Anchors, kept: Bools, method: str) -> Solution:
    """Return the link by some of the anchors, with derivatives by the parameters of all."""
    positions = np.flatnonzero(kept)
    new, old = anchors.new.select(positions), anchors.old.select(positions)
    found = solve(new, old, method, anchors.old_grid, anchors.new_grid)
    return widen(found, anchors.new, anchors.old, positions, positions)


def widen(link: Solution, new: Items, old: Items, at_new: Ints, at_old: Ints) -> Solution:
    """Return a link between some items of two forms with derivatives by the parameters of all, nil for the others.

    Args:
        link: between ``new.select(at_new)`` and ``old.select(at_old)``.
        new: all items of the new form.
        old: all items of the old form.
        at_new: positions of the anchors in the new form, in their order.
        at_old: the same in the old form.
    """
    by_new, by_old = np.zeros((2, stack(new).size)), np.zeros((2, stack(old).size))
    by_new[:, places(new, at_new)] = link.by_new
    by_old[:, places(old, at_old)] = link.by_old
    return link._replace(by_new=by_new, by_old=by_old)
