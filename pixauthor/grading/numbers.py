"""What a typed number is worth: French and English notation, units, per cent, exact arithmetic (docs/grading.md)."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from pixauthor.bank.interactions import Number
from pixauthor.bank.keys import NumberKey
from pixauthor.grading.model import Outcome
from pixauthor.grading.shape import require_text

MAX_LENGTH: Final = 100
"""Longest text read as a number, in characters."""
_SIGNS: Final = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-", "’": "'"})
_SPACES: Final = re.compile(r"\s+")
# Groups of three, one way each: 1 234 567,8 (also 1234567.8 and ,5) / 1,234,567.8 / 1.234.567,8 / 1'234'567.8
_NOTATIONS: Final = tuple(
    (re.compile(whole + fraction, re.ASCII), group, point)
    for whole, group, point, fraction in (
        (r"\d+(?: \d{3})*", " ", ",", r"(?:[.,](?:\d*|\d{3}(?: \d{3})*(?: \d{1,2})?))?"),
        (r"", " ", ",", r"[.,]\d+"),
        (r"[1-9]\d{0,2}(?:,\d{3})+", ",", ".", r"(?:\.\d+)?"),
        (r"[1-9]\d{0,2}(?:\.\d{3})+", ".", ",", r"(?:,\d+)?"),
        (r"[1-9]\d{0,2}(?:'\d{3})+", "'", ",", r"(?:[.,]\d+)?"),
    )
)
_SIGNED: Final = re.compile(r"([+-]?) ?(.*?)(?:[eE]([+-]?\d{1,3}))?", re.ASCII)


def grade_number(interaction: Number, key: NumberKey, answer: Any) -> Outcome:
    """Grade a typed number: one of its readings is at most ``key.tolerance`` from the value."""
    units = (*key.units, interaction.unit) if interaction.unit else key.units
    read = readings(require_text(answer), units)
    value, tolerance = _exact(key.value), _exact(key.tolerance)
    near = any(abs(reading - value) <= tolerance for reading in read)
    return Outcome.of_credit(float(near))


# The numbers of the same keys, answer after answer.
@lru_cache(maxsize=4096)
def _exact(number: Decimal) -> Fraction:
    return Fraction(number)


def readings(text: str, units: tuple[str, ...] = ()) -> tuple[Fraction, ...]:
    """Return the numbers that ``text`` may mean: none, one, or two (``"1,234"``: 1.234 and 1234).

    Args:
        text: a number as people type it, perhaps followed by a unit; "%" divides by 100 unless it is a unit.
        units: spellings of the unit.
    """
    if len(text) > MAX_LENGTH:
        return ()
    bare, divisor = _without_unit(_SPACES.sub(" ", text.translate(_SIGNS)).strip(), units)
    match = _SIGNED.fullmatch(bare)
    if match is None:
        return ()
    sign, digits, exponent = match.groups()
    scale = Fraction(-1 if sign == "-" else 1, divisor)
    if exponent:
        scale *= Fraction(10) ** int(exponent)
    return tuple(dict.fromkeys(value * scale for value in _values(digits)))


def _without_unit(text: str, units: tuple[str, ...]) -> tuple[str, int]:
    for unit in _spelled(units):
        if text.endswith(unit):
            return text.removesuffix(unit).rstrip(), 1
    if text.endswith("%"):
        return text.removesuffix("%").rstrip(), 100
    return text, 1


@lru_cache(maxsize=4096)
def _spelled(units: tuple[str, ...]) -> tuple[str, ...]:
    """Return units as they are looked for, the longest first."""
    spelled = (_SPACES.sub(" ", unit).strip() for unit in sorted(units, key=len, reverse=True))
    return tuple(unit for unit in spelled if unit)


def _values(digits: str) -> list[Fraction]:
    return [
        Fraction(Decimal(digits.replace(group, "").replace(point, ".")))
        for pattern, group, point in _NOTATIONS
        if pattern.fullmatch(digits)
    ]
