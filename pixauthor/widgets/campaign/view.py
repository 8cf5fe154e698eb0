"""The text of a campaign as the JSON that its form draws: values, choices, and the findings beside each field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from pixauthor.bank.bank import Bank
from pixauthor.campaigns.model import Campaign, Kind
from pixauthor.campaigns.plan import OPERATIVE
from pixauthor.campaigns.store import CampaignFile
from pixauthor.editing.values import ABSENT, Pointer, value_at
from pixauthor.findings import Finding
from pixauthor.framework.model import Competence, Framework, Skill, Tube
from pixauthor.locale import LANGUAGES, text
from pixauthor.source.document import Document

FIELDS: Final = ("title", "code", "kind", "locale", "message", "external_id_label", "opens", "closes")
CONDUCT: Final[Mapping[str, Any]] = {
    one.name: one.default
    for one in fields(Campaign)
    if one.name in {"multiple_sendings", "improve_after", "reset_after", "feedback", "right_answers"}
}
"""How sittings are conducted, with what is usual."""
_STAGE: Final = ("threshold", "title", "message", "prescriber_title", "prescriber_description")
_BADGE: Final = ("id", "title", "message")

View = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a form is drawn on: the framework, the number of items by skill, and the language of its words."""

    framework: Framework
    counts: Mapping[str, int]
    language: str


def count_by_skill(bank: Bank, locale: str) -> dict[str, int]:
    """Return how many items of a language campaigns can serve, by skill."""
    counts: dict[str, int] = {}
    for item in bank:
        if item.locale == locale and item.status in OPERATIVE:
            counts[item.skill] = counts.get(item.skill, 0) + 1
    return counts


def view_of(file: CampaignFile, findings: Sequence[Finding], ground: Ground, source: str) -> View:
    """Return what the form draws; of a text that is not YAML, only its faults and the text itself."""
    if file.document is None:
        return {"readable": False, "source": source, "general": [_said(one, ground.language) for one in findings]}
    data, said = file.document.data, _Placed(file.document, findings, ground.language)
    profile = value_at(data, ("target_profile",))
    rows = _rows(profile if isinstance(profile, dict) else {})
    targeted = _targeted(rows, ground)
    view = {
        "readable": True,
        "id": _shown(data, ("id",)),
        "fields": {name: _field(data, (name,), said) for name in FIELDS} | _conduct(data, said),
        "profile_title": _field(data, ("target_profile", "title"), said),
        "profile_findings": said.at(("target_profile",)),
        "areas": list(_areas(rows, ground, said)),
        "stages": [_part(data, ("stages", at), _STAGE, said) for at in _positions(data, ("stages",))],
        "badges": [_badge(data, at, said) for at in _positions(data, ("badges",))],
        "skills": [_skill_choice(skill, ground) for skill in targeted],
        "kinds": [{"value": one.value, "label": text(f"campaign.kind.{one}", ground.language)} for one in Kind],
        "locales": [{"value": one, "label": text(f"campaign.form.locale-{one}", ground.language)} for one in LANGUAGES],
        "totals": {"skills": len(targeted), "served": sum(bool(ground.counts.get(one.id)) for one in targeted)},
    }
    return {**view, "general": said.left()}


class _Placed:
    """Findings by the field where they stand; each is given out once, and what is left is told above the form."""

    def __init__(self, document: Document, findings: Sequence[Finding], language: str) -> None:
        self._document, self._language = document, language
        self._left = list(findings)

    def at(self, pointer: Pointer) -> list[View]:
        """Give out the findings about the value at ``pointer``."""
        place = self._document.place(*pointer)
        is_there = value_at(self._document.data, pointer) is not ABSENT
        mine = [one for one in self._left if one.place == place] if is_there else []
        self._left = [one for one in self._left if one not in mine]
        return [_said(one, self._language) for one in mine]

    def left(self) -> list[View]:
        """Give out all others."""
        return [_said(one, self._language) for one in self._left]


def _said(finding: Finding, language: str) -> View:
    place = f"{finding.place.line}:{finding.place.column}"
    said = {"message": finding.message(language), "hint": finding.hint(language)}
    severity = text(f"widgets.severities.{finding.severity}", language)
    return {"code": finding.code, "severity": finding.severity.value, "named": severity, "place": place, **said}


def _shown(data: Any, pointer: Pointer) -> Any:
    value = value_at(data, pointer)
    return value if isinstance(value, str | int | bool) else ""


def _field(data: Any, pointer: Pointer, said: _Placed) -> View:
    return {"pointer": list(pointer), "value": _shown(data, pointer), "findings": said.at(pointer)}


