"""What authors do to items as wholes, as plans: new, duplicate, alternative, another skill, another id.

References that are kept right across the bank: the prototype of a family, the source of a translation, and the files
under ``media`` that bear the id of the item (``media/<id>.svg``, ``media/tests/<id>-ok.csv``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.canonical import digest
from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.plan import Change, Copy, Plan, Remove, Write
from pixauthor.editing.references import bears, media_named, renamed, with_media, with_references
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER, item_text, media_of, new_item_data
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 64
# What belongs to one version of one item, and is not handed on to its copy.
_OWN: Final = ("review", "validated", "updated", "silenced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The items folder as texts: item files by path (``1.2/x.yaml``), paths of media, and the framework."""

    texts: Mapping[str, str]
    media: frozenset[str]
    framework: Framework

    def path_of(self, id_: str) -> str:
        """Return the file of an item. Raises: ``editing.no-item``."""
        found = next((path for path in self.texts if _id_of(path) == id_), None)
        if found is None:
            raise PixauthorError("editing.no-item", id=id_)
        return found

    def next_id(self, skill: str) -> str:
        """Return the first free id of a skill: ``dossiers-2-03``."""
        taken = {_id_of(path) for path in self.texts}
        return next(id_ for number in range(1, 10_000) if (id_ := f"{skill}-{number:02}") not in taken)


def new_item(shelf: Shelf, *, type_: ItemType, skill: str, author: str, today: date, locale: str = "fr") -> Plan:
    """Return the plan of a new draft, with the files that its type needs."""
    competence, level = _place_of(shelf, skill)
    id_ = shelf.next_id(skill)
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
    text = _copy_text(shelf, path, shelf.next_id(data["skill"]), author, today)
    family = data.get("family", {})
    if family.get("role") == "alternative":
        text = set_value(text, ("family",), {"role": "prototype"})
    return _copy_plan(shelf, path, text)


def make_alternative(shelf: Shelf, id_: str, *, author: str, today: date) -> Plan:
    """Return the plan of a draft that starts as a copy of prototype ``id_`` (or of its prototype) and names it."""
    path = shelf.path_of(id_)
    data = read(shelf.texts[path], path).data
    family = data.get("family", {})
    prototype = family.get("prototype", id_)
    numbers = [number for number, _ in _alternatives(shelf, prototype)]
    text = _copy_text(shelf, path, shelf.next_id(data["skill"]), author, today)
    own = {"role": "alternative", "prototype": prototype, "alternative": max(numbers, default=0) + 1}
    return _copy_plan(shelf, path, set_value(text, ("family",), own, order=ITEM_ORDER))


def move_to_skill(shelf: Shelf, id_: str, skill: str) -> Plan:
    """Return the plan that puts ``id_`` under another skill: file and media go to the folder of its competence.

    The id stays. Media that other items of the old folder show are copied, not taken away.
    """
    competence, level = _place_of(shelf, skill)
    path = shelf.path_of(id_)
    text = shelf.texts[path]
    for name, value in (("competence", competence), ("skill", skill), ("level", level)):
        text = set_value(text, (name,), value, order=ITEM_ORDER)
    folder = path.rpartition("/")[0]
    if folder == competence:
        return Plan(changes=(_write(shelf, path, text),) if text != shelf.texts[path] else ())
    changes: list[Change] = []
    for name in media_named(text):
        if f"{folder}/{name}" in shelf.media:
            changes += _carry(shelf, f"{folder}/{name}", f"{competence}/{name}", leaving=path)
    new = Write(path=f"{competence}/{id_}.yaml", text=text)
    return Plan(changes=(*changes, new, _taken(shelf, path)))


def rename(shelf: Shelf, old: str, new: str) -> Plan:
    """Return the plan that gives a draft another id, in its file, its media and wherever the bank names it.

    Raises:
        PixauthorError: ``editing.live`` when it is no longer a draft: answers and calibrations would lose it.
    """
    path = shelf.path_of(old)
    _require_free(shelf, new)
    if read(shelf.texts[path], path).data.get("status") != "draft":
        raise PixauthorError("editing.live", id=old)
    folder = path.rpartition("/")[0]
    owned = {name: renamed(name, old, new) for name in _owned_media(shelf, folder, old)}
    changes: list[Change] = []
    for other, text in shelf.texts.items():
        if other == path or old not in text:
            continue
        read(text, other)  # refused by its name when it is not YAML
        changed = with_references(text, old, new)
        if other.rpartition("/")[0] == folder:
            changed = with_media(changed, owned)
        if changed != text:
            changes.append(_write(shelf, other, changed))
    text = with_media(set_value(shelf.texts[path], ("id",), new), owned)
    for name, target in owned.items():
        changes += [Copy(source=f"{folder}/{name}", path=f"{folder}/{target}"), Remove(path=f"{folder}/{name}")]
    target = f"{folder}/{new}.yaml" if folder else f"{new}.yaml"
    return Plan(changes=(*changes, Write(path=target, text=with_references(text, old, new)), _taken(shelf, path)))


def _copy_text(shelf: Shelf, path: str, id_: str, author: str, today: date) -> str:
    text = shelf.texts[path]
    fresh = {"id": id_, "version": 1, "status": "draft", "author": author, "created": today.isoformat()}
    for name, value in fresh.items():
        text = set_value(text, (name,), value, order=ITEM_ORDER)
    for name in _OWN:
        text = remove(text, (name,)) if name in read(text).data else text
    folder = path.rpartition("/")[0]
    return with_media(text, {n: renamed(n, _id_of(path), id_) for n in _owned_media(shelf, folder, _id_of(path))})


def _copy_plan(shelf: Shelf, path: str, text: str) -> Plan:
    id_, folder = read(text).data["id"], path.rpartition("/")[0]
    pairs = {name: renamed(name, _id_of(path), id_) for name in _owned_media(shelf, folder, _id_of(path))}
    copies = [Copy(source=f"{folder}/{name}", path=f"{folder}/{target}") for name, target in pairs.items()]
    return Plan(changes=(*copies, Write(path=f"{folder}/{id_}.yaml", text=text)))


def _alternatives(shelf: Shelf, prototype: str) -> Iterator[tuple[int, str]]:
    for path, text in shelf.texts.items():
        if prototype in text:
            family = read(text, path).data.get("family", {})
            if family.get("prototype") == prototype:
                yield family["alternative"], path


def _owned_media(shelf: Shelf, folder: str, id_: str) -> tuple[str, ...]:
    """Return the media that bear the id of an item, and not the longer one of another."""
    longer = [other for path in shelf.texts if (other := _id_of(path)).startswith(f"{id_}-")]
    names = (path.removeprefix(f"{folder}/") for path in sorted(shelf.media) if path.startswith(f"{folder}/media/"))
    return tuple(name for name in names if bears(name, id_) and not any(bears(name, other) for other in longer))


def _carry(shelf: Shelf, source: str, target: str, *, leaving: str) -> list[Change]:
    folder, _, name = source.partition("/")
    others = (path for path in shelf.texts if path.startswith(f"{folder}/") and path != leaving)
    shared = any(name in media_named(shelf.texts[other]) for other in others if name in shelf.texts[other])
    if target in shelf.media:
        raise PixauthorError("editing.exists", path=target)
    copy = Copy(source=source, path=target)
    return [copy] if shared else [copy, Remove(path=source)]


def _place_of(shelf: Shelf, skill: str) -> tuple[str, int]:
    if skill not in shelf.framework.skills:
        raise PixauthorError("editing.no-skill", skill=skill)
    return shelf.framework.competence_of[skill], shelf.framework.skills[skill].level


def _require_free(shelf: Shelf, id_: str) -> None:
    if not _ID.fullmatch(id_) or len(id_) > _LONGEST:
        raise PixauthorError("editing.bad-id", id=id_)
    if any(_id_of(path) == id_ for path in shelf.texts):
        raise PixauthorError("editing.exists", path=id_)


def _write(shelf: Shelf, path: str, text: str) -> Write:
    return Write(path=path, text=text, before=digest(shelf.texts[path].encode()))


def _taken(shelf: Shelf, path: str) -> Remove:
    return Remove(path=path, before=digest(shelf.texts[path].encode()))


def _id_of(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")
