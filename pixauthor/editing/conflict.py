"""Two authors on one file: what each changed, field by field, and one text of both when they changed different fields.

``base`` is the text that I opened, ``mine`` what I made of it, ``theirs`` what is on disk now.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.lines import merge_lines
from pixauthor.editing.spans import read
from pixauthor.editing.values import ABSENT, Pointer, name_of, same, value_at
from pixauthor.errors import PixauthorError


class Side(StrEnum):
    """Whose value of a field is kept."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that is not the same in all three; a value is ``ABSENT`` where there is no such field."""

    pointer: Pointer
    base: Any
    mine: Any
    theirs: Any

    @property
    def field(self) -> str:
        """What people call the field."""
        return name_of(self.pointer)

    @property
    def clashes(self) -> bool:
        """Both changed it, and not to the same value."""
        return not (same(self.base, self.mine) or same(self.base, self.theirs) or same(self.mine, self.theirs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes, and the texts that they were found in."""

    mine: str
    theirs: str
    base: str
    changes: tuple[FieldChange, ...]

    @property
    def clashes(self) -> tuple[FieldChange, ...]:
        """The fields for which somebody must choose."""
        return tuple(change for change in self.changes if change.clashes)


def compare(base: str, mine: str, theirs: str) -> Comparison:
    """Return what changed on both sides.

    Raises:
        PixauthorError: ``editing.unreadable`` when one of the texts is not YAML: then only whole texts can be chosen.
    """
    data = (read(base).data, read(mine).data, read(theirs).data)
    return Comparison(mine=mine, theirs=theirs, base=base, changes=tuple(_changes(data, ())))


def merge(comparison: Comparison, choices: Mapping[Pointer, Side] | None = None) -> str:
    """Return one text of both: theirs, with my values of the fields that I changed.

    Comments that I changed come along when lines can be merged too.

    Args:
        comparison: what changed.
        choices: whose value is kept, for every field that clashes.

    Raises:
        PixauthorError: ``editing.clash`` when a choice is missing.
    """
    chosen = choices or {}
    if open_ones := [change.field for change in comparison.clashes if change.pointer not in chosen]:
        raise PixauthorError("editing.clash", fields=", ".join(open_ones))
    text = comparison.theirs
    # From the end, so that what is removed from a list does not shift what comes after.
    for change in reversed(comparison.changes):
        if chosen.get(change.pointer, Side.MINE) is Side.MINE and not same(change.base, change.mine):
            text = _put(text, change)
    lines = merge_lines(comparison.base, comparison.mine, comparison.theirs)
    return lines if lines is not None and _says_the_same(lines, text) else text


def _put(text: str, change: FieldChange) -> str:
    there = value_at(read(text).data, change.pointer)
    if change.mine is not ABSENT:
        return set_value(text, change.pointer, change.mine)
    return text if there is ABSENT else remove(text, change.pointer)


def _changes(values: tuple[Any, Any, Any], pointer: Pointer) -> Iterator[FieldChange]:
    base, mine, theirs = values
    if same(base, mine) and same(base, theirs):
        return
    steps: list[Any] = []
    if all(isinstance(value, dict) for value in values):
        steps = list(dict.fromkeys([*base, *theirs, *mine]))
    elif _aligned(values):
        steps = list(range(len(base)))
    if not steps:
        yield FieldChange(pointer=pointer, base=base, mine=mine, theirs=theirs)
    for step in steps:
        parts = [value_at(value, (step,)) for value in values]
        yield from _changes((parts[0], parts[1], parts[2]), (*pointer, step))


def _aligned(values: tuple[Any, ...]) -> bool:
    """Say whether three lists have the same items in the same order, as far as ids tell."""
    if not all(isinstance(value, list) for value in values):
        return False
    ids = [[item.get("id") if isinstance(item, dict) else type(item) for item in value] for value in values]
    return ids[0] == ids[1] == ids[2]


def _says_the_same(lines: str, text: str) -> bool:
    try:
        return same(read(lines).data, read(text).data)
    except PixauthorError:
        return False
