"""Information curves: how much items and forms tell about each ability, per squared logit, as tidy tables."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pixauthor.calibration.item_pool import ItemPool


def item_information(pool: ItemPool, thetas: Sequence[float]) -> pd.DataFrame:
    """Return ``item``, ``theta``, ``information``: one row an item and ability (in logits)."""
    information = pool.items.information(np.asarray(thetas, float))
    items = np.repeat(pool.table["item"].to_numpy(), len(thetas))
    return pd.DataFrame({"item": items, "theta": np.tile(thetas, len(information)), "information": information.ravel()})


def form_information(pool: ItemPool, forms: pd.DataFrame, thetas: Sequence[float]) -> pd.DataFrame:
    """Return ``form``, ``theta``, ``information``, ``se`` (of the ability that the form measures, in logits).

    Args:
        pool: whose items the forms are made of.
        forms: ``Assembly.items``, or any table with ``form`` and ``item``.
        thetas: abilities, in logits.
    """
    table = forms[["form", "item"]].merge(item_information(pool, thetas), on="item")
    total = table.groupby(["form", "theta"])["information"].sum().reset_index()
    return total.assign(se=1 / np.sqrt(total["information"]))
