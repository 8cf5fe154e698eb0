"""A campaign: a target profile, stages, badges, a code (pix.md §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pixauthor.framework.model import Competence, Framework, Skill, Tube


class Kind(StrEnum):
    """What a campaign is for; an exam ignores what is known of the participant already (pix.md §6)."""

    ASSESSMENT = "assessment"
    PROFILES_COLLECTION = "profiles-collection"
    EXAM = "exam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A competence (by code) or a tube (by id), assessed up to a level."""

    name: str
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetProfile:
    """What a campaign assesses: whole competences, and single tubes."""

    title: str
    competences: tuple[Target, ...] = ()
    tubes: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of mastery, from ``threshold`` per cent on; the last two texts are for the prescriber."""

    threshold: int
    title: str
    message: str = ""
    prescriber_title: str = ""
    prescriber_description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Mastery of at least ``threshold`` per cent: of these skills, or of the whole campaign when there are none."""

    threshold: int
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A thematic result, obtained when all its criteria hold."""

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a prescriber offers to a group.

    Args:
        multiple_sendings: participants may start again: what they missed after ``improve_after`` days, all of a
            competence after ``reset_after`` (pix.md §3).
        feedback: after each answer a participant is told what it was worth, with ``right_answers`` the right one too.
    """

    id: str
    title: str
    code: str
    profile: TargetProfile
    kind: Kind = Kind.ASSESSMENT
    locale: str = "fr"
    message: str = ""
    external_id_label: str = ""
    opens: date | None = None
    closes: date | None = None
    stages: tuple[Stage, ...] = ()
    badges: tuple[Badge, ...] = ()
    multiple_sendings: bool = False
    feedback: bool = True
    right_answers: bool = True
    improve_after: int = 4
    reset_after: int = 7


def targeted_skills(profile: TargetProfile, framework: Framework) -> Iterator[tuple[Competence, Tube, Skill]]:
    """Yield the skills of a profile, in the order of the framework; what the framework does not know is left out.

    A tube that is named twice, by itself and by its competence, goes up to the higher of the two levels.
    """
    whole = {target.name: target.up_to for target in profile.competences}
    single = {target.name: target.up_to for target in profile.tubes}
    for competence in framework.competences.values():
        for tube in competence.tubes:
            up_to = max(whole.get(competence.code, 0), single.get(tube.id, 0))
            yield from ((competence, tube, skill) for skill in tube.skills if skill.level <= up_to)
