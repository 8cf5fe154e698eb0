"""What the methods of DIF found, as tables: verdicts with reasons, and evidence for flags."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.dif_case import Sample
from pixauthor.calibration.dif_methods import EFFECTS, Found
from pixauthor.calibration.evidence import Dif
from pixauthor.calibration.flags import COLLECT, KEEP, REVISE
from pixauthor.irt.dif import adjust
from pixauthor.locale import text

_VERDICTS: Final = {"A": KEEP, "B": KEEP, "C": REVISE}
_SIZES: Final = {"B": "moderate", "C": "large"}
_POLYTOMOUS: Final = "polytomous"
_NUMBERS: Final = ("chi2", "df", "p", "p_nonuniform", "effect", "effect_se", "difference")


def dif_table(sample: Sample, names: Sequence[str], method: str, found: Found | None) -> pd.DataFrame:
    """Return what a method found, one row an item of ``names``; None when there were too few items to match on."""
    n, places = len(names), np.flatnonzero(sample.usable)
    numbers = {name: np.full(n, np.nan) for name in _NUMBERS}
    classes, anchors, reasons = np.full(n, "", object), np.zeros(n, bool), np.array(sample.problems, object)
    if found is None:
        reasons[places] = "few-items"
    else:
        for name, values in numbers.items():
            values[places] = getattr(found, name)
        classes[places], anchors[places], reasons[places] = found.classes, found.anchors, _reasons(found, sample)
    return pd.DataFrame(
        {
            "item": list(names),
            "method": method,
            "matching": "total" if sample.complete else "ability",
            "n_reference": sample.counts[:, 0],
            "n_focal": sample.counts[:, 1],
            "chi2": numbers["chi2"],
            "df": pd.array(numbers["df"], dtype="Int64"),
            "p": numbers["p"],
            "p_adjusted": adjust(numbers["p"]),
            "p_nonuniform": numbers["p_nonuniform"],
            "effect": numbers["effect"],
            "effect_unit": EFFECTS[method],
            "effect_se": numbers["effect_se"],
            "difference": numbers["difference"],
            "class": classes,
            "anchor": anchors,
            "verdict": [_verdict(*row) for row in zip(classes, reasons, strict=True)],
            "reason": reasons,
        }
    )


def _verdict(size: str, reason: str) -> str:
    return _VERDICTS.get(size, "" if reason == _POLYTOMOUS else COLLECT)


def _reasons(found: Found, sample: Sample) -> list[str]:
    sides = np.where(found.crossing, "crossing", np.where(found.harder > 0, "focal", "reference"))
    unsaid = np.where(~np.isnan(found.chi2) | (sample.items.n_categories == 2), "no-estimate", _POLYTOMOUS)
    return [
        f"{_SIZES[size]}-{side}" if size in _SIZES else "negligible" if size else str(other)
        for size, side, other in zip(found.classes, sides, unsaid, strict=True)
    ]


def explain(table: pd.DataFrame, language: str | None = None) -> list[str]:
    """Return the reason of each verdict of ``detect_dif`` as a sentence."""
    rows = zip(table["reason"], table["focal"], table["reference"], strict=True)
    return [text(f"dif.reason.{reason}", language, focal=focal, reference=other) for reason, focal, other in rows]


def dif_evidence(table: pd.DataFrame, level: float = 0.05) -> dict[str, tuple[Dif, ...]]:
    """Return what ``detect_dif`` found as evidence for flags, by item: one entry a focal group.

    Items of which nothing could be said are not there. ``level``: of significance, for changes of R2.
    """
    found: dict[str, list[Dif]] = {}
    for (item, group, focal), rows in table[table["class"] != ""].groupby(["item", "group", "focal"], sort=False):
        by_method = rows.set_index("method")
        ets = by_method["class"].get("mh")
        # A change of R2 that chance explains is no evidence, however large in a small group.
        gains = by_method["effect"].where(by_method["p"] < level, 0.0)
        r2 = gains.get("logistic")
        if ets is not None or r2 is not None:
            found.setdefault(str(item), []).append(Dif(group=f"{group}: {focal}", ets=ets, r2=r2))
    return {item: tuple(entries) for item, entries in found.items()}
