"""Queries changed by forms: the conditions on one field are replaced, the others stay as they were typed.

What a form asks is thus seen in the query, can be changed by hand, and is kept with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pixauthor.bank.search_fields import FIELDS, Kind, choices, label
from pixauthor.bank.search_query import Condition, parse_query
from pixauthor.bank.search_row import searchable
from pixauthor.locale import catalogue

# What may stand bare after a field; all else is put between quotes.
_BARE_SIGNS: Final = frozenset("-_.*/@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The least and the most of a field, as typed; "" without."""

    low: str = ""
    high: str = ""


def with_value(query: str, field: str, value: str, language: str) -> str:
    """Return ``query`` asking for ``value`` of ``field``, or for nothing of it when ``value`` is "".

    Raises:
        PixauthorError: when the query cannot be read.
    """
    return _with(query, field, f"{label(field, language)}:{_written(field, value, language)}" if value else "")


def with_bounds(query: str, field: str, bounds: Bounds, language: str) -> str:
    """Return ``query`` asking for a number between ``bounds``. Raises as ``with_value``."""
    name, low, high = label(field, language), bounds.low.strip(), bounds.high.strip()
    if low and high:
        return _with(query, field, f"{name}:{low}" if low == high else f"{name}:{low}..{high}")
    return _with(query, field, f"{name}:>={low}" if low else f"{name}:<={high}" if high else "")


def without(query: str, fields: Iterable[str]) -> str:
    """Return ``query`` without its conditions on ``fields``. Raises as ``with_value``."""
    dropped = frozenset(fields)
    return " ".join(text for one, text in _parts(query) if one.field not in dropped)


def value_of(query: str, field: str) -> str:
    """Return the one value of ``field`` that ``query`` asks for; "" when it asks for none, or for something else."""
    word = _only(parse_query(query), field)
    if word is None or word.sign or len(word.words) != 1:
        return ""
    asked = word.words[0].text
    if FIELDS[field].kind is not Kind.CHOICE:
        return asked
    meant = choices(field).get(searchable(asked), frozenset())
    return next(iter(meant)) if len(meant) == 1 else ""


def bounds_of(query: str, field: str) -> Bounds:
    """Return the bounds that ``query`` sets to ``field``, empty where it sets none."""
    one = _only(parse_query(query), field)
    if one is None or len(one.words) != 1:
        return Bounds()
    asked = one.words[0].text
    low, ranged, high = asked.partition("..")
    if ranged or not one.sign:
        return Bounds(low=low, high=high if ranged else low)
    return Bounds(**{_SIDES[one.sign]: asked}) if one.sign in _SIDES else Bounds()


_SIDES: Final = {">=": "low", "<=": "high"}


def _only(conditions: Sequence[Condition], field: str) -> Condition | None:
    found = [one for one in conditions if one.field == field]
    return found[0] if len(found) == 1 and not found[0].negated else None


def _with(query: str, field: str, written: str) -> str:
    """Return ``query`` with ``written`` in the place of its first condition on ``field``, else at its end."""
    parts = _parts(query)
    first = next((number for number, (one, _) in enumerate(parts) if one.field == field), len(parts))
    kept = [[text for one, text in some if one.field != field] for some in (parts[:first], parts[first:])]
    return " ".join([*kept[0], *([written] if written else []), *kept[1]])


def _parts(query: str) -> list[tuple[Condition, str]]:
    """Return each condition with its characters in the query."""
    conditions = parse_query(query)
    starts = [*(one.start - 1 for one in conditions), len(query)]
    return [(one, query[at:end].strip()) for one, (at, end) in zip(conditions, pairwise(starts), strict=True)]


def _written(field: str, value: str, language: str) -> str:
    if FIELDS[field].kind is Kind.CHOICE and value in catalogue(language, "search")[field]:
        return _first_of_its_own(field, value, language)
    bare = all(sign.isalnum() or sign in _BARE_SIGNS for sign in value)
    # A quotation mark would end the quoted words: the other pair is used, and a word never holds both.
    return value if bare else f'"{value}"' if '"' not in value else f"« {value.replace('»', '')} »"


def _first_of_its_own(field: str, value: str, language: str) -> str:
    words = str(catalogue(language, "search")[field][value]).split()
    known = choices(field)
    return next((word for word in words if known[searchable(word)] == {value}), value)
