"""A demand for forms as a mixed-integer program: columns are item by form, then helpers; rows are sums with bounds."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from pixauthor.irt.arrays import Bools, Floats, Ints

SOLVED, OUT_OF_TIME, INFEASIBLE = 0, 1, 2
"""How ``scipy.optimize.milp`` says that a search has ended."""
# The solver's zeros and ones are near to whole.
_WHOLE: Final = 0.5
_SLIGHT: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """What is asked of the forms, of each the same.

    Args:
        n_forms: how many.
        weights: of each item in each row, (n_rows, n_items).
        low, high: bounds of the rows' sums, infinite where there is none, (n_rows,).
        groups: number of each row's group, from 0, (n_rows,).
        uses: most forms that an item may enter, (n_items,).
        information: of each item at the abilities that matter, (n_items, n_thetas).
        target: wanted information at them, (n_thetas,).
        relative: only the shape of the target counts, and forms are as informative as can be; else they are as near
            to it as can be.
        shared: most items that two forms may have in common; whatever ``uses`` leaves by default.
        tolerance: a deviation from the target of so much, per squared logit, is as good as none.
    """

    n_forms: int
    weights: Floats
    low: Floats
    high: Floats
    groups: Ints
    uses: Ints
    information: Floats
    target: Floats
    relative: bool = False
    shared: int | None = None
    tolerance: float = 0.05

    @property
    def n_items(self) -> int:
        """Number of items to choose among."""
        return self.uses.size


class Sums(NamedTuple):
    """Rows of a program: weights of items by form and of helpers, between two bounds; matrices, dense or sparse."""

    by_item: Any
    by_helper: Any
    low: Floats | float
    high: Floats | float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Helpers:
    """Columns beside those of the items, continuous and bounded below only.

    Args:
        cost: of each, to make small, (n,).
        low: least value of each, (n,).
        sums: rows that they are in.
        in_demand: their weights in the demand's rows, form after form, (n_forms n_rows, n); none by default.
    """

    cost: Floats
    low: Floats
    sums: tuple[Sums, ...] = ()
    in_demand: Any = None


def towards_target(demand: Demand) -> Helpers:
    """Return the one number to make small: the largest deviation from the target, or minus the least ratio to it."""
    information = sparse.kron(sparse.eye_array(demand.n_forms), demand.information.T)
    target = np.tile(demand.target, demand.n_forms)
    if demand.relative:
        above = Sums(information, -target[:, None], 0.0, np.inf)
        return Helpers(cost=np.array([-1.0]), low=np.zeros(1), sums=(above,))
    one = np.ones((target.size, 1))
    near = (Sums(information, -one, -np.inf, target), Sums(information, one, target, np.inf))
    return Helpers(cost=np.ones(1), low=np.array([demand.tolerance]), sums=near)


def excesses(demand: Demand) -> Helpers:
    """Return by how much the lower, then the upper bounds would have to give way, the same for all forms.

    Each counts in items, over the mean of the row's weights. Of equal ways out, the largest demands give way first, and
    lower bounds before upper ones: people ask for too much more often than for too short a test.
    """
    mean = np.array([np.abs(row[row != 0]).mean() if row.any() else 1.0 for row in demand.weights])
    low = np.where(np.isfinite(demand.low), demand.low, 0) / mean
    reluctance = 1 - _SLIGHT * low / max(low.max(initial=0.0), 1.0)
    each = sparse.eye_array(low.size)
    both = sparse.kron(np.ones((demand.n_forms, 1)), sparse.hstack([each, -each]))
    cost = np.concatenate([reluctance, np.full(low.size, 1 + _SLIGHT)]) / np.tile(mean, 2)
    return Helpers(cost=cost, low=np.zeros(2 * low.size), in_demand=both)


def solve(demand: Demand, helpers: tuple[Helpers, ...], seconds: float, gap: float) -> Any:
    """Return the solver's answer (``scipy.optimize.OptimizeResult``); its ``x`` is None when it has found no forms."""
    columns = (*helpers, *_pairs(demand))
    n_choices = demand.n_forms * demand.n_items
    n_others = sum(one.cost.size for one in columns)
    return milp(
        np.concatenate([np.zeros(n_choices), *(one.cost for one in columns)]),
        integrality=np.repeat([1, 0], [n_choices, n_others]),
        bounds=Bounds(
            np.concatenate([np.zeros(n_choices), *(one.low for one in columns)]),
            np.repeat([1.0, np.inf], [n_choices, n_others]),
        ),
        constraints=[*_demanded(demand, columns), *_own(columns)],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )


def members(demand: Demand, solution: Floats) -> Bools:
    """Return which items are in each form, (n_forms, n_items)."""
    choices = solution[: demand.n_forms * demand.n_items]
    return np.asarray(choices.reshape(demand.n_forms, demand.n_items) > _WHOLE)


def _pairs(demand: Demand) -> tuple[Helpers, ...]:
    """Return, for each pair of forms and item, a number that is 1 when both have it, with the bound on their sum."""
    if demand.shared is None:
        return ()
    pairs = list(combinations(range(demand.n_forms), 2))
    both = np.zeros((len(pairs), demand.n_forms))
    for row, pair in zip(both, pairs, strict=True):
        row[list(pair)] = 1
    each = sparse.eye_array(demand.n_items)
    n = len(pairs) * demand.n_items
    meet = Sums(sparse.kron(both, each), -sparse.eye_array(n), -np.inf, 1.0)
    total = sparse.kron(sparse.eye_array(len(pairs)), np.ones((1, demand.n_items)))
    nowhere = sparse.csr_array((len(pairs), demand.n_forms * demand.n_items))
    few = Sums(nowhere, total, -np.inf, float(demand.shared))
    return (Helpers(cost=np.zeros(n), low=np.zeros(n), sums=(meet, few)),)


def _demanded(demand: Demand, columns: tuple[Helpers, ...]) -> list[LinearConstraint]:
    rows = sparse.kron(sparse.eye_array(demand.n_forms), demand.weights)
    times = sparse.kron(np.ones((1, demand.n_forms)), sparse.eye_array(demand.n_items))
    n_rows = rows.shape[0]
    beside = [_weights(one.in_demand, n_rows, one.cost.size) for one in columns]
    none = [_weights(None, demand.n_items, one.cost.size) for one in columns]
    low, high = np.tile(demand.low, demand.n_forms), np.tile(demand.high, demand.n_forms)
    uses = LinearConstraint(sparse.hstack([times, *none]), -np.inf, demand.uses)
    return [uses, *([LinearConstraint(sparse.hstack([rows, *beside]), low, high)] if n_rows else [])]


def _own(columns: tuple[Helpers, ...]) -> list[LinearConstraint]:
    found = []
    for one in columns:
        for sums in one.sums:
            n = sums.by_item.shape[0]
            beside = [sums.by_helper if other is one else _weights(None, n, other.cost.size) for other in columns]
            found.append(LinearConstraint(sparse.hstack([sums.by_item, *beside]), sums.low, sums.high))
    return found


def _weights(known: Any, n_rows: int, n: int) -> Any:
    return sparse.csr_array((n_rows, n)) if known is None else known
