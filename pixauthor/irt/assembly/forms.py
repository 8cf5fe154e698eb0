"""Forms that satisfy a demand; when there are none, which parts of it are at odds and what would be possible."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Bools, Floats
from pixauthor.irt.assembly.program import (
    INFEASIBLE,
    OUT_OF_TIME,
    SOLVED,
    Demand,
    excesses,
    members,
    solve,
    towards_target,
)

USES: Final = -1
"""The group of ``Demand.uses`` and ``Demand.shared``: how often items may serve."""


class Outcome(StrEnum):
    """How a search ended: nothing is better, something was found, nothing is possible, nothing was found in time."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    OUT_OF_TIME = "out-of-time"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forms:
    """What was found.

    Args:
        outcome: of the search; no forms when it is ``INFEASIBLE`` or ``OUT_OF_TIME``.
        members: which items are in each form, (n_forms, n_items).
        gap: how much better, as a share, a solution may still be.
    """

    outcome: Outcome
    members: Bools
    gap: float


def assemble(demand: Demand, *, seconds: float = 60.0, gap: float = 0.05) -> Forms:
    """Return the forms that come nearest to the target, or that have the most information of its shape.

    Nearest: the largest deviation over forms and abilities is the smallest (minimax). Most: the smallest ratio of
    information to target is the largest (maximin).

    Args:
        demand: what is asked.
        seconds: limit of the search.
        gap: stop when no solution can be better by more than this share.
    """
    found = solve(demand, (towards_target(demand),), seconds, gap)
    if found.x is None:
        outcome = {INFEASIBLE: Outcome.INFEASIBLE, OUT_OF_TIME: Outcome.OUT_OF_TIME}[found.status]
        return Forms(outcome=outcome, members=np.zeros((0, demand.n_items), bool), gap=np.inf)
    outcome = Outcome.OPTIMAL if found.status == SOLVED else Outcome.FEASIBLE
    return Forms(outcome=outcome, members=members(demand, found.x), gap=float(found.mip_gap or 0.0))


def find_conflict(demand: Demand, *, seconds: float = 5.0) -> tuple[int, ...]:
    """Return groups of rows that cannot hold together, though all but any one of them can; empty when all can hold.

    One group after the other is left out, and stays so while no forms exist without it (the deletion filter of
    Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157). When a question is not answered in time its group is kept:
    the answer may then name a group too many.

    Args:
        demand: what is asked.
        seconds: limit of each question.
    """
    needed = [USES, *np.unique(demand.groups).tolist()]
    if not _is_infeasible(demand, seconds):
        return ()
    for group in tuple(needed):
        rest = [one for one in needed if one != group]
        if _is_infeasible(_only(demand, rest), seconds):
            needed = rest
    return tuple(needed)


def nearest_bounds(demand: Demand, *, seconds: float = 30.0) -> tuple[Floats, Floats] | None:
    """Return bounds that forms can keep, as near as can be to those demanded, each (n_rows,); None if not in time.

    The sum of the changes is the smallest (``program.excesses``). How often items may serve is kept.
    """
    found = solve(demand, (excesses(demand),), seconds, 0.0)
    if found.x is None:
        return None
    sums = demand.weights @ members(demand, found.x).T
    return np.minimum(demand.low, sums.min(axis=1)), np.maximum(demand.high, sums.max(axis=1))


def _is_infeasible(demand: Demand, seconds: float) -> bool:
    return bool(solve(demand, (), seconds, 1.0).status == INFEASIBLE)


def _only(demand: Demand, groups: list[int]) -> Demand:
    if USES not in groups:
        demand = replace(demand, uses=np.full_like(demand.uses, demand.n_forms), shared=None)
    kept = np.isin(demand.groups, groups)
    return replace(
        demand,
        weights=demand.weights[kept],
        low=demand.low[kept],
        high=demand.high[kept],
        groups=demand.groups[kept],
    )
