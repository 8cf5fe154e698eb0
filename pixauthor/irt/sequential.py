"""The official platform's capacity: an estimate whose prior follows the candidate (pix.md §5.1).

Not a plain EAP: the prior is centred anew on each estimate, so that the order of the answers matters.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items

# "Grid: from -9 to 9, step 18/80; 81 points" (pix.md §5.1).
NODES: Final = np.linspace(-9.0, 9.0, 81)
# "prior = normal of variance 1.5 centred on the previous estimate".
PRIOR_VARIANCE: Final = 1.5
# "Error rate = sqrt(posterior variance - (9/80)²/12)".
QUANTISATION_VARIANCE: Final = (9 / 80) ** 2 / 12
ERROR_WITHOUT_ANSWER: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class CapacityHistory:
    """Capacity (logits) and error rate before any answer and after each one, (n_answers + 1,)."""

    capacities: Floats
    errors: Floats


def estimate_capacity(
    scores: Floats, items: Items, *, start: float = 0.0, variation_limit: float | None = None
) -> CapacityHistory:
    """Return the official estimate after each answer.

    Args:
        scores: (n_answers,) in the order of the answers; "only ok is a success", all else is below 1.
        items: the item of each answer, in the same order, all dichotomous.
        start: capacity of a candidate who has not answered.
        variation_limit: "if |previous| < v the estimate may move by at most v, else by at most |previous| v".

    Raises:
        ValueError: for an item with more than two categories.
    """
    if np.any(items.n_categories != 2):
        raise ValueError("the official estimate knows success and failure only")
    success = (np.asarray(scores) == 1).astype(np.int64)
    steps = items.log_probabilities(NODES)[items.offsets[:-1] + success]
    capacities, errors = [start], [ERROR_WITHOUT_ANSWER]
    for log_likelihood in np.cumsum(steps, axis=0):
        previous = capacities[-1]
        weights = _posterior(log_likelihood, previous)
        capacity = _limit(float(weights @ NODES), previous, variation_limit)
        # The variance is taken around the estimate once limited (pix.md §5.1).
        variance = float(weights @ (NODES - capacity) ** 2)
        capacities.append(capacity)
        errors.append(float(np.sqrt(variance - QUANTISATION_VARIANCE)))
    return CapacityHistory(np.array(capacities), np.array(errors))


def _posterior(log_likelihood: Floats, centre: float) -> Floats:
    joint = log_likelihood - (NODES - centre) ** 2 / (2 * PRIOR_VARIANCE)
    weights = np.exp(joint - joint.max())
    return np.asarray(weights / weights.sum())


def _limit(estimate: float, previous: float, variation_limit: float | None) -> float:
    if variation_limit is None:
        return estimate
    reach = variation_limit if abs(previous) < variation_limit else abs(previous) * variation_limit
    return min(max(estimate, previous - reach), previous + reach)
