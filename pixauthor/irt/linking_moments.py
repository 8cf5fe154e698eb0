"""Linking by means and spreads of discriminations and difficulties.

The difficulties of an item with several steps all count, each as one.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.linking_anchors import Anchors, Solution, require_order, steps


class Natural(NamedTuple):
    """Discriminations, (n_items,), and difficulties of all steps, (n_steps,)."""

    a: Floats
    b: Floats


class Scale(NamedTuple):
    """A, and its derivatives by the parameters of new and old."""

    value: float
    new: Natural
    old: Natural


def mean_mean(anchors: Anchors) -> Solution:
    """Return A as the ratio of mean discriminations (Loyd and Hoover 1980, doi:10.1111/j.1745-3984.1980.tb00825.x)."""
    return _solve(anchors, _by_means)


def geometric_mean(anchors: Anchors) -> Solution:
    """Return A as the ratio of geometric means (Mislevy and Bock 1990, BILOG 3)."""
    return _solve(anchors, _by_geometric_means)


def mean_sigma(anchors: Anchors) -> Solution:
    """Return A as the ratio of spreads of difficulties (Marco 1977, doi:10.1111/j.1745-3984.1977.tb00033.x)."""
    return _solve(anchors, _by_spreads)


def discriminations(items: Items) -> Floats:
    """Return the discrimination of each item, NaN for a nominal one, (n_items,)."""
    values = np.full(items.n_items, np.nan)
    for block, natural in zip(items.blocks, items.natural(), strict=True):
        if steps(block):
            values[block.positions] = natural[:, 0]
    return values


def difficulties(items: Items) -> Floats:
    """Return the difficulties of all steps by column, NaN for the first category and for nominal items."""
    table = np.full(items.n_columns, np.nan)
    for block, natural in zip(items.blocks, items.natural(), strict=True):
        found = steps(block)
        if found:
            table[items.columns(block)[:, 1:]] = natural[:, found]
    return table


def _by_means(new: Natural, old: Natural) -> Scale:
    value = new.a.mean() / old.a.mean()
    by_new, by_old = 1 / new.a.sum(), -1 / old.a.sum()
    return Scale(
        value,
        Natural(np.full(new.a.size, value * by_new), np.zeros(new.b.size)),
        Natural(np.full(old.a.size, value * by_old), np.zeros(old.b.size)),
    )


def _by_geometric_means(new: Natural, old: Natural) -> Scale:
    if (new.a <= 0).any() or (old.a <= 0).any():
        raise ValueError("a geometric mean needs positive discriminations")
    value = np.exp(np.log(new.a).mean() - np.log(old.a).mean())
    return Scale(
        value,
        Natural(value / (new.a * new.a.size), np.zeros(new.b.size)),
        Natural(-value / (old.a * old.a.size), np.zeros(old.b.size)),
    )


def _by_spreads(new: Natural, old: Natural) -> Scale:
    if not (new.b.std() > 0 and old.b.std() > 0):
        raise ValueError("spreads need at least two different difficulties")
    value = old.b.std() / new.b.std()
    by_new, by_old = ((form.b - form.b.mean()) / (form.b.size * form.b.var()) for form in (new, old))
    return Scale(
        value,
        Natural(np.zeros(new.a.size), -value * by_new),
        Natural(np.zeros(old.a.size), value * by_old),
    )


def _known(new: Natural, old: Natural) -> Scale:
    return Scale(1.0, Natural(0 * new.a, 0 * new.b), Natural(0 * old.a, 0 * old.b))


def _solve(anchors: Anchors, method: Callable[[Natural, Natural], Scale]) -> Solution:
    """Return A by a method and B = mean b_old - A mean b_new."""
    new, old = _natural(anchors.new), _natural(anchors.old)
    scale = (_known if anchors.scale_known else method)(new, old)
    if not (np.isfinite(scale.value) and scale.value > 0):
        raise ValueError("the discriminations of the anchors give no positive scale")
    centre = new.b.mean()
    by_new = Natural(
        np.stack([scale.new.a, -centre * scale.new.a]),
        np.stack([scale.new.b, -centre * scale.new.b - scale.value / new.b.size]),
    )
    by_old = Natural(
        np.stack([scale.old.a, -centre * scale.old.a]),
        np.stack([scale.old.b, -centre * scale.old.b + 1 / old.b.size]),
    )
    return Solution(
        float(scale.value),
        float(old.b.mean() - scale.value * centre),
        _to_working(anchors.new, by_new),
        _to_working(anchors.old, by_old),
    )


def _natural(items: Items) -> Natural:
    require_order(items)
    return Natural(discriminations(items), difficulties(items)[items.credits > 0])


def _to_working(items: Items, by_natural: Natural) -> Floats:
    """Carry derivatives by a and b over to the stacked working parameters, (2, n_working)."""
    by_column = np.zeros((2, items.n_columns))
    by_column[:, items.credits > 0] = by_natural.b
    parts = []
    for block in items.blocks:
        jacobian = block.model.jacobian(block.working)
        by_parameter = np.zeros((2, *jacobian.shape[:2]))
        by_parameter[:, :, 0] = by_natural.a[:, block.positions]
        by_parameter[:, :, steps(block)] = by_column[:, items.columns(block)[:, 1:]]
        parts.append(np.einsum("xin,inw->xiw", by_parameter, jacobian).reshape(2, -1))
    return np.concatenate(parts, axis=1)
