"""The rules that flag an item: what each looks at, when it finds fault, and what the fault asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from pixauthor.calibration.evidence import Evidence
from pixauthor.calibration.model import CalibratedItem
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

COLLECT: Final = "collect"
REVISE: Final = "revise"
RETIRE: Final = "retire"
NOTE: Final = "note"
"""A fault that is told, but changes no verdict."""


class Outcome(Enum):
    """What else than a flag can come of a rule. Without the number that it looks at, nothing is judged."""

    PASSED = "passed"
    NOT_JUDGED = "not judged"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One fault. ``fields`` are what its sentence names: the ``value`` found, the ``bound`` that it is beyond, more."""

    id: str
    fields: Mapping[str, float | str]

    def sentence(self, language: str | None = None) -> str:
        """Return the fault with its number and its bound (``flags.sentence``)."""
        shown = language or current_language()
        return text(
            f"flags.sentence.{self.id}", shown, **{name: _say(value, shown) for name, value in self.fields.items()}
        )


Found = float | None | Outcome
Measure = Callable[[CalibratedItem, Evidence], Found]
Bound = Callable[[Thresholds], float]
Check = Callable[[CalibratedItem, Evidence, Thresholds], Mapping[str, float | str] | Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: the id of its flag, what that asks for, and the check, which gives the fields of the flag."""

    id: str
    asks: str
    check: Check


def _over(name: str, asks: str, measure: Measure, bound: Bound) -> Rule:
    return Rule(id=name, asks=asks, check=_compare(measure, bound, 1))


def _under(name: str, asks: str, measure: Measure, bound: Bound) -> Rule:
    return Rule(id=name, asks=asks, check=_compare(measure, bound, -1))


def _compare(measure: Measure, bound: Bound, way: int) -> Check:
    def check(item: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
        value, limit = measure(item, evidence), bound(thresholds)
        if isinstance(value, Outcome):
            return value
        if value is None or not _is_known(value):
            return Outcome.NOT_JUDGED
        return {"value": value, "bound": limit} if way * value > way * limit else Outcome.PASSED

    return check


def _weakness(item: CalibratedItem, _: Evidence) -> Found:
    # A negative correlation is the fault of the key, not a weakness.
    return Outcome.PASSED if item.r_rest is not None and item.r_rest < 0 else item.r_rest


def _is_known(value: float | None) -> bool:
    return value is not None and value == value


def _check_s_x2(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
    found = evidence.s_x2
    if found is None or not _is_known(found.p):
        return Outcome.NOT_JUDGED
    if found.p >= thresholds.min_s_x2_p or found.rmsea <= thresholds.max_s_x2_rmsea:
        return Outcome.PASSED
    least, most = thresholds.min_s_x2_p, thresholds.max_s_x2_rmsea
    return {"value": found.p, "bound": least, "n": str(found.n), "rmsea": found.rmsea, "rmsea_bound": most}


def _check_q3(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
    if evidence.q3 is None or not _is_known(evidence.q3):
        return Outcome.NOT_JUDGED
    if evidence.q3 <= thresholds.max_q3:
        return Outcome.PASSED
    return {"value": evidence.q3, "bound": thresholds.max_q3, "other": evidence.q3_with or "–"}


def _check_dif_class(
    _: CalibratedItem, evidence: Evidence, thresholds: Thresholds
) -> Mapping[str, float | str] | Outcome:
    classes = {one.group: one.ets for one in evidence.dif or () if one.ets is not None}
    if evidence.dif is None or (evidence.dif and not classes):
        return Outcome.NOT_JUDGED
    groups = [f"{group} ({ets})" for group, ets in classes.items() if ets >= thresholds.dif_class]
    return {"groups": ", ".join(groups), "bound": thresholds.dif_class} if groups else Outcome.PASSED


def _check_dif_r2(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
    gains = {one.group: one.r2 for one in evidence.dif or () if one.r2 is not None and _is_known(one.r2)}
    if evidence.dif is None or (evidence.dif and not gains):
        return Outcome.NOT_JUDGED
    groups = {group: gain for group, gain in gains.items() if gain > thresholds.max_dif_r2}
    if not groups:
        return Outcome.PASSED
    return {"value": max(groups.values()), "groups": ", ".join(groups), "bound": thresholds.max_dif_r2}


def _check_drift(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
    if evidence.drift is None or not _is_known(evidence.drift):
        return Outcome.NOT_JUDGED
    z = evidence.drift_z
    by_chance = z is not None and abs(z) <= thresholds.min_drift_z
    if by_chance or abs(evidence.drift) <= thresholds.max_drift:
        return Outcome.PASSED
    return {"value": abs(evidence.drift), "bound": thresholds.max_drift}


def _distractors(flag: str, bound: Bound) -> Check:
    def check(_: CalibratedItem, evidence: Evidence, thresholds: Thresholds) -> Mapping[str, float | str] | Outcome:
        if evidence.distractors is None:
            return Outcome.NOT_JUDGED
        found = [option for option, flags in evidence.distractors.items() if flag in flags]
        return {"options": ", ".join(found), "bound": bound(thresholds)} if found else Outcome.PASSED

    return check


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            _under("few", COLLECT, lambda item, _: item.n, lambda bounds: bounds.min_n),
            _under("hard", REVISE, lambda item, _: item.p, lambda bounds: bounds.min_p),
            _over("easy", REVISE, lambda item, _: item.p, lambda bounds: bounds.max_p),
            _under("key", REVISE, lambda item, _: item.r_rest, lambda _: 0.0),
            _under("weak", REVISE, _weakness, lambda bounds: bounds.min_r),
            _under("flat", REVISE, lambda item, _: item.a, lambda bounds: bounds.min_a),
            _over("steep", REVISE, lambda item, _: item.a, lambda bounds: bounds.max_a),
            _over("far", REVISE, lambda item, _: abs(item.b), lambda bounds: bounds.max_abs_b),
            _over("unsure", COLLECT, lambda item, _: item.se_b, lambda bounds: bounds.max_se_b),
            _over("infit", REVISE, lambda _, found: found.infit, lambda bounds: bounds.max_fit),
            _under("infit-low", NOTE, lambda _, found: found.infit, lambda bounds: bounds.min_fit),
            _over("outfit", REVISE, lambda _, found: found.outfit, lambda bounds: bounds.max_fit),
            _under("outfit-low", NOTE, lambda _, found: found.outfit, lambda bounds: bounds.min_fit),
            Rule(id="misfit", asks=REVISE, check=_check_s_x2),
            Rule(id="dependent", asks=REVISE, check=_check_q3),
            Rule(id="dif-class", asks=REVISE, check=_check_dif_class),
            Rule(id="dif-r2", asks=REVISE, check=_check_dif_r2),
            Rule(id="drift", asks=REVISE, check=_check_drift),
            _over("omitted", REVISE, lambda _, found: found.omitted, lambda bounds: bounds.max_omitted),
            _over("rapid", REVISE, lambda _, found: found.rapid, lambda bounds: bounds.max_rapid),
            _over("exposed", RETIRE, lambda _, found: found.exposure, lambda bounds: bounds.max_exposure),
            Rule(id="distractor-rare", asks=NOTE, check=_distractors("rare", lambda bounds: bounds.options.min_p)),
            Rule(
                id="distractor-tempting",
                asks=REVISE,
                check=_distractors("tempting", lambda bounds: bounds.options.max_r),
            ),
            Rule(id="distractor-beats-key", asks=REVISE, check=_distractors("beats-key", lambda _: 0.0)),
        )
    }
)
"""Rules by the id of their flag, in the order in which flags are told."""


def _say(value: float | str, language: str) -> str:
    """Return a text as it is, a number with as many decimals as it takes to tell it from its bound."""
    if isinstance(value, str):
        return value
    if float(value).is_integer():
        return decimal(value, 0, language)
    return decimal(value, 2 if abs(value) >= 0.1 else 4, language)
