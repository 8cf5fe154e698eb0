"""From what an engine found to what a calibration tells: items, fit, groups."""

import numpy as np

from pixauthor.calibration.engines import Estimate
from pixauthor.calibration.estimates import Estimated
from pixauthor.calibration.flags import Thresholds, judged_item
from pixauthor.calibration.model import CalibratedItem, Calibration, Fit, GroupDistribution
from pixauthor.calibration.prepare import Prepared
from pixauthor.irt.classical import ItemStatistics
from pixauthor.irt.latent import Latent


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


def fit_of(estimate: Estimate, found: Estimated, names: tuple[str, ...]) -> Fit:
    """Return how the estimation ended."""
    state = estimate.state
    moves = [change for change in state.changes if np.isfinite(change)]
    return Fit(
        log_likelihood=found.log_likelihood,
        n_parameters=int(state.point.size) + sum(one.size - 1 for one in found.histograms),
        last_move=float(moves[-1]),
        converged=state.converged,
        iterations=state.n_iterations,
        falls=state.falls,
        definite=found.definite,
        history=tuple(float(value) for value in state.log_likelihoods),
        moving=() if state.converged else tuple(names[k] for k in still_moving(estimate.problem, state)[:_NAMED]),
    )


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
