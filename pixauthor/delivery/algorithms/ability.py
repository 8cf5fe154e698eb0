"""The ability of one person after some answers: mean and spread of the posterior on a grid (EAP).

Bock, R. D., & Mislevy, R. J. (1982), Adaptive EAP estimation of ability, doi:10.1177/014662168200600405.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pixauthor.delivery.measure import Curve

NODES: Final = 81
REACH: Final = 5.0
"""Half-width of the grid, in standard deviations of the population: beyond it the prior is below 1e-6 of its peak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """An ability and its standard error, in logits."""

    theta: float
    se: float


def estimate(answers: Sequence[tuple[Curve, bool]], mean: float, sd: float) -> Ability:
    """Return the posterior mean and standard deviation under a normal prior.

    Args:
        answers: the curve of each item answered, and whether the answer was right.
        mean: of the prior, in logits.
        sd: of the prior, in logits.
    """
    nodes = [mean + sd * REACH * (2 * k / (NODES - 1) - 1) for k in range(NODES)]
    logs = [_log_posterior(theta, answers, mean, sd) for theta in nodes]
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = sum(weights)
    centre = sum(weight * theta for weight, theta in zip(weights, nodes, strict=True)) / total
    spread = sum(weight * (theta - centre) ** 2 for weight, theta in zip(weights, nodes, strict=True)) / total
    return Ability(theta=centre, se=math.sqrt(spread))


def _log_posterior(theta: float, answers: Sequence[tuple[Curve, bool]], mean: float, sd: float) -> float:
    value = -0.5 * ((theta - mean) / sd) ** 2
    for curve, right in answers:
        p = curve.probability(theta)
        value += math.log(max(p if right else 1 - p, 1e-300))
    return value
