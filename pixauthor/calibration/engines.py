"""Estimators by name. Each takes dense scores and gives slopes and difficulties on a standard normal scale."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import girth
import numpy as np

from pixauthor.calibration.model import Design
from pixauthor.irt.dichotomous import Floats, TwoPL

Engine = Callable[[Floats, Design], TwoPL]


def estimate_with_girth(scores: Floats, design: Design) -> TwoPL:
    """Return marginal maximum likelihood estimates by girth 0.8, for abilities N(0, 1).

    girth gives neither standard errors nor a report of convergence, and takes dense data only. Its own Rasch estimator
    fixes the spread of abilities at 1; the one with a common slope is used instead, which is the Rasch model with that
    spread free.

    Args:
        scores: 0 or 1, (n_persons, n_items), no NaN.
        design: model and quadrature.
    """
    options: dict[str, Any] = {
        "max_iteration": design.max_iterations,
        "quadrature_n": design.points,
        "quadrature_bounds": (-design.bound, design.bound),
    }
    by_item = scores.T.astype(int)
    estimator = girth.onepl_mml if design.model == "rasch" else girth.twopl_mml
    found = estimator(by_item, options=options)
    b = np.asarray(found["Difficulty"], float)
    return TwoPL(np.broadcast_to(np.asarray(found["Discrimination"], float), b.shape).copy(), b)


ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({"girth": estimate_with_girth})
