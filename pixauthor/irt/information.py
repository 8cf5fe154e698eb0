"""How much items together tell about an ability. Of each item: ``Items.information``."""

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items


def total_information(items: Items, theta: Floats) -> Floats:
    """Return the information of all items together (the test information), (n_theta,), per squared logit."""
    return np.asarray(items.information(theta).sum(axis=0))


def conditional_error(items: Items, theta: Floats, prior_sd: float | None = None) -> Floats:
    """Return the standard error of an ability estimated from all items, (n_theta,), in logits.

    Args:
        items: of the test.
        theta: abilities in logits, (n_theta,).
        prior_sd: of a normal prior, whose own information is added; none by default. Without it, and where the items
            tell nothing, the error is infinite.
    """
    information = total_information(items, theta) + (0.0 if prior_sd is None else prior_sd**-2)
    return np.divide(1.0, np.sqrt(information), out=np.full_like(information, np.inf), where=information > 0)
