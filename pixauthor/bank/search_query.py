"""What a designer types, read into conditions that must all hold.

    compétence:1.2 type:choix niveau:>=3 -statut:brouillon "mots exacts" auteur:durand,martin niveau:2..4 expire:aucun

A word alone is looked for in all that is read in the question. A field takes one value or several with commas (one of
them is enough), a comparison, a range, ``*`` (anything) or ``aucun`` (nothing). ``-`` in front: must not hold.
Names are French or English, with or without accents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from difflib import get_close_matches
from typing import Final, NoReturn

from pixauthor.bank.search_fields import COMPARED, FIELDS, Kind, label, names
from pixauthor.bank.search_row import searchable
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import current_language, text

MAX_QUERY: Final = 2000
# « compétence : 1.2 » as French typography has it, `level>=3` as programmers do.
_FIELD: Final = re.compile(r"([^\W\d_][\w-]*)\s*(:|(?=[<>]))\s*")
_COMPARISON: Final = re.compile(r"(>=|<=|≥|≤|>|<|=)\s*")
_QUOTES: Final = {'"': '"', "«": "»", "“": "”"}
_BARE: Final = re.compile(r'[^\s"«“]+')
_PART: Final = re.compile(r'[^\s,"«“]+')
_SIGNS: Final = {"≥": ">=", "≤": "<=", "=": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One value as typed, at ``column`` (from 1). ``quoted`` words are whole, side by side."""

    text: str
    column: int
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing asked: of ``field`` ("": all that is read), one of ``words``, compared by ``sign`` ("": equal).

    ``start`` is the column of its first sign, from 1; two conditions that ask the same are equal wherever they stand.
    """

    field: str
    words: tuple[Word, ...]
    sign: str = ""
    negated: bool = False
    start: int = dataclass_field(default=1, compare=False)


def parse_query(query: str) -> tuple[Condition, ...]:
    """Return the conditions of a query; none for an empty one, which finds everything.

    Raises:
        PixauthorError: with the column of the fault: ``place.column``.
    """
    if len(query) > MAX_QUERY:
        raise fault("search.too-long", MAX_QUERY + 1, limit=MAX_QUERY)
    return tuple(_conditions(query))


def fault(message: str, column: int, /, **fields: object) -> PixauthorError:
    """Return the refusal of what stands at ``column`` of the query."""
    return PixauthorError(message, place=Place(path=text("search.query"), line=1, column=column), **fields)


def _conditions(query: str) -> Iterator[Condition]:
    at = 0
    while True:
        at = _skip(query, at)
        if at >= len(query):
            return
        start = at + 1
        negated = query[at] == "-" and at + 1 < len(query) and not query[at + 1].isspace()
        at += negated
        field, sign, at = _head(query, at)
        words, at = _words(query, at, field)
        yield Condition(field=field, words=words, sign=sign, negated=negated, start=start)


def _skip(query: str, at: int) -> int:
    while at < len(query) and query[at].isspace():
        at += 1
    return at


def _head(query: str, at: int) -> tuple[str, str, int]:
    """Return the field and the comparison that start at ``at``, and where their words do."""
    found = _FIELD.match(query, at)
    if found is None:
        return "", "", at
    field = names().get(searchable(found[1])) or _refuse_field(found[1], at + 1)
    sign = _COMPARISON.match(query, found.end())
    if sign is None:
        return field, "", found.end()
    if FIELDS[field].kind not in COMPARED and sign[1] != "=":
        raise fault("search.not-compared", sign.start() + 1, field=found[1])
    return field, _SIGNS.get(sign[1], sign[1]), sign.end()


def _words(query: str, at: int, field: str) -> tuple[tuple[Word, ...], int]:
    """Return the words that start at ``at``, and where they end."""
    # A comma is a decimal sign in a decimal number, and a part of a word without a field.
    many = bool(field) and FIELDS[field].kind is not Kind.DECIMAL
    words: list[Word] = []
    while True:
        word, at = _word(query, at, many)
        words.append(word)
        if not many or at >= len(query) or query[at] != ",":
            return tuple(words), at
        at = _skip(query, at + 1)


def _word(query: str, at: int, many: bool) -> tuple[Word, int]:
    closing = _QUOTES.get(query[at : at + 1])
    if closing:
        end = query.find(closing, at + 1)
        if end < 0:
            raise fault("search.open-quote", at + 1)
        return Word(text=_required(query[at + 1 : end], at), column=at + 1, quoted=True), end + 1
    found = (_PART if many else _BARE).match(query, at)
    typed = found[0] if found else ""
    return Word(text=_required(typed, at), column=at + 1), at + len(typed)


def _required(typed: str, at: int) -> str:
    if not typed.strip():
        raise fault("search.no-value", at + 1)
    return typed.strip()


def _refuse_field(name: str, column: int) -> NoReturn:
    known = ", ".join(label(field, current_language()) for field in FIELDS)
    close = get_close_matches(searchable(name), names(), n=1, cutoff=0.6)
    if close:
        raise fault("search.field-near", column, field=name, suggestion=label(names()[close[0]], current_language()))
    raise fault("search.field-far", column, field=name, known=known)
