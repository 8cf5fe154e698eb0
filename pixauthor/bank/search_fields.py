"""What an item can be searched and sorted by: one row of a table per field.

Names and closed words come from the ``search`` catalogues, those of both languages always: a filter that was saved in
French still works in English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from pixauthor.bank.search_index import Entry, Measured
from pixauthor.bank.search_row import searchable
from pixauthor.locale import LANGUAGES, catalogue

Value = str | float
Values = tuple[Value, ...]


class Kind(StrEnum):
    """How the words after a field are read."""

    TEXT = "text"  # a part of it
    WORD = "word"  # the whole, with `*` for anything
    CHOICE = "choice"  # one of a closed list, with synonyms
    WHOLE = "whole"  # a whole number, compared
    DECIMAL = "decimal"  # a number, compared
    DATE = "date"  # a day, a month or a year, compared


COMPARED: Final = frozenset({Kind.WHOLE, Kind.DECIMAL, Kind.DATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field and how it is read from an item; no value where the item has none."""

    kind: Kind
    read: Callable[[Entry], Values]


def _of_row(name: str, kind: Kind) -> Field:
    def read(entry: Entry) -> Values:
        value = getattr(entry.row, name)
        return value if isinstance(value, tuple) else (value,) if value else ()

    return Field(kind=kind, read=read)


def _of_measures(kind: Kind, read: Callable[[Measured], Value | None]) -> Field:
    def read_entry(entry: Entry) -> Values:
        value = read(entry.measured) if entry.measured else None
        return () if value is None or value == "" else (value,)

    return Field(kind=kind, read=read_entry)


FIELDS: Final[Mapping[str, Field]] = {
    "id": _of_row("id", Kind.WORD),
    "title": _of_row("title", Kind.TEXT),
    "stem": _of_row("stem", Kind.TEXT),
    "area": Field(kind=Kind.WORD, read=lambda entry: (entry.area,) if entry.area else ()),
    "competence": _of_row("competence", Kind.WORD),
    "tube": Field(kind=Kind.WORD, read=lambda entry: (entry.tube,) if entry.tube else ()),
    "skill": _of_row("skill", Kind.WORD),
    "level": _of_row("level", Kind.WHOLE),
    "type": _of_row("type", Kind.CHOICE),
    "status": _of_row("status", Kind.CHOICE),
    "role": _of_row("role", Kind.CHOICE),
    "prototype": _of_row("prototype", Kind.WORD),
    "source": _of_row("source", Kind.WORD),
    "locale": _of_row("locale", Kind.CHOICE),
    "version": _of_row("version", Kind.WHOLE),
    "author": _of_row("author", Kind.TEXT),
    "reviewer": _of_row("reviewers", Kind.TEXT),
    "created": _of_row("created", Kind.DATE),
    "updated": _of_row("updated", Kind.DATE),
    "validated": _of_row("validated", Kind.DATE),
    "touched": _of_row("touched", Kind.DATE),
    "expires": _of_row("expires", Kind.DATE),
    "answers": _of_measures(Kind.WHOLE, lambda one: one.n),
    "success": _of_measures(Kind.DECIMAL, lambda one: one.p),
    "difficulty": _of_measures(Kind.DECIMAL, lambda one: one.b),
    "discrimination": _of_measures(Kind.DECIMAL, lambda one: one.a),
    "correlation": _of_measures(Kind.DECIMAL, lambda one: one.r_rest),
    "verdict": _of_measures(Kind.CHOICE, lambda one: one.verdict),
    "flag": Field(kind=Kind.WORD, read=lambda entry: entry.measured.flags if entry.measured else ()),
}


@cache
def names() -> Mapping[str, str]:
    """Return the field that each name means, folded, in all languages."""
    return {word: field for field in FIELDS for word in (field, *_words("field", field))}


@cache
def choices(field: str) -> Mapping[str, frozenset[str]]:
    """Return the values that each word of a closed list means, folded, in all languages."""
    meant: dict[str, set[str]] = {}
    for value in catalogue(LANGUAGES[0], "search")[field]:
        for word in (searchable(value), *_words(field, value)):
            meant.setdefault(word, set()).add(value)
    return {word: frozenset(values) for word, values in meant.items()}


def label(field: str, language: str) -> str:
    """Return the name of a field as people of a language write it."""
    return str(catalogue(language, "search")["field"][field]).split()[0]


def special(name: str) -> frozenset[str]:
    """Return the words for ``none`` or ``today``, folded, in all languages."""
    return frozenset(_words("word", name))


def _words(table: str, name: str) -> list[str]:
    return [word for one in LANGUAGES for word in searchable(catalogue(one, "search")[table][name]).split()]
