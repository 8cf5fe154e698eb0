"""What a campaign promises and cannot serve: to be read before it opens.

The findings are warnings, placed at the line of the profile or of the badge that they concern.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pixauthor.campaigns.plan import Plan, TargetedSkill
from pixauthor.campaigns.progress import mastery
from pixauthor.findings import Finding, Severity
from pixauthor.source.document import Document

_SHOWN: Final = 6


def find_holes(plan: Plan, document: Document) -> tuple[Finding, ...]:
    """Return the warnings about a campaign, down the page of its file."""
    found = [*_targets(plan, document), *_badges(plan, document), *_repeats(plan, document)]
    return tuple(sorted(found, key=lambda finding: finding.sort_key))


def count_items(skills: Iterable[TargetedSkill]) -> Counter[tuple[str, int]]:
    """Return the number of items by competence and level."""
    counts: Counter[tuple[str, int]] = Counter()
    for skill in skills:
        counts[skill.competence, skill.level] += len(skill.items)
    return counts


def _targets(plan: Plan, document: Document) -> Iterator[Finding]:
    profile = plan.campaign.profile
    for position, target in enumerate(profile.competences):
        mine = [one for one in plan.skills if one.competence == target.name and one.level <= target.up_to]
        yield from _target(target.name, mine, document, "competences", position)
    for position, target in enumerate(profile.tubes):
        mine = [one for one in plan.skills if one.tube == target.name and one.level <= target.up_to]
        yield from _target(target.name, mine, document, "tubes", position)


def _target(name: str, skills: Sequence[TargetedSkill], document: Document, kind: str, at: int) -> Iterator[Finding]:
    without = [one.id for one in skills if not one.items]
    if not without:
        return
    place = document.place("target_profile", kind, at)
    if len(without) == len(skills):
        yield Finding(code="C20", place=place, severity=Severity.WARNING, fields={"name": name})
        return
    counts = count_items(skills)
    empty = sorted(level for (_, level), count in counts.items() if not count)
    fields = {"name": name, "n": len(without), "of": len(skills), "skills": _listed(without)}
    fields["levels"] = ", ".join(map(str, empty)) or "–"
    yield Finding(code="C21", place=place, severity=Severity.WARNING, fields=fields)


def _badges(plan: Plan, document: Document) -> Iterator[Finding]:
    """A skill of a badge that has no item is never validated by an answer: its criterion may be out of reach."""
    for at, badge in enumerate(plan.campaign.badges):
        for number, criterion in enumerate(badge.criteria):
            dead = [skill for skill in criterion.skills if skill not in plan.targeted]
            most = mastery(plan.targeted, criterion.skills)
            if dead and most < criterion.threshold:
                place = document.place("badges", at, "criteria", number)
                fields = {"badge": badge.id, "skills": _listed(dead), "most": most, "threshold": criterion.threshold}
                yield Finding(code="C22", place=place, severity=Severity.WARNING, fields=fields)


def _repeats(plan: Plan, document: Document) -> Iterator[Finding]:
    """A skill of a single item shows the same one to all."""
    single = [one.id for one in plan.served if len(one.items) == 1]
    if single:
        fields = {"n": len(single), "of": len(plan.served), "skills": _listed(single)}
        place = document.place("target_profile")
        yield Finding(code="C23", place=place, severity=Severity.INFO, fields=fields)


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:_SHOWN], "…"] if len(names) > _SHOWN else names)
