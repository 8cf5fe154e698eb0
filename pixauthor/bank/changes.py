"""What changed between two states of an item, field by field, as a person would tell it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from pixauthor.locale import catalogue, current_language, text

Pointer = tuple[str, ...]
ORDER: Final = "order"
_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing takes the square of it.
_MANY_WORDS: Final = 4000
# Catalogues of the closed words of a field.
_CLOSED: Final = {
    "type": ("widgets", "types"),
    "status": ("widgets", "statuses"),
    **dict.fromkeys(("didactics", "accessibility", "geography", "scoring"), ("item", "word")),
}
# Prose and names of people's own making, under which no word is one of the format's.
_NAMED_BY_AUTHORS: Final = frozenset({"blanks", "groups"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs; ``before`` or ``after`` is None when it was not there."""

    pointer: Pointer
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text: ``kind`` is ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs, in the order of the fields of ``after``, then those that are gone."""
    old, new = flatten(before), flatten(after)
    return tuple(
        Change(pointer=pointer, before=old.get(pointer), after=new.get(pointer))
        for pointer in {**new, **old}
        if old.get(pointer) != new.get(pointer)
    )


def flatten(data: Mapping[str, Any]) -> dict[Pointer, str]:
    """Return the fields of an item as text. Options go by their id, with one more field for their order."""
    return dict(_walk(data, ()))


def split_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one, word by word: what both have, what is gone and what is new.

    Texts of thousands of words are not compared: all of one is gone, all of the other new.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _MANY_WORDS:
        return Piece(kind="removed", text=before), Piece(kind="added", text=after)
    return tuple(piece for piece in _pieces(old, new) if piece.text)


def name_field(pointer: Sequence[str], language: str | None = None) -> str:
    """Return the name of a field as people say it: ``Choix › b › texte``."""
    known = catalogue(language or current_language(), "item")["field"]
    named = [
        part if place and pointer[place - 1] in _NAMED_BY_AUTHORS else known.get(part, part)
        for place, part in enumerate(pointer)
    ]
    return " › ".join(named)


def _walk(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, Mapping) and value:
        for name, child in value.items():
            yield from _walk(child, (*pointer, str(name)))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        yield from _walk_list(value, pointer)
    else:
        yield pointer, _say(value, pointer)


def _walk_list(values: Sequence[Any], pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    ids = [one.get("id") if isinstance(one, Mapping) else None for one in values]
    if all(isinstance(one, str) for one in ids) and len(set(ids)) == len(ids):
        yield (*pointer, ORDER), ", ".join(map(str, ids))
        for name, one in zip(ids, values, strict=True):
            yield from _walk({field: part for field, part in one.items() if field != "id"}, (*pointer, str(name)))
        return
    for number, one in enumerate(values, start=1):
        yield from _walk(one, (*pointer, str(number)))


def _say(value: Any, pointer: Pointer) -> str:
    if isinstance(value, list):
        return ", ".join(_say(one, pointer) for one in value)
    if isinstance(value, bool):
        return text("item.value.yes" if value else "item.value.no")
    if value is None or isinstance(value, Mapping):
        return text("item.value.none")
    # The role of a family is a word of the format, the prototype beside it an id.
    room, table = ("item", "word") if pointer == ("family", "role") else _CLOSED.get(pointer[0], ("", ""))
    return str(catalogue(current_language(), room)[table].get(value, value) if room else value).strip("\n")


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(kind="same", text="".join(old[start:end]))
            continue
        yield Piece(kind="removed", text="".join(old[start:end]))
        yield Piece(kind="added", text="".join(new[new_start:new_end]))
