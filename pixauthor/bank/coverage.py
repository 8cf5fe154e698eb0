"""What a bank covers of its framework, and where the holes are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixauthor.bank.item import Status
from pixauthor.bank.search_index import Entry
from pixauthor.framework.model import Area, Competence, Framework, Localized, Skill, Tube

Counts = Mapping[str, int]
Found = dict[str, Counter[str]]
"""Number of items by skill and status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the framework with the items that lie under it.

    Args:
        kind: ``area``, ``competence``, ``tube`` or ``skill``.
        code: its code or id.
        title: what it is about, by language.
        level: of a skill; 0 of the others.
        statuses: number of items by status.
        children: places inside.
        empty: skills under it that have no item at all.
        unserved: skills under it that have items, but none validated: they cannot be asked about.
    """

    kind: str
    code: str
    title: Localized
    level: int = 0
    statuses: Counts
    children: tuple["Node", ...] = ()
    empty: tuple[str, ...] = ()
    unserved: tuple[str, ...] = ()

    @property
    def items(self) -> int:
        """Number of items."""
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One competence at one level: how many skills the framework has there, and how many items by status."""

    competence: str
    level: int
    skills: int
    statuses: Counts

    @property
    def items(self) -> int:
        """Number of items."""
        return sum(self.statuses.values())

    @property
    def state(self) -> str:
        """``outside`` (the framework has no skill there), ``hole``, ``draft`` (none validated) or ``served``."""
        if self.statuses.get(Status.VALIDATED):
            return "served"
        return "draft" if self.items else "hole" if self.skills else "outside"


def cover(entries: Iterable[Entry], framework: Framework) -> tuple[Node, ...]:
    """Return the tree area > competence > tube > skill with its counts and holes."""
    found: Found = {}
    for entry in entries:
        found.setdefault(entry.row.skill, Counter())[entry.row.status] += 1
    return tuple(_area(area, found) for area in framework.areas)


def heat_map(entries: Iterable[Entry], framework: Framework) -> tuple[Cell, ...]:
    """Return one cell per competence and level, competence by competence."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for entry in entries:
        level = framework.skills[entry.row.skill].level
        found.setdefault((entry.row.competence, level), Counter())[entry.row.status] += 1
    return tuple(
        Cell(
            competence=code,
            level=level.level,
            skills=sum(skill.level == level.level for skill in competence.skills),
            statuses=dict(found.get((code, level.level), {})),
        )
        for code, competence in framework.competences.items()
        for level in framework.levels
    )


def is_placed(entry: Entry, framework: Framework) -> bool:
    """Say whether the framework has the skill of an item, in the competence that the item names."""
    return framework.competence_of.get(entry.row.skill) == entry.row.competence


def _area(area: Area, found: Found) -> Node:
    return _above("area", area.code, area.title, [_competence(one, found) for one in area.competences])


def _competence(competence: Competence, found: Found) -> Node:
    return _above("competence", competence.code, competence.title, [_tube(one, found) for one in competence.tubes])


def _tube(tube: Tube, found: Found) -> Node:
    return _above("tube", tube.id, tube.title, [_skill(one, found) for one in tube.skills])


def _skill(skill: Skill, found: Found) -> Node:
    statuses = found.get(skill.id, Counter())
    return Node(
        kind="skill",
        code=skill.id,
        title=skill.description,
        level=skill.level,
        statuses=dict(statuses),
        empty=() if statuses else (skill.id,),
        unserved=(skill.id,) if statuses and not statuses[Status.VALIDATED] else (),
    )


def _above(kind: str, code: str, title: Localized, children: Sequence[Node]) -> Node:
    statuses = sum((Counter(child.statuses) for child in children), Counter[str]())
    return Node(
        kind=kind,
        code=code,
        title=title,
        statuses=dict(statuses),
        children=tuple(children),
        empty=tuple(one for child in children for one in child.empty),
        unserved=tuple(one for child in children for one in child.unserved),
    )
