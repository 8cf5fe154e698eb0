"""Items that are not equal for all groups: one item for each group, ``id[group]@version``."""

import pandas as pd

from pixauthor.calibration.model import Design
from pixauthor.errors import PixauthorError
from pixauthor.responses.model import GROUP_PREFIX


def split_items(responses: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Return the responses in which the items of ``design.split`` carry the group of the candidate.

    The other items are equal for all groups, and tie their scales together.

    Args:
        responses: long table.
        design: names of the items, and the column of the groups.

    Raises:
        PixauthorError: when there are no groups to tell apart.
    """
    if not design.split:
        return responses
    column = group_column(design)
    if not column or column not in responses.columns:
        raise PixauthorError("calibration.split-what", items=", ".join(design.split))
    reference = responses["item"] + "@" + responses["version"].astype(str)
    chosen = (responses["item"].isin(design.split) | reference.isin(design.split)) & responses[column].notna()
    parted = responses["item"] + "[" + responses[column].astype(str) + "]"
    return responses.assign(item=responses["item"].where(~chosen, parted))


def group_column(design: Design) -> str:
    """Return the column of the groups; "" without."""
    if not design.group or design.group.startswith(GROUP_PREFIX):
        return design.group
    return f"{GROUP_PREFIX}{design.group}"


def whole(reference: str) -> str:
    """Return the reference of the item that one group's comes from: ``x[6e]@1`` is of ``x@1``."""
    name, _, version = reference.rpartition("@")
    return f"{name.partition('[')[0]}@{version}"
