"""What no rule can see and a reader must: the points that a review ticks, one by one.

After the guidelines of Haladyna, Downing and Rodriguez (2002, Applied Measurement in Education 15(3), 309-334) that
cannot be automated: 1 and 2 (one important thing), 3 (novelty), 7 (tricks), 29 and 30 (plausible, typical errors); then
wording and fairness. Their words are in the catalogue ``review.point``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.reviewing.model import Tick

CONTENT: Final = "content"
WORDING: Final = "wording"
FAIRNESS: Final = "fairness"
_WITH_WRONG_OPTIONS: Final = frozenset({ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE, ItemType.MATCHING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point. ``guideline``: its number in the list of 2002 (0: none); ``optional``: it may not be relevant."""

    id: str
    group: str
    guideline: int = 0
    optional: bool = False


_POINTS: Final = (
    Point(id="specific", group=CONTENT, guideline=1),
    Point(id="important", group=CONTENT, guideline=2),
    Point(id="novel", group=CONTENT, guideline=3, optional=True),
    Point(id="tricks", group=CONTENT, guideline=7),
    Point(id="key", group=CONTENT),
    Point(id="plausible", group=CONTENT, guideline=29),
    Point(id="errors", group=CONTENT, guideline=30, optional=True),
    Point(id="clear", group=WORDING),
    Point(id="language", group=WORDING),
    Point(id="stereotypes", group=FAIRNESS),
    Point(id="access", group=FAIRNESS),
    Point(id="context", group=FAIRNESS),
)
_ABOUT_OPTIONS: Final = frozenset({"plausible", "errors"})


def points_of(kind: ItemType) -> tuple[Point, ...]:
    """Return the points that a review of an item of this type goes through."""
    return tuple(one for one in _POINTS if kind in _WITH_WRONG_OPTIONS or one.id not in _ABOUT_OPTIONS)


def missing(kind: ItemType, checklist: Mapping[str, Tick]) -> tuple[str, ...]:
    """Return the points that a review left out, or calls not relevant when they are."""
    return tuple(
        one.id
        for one in points_of(kind)
        if one.id not in checklist or (checklist[one.id] is Tick.NOT_RELEVANT and not one.optional)
    )


def refused(checklist: Mapping[str, Tick]) -> tuple[str, ...]:
    """Return the points that a review refuses."""
    return tuple(name for name, tick in checklist.items() if tick is Tick.REFUSED)


def approves_fairness(kind: ItemType, checklist: Mapping[str, Tick]) -> bool:
    """Say whether every point of fairness was looked at and granted."""
    return all(checklist.get(one.id) is Tick.OK for one in points_of(kind) if one.group == FAIRNESS)
