"""How much items tell about an ability."""

import numpy as np
from numpy.typing import ArrayLike

from pixauthor.irt.dichotomous import Floats, ResponseFunction


def information_of_all(items: ResponseFunction, theta: ArrayLike) -> Floats:
    """Return the information of all items together (the test information), (n_theta,), per squared logit.

    The information of each item is ``items.information(theta)``, (n_theta, n_items).
    """
    return np.asarray(items.information(theta).sum(axis=-1))


def standard_error(items: ResponseFunction, theta: ArrayLike) -> Floats:
    """Return the standard error of an ability estimated from all items, (n_theta,), in logits."""
    return np.asarray(1 / np.sqrt(information_of_all(items, theta)))
