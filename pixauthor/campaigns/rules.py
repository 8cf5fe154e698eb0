"""What is wrong with a campaign that has the right shape: against itself, the framework, and the other campaigns."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from pixauthor.campaigns.model import Campaign, Target, targeted_skills
from pixauthor.findings import Finding, Severity
from pixauthor.framework.model import Framework
from pixauthor.source.document import Document
from pixauthor.source.words import alternatives

# Words of a label that asks who the participant is (pix.md §6: the label is free, with a legal warning).
_PERSONAL: Final = re.compile(
    r"\b(noms?|prenoms?|e-?mail|courriel|adresse|telephone|naissance|ine|nir|securite sociale"
    r"|names?|birth|phone|address)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A campaign with its file, the framework, and the codes of the other campaigns (code: id)."""

    campaign: Campaign
    document: Document
    framework: Framework
    codes: Mapping[str, str] = field(default_factory=dict)

    def fault(self, code: str, *pointer: str | int, severity: Severity = Severity.ERROR, **fields: Any) -> Finding:
        """Return a finding at the value at ``pointer``."""
        return Finding(code=code, place=self.document.place(*pointer), severity=severity, fields=fields)

    def unknown(self, code: str, value: str, known: Iterable[str], *pointer: str | int, of: str = "") -> Finding:
        """Return the finding about a name at ``pointer`` that is none of those known, with the nearest of them."""
        variant, fields = alternatives(value, list(known))
        place = self.document.place(*pointer)
        return Finding(code=code, variant=of + variant, place=place, fields={"value": value, **fields})


def check_campaign(case: Case) -> tuple[Finding, ...]:
    """Return every fault of one campaign, down the page."""
    found = (finding for rule in RULES for finding in rule(case))
    return tuple(sorted(found, key=lambda finding: finding.sort_key))


def _named_after_file(case: Case) -> Iterator[Finding]:
    stem = PurePosixPath(case.document.path).stem
    if case.campaign.id != stem:
        yield case.fault("C01", "id", id=case.campaign.id, stem=stem)


def _own_code(case: Case) -> Iterator[Finding]:
    other = case.codes.get(case.campaign.code, case.campaign.id)
    if other != case.campaign.id:
        yield case.fault("C02", "code", value=case.campaign.code, other=other)


def _dates_in_order(case: Case) -> Iterator[Finding]:
    opens, closes = case.campaign.opens, case.campaign.closes
    if opens and closes and closes < opens:
        yield case.fault("C03", "closes", opens=opens.isoformat(), closes=closes.isoformat())


def _nobody_named(case: Case) -> Iterator[Finding]:
    label = case.campaign.external_id_label
    bare = "".join(one for one in unicodedata.normalize("NFD", label.lower()) if not unicodedata.combining(one))
    if found := _PERSONAL.search(bare):
        yield case.fault("C04", "external_id_label", severity=Severity.WARNING, value=label, word=found[0])


def _known_targets(case: Case) -> Iterator[Finding]:
    tubes = {tube.id: tube for one in case.framework.competences.values() for tube in one.tubes}
    competences = case.framework.competences
    profile = case.campaign.profile
    kinds: tuple[tuple[str, str, tuple[Target, ...], Mapping[str, Any]], ...] = (
        ("competences", "code", profile.competences, competences),
        ("tubes", "id", profile.tubes, tubes),
    )
    for name, key, targets, known in kinds:
        seen: set[str] = set()
        for position, target in enumerate(targets):
            pointer = ("target_profile", name, position)
            if target.name not in known:
                yield case.unknown("C05", target.name, known, *pointer, key, of=f"{key}-")
                continue
            if target.name in seen:
                yield case.fault("C06", *pointer, key, value=target.name)
            seen.add(target.name)
            yield from _within_levels(case, target, [skill.level for skill in known[target.name].skills], *pointer)


def _within_levels(case: Case, target: Target, levels: list[int], *pointer: str | int) -> Iterator[Finding]:
    low, high = min(levels), max(levels)
    if target.up_to > high:
        yield case.fault("C07", *pointer, "up_to", value=target.name, level=target.up_to, highest=high)
    if target.up_to < low:
        yield case.fault("C08", *pointer, "up_to", value=target.name, level=target.up_to, lowest=low)


def _tubes_add_something(case: Case) -> Iterator[Finding]:
    whole = {target.name: target.up_to for target in case.campaign.profile.competences}
    home = {tube.id: one.code for one in case.framework.competences.values() for tube in one.tubes}
    for position, target in enumerate(case.campaign.profile.tubes):
        competence = home.get(target.name, "")
        if target.up_to <= whole.get(competence, 0):
            pointer = ("target_profile", "tubes", position)
            fields = {"value": target.name, "competence": competence, "level": whole[competence]}
            yield case.fault("C09", *pointer, severity=Severity.WARNING, **fields)


def _stages_climb(case: Case) -> Iterator[Finding]:
    thresholds = [stage.threshold for stage in case.campaign.stages]
    for position, threshold in enumerate(thresholds[1:], start=1):
        before = thresholds[position - 1]
        if threshold in thresholds[:position]:
            yield case.fault("C10", "stages", position, "threshold", value=threshold)
        elif threshold < before:
            yield case.fault("C11", "stages", position, "threshold", value=threshold, before=before)
    if thresholds and min(thresholds) > 0:
        yield case.fault("C12", "stages", 0, "threshold", severity=Severity.WARNING, value=min(thresholds))


def _badges_once(case: Case) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, badge in enumerate(case.campaign.badges):
        if badge.id in seen:
            yield case.fault("C13", "badges", position, "id", value=badge.id)
        seen.add(badge.id)


def _badges_reachable(case: Case) -> Iterator[Finding]:
    """A skill that is not asked is never validated: a criterion on it may be out of reach."""
    targeted = {skill.id for _, _, skill in targeted_skills(case.campaign.profile, case.framework)}
    for at, badge in enumerate(case.campaign.badges):
        for number, criterion in enumerate(badge.criteria):
            pointer = ("badges", at, "criteria", number)
            for position, skill in enumerate(criterion.skills):
                if skill not in case.framework.skills:
                    yield case.unknown("C14", skill, case.framework.skills, *pointer, "skills", position)
                elif skill not in targeted:
                    yield case.fault("C15", *pointer, "skills", position, value=skill, badge=badge.id)
        if all(criterion.threshold == 0 for criterion in badge.criteria):
            yield case.fault("C16", "badges", at, "criteria", severity=Severity.WARNING, badge=badge.id)


Rule = Callable[[Case], Iterator[Finding]]
RULES: Final[Sequence[Rule]] = (
    _named_after_file,
    _own_code,
    _dates_in_order,
    _nobody_named,
    _known_targets,
    _tubes_add_something,
    _stages_climb,
    _badges_once,
    _badges_reachable,
)


def codes_of(campaigns: Iterable[Campaign]) -> Mapping[str, str]:
    """Return whose each code is: of two campaigns that share one, the first by id keeps it."""
    codes: dict[str, str] = {}
    for campaign in sorted(campaigns, key=lambda one: one.id):
        codes.setdefault(campaign.code, campaign.id)
    return codes
