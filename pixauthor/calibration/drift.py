"""Anchors that no longer behave as they did: bounds as data, a verdict, and its reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.irt.arrays import Bools, Floats
from pixauthor.irt.drift import Shifts
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

STABLE: Final = "stable"
DRIFTED: Final = "drifted"
_ONE_SIDED: Final = 0.5
"""Where less than this share of the distance between two curves has one sign, they cross."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRules:
    """Bounds beyond which an anchor has drifted: common practice, not law.

    Its difficulty has moved when it is beyond ``displacement``, ``robust_z`` and ``z`` at once: by enough to matter,
    unlike the other anchors, and more than its standard error explains. Its curve has moved when ``rmsd`` is
    beyond, and ``rmsd_noise`` times what chance alone gives. Where standard errors are unknown, the rest decides.

    Args:
        displacement: of the difficulty, in logits.
        robust_z: Huynh and Meyer 2010.
        z: displacement over its standard error; beyond 2.58 once in 100 by chance, as there are many anchors.
        rmsd: distance between curves, in probability.
        rmsd_noise: a distance of chance is below 1.75 times its quadratic mean 19 times in 20.
        least_anchors: purification leaves no fewer.
    """

    displacement: float = 0.3
    robust_z: float = 1.645
    z: float = 2.58
    rmsd: float = 0.10
    rmsd_noise: float = 1.75
    least_anchors: int = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnchorEvidence:
    """What is known of each anchor under a link, (n_anchors,): errors are NaN when unknown."""

    shifts: Shifts
    displacement_error: Floats
    rmsd_error: Floats


def moved_difficulty(evidence: AnchorEvidence, rules: DriftRules) -> Floats:
    """Return how far beyond its bounds each displacement is: 1 is on them."""
    shifts = evidence.shifts
    ratios = [np.abs(shifts.displacement) / rules.displacement, np.abs(shifts.robust_z) / rules.robust_z]
    ratios.append(_over(np.abs(shifts.displacement), rules.z * evidence.displacement_error))
    return np.asarray(np.nan_to_num(np.min(ratios, axis=0), nan=0.0, posinf=np.inf))


def moved_curve(evidence: AnchorEvidence, rules: DriftRules) -> Floats:
    """Return how far beyond its bounds each distance between curves is: 1 is on them."""
    rmsd = evidence.shifts.rmsd
    return np.minimum(rmsd / rules.rmsd, _over(rmsd, rules.rmsd_noise * evidence.rmsd_error))


def badness(evidence: AnchorEvidence, rules: DriftRules) -> Floats:
    """Return what ``irt.drift.purify`` wants: above 0 for an anchor that drifted."""
    return np.asarray(np.maximum(moved_difficulty(evidence, rules), moved_curve(evidence, rules)) - 1)


def drift_table(items: Sequence[str], evidence: AnchorEvidence, kept: Bools, rules: DriftRules) -> pd.DataFrame:
    """Return one row per anchor: what was found, ``used``, ``verdict``, ``direction`` and ``reasons``."""
    shifts = evidence.shifts
    by_difficulty, by_curve = moved_difficulty(evidence, rules) > 1, moved_curve(evidence, rules) > 1
    drifted = by_difficulty | by_curve
    return pd.DataFrame(
        {
            "item": list(items),
            "displacement": shifts.displacement,
            "se": evidence.displacement_error,
            "z": _over(shifts.displacement, evidence.displacement_error, unknown=np.nan),
            "robust_z": shifts.robust_z,
            "rmsd": shifts.rmsd,
            "rmsd_noise": evidence.rmsd_error,
            "bias": shifts.bias,
            "slope_ratio": np.exp(shifts.steepening),
            "used": kept,
            "verdict": np.where(drifted, DRIFTED, STABLE),
            "direction": [_direction(shifts, k) if drifted[k] else "" for k in range(len(items))],
            "reasons": [_reasons(*found) for found in zip(by_difficulty, by_curve, strict=True)],
        }
    )


def explain(row: "Mapping[str, Any] | pd.Series[Any]", rules: DriftRules, language: str | None = None) -> str:
    """Return the verdict on one anchor, a row of ``drift_table``, with its reasons, as a sentence."""
    shown = language or current_language()
    if row["verdict"] == STABLE:
        return text("linking.drift.stable", shown)
    fields = {
        "displacement": decimal(float(row["displacement"]), 2, shown),
        "robust_z": decimal(float(row["robust_z"]), 1, shown),
        "rmsd": decimal(float(row["rmsd"]), 2, shown),
        "most_displacement": decimal(rules.displacement, 2, shown),
        "most_rmsd": decimal(rules.rmsd, 2, shown),
    }
    reasons = [text(f"linking.reason.{reason}", shown, **fields) for reason in str(row["reasons"]).split(",")]
    direction = text(f"linking.direction.{row['direction']}", shown)
    return text("linking.drift.drifted", shown, direction=direction, reasons=text("linking.and", shown).join(reasons))


def _over(value: Floats, bound: Floats, unknown: float = np.inf) -> Floats:
    """Return value / bound; ``unknown`` where the bound is not known, and infinity beyond a bound of nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(value == 0, 0.0, value / bound)
    return np.where(np.isnan(bound), unknown, ratio)


def _direction(shifts: Shifts, k: int) -> str:
    """Return how an anchor has changed."""
    if np.isnan(shifts.bias[k]):
        return "changed"
    if abs(shifts.bias[k]) >= _ONE_SIDED * shifts.rmsd[k]:
        return "easier" if shifts.bias[k] > 0 else "harder"
    return "steeper" if shifts.steepening[k] > 0 else "flatter"


def _reasons(difficulty: bool, curve: bool) -> str:
    return ",".join(name for name, found in (("difficulty", difficulty), ("curve", curve)) if found)
