"""Judgements of a standard setting panel, from its file: bookmarks, or probabilities of modified Angoff."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from pixauthor.calibration.scale_table import MAX_LEVEL, MAX_ROUND, Line, read_lines
from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.columns import suggest

_OPTIONAL: Final = ("round", "competence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """The last item of the booklet that a candidate just at ``level`` masters, in the eyes of one judge."""

    judge: str
    round: int
    competence: str
    level: int
    item: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The chance, from 0 to 1, that a candidate just at ``level`` succeeds on an item, in the eyes of one judge."""

    judge: str
    round: int
    competence: str
    level: int
    item: str
    probability: float
    place: Place


class Judgement(Protocol):
    """What bookmarks and ratings have in common."""

    @property
    def judge(self) -> str:
        """Name of the judge."""

    @property
    def round(self) -> int:
        """Round, from 1."""

    @property
    def competence(self) -> str:
        """Code; empty for a scale that all share."""

    @property
    def level(self) -> int:
        """Level of the cut."""

    @property
    def item(self) -> str:
        """Item, as ``id@version``."""

    @property
    def place(self) -> Place:
        """Where the judgement stands."""


One = TypeVar("One", bound=Judgement)


def read_bookmarks(path: Path, booklet: Sequence[str], *, first_missed: bool = False) -> list[Bookmark]:
    """Return the bookmarks in a file with the columns judge, level, and item or page; round, competence if wanted.

    Args:
        path: the file.
        booklet: items from the easiest to the hardest, as ``id@version``; page 1 is the first.
        first_missed: judges mark the first item that the candidate does not master; the item before counts.

    Raises:
        PixauthorError: with its place, when a cell cannot be what it should.
    """
    items, pages = _Items(booklet), {item: number for number, item in enumerate(booklet)}
    found = []
    for line in read_lines(path, ("judge", "level"), _OPTIONAL, either=("item", "page")):
        column = "item" if "item" in line else "page"
        number = pages[items.named_in(line)] if column == "item" else line.integer("page", len(booklet)) - 1
        if first_missed and number == 0:
            raise PixauthorError("scale.first-page", place=line.place(column))
        found.append(
            Bookmark(
                judge=line.required("judge"),
                round=_round(line),
                competence=line.cell("competence"),
                level=line.integer("level", MAX_LEVEL),
                item=booklet[number - first_missed],
                place=line.place(column),
            )
        )
    _require_once(found, lambda one: (one.judge, one.round, one.competence, one.level))
    return found


def read_ratings(path: Path, items: Sequence[str]) -> list[Rating]:
    """Return the ratings in a file with the columns judge, item, level, probability; round, competence if wanted.

    Args:
        path: the file.
        items: calibrated items, as ``id@version``.

    Raises:
        PixauthorError: with its place, when a cell cannot be what it should.
    """
    known, found = _Items(items), []
    for line in read_lines(path, ("judge", "item", "level", "probability"), _OPTIONAL):
        probability = line.number_of("probability")
        if not 0 <= probability <= 1:
            value = line.cell("probability")
            raise PixauthorError("scale.not-probability", place=line.place("probability"), value=value)
        found.append(
            Rating(
                judge=line.required("judge"),
                round=_round(line),
                competence=line.cell("competence"),
                level=line.integer("level", MAX_LEVEL),
                item=known.named_in(line),
                probability=probability,
                place=line.place("probability"),
            )
        )
    _require_once(found, lambda one: (one.judge, one.round, one.competence, one.level, one.item))
    _require_rising(found)
    return found


def of_round(judgements: Iterable[One], number: int | None = None) -> list[One]:
    """Return the judgements of a round; of the last one by default.

    Raises:
        PixauthorError: when there is no such round.
    """
    known = list(judgements)
    rounds = sorted({one.round for one in known})
    chosen = rounds[-1] if number is None else number
    if chosen not in rounds:
        raise PixauthorError("scale.no-round", round=chosen, known=", ".join(map(str, rounds)))
    return [one for one in known if one.round == chosen]


def _round(line: Line) -> int:
    return line.integer("round", MAX_ROUND) if "round" in line else 1


class _Items:
    """The items that judges may name, by reference or, where one version is calibrated, by id."""

    def __init__(self, references: Sequence[str]) -> None:
        self._references = frozenset(references)
        self._versions: dict[str, list[str]] = {}
        for reference in references:
            self._versions.setdefault(reference.rpartition("@")[0], []).append(reference)

    def named_in(self, line: Line) -> str:
        """Return the reference of the item that a row names.

        Raises:
            PixauthorError: when there is no such item, or more than one.
        """
        name = line.required("item")
        if name in self._references:
            return name
        versions = self._versions.get(name, [])
        if len(versions) == 1:
            return versions[0]
        if versions:
            raise PixauthorError("scale.several-versions", place=line.place("item"), known=", ".join(versions))
        shown = suggest(name, [*self._versions, *self._references])
        raise PixauthorError("scale.unknown-item", place=line.place("item"), item=shown, n=len(self._references))


def _require_once(judgements: Sequence[One], key: Callable[[One], tuple[object, ...]]) -> None:
    first: dict[tuple[object, ...], One] = {}
    for one in judgements:
        before = first.setdefault(key(one), one)
        if before is not one:
            raise PixauthorError("scale.judged-twice", place=one.place, judge=one.judge, line=before.place.line)


def _require_rising(ratings: Sequence[Rating]) -> None:
    """Refuse a higher chance for a lower level: who is better cannot do worse."""
    below: dict[tuple[object, ...], Rating] = {}
    for one in sorted(ratings, key=lambda rating: rating.level):
        before = below.get((one.judge, one.round, one.competence, one.item))
        if before is not None and one.probability < before.probability:
            fields = {"judge": one.judge, "level": one.level, "lower": before.level, "line": before.place.line}
            raise PixauthorError("scale.falling-probability", place=one.place, **fields)
        below[one.judge, one.round, one.competence, one.item] = one
