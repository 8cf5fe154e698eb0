"""What the tables of fit say of each item, as evidence for flags."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pixauthor.calibration.evidence import SX2, Evidence


def fit_evidence(
    items: pd.DataFrame, pairs: pd.DataFrame | None = None, times: pd.DataFrame | None = None
) -> Mapping[str, Evidence]:
    """Return what fit says of each item, for ``flags.judge_item``.

    Args:
        items: ``fit.item_fit``.
        pairs: ``fit.dependence``; None: not looked for.
        times: ``fit_persons.item_times``; None: not looked for.
    """
    most = {} if pairs is None else _most_dependent(pairs)
    rapid = {} if times is None else dict(zip(times["item"], 1 - times["fidelity"], strict=True))
    return {
        row["item"]: Evidence(
            infit=_known(row["infit"]),
            outfit=_known(row["outfit"]),
            s_x2=None if np.isnan(row["p"]) else SX2(statistic=row["s_x2"], df=row["df"], p=row["p"], n=row["n_s_x2"]),
            q3=most[row["item"]][0] if row["item"] in most else None,
            q3_with=most[row["item"]][1] if row["item"] in most else "",
            rapid=_known(rapid.get(row["item"], np.nan)),
        )
        for row in items.to_dict("records")
    }


def _most_dependent(pairs: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """Return the largest Q3 of each item, and with which; from a table that begins with the largest."""
    found: dict[str, tuple[float, str]] = {}
    known = pairs.dropna(subset=["q3_centred"])
    for one, other, q3 in zip(known["item_1"], known["item_2"], known["q3_centred"], strict=True):
        found.setdefault(one, (float(q3), other))
        found.setdefault(other, (float(q3), one))
    return found


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
