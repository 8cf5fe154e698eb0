"""Revision against version: a live item whose key, options or score change is another item to those who answer it.

Its version is raised, it is a draft again, and its parameters, which calibrations keep by ``id@version``, do not go
along (ADR 2). A correction of what is only read keeps all three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pixauthor.bank.item import Status
from pixauthor.bank.lint.summary import digest_key
from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A version of an item that a calibration measured: the file, and the number of answers."""

    version: int
    calibration: str
    n: int


def needs_new_version(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether an edit of an item makes another version of it: it is live, and key, options or score differ."""
    live = before["status"] in (Status.VALIDATED, Status.ARCHIVED)
    return live and after["version"] <= before["version"] and digest_key(before) != digest_key(after)


def revised(before: str, after: str) -> str:
    """Return the text of an item's file after an edit: as a new version that is a draft, when it must be one.

    Args:
        before: the file as it was, an item.
        after: the file as edited, an item.
    """
    old, new = read(before).data, read(after).data
    if not needs_new_version(old, new):
        return after
    return as_version(after, old["version"] + 1)


def as_version(text: str, version: int) -> str:
    """Return the text of an item's file as a new version: a draft that nobody has reviewed."""
    data = read(text).data
    text = set_value(text, ("version",), version, order=ITEM_ORDER)
    text = set_value(text, ("status",), Status.DRAFT.value, order=ITEM_ORDER)
    for name in ("review", "validated"):
        text = remove(text, (name,)) if name in data else text
    return text


def ties_of(id_: str, calibrations: Iterable[tuple[str, Mapping[str, int]]]) -> tuple[Tie, ...]:
    """Return the versions of an item that calibrations measured.

    Args:
        id_: the item.
        calibrations: name and number of answers by ``id@version`` of each.
    """
    found = (
        Tie(version=int(version), calibration=name, n=n)
        for name, answers in calibrations
        for reference, n in answers.items()
        for item, _, version in [reference.rpartition("@")]
        if item == id_
    )
    return tuple(sorted(found, key=lambda tie: (-tie.version, tie.calibration)))