def _conduct(data: Any, said: _Placed) -> View:
    """Return the fields of the conduct; what the file leaves out is shown as it will be."""
    found = {name: _field(data, (name,), said) for name in CONDUCT}
    absent = {name: value for name, value in CONDUCT.items() if value_at(data, (name,)) is ABSENT}
    return {name: {**field, "value": absent.get(name, field["value"])} for name, field in found.items()}


def _part(data: Any, pointer: Pointer, names: Sequence[str], said: _Placed) -> View:
    fields = {name: _field(data, (*pointer, name), said) for name in names}
    return {"pointer": list(pointer), "fields": fields, "findings": said.at(pointer)}


def _badge(data: Any, at: int, said: _Placed) -> View:
    pointer = ("badges", at)
    criteria = []
    for number in _positions(data, (*pointer, "criteria")):
        here = (*pointer, "criteria", number)
        skills = value_at(data, (*here, "skills"))
        known = [one for one in skills if isinstance(one, str)] if isinstance(skills, list) else []
        found = [one for place in range(len(known)) for one in said.at((*here, "skills", place))]
        part = _part(data, here, ("threshold",), said)
        criteria.append({**part, "skills": known, "findings": [*part["findings"], *found]})
    part = _part(data, pointer, _BADGE, said)
    return {**part, "criteria": criteria, "findings": [*part["findings"], *said.at((*pointer, "criteria"))]}


def _positions(data: Any, pointer: Pointer) -> range:
    there = value_at(data, pointer)
    return range(len(there)) if isinstance(there, list) else range(0)


Rows = Mapping[tuple[str, str], tuple[int, int]]
"""Position and level of each target, by kind and name."""


def _rows(profile: Mapping[str, Any]) -> Rows:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, key in (("competences", "code"), ("tubes", "id")):
        rows = profile.get(kind)
        for at, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and isinstance(row.get(key), str) and isinstance(row.get("up_to"), int):
                found.setdefault((kind, row[key]), (at, row["up_to"]))
    return found


def _targeted(rows: Rows, ground: Ground) -> list[Skill]:
    found = []
    for competence in ground.framework.competences.values():
        whole = rows.get(("competences", competence.code), (0, 0))[1]
        for tube in competence.tubes:
            up_to = max(whole, rows.get(("tubes", tube.id), (0, 0))[1])
            found += [skill for skill in tube.skills if skill.level <= up_to]
    return found


def _areas(rows: Rows, ground: Ground, said: _Placed) -> Iterator[View]:
    for area in ground.framework.areas:
        competences = [_competence(one, rows, ground, said) for one in area.competences]
        chosen = sum(bool(one["up_to"]) + sum(bool(tube["up_to"]) for tube in one["tubes"]) for one in competences)
        title = f"{area.code}. {area.title[ground.language]}"
        yield {"title": title, "competences": competences, "chosen": chosen}


def _competence(competence: Competence, rows: Rows, ground: Ground, said: _Placed) -> View:
    row = _row("competences", competence.code, competence.skills, rows, ground, said)
    tubes = [_tube(tube, rows, ground, said) for tube in competence.tubes]
    return {**row, "title": f"{competence.code} {competence.title[ground.language]}", "tubes": tubes}


def _tube(tube: Tube, rows: Rows, ground: Ground, said: _Placed) -> View:
    return {**_row("tubes", tube.id, tube.skills, rows, ground, said), "title": tube.title[ground.language]}


def _row(kind: str, name: str, skills: Sequence[Skill], rows: Rows, ground: Ground, said: _Placed) -> View:
    at, up_to = rows.get((kind, name), (-1, 0))
    pointer = ("target_profile", kind, at)
    parts = ((*pointer, "code"), (*pointer, "id"), (*pointer, "up_to"), pointer) if at >= 0 else ()
    findings = [one for part in parts for one in said.at(part)]
    levels = sorted({skill.level for skill in skills} | ({up_to} if up_to else set()))
    options = [{"value": level, "label": _level(level, skills, ground)} for level in levels]
    return {"kind": kind, "name": name, "up_to": up_to, "levels": options, "findings": findings}


def _level(level: int, skills: Sequence[Skill], ground: Ground) -> str:
    mine = [ground.counts.get(skill.id, 0) for skill in skills if skill.level <= level]
    return text("campaign.form.up_to", ground.language, level=level, items=sum(mine), empty=mine.count(0))


def _skill_choice(skill: Skill, ground: Ground) -> View:
    description = skill.description.get(ground.language, skill.id)
    return {"id": skill.id, "label": f"{skill.id} – {description}", "items": ground.counts.get(skill.id, 0)}
