"""Where an item file names other items, and files under ``media``; and how it names them otherwise."""

import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from pixauthor.editing.edit import set_value
from pixauthor.editing.spans import read
from pixauthor.editing.values import Pointer


def with_references(text: str, old: str, new: str) -> str:
    """Return ``text`` naming item ``new`` as its prototype or source, where it named ``old``."""
    data = read(text).data
    for above, name in (("family", "prototype"), ("translation", "source")):
        if isinstance(data.get(above), dict) and data[above].get(name) == old:
            text = set_value(text, (above, name), new)
    return text


def with_media(text: str, renamed: Mapping[str, str]) -> str:
    """Return ``text`` naming files by their new names, wherever a value names them (pictures in prose too)."""
    if not renamed:
        return text
    # Longest first: media/a.svg must not be found within media/a.svg.txt.
    names = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w./-])(?:{names})(?![\w-]|\.\w)")
    changed = ((pointer, pattern.sub(lambda found: renamed[found[0]], value)) for pointer, value in _texts(text))
    return reduce(lambda so_far, one: set_value(so_far, *one), changed, text)


def _texts(text: str) -> Iterator[tuple[Pointer, str]]:
    def walk(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
        if isinstance(value, str):
            yield pointer, value
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, part in pairs:
            yield from walk(part, (*pointer, step))

    return walk(read(text).data, ())


def media_named(text: str) -> tuple[str, ...]:
    """Return the files under ``media`` that a value of ``text`` names, in prose or alone, in order."""
    found = (name for _, value in _texts(text) for name in re.findall(r"(?<![\w./-])media/[\w./-]*\w", value))
    return tuple(dict.fromkeys(found))


def bears(name: str, id_: str) -> bool:
    """Say whether a file is named after an item: its id, then a dot or a hyphen."""
    return bool(re.match(rf"{re.escape(id_)}(?=[.-])", name.rpartition("/")[2]))


def renamed(name: str, old: str, new: str) -> str:
    """Return the name of a file after its item has another id."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/{new}{file.removeprefix(old)}"
