"""The items folder as texts, and what every action on items asks of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pixauthor.bank.scan import REVIEWS_FOLDER
from pixauthor.canonical import digest
from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.plan import Copy, Plan, Remove, Write
from pixauthor.editing.references import bears, renamed, with_media
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 64
# What belongs to one version of one item, and is not handed on to its copy.
_OWN: Final = ("review", "validated", "updated", "silenced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The items folder as texts: item files by path (``1.2/x.yaml``), paths of media and of reviews, the framework."""

    texts: Mapping[str, str]
    media: frozenset[str]
    framework: Framework
    reviews: frozenset[str] = frozenset()

    def path_of(self, id_: str) -> str:
        """Return the file of an item. Raises: ``editing.no-item``."""
        found = next((path for path in self.texts if id_of(path) == id_), None)
        if found is None:
            raise PixauthorError("editing.no-item", id=id_)
        return found

    def next_id(self, skill: str) -> str:
        """Return the first free id of a skill: ``dossiers-2-03``."""
        taken = {id_of(path) for path in self.texts}
        return next(id_ for number in range(1, 10_000) if (id_ := f"{skill}-{number:02}") not in taken)


def take_reviews(shelf: Shelf, path: str, target: str) -> list[Copy | Remove]:
    """Return what takes along that which was said of the item at ``path``, when the item goes to ``target``."""
    parts = (path.rpartition("/"), target.rpartition("/"))
    source, goal = (f"{folder}/{REVIEWS_FOLDER}/{name}" for folder, _, name in parts)
    return [Copy(source=source, path=goal), Remove(path=source)] if source in shelf.reviews else []


def copy_text(shelf: Shelf, path: str, id_: str, author: str, today: date) -> str:
    """Return the text of a fresh draft ``id_`` that says all else as the item at ``path`` does."""
    text = shelf.texts[path]
    fresh = {"id": id_, "version": 1, "status": "draft", "author": author, "created": today.isoformat()}
    for name, value in fresh.items():
        text = set_value(text, (name,), value, order=ITEM_ORDER)
    for name in _OWN:
        text = remove(text, (name,)) if name in read(text).data else text
    folder = path.rpartition("/")[0]
    return with_media(text, {n: renamed(n, id_of(path), id_) for n in owned_media(shelf, folder, id_of(path))})


def copy_plan(shelf: Shelf, path: str, text: str) -> Plan:
    """Return the plan that writes ``text``, a copy of the item at ``path``, with copies of its own media."""
    id_, folder = read(text).data["id"], path.rpartition("/")[0]
    pairs = {name: renamed(name, id_of(path), id_) for name in owned_media(shelf, folder, id_of(path))}
    copies = [Copy(source=f"{folder}/{name}", path=f"{folder}/{target}") for name, target in pairs.items()]
    return Plan(changes=(*copies, Write(path=f"{folder}/{id_}.yaml", text=text)))


def alternatives_of(shelf: Shelf, prototype: str) -> Iterator[tuple[int, str]]:
    """Yield number and path of each alternative of ``prototype``."""
    for path, text in shelf.texts.items():
        if prototype in text:
            family = part_of(read(text, path).data, "family")
            if family.get("prototype") == prototype and isinstance(family.get("alternative"), int):
                yield family["alternative"], path


def part_of(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a mapping within an item; an empty one when there is none, or another value in a draft that is faulty."""
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def owned_media(shelf: Shelf, folder: str, id_: str) -> tuple[str, ...]:
    """Return the media that bear the id of an item, and not the longer one of another."""
    longer = [other for path in shelf.texts if (other := id_of(path)).startswith(f"{id_}-")]
    names = (path.removeprefix(f"{folder}/") for path in sorted(shelf.media) if path.startswith(f"{folder}/media/"))
    return tuple(name for name in names if bears(name, id_) and not any(bears(name, other) for other in longer))


def place_of(shelf: Shelf, skill: str) -> tuple[str, int]:
    """Return the competence and the level of a skill. Raises: ``editing.no-skill``."""
    if skill not in shelf.framework.skills:
        raise PixauthorError("editing.no-skill", skill=skill)
    return shelf.framework.competence_of[skill], shelf.framework.skills[skill].level


def require_free(shelf: Shelf, id_: str) -> None:
    """Refuse what cannot be the id of a new item: ``editing.bad-id``, ``editing.exists``."""
    if not _ID.fullmatch(id_) or len(id_) > _LONGEST:
        raise PixauthorError("editing.bad-id", id=id_)
    if any(id_of(path) == id_ for path in shelf.texts):
        raise PixauthorError("editing.exists", path=id_)


def write_over(shelf: Shelf, path: str, text: str) -> Write:
    """Return the change that writes ``text`` over a file as the shelf has it."""
    return Write(path=path, text=text, before=digest(shelf.texts[path].encode()))


def take_away(shelf: Shelf, path: str) -> Remove:
    """Return the change that removes a file as the shelf has it."""
    return Remove(path=path, before=digest(shelf.texts[path].encode()))


def id_of(path: str) -> str:
    """Return the id that a file is named after."""
    return path.rpartition("/")[2].removesuffix(".yaml")
