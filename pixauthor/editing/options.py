"""Options of a question as authors handle them: with the key kept right beside. Text in, text out.

``choices``, ``entries``, ``sources`` and ``targets`` are lists of ``{id, text}``. Raises: as ``editing.edit``.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from string import ascii_lowercase
from typing import Any, Final

from pixauthor.editing.edit import insert, move, remove, set_value
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER

_NUMBERED: Final = re.compile(r"([a-z]+)\d+")


def add_option(text: str, name: str) -> str:
    """Return ``text`` with a new empty option at the end of the list ``name``; the key gains what it must name."""
    data = read(text).data
    options = _list(data, name)
    id_ = _free_id(_ids(data, name), name)
    text = insert(text, (name, len(options)), {"id": id_, "text": ""})
    if name == "entries":
        key = _list(data, "key")
        return insert(text, ("key", len(key)), id_)
    targets = _ids(data, "targets")
    if name == "sources" and targets:
        return set_value(text, ("key", id_), targets[0], order=ITEM_ORDER)
    return text


def remove_option(text: str, name: str, index: int) -> str:
    """Return ``text`` without an option, and without it in the key of several, of an order or of pairs."""
    data = read(text).data
    text = remove(text, (name, index))
    option = _list(data, name)[index]
    id_ = str(option.get("id")) if isinstance(option, dict) else ""
    key = data.get("key")
    if isinstance(key, list) and id_ in key:
        return remove(text, ("key", key.index(id_)))
    if isinstance(key, dict) and name == "sources" and id_ in key:
        return remove(text, ("key", id_))
    return text


def set_right(text: str, id_: str, *, right: bool) -> str:
    """Return ``text`` with choice ``id_`` right or wrong; in a single choice, the one that was right no longer is."""
    data = read(text).data
    if data.get("type") == "single-choice":
        return set_value(text, ("key",), id_, order=ITEM_ORDER) if right else text
    old = [one for one in _list(data, "key") if isinstance(one, str)]
    kept = {one for one in old if one != id_} | ({id_} if right else set())
    # In the order of the choices, whatever the author's clicks; unknown ids stay for the check to tell.
    known = [id_ for id_ in _ids(data, "choices") if id_ in kept]
    return set_value(text, ("key",), [*known, *(one for one in old if one in kept - set(known))], order=ITEM_ORDER)


def move_entry(text: str, index: int, to: int) -> str:
    """Return ``text`` with another right order: the entry at place ``index`` of the key goes to place ``to``."""
    return move(complete_order(text), ("key", index), to)


def complete_order(text: str) -> str:
    """Return ``text`` with a key that names every entry once: those that it forgets come last."""
    data = read(text).data
    return set_value(text, ("key",), right_order(data), order=ITEM_ORDER)


def right_order(data: dict[str, Any]) -> list[str]:
    """Return the ids of the entries in the order of the key, the forgotten ones last."""
    ids = list(dict.fromkeys(_ids(data, "entries")))
    key = [one for one in _list(data, "key") if isinstance(one, str)]
    named = list(dict.fromkeys(one for one in key if one in ids))
    return [*named, *(one for one in ids if one not in named)]


def _free_id(ids: Sequence[Any], name: str) -> str:
    """Return an id that goes on as the list does: ``a, b`` to ``c``; ``s1, s2`` to ``s3``."""
    numbered = next((match[1] for one in ids if (match := _NUMBERED.fullmatch(str(one)))), "")
    prefix = numbered or (name[0] if name in ("sources", "targets") else "")
    return next(id_ for id_ in _names(prefix) if id_ not in ids)


def _names(prefix: str) -> Iterator[str]:
    if not prefix:
        yield from ascii_lowercase
    yield from (f"{prefix or 'o'}{number}" for number in count(1))


def _ids(data: dict[str, Any], name: str) -> list[str]:
    """Return the ids of the options of a list, those that are texts."""
    ids = (option.get("id") for option in _list(data, name) if isinstance(option, dict))
    return [id_ for id_ in ids if isinstance(id_, str)]


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []
