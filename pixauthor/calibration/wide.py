"""A table of scores, candidates by items, as mirt, TAM and scikit-learn take it, to the long table of responses."""

import pandas as pd

from pixauthor.calibration.connection import name_some
from pixauthor.errors import PixauthorError
from pixauthor.responses.model import COLUMNS, GROUP_PREFIX


def from_wide(scores: pd.DataFrame, *, groups: pd.DataFrame | None = None, version: int = 1) -> pd.DataFrame:
    """Return the long table of a wide one: one row for each score that there is.

    Args:
        scores: from 0 to 1, NaN where an item was not asked; the index names candidates, the columns items.
        groups: values of group variables, with the same index; they become columns ``group_…``.
        version: of all items.

    Raises:
        PixauthorError: when a candidate or an item is named twice.
    """
    index, names = scores.index.astype(str), scores.columns.astype(str)
    for labels in (index, names):
        twice = labels[labels.duplicated()]
        if len(twice):
            raise PixauthorError("calibration.named-twice", names=name_some(sorted(set(twice))))
    named = scores.set_axis(index.rename("candidate")).set_axis(names, axis=1).reset_index()
    melted = named.melt(id_vars="candidate", var_name="item", value_name="score").dropna(subset=["score"])
    long = melted.astype({"score": float}).sort_values(["candidate", "item"], kind="stable", ignore_index=True)
    unsaid = {"answer": None, "status": "", "seconds": float("nan"), "session": "", "simulated": False, "source": ""}
    table = long.assign(version=version, answered_at=pd.Series(pd.NaT, long.index, "datetime64[us, UTC]"), **unsaid)
    for name, values in (groups if groups is not None else pd.DataFrame(index=scores.index)).items():
        column = str(name) if str(name).startswith(GROUP_PREFIX) else f"{GROUP_PREFIX}{name}"
        table[column] = table["candidate"].map(values.set_axis(values.index.astype(str)))
    return table[[*COLUMNS, *(name for name in table if str(name).startswith(GROUP_PREFIX))]]
