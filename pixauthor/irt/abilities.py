"""Abilities of candidates, estimated (``scoring.py``) or supposed."""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.dichotomous import ResponseFunction
from pixauthor.irt.marginal import posterior
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Estimates and their standard errors in logits, each (n_persons,): NaN where the estimate is not finite."""

    theta: Floats
    se: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalPrior:
    """What is known of a candidate before he answers, in logits."""

    mean: float = 0.0
    sd: float = 1.0


def eap(scores: Floats, items: ResponseFunction, grid: Grid) -> Abilities:
    """Return posterior means and standard deviations, for dense scores and the older classes of items."""
    weights = posterior(scores, items, grid).weights
    theta = weights @ grid.nodes
    variance = weights @ grid.nodes**2 - theta**2
    return Abilities(theta, np.sqrt(np.maximum(variance, 0.0)))
