"""An item in another language: a draft of its own that names its source, and how both stay alike.

The translation keeps, for each text, the mark of the source's wording that it was made from (``source_marks``): when
the source says something else later, that text is to be looked at again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.plan import Plan
from pixauthor.editing.shelf import Shelf, alternatives_of, copy_plan, copy_text, id_of, part_of, place_of
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.editing.texts import Text, pointer_to, structure_of, texts_of, with_words
from pixauthor.errors import PixauthorError


class Standing(StrEnum):
    """How a text of a translation stands to that of its source."""

    TODO = "todo"  # it says nothing yet, or the same
    CHECK = "check"  # the source changed since, or nobody said what it was made from
    DONE = "done"


def translate(shelf: Shelf, id_: str, *, locale: str, author: str, today: date) -> Plan:
    """Return the plan of a draft in another language, which starts with the words of its source.

    Raises:
        PixauthorError: ``editing.same-language``; ``editing.translation`` when the item is one itself;
            ``editing.translated`` when there is one already.
    """
    path = shelf.path_of(id_)
    data = read(shelf.texts[path], path).data
    if part_of(data, "translation").get("source"):
        raise PixauthorError("editing.translation", id=id_, source=data["translation"]["source"])
    if locale == data.get("locale", "fr"):
        raise PixauthorError("editing.same-language", id=id_)
    for other in translations_of(shelf, id_, locale):
        raise PixauthorError("editing.translated", id=id_, other=other)
    skill = str(data.get("skill", ""))
    place_of(shelf, skill)
    text = copy_text(shelf, path, shelf.next_id(skill), author, today)
    own = {"locale": locale, "family": _family(shelf, data, locale), "translation": {"source": id_}}
    for name, value in own.items():
        text = set_value(text, (name,), value, order=ITEM_ORDER)
    return copy_plan(shelf, path, text)


def translations_of(shelf: Shelf, id_: str, locale: str) -> Iterator[str]:
    """Yield the ids of the items that translate ``id_`` into a language."""
    for path, text in shelf.texts.items():
        if id_ in text:
            data = read(text, path).data
            if part_of(data, "translation").get("source") == id_ and data.get("locale", "fr") == locale:
                yield id_of(path)


def _family(shelf: Shelf, data: Mapping[str, Any], locale: str) -> Mapping[str, Any]:
    """Return the place of a translation: in the family of the translated prototype, if there is one."""
    prototype = str(part_of(data, "family").get("prototype", ""))
    for own in translations_of(shelf, prototype, locale) if prototype else ():
        numbers = [number for number, _ in alternatives_of(shelf, own)]
        return {"role": "alternative", "prototype": own, "alternative": max(numbers, default=0) + 1}
    return {"role": "prototype"}


def standing(source: Text, own: Text | None, marks: Mapping[str, Any]) -> Standing:
    """Return how a text of the translation stands; ``marks`` are the ``source_marks`` of the translation."""
    mark = marks.get(source.name)
    if own is None or not own.value:
        return Standing.TODO
    if mark is None:
        return Standing.TODO if own.value == source.value else Standing.CHECK
    return Standing.DONE if mark == source.mark else Standing.CHECK


def with_text(text: str, source: Mapping[str, Text], name: str, value: str | list[str]) -> str:
    """Return a translation with another wording of one text, made from what its source says now."""
    pointer = pointer_to(read(text).data, name)
    return with_mark(set_value(text, pointer, value, order=ITEM_ORDER), source[name])


def with_mark(text: str, source: Text) -> str:
    """Return a translation that says that one of its texts was made from what its source says now."""
    return set_value(text, ("translation", "source_marks", source.name), source.mark)


def differences(source: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields whose structure a translation does not share with its source, adapted ones apart."""
    adapted = part_of(own, "translation").get("contextualized_fields") or ()
    theirs, ours = structure_of(source), structure_of(own)
    return tuple(name for name in {**theirs, **ours} if name not in adapted and theirs.get(name) != ours.get(name))


def aligned(text: str, source: Mapping[str, Any]) -> str:
    """Return a translation with the structure of its source; its own words stay wherever they still have a place."""
    data = read(text).data
    own = {name: one.value for name, one in texts_of(data).items()}
    for name in differences(source, data):
        if name in source:
            text = set_value(text, (name,), with_words(source[name], (name,), own), order=ITEM_ORDER)
        else:
            text = remove(text, (name,))
    return text
