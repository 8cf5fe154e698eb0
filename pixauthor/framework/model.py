"""The framework of reference: areas, competences, tubes and skills, and the levels they are graded on.

Hierarchy and words of pix.md §1.2: area > competence > tube > skill; a skill is a tube at a level from 1 to 8.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Localized = Mapping[str, str]
"""Text by language code: ``{"fr": "…", "en": "…"}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """What a person can do in one tube at one level."""

    id: str
    level: int
    description: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """A topic of a competence: its skills go from easy to hard."""

    id: str
    title: Localized
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """One of the 16 competences, with its official code and title (pix.md §1.1)."""

    code: str
    title: Localized
    tubes: tuple[Tube, ...]

    @property
    def skills(self) -> tuple[Skill, ...]:
        """All skills, tube by tube."""
        return tuple(skill for tube in self.tubes for skill in tube.skills)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One of the 5 areas."""

    code: str
    title: Localized
    colour: str
    competences: tuple[Competence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the 8 levels with its name."""

    level: int
    name: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class PixRules:
    """The numbers of pix arithmetic (pix.md §1.4)."""

    pix_per_level: int = 8
    max_skill_value: float = 4.0
    max_reachable_level: int = 8


@dataclass(frozen=True, kw_only=True)
class Framework:
    """The whole framework, with the look-ups that everyone needs."""

    id: str
    version: str
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    pix: PixRules = field(default_factory=PixRules)

    @cached_property
    def competences(self) -> Mapping[str, Competence]:
        """Competences by code, in order."""
        return {competence.code: competence for area in self.areas for competence in area.competences}

    @cached_property
    def area_of(self) -> Mapping[str, Area]:
        """Area by competence code."""
        return {competence.code: area for area in self.areas for competence in area.competences}

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """Skills by id."""
        return {skill.id: skill for _, skill in self._placed_skills()}

    @cached_property
    def competence_of(self) -> Mapping[str, str]:
        """Competence code by skill id."""
        return {skill.id: competence.code for competence, skill in self._placed_skills()}

    def _placed_skills(self) -> Iterator[tuple[Competence, Skill]]:
        for competence in self.competences.values():
            for skill in competence.skills:
                yield competence, skill
