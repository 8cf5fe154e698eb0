"""From what an engine found to what a calibration tells: items, fit, groups."""

from typing import Final

import numpy as np

from pixauthor.calibration.engines import Estimate
from pixauthor.calibration.estimates import Estimated
from pixauthor.calibration.flags import Thresholds, judged_item
from pixauthor.calibration.model import CalibratedItem, Calibration, Fit, GroupDistribution
from pixauthor.calibration.prepare import Prepared
from pixauthor.irt.classical import ItemStatistics
from pixauthor.irt.em import Problem, State
from pixauthor.irt.latent import Latent
from pixauthor.irt.maximise import BOUND


def items_of_run(
    data: Prepared,
    found: Estimated,
    statistics: ItemStatistics,
    anchors: Calibration | None,
    thresholds: Thresholds,
) -> tuple[CalibratedItem, ...]:
    """Return the items with parameters, statistics, and the flags that these alone raise."""
    anchored = anchors.by_item if anchors else {}
    items = (
        CalibratedItem(
            item=name,
            model=found.models[k],
            parameters=found.parameters[k],
            errors=found.errors[k],
            categories=data.categories[k],
            anchor=name in anchored,
            n=int(statistics.n[k]),
            p=float(statistics.p[k]),
            r_rest=known_or_none(statistics.r_rest[k]),
            alpha_dropped=known_or_none(statistics.alpha_dropped[k]),
        )
        for k, name in enumerate(data.names)
    )
    return tuple(judged_item(item, thresholds) for item in items)


_NAMED: Final = 10
"""Items named in a message."""


def fit_of(estimate: Estimate, found: Estimated, names: tuple[str, ...]) -> Fit:
    """Return how the estimation ended; a slope that ran to its bound has no estimate, so that is no convergence."""
    state = estimate.state
    moves = [change for change in state.changes if np.isfinite(change)]
    moving = _moving(estimate.problem, state)
    return Fit(
        log_likelihood=found.log_likelihood,
        n_parameters=int(state.point.size) + sum(one.size - 1 for one in found.histograms),
        last_move=float(moves[-1]),
        converged=state.converged and not moving,
        iterations=state.n_iterations,
        falls=state.falls,
        definite=found.definite,
        history=tuple(float(value) for value in state.log_likelihoods),
        moving=tuple(names[k] for k in moving[:_NAMED]),
    )


def _moving(problem: Problem, state: State) -> list[int]:
    """Return the items whose estimation has not ended, furthest first.

    Their slope ran to its bound, or the last plain step, the run being without convergence, moved a parameter further
    than the tolerance.
    """
    moves = np.zeros(state.point.size)
    if not state.converged and state.points is not None and state.images is not None:
        moves = np.abs(state.images[-1] - state.points[-1])
    moves = np.append(moves, 0.0)  # of what is fixed, whose slot is -1
    furthest = np.zeros(problem.items.n_items)
    for block, slots in zip(problem.at(state)[0].blocks, problem.layout.slots, strict=True):
        at_bound = (slots[:, 0] >= 0) & (np.abs(block.working[:, 0]) >= BOUND)
        furthest[block.positions] = np.where(at_bound, BOUND, moves[slots].max(axis=1))
    return [int(k) for k in np.argsort(-furthest, kind="stable") if furthest[k] > problem.tolerance]


def groups_of(data: Prepared, latents: tuple[Latent, ...]) -> tuple[GroupDistribution, ...]:
    """Return the abilities of each group; nothing without groups."""
    counts = np.bincount(data.answers.groups, minlength=len(data.groups))
    return tuple(
        GroupDistribution(name=name, n=int(n), mean=latent.mean, sd=latent.sd)
        for name, n, latent in zip(data.groups, counts, latents, strict=False)
    )


def known_or_none(value: float) -> float | None:
    """Return a number as Python has it, None for NaN."""
    return float(value) if np.isfinite(value) else None
