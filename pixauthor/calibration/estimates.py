"""What an engine found, by item and parameter, with standard errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.calibration.engines import Estimate
from pixauthor.calibration.model import Design
from pixauthor.calibration.prepare import Prepared
from pixauthor.calibration.sources.streamed import Streamed
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import log_prior_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.maximise import BOUND
from pixauthor.irt.standard_errors import covariance, cross_product, information, natural_errors

_EDGE: Final = 0.99 * BOUND
"""At the bound of estimation there is no maximum, and an error means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimated:
    """Estimates in natural form.

    Args:
        models: of each item, (n_items,).
        parameters: by name, (n_items,).
        errors: of those that were estimated and have one, (n_items,).
        latents: distribution of each group.
        log_likelihood: without priors.
        definite: whether the information is positive definite; None when it was not asked for.
    """

    models: tuple[str, ...]
    parameters: tuple[Mapping[str, float], ...]
    errors: tuple[Mapping[str, float], ...]
    latents: tuple[Latent, ...]
    log_likelihood: float
    definite: bool | None

    @property
    def histograms(self) -> tuple[Floats, ...]:
        """Weights of the nodes, of the groups whose distribution is free."""
        return tuple(one.histogram for one in self.latents if one.histogram is not None)


def describe_estimates(data: Prepared, estimate: Estimate, design: Design) -> Estimated:
    """Return the estimates of a run by item."""
    items, latents = estimate.problem.at(estimate.state)
    errors, definite = _errors(data, estimate, design, items, latents)
    n_items = len(data.names)
    models = [""] * n_items
    parameters: list[Mapping[str, float]] = [{}] * n_items
    known: list[Mapping[str, float]] = [{}] * n_items
    for number, (block, natural) in enumerate(zip(items.blocks, items.natural(), strict=True)):
        names = block.model.natural_names(block.n_categories)
        for row, position in enumerate(block.positions):
            models[position] = block.model.name
            parameters[position] = dict(zip(names, map(float, natural[row]), strict=True))
            if errors and np.abs(block.working[row]).max() < _EDGE:
                known[position] = _named(names, errors[number][row])
    nodes = estimate.problem.nodes
    log_prior = log_prior_of([latent.grid(nodes) for latent in latents])
    # Once more in double precision, and nothing kept of it.
    whole = Streamed(data.answers).expect(items.log_probabilities(nodes), log_prior)
    return Estimated(
        models=tuple(models),
        parameters=tuple(parameters),
        errors=tuple(known),
        latents=latents,
        log_likelihood=whole.log_likelihood,
        definite=definite,
    )


def _errors(
    data: Prepared, estimate: Estimate, design: Design, items: Items, latents: tuple[Latent, ...]
) -> tuple[tuple[Floats, ...] | None, bool | None]:
    """Return the standard errors of the natural parameters, one array a block; None without meaning."""
    if not estimate.gives_errors or design.errors == "none":
        return None, None
    problem = estimate.problem
    sum_up = information if design.errors == "observed" else cross_product
    known = covariance(sum_up(data.answers, items, latents, problem.layout, problem.nodes), overwrite=True)
    return (natural_errors(items, problem.layout, known) if known.definite else None), known.definite


def _named(names: tuple[str, ...], errors: Floats) -> dict[str, float]:
    """Return the errors that are not nil: what is fixed has none."""
    return {name: float(error) for name, error in zip(names, errors, strict=True) if np.isfinite(error) and error > 0}
