"""The rules that flag an item: what each looks at, its bound, and what its fault asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pixauthor.calibration.flag_checks import (
    Bound,
    Check,
    Fields,
    Measure,
    Outcome,
    check_dif_class,
    check_dif_r2,
    check_distractors,
    check_drift,
    check_q3,
    check_s_x2,
    compare,
    difficulty_error,
    distance,
    guessing,
    slope,
    weakness,
)
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

__all__ = ["COLLECT", "NOTE", "RETIRE", "REVISE", "RULES", "Flag", "Outcome", "Rule"]

COLLECT: Final = "collect"
REVISE: Final = "revise"
RETIRE: Final = "retire"
NOTE: Final = "note"
"""A fault that is told, but changes no verdict."""
_LEAST_PLACES: Final = 2
_MOST_PLACES: Final = 9
_TINY: Final = 5e-5
"""A number under this is told with its power of ten."""
_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One fault. ``fields`` are what its sentence names: the ``value`` found, the ``bound`` that it is beyond, more."""

    id: str
    fields: Fields

    def sentence(self, language: str | None = None) -> str:
        """Return the fault with its number and its bound (``flags.sentence``)."""
        shown = language or current_language()
        places = _places(self.fields.get("value"), self.fields.get("bound"))
        words = {name: _say(value, places, shown) for name, value in self.fields.items()}
        return text(f"flags.sentence.{self.id}", shown, **words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: the id of its flag, what that asks for, and the check, which gives the fields of the flag."""

    id: str
    asks: str
    check: Check


def _over(name: str, asks: str, measure: Measure, bound: Bound) -> Rule:
    return Rule(id=name, asks=asks, check=compare(measure, bound, 1))


def _under(name: str, asks: str, measure: Measure, bound: Bound) -> Rule:
    return Rule(id=name, asks=asks, check=compare(measure, bound, -1))


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            _under("few", COLLECT, lambda item, _: item.n, lambda bounds: bounds.min_n),
            _under("hard", REVISE, lambda item, _: item.p, lambda bounds: bounds.min_p),
            _over("easy", REVISE, lambda item, _: item.p, lambda bounds: bounds.max_p),
            _under("key", REVISE, lambda item, _: item.r_rest, lambda _: 0.0),
            _under("weak", REVISE, weakness, lambda bounds: bounds.min_r),
            _under("flat", REVISE, slope, lambda bounds: bounds.min_a),
            _over("steep", REVISE, slope, lambda bounds: bounds.max_a),
            _over("far", REVISE, distance, lambda bounds: bounds.max_abs_b),
            _over("guess", REVISE, guessing, lambda bounds: bounds.max_c),
            _over("unsure", COLLECT, difficulty_error, lambda bounds: bounds.max_se_b),
            _over("infit", REVISE, lambda _, found: found.infit, lambda bounds: bounds.max_fit),
            _under("infit-low", NOTE, lambda _, found: found.infit, lambda bounds: bounds.min_fit),
            _over("outfit", REVISE, lambda _, found: found.outfit, lambda bounds: bounds.max_fit),
            _under("outfit-low", NOTE, lambda _, found: found.outfit, lambda bounds: bounds.min_fit),
            Rule(id="misfit", asks=REVISE, check=check_s_x2),
            Rule(id="dependent", asks=REVISE, check=check_q3),
            Rule(id="dif-class", asks=REVISE, check=check_dif_class),
            Rule(id="dif-r2", asks=REVISE, check=check_dif_r2),
            Rule(id="drift", asks=REVISE, check=check_drift),
            _over("omitted", REVISE, lambda _, found: found.omitted, lambda bounds: bounds.max_omitted),
            _over("rapid", REVISE, lambda _, found: found.rapid, lambda bounds: bounds.max_rapid),
            _over("exposed", RETIRE, lambda _, found: found.exposure, lambda bounds: bounds.max_exposure),
            Rule(id="distractor-rare", asks=NOTE, check=check_distractors("rare", lambda bounds: bounds.options.min_p)),
            Rule(
                id="distractor-tempting",
                asks=REVISE,
                check=check_distractors("tempting", lambda bounds: bounds.options.max_r),
            ),
            Rule(id="distractor-beats-key", asks=REVISE, check=check_distractors("beats-key", lambda _: 0.0)),
        )
    }
)
"""Rules by the id of their flag, in the order in which flags are told."""


def _places(value: float | str | None, bound: float | str | None) -> int:
    """Return how many decimals, two at least, tell a number from its bound and from nothing."""
    if not (isinstance(value, int | float) and isinstance(bound, int | float)):
        return _LEAST_PLACES
    others = (bound, 0.0) if abs(value) >= _TINY else (bound,)
    enough = (
        k for k in range(_LEAST_PLACES, _MOST_PLACES) if all(f"{value:.{k}f}" != f"{one:.{k}f}" for one in others)
    )
    return next(enough, _MOST_PLACES)


def _say(value: float | str, places: int, language: str) -> str:
    """Return a text as it is, a number without decimals when it is whole, a tiny one with its power of ten."""
    if isinstance(value, str):
        return value
    if 0 < abs(value) < _TINY:
        digits, power = f"{value:.0e}".split("e")
        return f"{digits.replace('-', '−')} × 10{str(int(power)).translate(_RAISED)}"
    return decimal(value, 0 if float(value).is_integer() else places, language)
