"""How much of the differences between estimated abilities is not error. Abilities in logits."""

import numpy as np

from pixauthor.irt.abilities import Abilities
from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid


def marginal_reliability(items: Items, grid: Grid) -> float:
    """Return the reliability to expect of all items in a population: the mean of I / (I + 1 / variance).

    Green, Bock, Humphreys, Linn and Reckase 1984, doi:10.1111/j.1745-3984.1984.tb01039.x. Equal to mirt's
    ``marginal_rxx`` where the variance is 1.

    Args:
        items: answered by everyone.
        grid: distribution of ability.
    """
    mean = grid.weights @ grid.nodes
    variance = grid.weights @ (grid.nodes - mean) ** 2
    information = items.information(grid.nodes).sum(axis=0)
    return float(grid.weights @ (information / (information + 1 / variance)))


def empirical_reliability(eap: Abilities, frequencies: Floats | None = None) -> float:
    """Return the reliability of EAP abilities: var(theta) / (var(theta) + mean(se**2)).

    As mirt's ``empirical_rxx`` (variance over n - 1); TAM's ``EAP.rel`` divides by n.

    Args:
        eap: posterior means and standard deviations, (n_persons,).
        frequencies: how many persons each row stands for; one by default.
    """
    variance, error = _spread(eap, frequencies)
    return variance / (variance + error)


def separation_reliability(abilities: Abilities, frequencies: Floats | None = None) -> float:
    """Return the reliability of WLE or ML abilities: 1 - mean(se**2) / var(theta), negative when errors are larger.

    As TAM's ``WLE.rel`` (Adams 2005, doi:10.1016/j.stueduc.2005.05.008). Persons without a finite ability are left
    out. Arguments as in ``empirical_reliability``.
    """
    variance, error = _spread(abilities, frequencies)
    return 1 - error / variance


def conditional_error(items: Items, theta: Floats) -> Floats:
    """Return the standard error of measurement when all items are answered, in logits, (n_nodes,).

    Infinite where the items say nothing.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(1 / np.sqrt(items.information(theta).sum(axis=0)))


def _spread(abilities: Abilities, frequencies: Floats | None) -> tuple[float, float]:
    """Return the variance of abilities and the mean of their error variances, NaN under two persons."""
    known = np.isfinite(abilities.theta) & np.isfinite(abilities.se)
    weights = (np.ones(known.size) if frequencies is None else frequencies)[known]
    theta, n = abilities.theta[known], weights.sum()
    if n < 2:
        return np.nan, np.nan
    centred = theta - weights @ theta / n
    return float(weights @ centred**2 / (n - 1)), float(weights @ abilities.se[known] ** 2 / n)
