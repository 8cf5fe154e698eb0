"""Abilities of candidates when the items are known. Estimates and standard errors in logits, (n_persons,)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.dichotomous import Floats, ResponseFunction
from pixauthor.irt.marginal import posterior
from pixauthor.irt.quadrature import Grid

SEARCH_BOUND: Final = 20.0
"""ML and WLE are looked for within these logits; an estimate beyond is reported as infinite."""
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Estimates and their standard errors: NaN where the estimate is not finite."""

    theta: Floats
    se: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalPrior:
    """What is known of a candidate before he answers, in logits."""

    mean: float = 0.0
    sd: float = 1.0


def eap(scores: Floats, items: ResponseFunction, grid: Grid) -> Abilities:
    """Return posterior means and posterior standard deviations (Bock and Mislevy 1982, doi:10.1177/014662168200600405).

    Args:
        scores: (n_persons, n_items), NaN where not asked.
        items: n_items response functions.
        grid: the prior.
    """
    weights = posterior(scores, items, grid).weights
    theta = weights @ grid.nodes
    variance = weights @ grid.nodes**2 - theta**2
    return Abilities(theta, np.sqrt(np.maximum(variance, 0.0)))


def maximum_likelihood(scores: Floats, items: ResponseFunction) -> Abilities:
    """Return the most likely abilities: infinite for all right or all wrong. Shapes as in ``eap``."""
    theta = _root(lambda theta: _score(scores, items, theta), scores)
    return Abilities(theta, _error(_information(scores, items, theta)))


def maximum_a_posteriori(scores: Floats, items: ResponseFunction, prior: NormalPrior) -> Abilities:
    """Return the modes of the posterior under a normal prior. Shapes as in ``eap``."""
    precision = prior.sd**-2
    theta = _root(lambda theta: _score(scores, items, theta) - precision * (theta - prior.mean), scores)
    return Abilities(theta, _error(_information(scores, items, theta) + precision))


def weighted_likelihood(scores: Floats, items: ResponseFunction) -> Abilities:
    """Return Warm's estimates, free of bias to the first order (Warm 1989, doi:10.1007/BF02294627).

    Shapes as in ``eap``. For a logistic model without lower asymptote,
    Warm's correction J / (2 I) is half the derivative of log I.
    """

    def corrected(theta: Floats) -> Floats:
        bend = (_asked(scores) * items.information_slope(theta)).sum(axis=1)
        information = np.maximum(_information(scores, items, theta), np.finfo(float).tiny)
        return np.asarray(_score(scores, items, theta) + 0.5 * bend / information)

    theta = _root(corrected, scores)
    return Abilities(theta, _error(_information(scores, items, theta)))


def _asked(scores: Floats) -> Floats:
    return (~np.isnan(scores)).astype(float)


def _score(scores: Floats, items: ResponseFunction, theta: Floats) -> Floats:
    """Return the derivative of the log-likelihood with respect to theta, (n_persons,)."""
    right, wrong = map(np.exp, items.log_probabilities(theta))
    # Not scores - right, which is 0 far out, where its sign still says on which side the estimate is.
    residual = scores * wrong - (1 - scores) * right
    return np.asarray(np.nan_to_num(residual * items.weight(theta)).sum(axis=1))


def _information(scores: Floats, items: ResponseFunction, theta: Floats) -> Floats:
    finite = np.where(np.isfinite(theta), theta, 0.0)
    total = (_asked(scores) * items.information(finite)).sum(axis=1)
    return np.where(np.isfinite(theta), total, np.nan)


def _error(information: Floats) -> Floats:
    return np.asarray(1 / np.sqrt(np.where(information > 0, information, np.nan)))


def _root(derivative: Callable[[Floats], Floats], scores: Floats) -> Floats:
    """Return where a derivative goes from positive to negative, (n_persons,).

    Infinite when it does not within the bounds, NaN for a person who was asked nothing.
    """
    low, high = np.full(len(scores), -SEARCH_BOUND), np.full(len(scores), SEARCH_BOUND)
    always_up, always_down = derivative(high) > 0, derivative(low) < 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        up = derivative(middle) > 0
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    silent = np.isnan(scores).all(axis=1)
    return np.select([silent, always_up, always_down], [np.nan, np.inf, -np.inf], (low + high) / 2)
