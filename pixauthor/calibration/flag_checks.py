"""What the rules of flags look at, and how each finds fault. What is not there is not judged."""

import math
from collections.abc import Callable, Mapping
from enum import Enum

from pixauthor.calibration.evidence import Evidence
from pixauthor.calibration.item_parameters import errors_of, natural_of
from pixauthor.calibration.model import CalibratedItem
from pixauthor.calibration.thresholds import Thresholds


class Outcome(Enum):
    """What else than a flag can come of a rule. Without the number that it looks at, nothing is judged."""

    PASSED = "passed"
    NOT_JUDGED = "not judged"
    NOT_APPLICABLE = "not applicable"


Fields = Mapping[str, float | str]
Found = float | None | Outcome
Measure = Callable[[CalibratedItem, Evidence], Found]
Bound = Callable[[Thresholds], float]
Check = Callable[[CalibratedItem, Evidence, Thresholds], Fields | Outcome]
"""What a rule finds: the fields of its flag, or no fault."""


def compare(measure: Measure, bound: Bound, way: int) -> Check:
    """Return the check that a number is not beyond its bound: above for ``way`` 1, below for -1."""

    def check(item: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
        value, limit = measure(item, evidence), bound(thresholds)
        if isinstance(value, Outcome):
            return value
        if value is None or not _is_known(value):
            return Outcome.NOT_JUDGED
        return {"value": value, "bound": limit} if way * value > way * limit else Outcome.PASSED

    return check


def slope(item: CalibratedItem, _: Evidence) -> Found:
    """Return the discrimination; an item of the nominal model has none."""
    return natural_of(item).get("a", Outcome.NOT_APPLICABLE)


def distance(item: CalibratedItem, _: Evidence) -> Found:
    """Return the difficulty furthest from the centre; an item of several categories has several."""
    found = [abs(value) for name, value in natural_of(item).items() if name.startswith("b")]
    return max(found, default=Outcome.NOT_APPLICABLE)


def guessing(item: CalibratedItem, _: Evidence) -> Found:
    """Return the lower asymptote of the models that have one."""
    return natural_of(item).get("c", Outcome.NOT_APPLICABLE)


def difficulty_error(item: CalibratedItem, _: Evidence) -> Found:
    """Return the largest standard error of the difficulties; None when one is not known."""
    names = [name for name in natural_of(item) if name.startswith("b")]
    errors = errors_of(item)
    if not names:
        return Outcome.NOT_APPLICABLE
    return max(errors[name] for name in names) if all(name in errors for name in names) else None


def weakness(item: CalibratedItem, found: Evidence) -> Found:
    """Return the point-biserial, if it is not negative, as it would be among all candidates.

    Candidates who are alike, as an adaptive test chooses them for an item, leave a small correlation: it is corrected
    for the restriction of range (Thorndike 1949, Personnel Selection, case 2).
    """
    # A negative correlation is the fault of the key, not a weakness.
    if item.r_rest is None or item.r_rest < 0:
        return Outcome.PASSED if item.r_rest is not None else None
    if not found.spread:
        return item.r_rest
    widened = item.r_rest / found.spread
    return widened / math.sqrt(1 - item.r_rest**2 + widened**2)


def _is_known(value: float | None) -> bool:
    return value is not None and value == value


def check_s_x2(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
    """Return a misfit that is significant and large."""
    found = evidence.s_x2
    if found is None or not _is_known(found.p):
        return Outcome.NOT_JUDGED
    if found.p >= thresholds.min_s_x2_p or found.rmsea <= thresholds.max_s_x2_rmsea:
        return Outcome.PASSED
    least, most = thresholds.min_s_x2_p, thresholds.max_s_x2_rmsea
    return {"value": found.p, "bound": least, "n": str(found.n), "rmsea": found.rmsea, "rmsea_bound": most}


def check_q3(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
    """Return the item that this one depends on most."""
    if evidence.q3 is None or not _is_known(evidence.q3):
        return Outcome.NOT_JUDGED
    if evidence.q3 <= thresholds.max_q3:
        return Outcome.PASSED
    return {"value": evidence.q3, "bound": thresholds.max_q3, "other": evidence.q3_with or "–"}


def check_dif_class(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
    """Return the groups with a bad ETS class."""
    classes = {one.group: one.ets for one in evidence.dif or () if one.ets is not None}
    if evidence.dif is None or (evidence.dif and not classes):
        return Outcome.NOT_JUDGED
    groups = [f"{group} ({ets})" for group, ets in classes.items() if ets >= thresholds.dif_class]
    return {"groups": ", ".join(groups), "bound": thresholds.dif_class} if groups else Outcome.PASSED


def check_dif_r2(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
    """Return the groups with a large gain of R2."""
    gains = {one.group: one.r2 for one in evidence.dif or () if one.r2 is not None and _is_known(one.r2)}
    if evidence.dif is None or (evidence.dif and not gains):
        return Outcome.NOT_JUDGED
    groups = {group: gain for group, gain in gains.items() if gain > thresholds.max_dif_r2}
    if not groups:
        return Outcome.PASSED
    return {"value": max(groups.values()), "groups": ", ".join(groups), "bound": thresholds.max_dif_r2}


def check_drift(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
    """Return a move of the difficulty that is large, and more than chance explains where its error is known."""
    if evidence.drift is None or not _is_known(evidence.drift):
        return Outcome.NOT_JUDGED
    z = evidence.drift_z
    by_chance = z is not None and abs(z) <= thresholds.min_drift_z
    if by_chance or abs(evidence.drift) <= thresholds.max_drift:
        return Outcome.PASSED
    return {"value": abs(evidence.drift), "bound": thresholds.max_drift}


def check_distractors(flag: str, bound: Bound) -> Check:
    """Return the check that no distractor has a flag (``option_flags``)."""

    def check(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Fields | Outcome:
        if evidence.distractors is None:
            return Outcome.NOT_JUDGED
        found = [option for option, flags in evidence.distractors.items() if flag in flags]
        return {"options": ", ".join(found), "bound": bound(thresholds)} if found else Outcome.PASSED

    return check
