"""What a campaign can serve: the skills that it targets, and their items.

A skill without an item is not asked, and does not count in the mastery (pix.md §3: a campaign uses the skills of its
profile that have operative items). It is a hole, of which the author is warned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item, Status
from pixauthor.campaigns.model import Campaign, targeted_skills
from pixauthor.delivery.scope import Scope, is_timed
from pixauthor.delivery.selection import Askable
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Competence, Framework, Tube
from pixauthor.framework.scale import skill_values

OPERATIVE: Final = tuple(status.value for status in (Status.VALIDATED, Status.ARCHIVED))
"""Statuses that campaigns serve, preferred first (pix.md §2.3, §3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetedSkill:
    """A skill of the profile, where it belongs, and the items that may ask it, the preferred ones first."""

    id: str
    level: int
    tube: str
    competence: str
    description: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign with all that it targets, in the order of the framework."""

    campaign: Campaign
    framework: Framework
    skills: tuple[TargetedSkill, ...]

    @cached_property
    def served(self) -> tuple[TargetedSkill, ...]:
        """The skills that have an item: those that are asked, and count."""
        return tuple(one for one in self.skills if one.items)

    @cached_property
    def targeted(self) -> frozenset[str]:
        """Ids of the skills that count in the mastery."""
        return frozenset(one.id for one in self.served)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items that can be served, from easy to hard."""
        found = (item for one in self.served for item in one.items)
        return tuple(sorted(found, key=lambda item: (item.level, item.competence, item.skill, item.id)))

    def scope(self) -> Scope:
        """Return what one participation may ask, for the engine of ``delivery``.

        A participation is one assessment on all skills of the profile (pix.md §3), so the tubes of all competences
        stand together in the scope.

        Raises:
            PixauthorError: when there is nothing to serve.
        """
        if not self.served:
            raise PixauthorError("campaign.nothing-to-serve", campaign=self.campaign.id)
        asked = tuple(
            Askable(skill=one.id, tube=one.tube, level=one.level, timed=all(map(is_timed, one.items)))
            for one in self.served
        )
        return Scope(
            competence=self._as_one(),
            rules=self.framework.pix,
            skills=asked,
            items={one.id: one.items for one in sorted(self.served, key=lambda one: one.id)},
            values=self._values(),
        )

    def _as_one(self) -> Competence:
        tubes = {tube.id: tube for competence in self.framework.competences.values() for tube in competence.tubes}
        shown = [_up_to(tubes[name], self.targeted) for name in dict.fromkeys(one.tube for one in self.served)]
        title = dict.fromkeys(("fr", "en"), self.campaign.title)
        return Competence(code=self.campaign.id, title=title, tubes=tuple(shown))

    def _values(self) -> Mapping[str, Fraction]:
        codes = dict.fromkeys(one.competence for one in self.served)
        competences = (self.framework.competences[code] for code in codes)
        values = [skill_values(one, self.targeted, self.framework.pix) for one in competences]
        return {skill: value for found in values for skill, value in found.items() if skill in self.targeted}


def make_plan(campaign: Campaign, framework: Framework, bank: Bank, statuses: Sequence[str] = OPERATIVE) -> Plan:
    """Return what ``campaign`` can serve: items of its language, with one of these statuses (preferred first)."""
    by_skill: dict[str, list[Item]] = {}
    for item in bank:
        if item.locale == campaign.locale and item.status in statuses:
            by_skill.setdefault(item.skill, []).append(item)
    skills = (
        TargetedSkill(
            id=skill.id,
            level=skill.level,
            tube=tube.id,
            competence=competence.code,
            description=skill.description.get(campaign.locale, skill.id),
            items=tuple(sorted(by_skill.get(skill.id, ()), key=lambda one: (statuses.index(one.status), one.id))),
        )
        for competence, tube, skill in targeted_skills(campaign.profile, framework)
    )
    return Plan(campaign=campaign, framework=framework, skills=tuple(skills))


def _up_to(tube: Tube, wanted: frozenset[str]) -> Tube:
    return Tube(id=tube.id, title=tube.title, skills=tuple(one for one in tube.skills if one.id in wanted))
