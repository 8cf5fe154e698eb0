"""Putting the items of one calibration on the scale of another: theta_old = A theta_new + B.

In the code A is ``scale`` and B is ``shift``. Anchors are the items that both calibrations hold; ``new`` and ``old``
are their parameters in one order. Kolen and Brennan 2014, Test Equating, Scaling, and Linking, chapter 6.

The vector of working parameters of some items goes block by block, item by item, parameter by parameter
(``stack``). Covariances of estimates and influences on the result are in that order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items
from pixauthor.irt.linking_anchors import Anchors, Solution
from pixauthor.irt.linking_curves import by_category, by_test
from pixauthor.irt.linking_moments import geometric_mean, mean_mean, mean_sigma
from pixauthor.irt.quadrature import Grid, normal_grid


class Covariance(Protocol):
    """What a covariance (n_working, n_working) must do: be multiplied by a table (n_working, m)."""

    def __matmul__(self, table: Floats, /) -> Floats: ...


METHODS: Final[Mapping[str, Callable[[Anchors], Solution]]] = MappingProxyType(
    {
        "mean-mean": mean_mean,
        "mean-gmean": geometric_mean,
        "mean-sigma": mean_sigma,
        "haebara": by_category,
        "stocking-lord": by_test,
    }
)
"""Methods by name. The first three compare means of parameters, the others curves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coefficients:
    """The line theta_old = scale theta_new + shift, in logits.

    Args:
        scale: A.
        shift: B.
        covariance: of the estimates of A and B, (2, 2); None when unknown.
    """

    scale: float = 1.0
    shift: float = 0.0
    covariance: Floats | None = None

    @property
    def se(self) -> Floats:
        """Standard errors of A and B, (2,); NaN when unknown."""
        return np.full(2, np.nan) if self.covariance is None else np.sqrt(np.diag(self.covariance))

    def inverse(self) -> "Coefficients":
        """Return the line from old to new."""
        turned = np.array([[-1.0, 0.0], [self.shift, -self.scale]]) / self.scale**2
        return Coefficients(
            scale=1 / self.scale, shift=-self.shift / self.scale, covariance=_carried(turned, self.covariance)
        )

    def then(self, later: "Coefficients") -> "Coefficients":
        """Return this line followed by ``later``, whose errors are taken as independent of these."""
        first = np.array([[later.scale, 0.0], [0.0, later.scale]])
        second = np.array([[self.scale, 0.0], [self.shift, 1.0]])
        return Coefficients(
            scale=self.scale * later.scale,
            shift=later.scale * self.shift + later.shift,
            covariance=_total([_carried(first, self.covariance), _carried(second, later.covariance)]),
        )


def chain(links: Sequence[Coefficients]) -> Coefficients:
    """Return the line through several links, the first one's new scale to the last one's old scale."""
    return reduce(Coefficients.then, links)


def influences(links: Sequence[Solution]) -> tuple[Floats, ...]:
    """Return the derivatives of a chain's A and B by the stacked working parameters of each form.

    A form in the middle is old in one link and new in the next: its errors count once, whatever its anchors.

    Args:
        links: whose derivatives are by all parameters of a form (``solve_among``).

    Returns:
        One array a form, the newest first, (2, n_working).
    """
    lines = [Coefficients(scale=found.scale, shift=found.shift) for found in links]
    by_form: list[Floats | float] = [0.0] * (len(links) + 1)
    for k, found in enumerate(links):
        before, after = chain([Coefficients(), *lines[:k]]), chain([Coefficients(), *lines[k + 1 :]])
        by_link = after.scale * np.array([[before.scale, 0.0], [before.shift, 1.0]])
        by_form[k] = by_form[k] + by_link @ found.by_new
        by_form[k + 1] = by_link @ found.by_old
    return tuple(np.asarray(by) for by in by_form)


def transform(items: Items, scale: float, shift: float) -> Items:
    """Return items of the new scale on the old one: P at A theta + B is what it was at theta."""
    moved = []
    for block in items.blocks:
        names = block.model.working_names(block.n_categories)
        unit = np.array([1 / scale if name.startswith("slope") else 1.0 for name in names])
        origin = np.eye(len(names)) - shift / scale * block.model.translation(block.n_categories)
        moved.append(block.working @ origin.T * unit)
    return items.with_working(moved)


def link(
    new: Items,
    old: Items,
    method: str = "stocking-lord",
    *,
    old_grid: Grid | None = None,
    new_grid: Grid | None = None,
    covariances: Sequence[Covariance] | None = None,
) -> Coefficients:
    """Return the line that brings the anchors of ``new`` closest to those of ``old``.

    When every slope of both is fixed at 1 (Rasch, partial credit), they have one unit already: A is 1.

    Args:
        new: anchors with their new parameters.
        old: the same with their old ones.
        method: one of ``METHODS``.
        old_grid: where on the old scale curves are compared; standard normal when neither grid is given.
        new_grid: where on the new scale. With both grids neither calibration is preferred (Haebara 1980).
        covariances: of the stacked working parameters of new and old, estimated apart from each other; arrays, or
            ``linking_errors.SpreadCovariance``.

    Raises:
        KeyError: for an unknown method.
        ValueError: when the method does not suit the anchors: too few for A, slopes that are not positive, or
            nominal items, which have no difficulty, in a method of means.
    """
    return through([solve(new, old, method, old_grid, new_grid)], covariances)


def solve(
    new: Items,
    old: Items,
    method: str = "stocking-lord",
    old_grid: Grid | None = None,
    new_grid: Grid | None = None,
) -> Solution:
    """Return A and B with their derivatives by the parameters of both. As ``link``."""
    if old_grid is None and new_grid is None:
        old_grid = normal_grid()
    return METHODS[method](Anchors(new, old, old_grid, new_grid))


def through(links: Sequence[Solution], covariances: Sequence[Covariance] | None = None) -> Coefficients:
    """Return the line through several links, and its covariance given those of all forms, the newest first."""
    line = chain([Coefficients(scale=found.scale, shift=found.shift) for found in links])
    if covariances is None:
        return line
    parts = [by @ (known @ by.T) for by, known in zip(influences(links), covariances, strict=True)]
    return replace(line, covariance=np.sum(parts, axis=0))


def stack(items: Items) -> Floats:
    """Return the working parameters as one vector."""
    return np.concatenate([block.working.ravel() for block in items.blocks])


def places(items: Items, positions: Ints) -> Ints:
    """Return where in the vector of ``items`` the vector of ``items.select(positions)`` stands."""
    first, at = np.empty(items.n_items, np.int64), 0
    for block in items.blocks:
        n_items, size = block.working.shape
        first[block.positions] = at + size * np.arange(n_items)
        at += n_items * size
    chosen = items.select(positions).blocks
    return np.concatenate(
        [(first[positions[block.positions]][:, None] + np.arange(block.working.shape[1])).ravel() for block in chosen]
    )


def _carried(jacobian: Floats, covariance: Floats | None) -> Floats | None:
    return None if covariance is None else jacobian @ covariance @ jacobian.T


def _total(parts: Sequence[Floats | None]) -> Floats | None:
    known = [part for part in parts if part is not None]
    return sum(known[1:], known[0]) if len(known) == len(parts) else None
