"""How much a set of items tells about an ability."""

import numpy as np
from numpy.typing import ArrayLike

from pixauthor.irt.irf import Floats, ResponseFunction


def item_information(items: ResponseFunction, theta: ArrayLike) -> Floats:
    """Return Fisher's information of each item, (n_theta, n_items), per squared logit."""
    return items.information(theta)


def test_information(items: ResponseFunction, theta: ArrayLike) -> Floats:
    """Return the information of all items together, (n_theta,), per squared logit."""
    return np.asarray(items.information(theta).sum(axis=-1))


def standard_error(items: ResponseFunction, theta: ArrayLike) -> Floats:
    """Return the standard error of an ability estimated from all items, (n_theta,), in logits."""
    return np.asarray(1 / np.sqrt(test_information(items, theta)))


# pytest collects functions whose name begins so, wherever they are imported.
test_information.__test__ = False  # type: ignore[attr-defined]
