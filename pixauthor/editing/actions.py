"""What authors do to items as wholes, as plans: new, duplicate, alternative, another skill, another id.

References that are kept right across the bank: the prototype of a family, the source of a translation, and the files
under ``media`` that bear the id of the item (``media/<id>.svg``, ``media/tests/<id>-ok.csv``).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pixauthor.bank.item import ItemType
from pixauthor.editing.edit import set_value
from pixauthor.editing.plan import Change, Copy, Plan, Remove, Write
from pixauthor.editing.references import media_named, renamed, with_media, with_references
from pixauthor.editing.shelf import (
    Shelf,
    alternatives_of,
    copy_plan,
    copy_text,
    owned_media,
    part_of,
    place_of,
    require_free,
    take_away,
    take_reviews,
    write_over,
)
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER, item_text, media_of, new_item_data
from pixauthor.errors import PixauthorError


def new_item(
    shelf: Shelf, *, type_: ItemType, skill: str, author: str, today: date, locale: str = "fr", id_: str = ""
) -> Plan:
    """Return the plan of a new draft, with the files that its type needs; ``id_``: by default the next of the skill."""
    competence, level = place_of(shelf, skill)
    id_ = id_ or shelf.next_id(skill)
    require_free(shelf, id_)
    data = new_item_data(
        type_=type_, id_=id_, competence=competence, skill=skill, level=level, author=author, today=today, locale=locale
    )
    media = media_of(type_, id_, locale)
    writes = [Write(path=f"{competence}/{name}", text=content) for name, content in media.items()]
    return Plan(changes=(*writes, Write(path=f"{competence}/{id_}.yaml", text=item_text(data))))


def duplicate(shelf: Shelf, id_: str, *, author: str, today: date) -> Plan:
    """Return the plan of a draft like ``id_`` in the same skill, a prototype of its own, with its own media."""
    path = shelf.path_of(id_)
    data = read(shelf.texts[path], path).data
    text = copy_text(shelf, path, _next_id(shelf, data), author, today)
    family = part_of(data, "family")
    if family.get("role") == "alternative":
        text = set_value(text, ("family",), {"role": "prototype"})
    return copy_plan(shelf, path, text)


def make_alternative(shelf: Shelf, id_: str, *, author: str, today: date) -> Plan:
    """Return the plan of a draft that starts as a copy of prototype ``id_`` (or of its prototype) and names it."""
    path = shelf.path_of(id_)
    data = read(shelf.texts[path], path).data
    family = part_of(data, "family")
    prototype = family.get("prototype", id_)
    numbers = [number for number, _ in alternatives_of(shelf, prototype)]
    text = copy_text(shelf, path, _next_id(shelf, data), author, today)
    own = {"role": "alternative", "prototype": prototype, "alternative": max(numbers, default=0) + 1}
    return copy_plan(shelf, path, set_value(text, ("family",), own, order=ITEM_ORDER))


def move_to_skill(shelf: Shelf, id_: str, skill: str) -> Plan:
    """Return the plan that puts ``id_`` under another skill: file and media go to the folder of its competence.

    The id stays. Media that other items of the old folder show are copied, not taken away.
    """
    competence, level = place_of(shelf, skill)
    path = shelf.path_of(id_)
    text = shelf.texts[path]
    for name, value in (("competence", competence), ("skill", skill), ("level", level)):
        text = set_value(text, (name,), value, order=ITEM_ORDER)
    folder = path.rpartition("/")[0]
    if folder == competence:
        return Plan(changes=(write_over(shelf, path, text),) if text != shelf.texts[path] else ())
    changes: list[Change] = []
    for name in media_named(text):
        if f"{folder}/{name}" in shelf.media:
            changes += _carry(shelf, f"{folder}/{name}", f"{competence}/{name}", leaving=path)
    new = Write(path=f"{competence}/{id_}.yaml", text=text)
    return Plan(changes=(*changes, *take_reviews(shelf, path, new.path), new, take_away(shelf, path)))


def rename(shelf: Shelf, old: str, new: str) -> Plan:
    """Return the plan that gives a draft another id, in its file, its media and wherever the bank names it.

    Raises:
        PixauthorError: ``editing.live`` when it is no longer a draft: answers and calibrations would lose it.
    """
    path = shelf.path_of(old)
    require_free(shelf, new)
    if read(shelf.texts[path], path).data.get("status") != "draft":
        raise PixauthorError("editing.live", id=old)
    folder = path.rpartition("/")[0]
    owned = {name: renamed(name, old, new) for name in owned_media(shelf, folder, old)}
    changes: list[Change] = []
    for other, text in shelf.texts.items():
        if other == path or old not in text:
            continue
        read(text, other)  # refused by its name when it is not YAML
        changed = with_references(text, old, new)
        if other.rpartition("/")[0] == folder:
            changed = with_media(changed, owned)
        if changed != text:
            changes.append(write_over(shelf, other, changed))
    text = with_media(set_value(shelf.texts[path], ("id",), new), owned)
    for name, target in owned.items():
        changes += [Copy(source=f"{folder}/{name}", path=f"{folder}/{target}"), Remove(path=f"{folder}/{name}")]
    target = f"{folder}/{new}.yaml" if folder else f"{new}.yaml"
    changes += take_reviews(shelf, path, target)
    return Plan(changes=(*changes, Write(path=target, text=with_references(text, old, new)), take_away(shelf, path)))


def _next_id(shelf: Shelf, data: Mapping[str, Any]) -> str:
    skill = str(data.get("skill", ""))
    place_of(shelf, skill)
    return shelf.next_id(skill)


def _carry(shelf: Shelf, source: str, target: str, *, leaving: str) -> list[Change]:
    folder, _, name = source.partition("/")
    others = (path for path in shelf.texts if path.startswith(f"{folder}/") and path != leaving)
    shared = any(name in media_named(shelf.texts[other]) for other in others if name in shelf.texts[other])
    if target in shelf.media:
        raise PixauthorError("editing.exists", path=target)
    copy = Copy(source=source, path=target)
    return [copy] if shared else [copy, Remove(path=source)]
