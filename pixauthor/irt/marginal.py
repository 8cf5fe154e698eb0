"""The marginal likelihood: each candidate's ability averaged over the latent distribution.

Source: Bock and Aitkin 1981, doi:10.1007/BF02293801.
"""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.dichotomous import Floats, ResponseFunction, TwoPL
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What the answers say of each candidate.

    Args:
        weights: posterior weights of the nodes, (n_persons, n_nodes); rows sum to 1.
        log_likelihoods: natural logarithm of each candidate's marginal likelihood, (n_persons,).
    """

    weights: Floats
    log_likelihoods: Floats

    @property
    def log_likelihood(self) -> float:
        """Sum over the candidates."""
        return float(self.log_likelihoods.sum())


def posterior(scores: Floats, items: ResponseFunction, grid: Grid) -> Posterior:
    """Return the posterior of every candidate over the nodes.

    Args:
        scores: (n_persons, n_items), NaN where not asked.
        items: n_items response functions.
        grid: n_nodes nodes.
    """
    log_right, log_wrong = items.log_probabilities(grid.nodes)
    right, wrong = np.nan_to_num(scores), np.nan_to_num(1 - scores)
    joint = right @ log_right.T + wrong @ log_wrong.T + np.log(grid.weights)
    top = joint.max(axis=1, keepdims=True)
    weights = np.exp(joint - top)
    total = weights.sum(axis=1, keepdims=True)
    return Posterior(weights / total, (top + np.log(total))[:, 0])


def log_likelihood(scores: Floats, items: ResponseFunction, grid: Grid) -> float:
    """Return the marginal log-likelihood of all answers. Shapes as in ``posterior``."""
    return posterior(scores, items, grid).log_likelihood


def gradient(scores: Floats, items: TwoPL, grid: Grid) -> Floats:
    """Return the derivatives of the marginal log-likelihood in slope and intercept, (n_items, 2).

    By Fisher's identity they are those of the complete data, averaged over the posterior.
    """
    weights = posterior(scores, items, grid).weights
    residual = _expected_right(scores, weights) - _expected_asked(scores, weights) * items.probability(grid.nodes)
    return np.stack([grid.nodes @ residual, residual.sum(axis=0)], axis=1)


def em_step(scores: Floats, items: TwoPL, grid: Grid, *, common_slope: bool = False) -> Floats:
    """Return how far one more step of EM would move slopes and intercepts, (n_items, 2).

    One Newton step of the M-step. It is zero at a maximum of the likelihood, and tells how near an estimate is.

    Args:
        scores: (n_persons, n_items), NaN where not asked.
        items: the estimates.
        grid: the latent distribution.
        common_slope: all items share one slope (the Rasch model on a standard normal scale).
    """
    slopes = gradient(scores, items, grid)
    information = _complete_information(scores, items, grid)
    if not common_slope:
        return np.asarray(np.linalg.solve(information, slopes[..., None])[..., 0], float)
    # Eliminate the intercepts: what is left is one equation in the common slope.
    cross, own = information[:, 0, 1], information[:, 1, 1]
    slope = (slopes[:, 0].sum() - (cross * slopes[:, 1] / own).sum()) / _common_pivot(information)
    return np.stack([np.full_like(own, slope), (slopes[:, 1] - cross * slope) / own], axis=1)


def known_ability_errors(scores: Floats, items: TwoPL, grid: Grid, *, common_slope: bool = False) -> Floats:
    """Return the standard errors of slopes and intercepts if abilities were known, (n_items, 2).

    The real ones are larger: these tell what is small, not how sure an estimate is. Arguments as in ``em_step``.
    """
    information = _complete_information(scores, items, grid)
    if not common_slope:
        return np.sqrt(np.diagonal(np.linalg.inv(information), axis1=1, axis2=2))
    cross, own = information[:, 0, 1], information[:, 1, 1]
    slope = np.full_like(own, 1 / _common_pivot(information))
    return np.sqrt(np.stack([slope, 1 / own + (cross / own) ** 2 * slope], axis=1))


def _common_pivot(information: Floats) -> float:
    """Return the information on a common slope once the intercepts are eliminated."""
    cross, own = information[:, 0, 1], information[:, 1, 1]
    return float(information[:, 0, 0].sum() - (cross**2 / own).sum())


def _complete_information(scores: Floats, items: TwoPL, grid: Grid) -> Floats:
    """Return the information on (slope, intercept) if abilities were known, (n_items, 2, 2)."""
    asked = _expected_asked(scores, posterior(scores, items, grid).weights)
    right = items.probability(grid.nodes)
    spread = asked * right * (1 - right)
    moments = [(grid.nodes**power) @ spread for power in range(3)]
    return np.stack([np.stack([moments[2], moments[1]], -1), np.stack([moments[1], moments[0]], -1)], -2)


def _expected_right(scores: Floats, weights: Floats) -> Floats:
    return np.asarray(weights.T @ np.nan_to_num(scores))


def _expected_asked(scores: Floats, weights: Floats) -> Floats:
    return np.asarray(weights.T @ (~np.isnan(scores)).astype(float))
