"""Finding items: conditions become predicates, which are tried on every entry of the index."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from pixauthor.bank.search_fields import FIELDS, Field, Kind, Values, choices, names, special
from pixauthor.bank.search_index import Entry, Index
from pixauthor.bank.search_query import Condition, Word, fault, parse_query
from pixauthor.bank.search_row import searchable
from pixauthor.errors import PixauthorError

Predicate = Callable[[Entry], bool]
Test = Callable[[Any], bool]

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
}
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ANYTHING: Final = "*"
_RANGE: Final = ".."
# Their words are among those of the row, which are folded already.
_READ: Final = frozenset({"title", "stem"})
# Names, titles and stems of a large bank, folded once for all searches of a page.
_folded: Final = lru_cache(maxsize=65_536)(searchable)


def search(index: Index, query: str, *, sort: str = "", today: date | None = None) -> tuple[Entry, ...]:
    """Return the items that a query finds.

    Args:
        index: the bank.
        query: see ``search_query``; the empty one finds everything.
        sort: name of a field, with ``-`` in front from high to low; in order of files by default. Items that have no
            value come last both ways.
        today: what « aujourd’hui » means in the query; that of the clock by default.

    Raises:
        PixauthorError: when the query cannot be read, with the column; or the field to sort by does not exist.
    """
    conditions = sorted(parse_query(query), key=_cost)
    predicates = [_predicate(one, today or date.today()) for one in conditions]
    found = [entry for entry in index.entries if all(holds(entry) for holds in predicates)]
    return tuple(_sorted(found, sort) if sort else found)


def _sorted(found: list[Entry], sort: str) -> list[Entry]:
    name = names().get(searchable(sort.removeprefix("-")))
    if name is None:
        known = ", ".join(FIELDS)
        raise PixauthorError("search.unknown-sort", field=sort.removeprefix("-"), known=known)
    read = FIELDS[name].read
    valued = [(tuple(map(_order, read(entry))), entry) for entry in found]
    have = [pair for pair in valued if pair[0]]
    have.sort(key=itemgetter(0), reverse=sort.startswith("-"))
    return [entry for _, entry in (*have, *(pair for pair in valued if not pair[0]))]


def _order(value: Any) -> Any:
    return _folded(value) if isinstance(value, str) else value


def _cost(condition: Condition) -> int:
    """Return 1 for texts, which are tried on what all else leaves."""
    return not condition.field or FIELDS[condition.field].kind is Kind.TEXT


def _predicate(condition: Condition, today: date) -> Predicate:
    holds = _holds_field(condition, today) if condition.field else _holds_words(condition.words[0])
    return (lambda entry: not holds(entry)) if condition.negated else holds


def _holds_words(word: Word) -> Predicate:
    test = _test_folded(word)
    return lambda entry: test(entry.row.words)


def _holds_field(condition: Condition, today: date) -> Predicate:
    field = FIELDS[condition.field]
    asked = [_ask(condition, field, word, today) for word in condition.words]
    if condition.field not in _READ or any(map(_is_special, condition.words)):
        return lambda entry: any(ask(field.read(entry)) for ask in asked)
    wanted = [searchable(word.text) for word in condition.words]
    return lambda entry: any(one in entry.row.words for one in wanted) and any(ask(field.read(entry)) for ask in asked)


def _is_special(word: Word) -> bool:
    return not word.quoted and (word.text == _ANYTHING or searchable(word.text) in special("none"))


def _ask(condition: Condition, field: Field, word: Word, today: date) -> Callable[[Values], bool]:
    """Return what one word asks of all the values that an item has in the field."""
    if _is_special(word) and not condition.sign:
        return bool if word.text == _ANYTHING else (lambda values: not values)
    test = _TESTS[field.kind](condition, word, today)
    return lambda values: any(map(test, values))


def _test_folded(word: Word) -> Test:
    """Return the test of a text that is folded already."""
    wanted = searchable(word.text)
    if not word.quoted:
        return lambda folded: wanted in folded
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    # Most texts do not hold the words at all, and that is seen ten times as fast.
    return lambda folded: wanted in folded and whole.search(folded) is not None


def _test_text(condition: Condition, word: Word, today: date) -> Test:  # noqa: ARG001 (all kinds are called alike)
    test = _test_folded(word)
    return lambda value: test(_folded(value))


def _test_word(condition: Condition, word: Word, today: date) -> Test:  # noqa: ARG001 (as above)
    wanted = searchable(word.text)
    if _ANYTHING not in wanted or word.quoted:
        return lambda value: _folded(value) == wanted
    first, *inside, last = wanted.split(_ANYTHING)
    return lambda value: _is_like(_folded(value), first, inside, last)


def _is_like(value: str, first: str, inside: Sequence[str], last: str) -> bool:
    """Say whether ``value`` starts, goes on and ends so. Linear, where a regular expression of many stars is not."""
    end = len(value) - len(last)
    at = len(first)
    if not value.startswith(first) or not value.endswith(last):
        return False
    for part in inside:
        found = value.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def _test_choice(condition: Condition, word: Word, today: date) -> Test:  # noqa: ARG001 (as above)
    known = choices(condition.field)
    meant = known.get(searchable(word.text))
    if meant is None:
        close = get_close_matches(searchable(word.text), known, n=1, cutoff=0.6)
        fields = {"value": word.text, "known": ", ".join(known)}
        message = "search.value-near" if close else "search.value-far"
        raise fault(message, word.column, **fields, **({"suggestion": close[0]} if close else {}))
    return lambda value: value in meant


def _test_number(condition: Condition, word: Word, today: date) -> Test:  # noqa: ARG001 (as above)
    low, ranged, high = word.text.partition(_RANGE)
    if not ranged:
        bound = _number(low, word)
        compare = _COMPARE.get(condition.sign)
        return (lambda value: compare(value, bound)) if compare else (lambda value: value == bound)
    least, most = _number(low, word), _number(high, word)
    _require_order(condition, word, least, most)
    return lambda value: least <= value <= most


def _test_date(condition: Condition, word: Word, today: date) -> Test:
    """A date is compared to as many signs as are typed: ``2026-01`` is the whole month."""
    low, ranged, high = word.text.partition(_RANGE)
    if not ranged:
        bound = _day(low, word, today)
        compare = _COMPARE.get(condition.sign)
        test = compare or (lambda value, bound: value == bound)
        return lambda value: test(value[: len(bound)], bound)
    least, most = _day(low, word, today), _day(high, word, today)
    _require_order(condition, word, least, most)
    return lambda value: least <= value[: len(least)] and value[: len(most)] <= most


def _number(typed: str, word: Word) -> float:
    try:
        number = float(typed.replace(",", ".").replace("−", "-"))
    except ValueError:
        raise fault("search.not-number", word.column, value=word.text) from None
    if number - number != 0:  # infinity and NaN
        raise fault("search.not-number", word.column, value=word.text)
    return number


def _day(typed: str, word: Word, today: date) -> str:
    if searchable(typed) in special("today"):
        return today.isoformat()
    if not _DATE.fullmatch(typed):
        raise fault("search.not-date", word.column, value=word.text)
    return typed


def _require_order(condition: Condition, word: Word, least: Any, most: Any) -> None:
    if condition.sign or least > most:
        raise fault("search.bad-range", word.column, value=word.text)


_TESTS: Final[Mapping[Kind, Callable[[Condition, Word, date], Test]]] = {
    Kind.TEXT: _test_text,
    Kind.WORD: _test_word,
    Kind.CHOICE: _test_choice,
    Kind.WHOLE: _test_number,
    Kind.DECIMAL: _test_number,
    Kind.DATE: _test_date,
}
