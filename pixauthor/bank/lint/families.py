"""Prototypes, their alternatives, and translations (pix.md §2.2 and §2.3)."""

from collections.abc import Iterator, Mapping
from typing import Final

from pixauthor.bank.item import Status
from pixauthor.bank.lint.rule import BankContext, Rule, Summary, found
from pixauthor.bank.metadata import Role
from pixauthor.findings import Finding, Severity


def _families(context: BankContext) -> Iterator[Finding]:
    by_id = {summary.id: summary for summary in context.summaries}
    unread = context.unread_ids
    numbers: dict[tuple[str, int], str] = {}
    for summary in context.summaries:
        if summary.family_role != Role.ALTERNATIVE:
            continue
        if summary.family_prototype not in unread:
            yield from _prototype(context, summary, by_id)
        place = ("family", "alternative")
        if summary.family_alternative < 1:
            yield found("X14", context.place(summary.path, "family"), Severity.ERROR, "unset", id=summary.id)
            continue
        number = summary.family_prototype, summary.family_alternative
        other = numbers.setdefault(number, summary.id)
        if other != summary.id:
            fields = {"number": number[1], "prototype": number[0], "other": other}
            yield found("X14", context.place(summary.path, *place), **fields)


def _prototype(context: BankContext, summary: Summary, by_id: Mapping[str, Summary]) -> Iterator[Finding]:
    prototype = by_id.get(summary.family_prototype)
    fields = {"id": summary.id, "prototype": summary.family_prototype}
    pointer = "family", "prototype"
    if prototype is None:
        yield found("X11", context.place(summary.path, *pointer), **fields)
        return
    if prototype.family_role != Role.PROTOTYPE:
        yield found("X12", context.place(summary.path, *pointer), **fields)
    if prototype.skill != summary.skill:
        yield found("X13", context.place(summary.path, *pointer), skill=summary.skill, other=prototype.skill, **fields)
    # "An alternative can be validated only if its prototype is" (pix.md §2.3); archived together with it, it was.
    if summary.status == Status.VALIDATED and prototype.status in {Status.DRAFT, Status.OBSOLETE}:
        yield found("X28", context.place(summary.path, "status"), status=prototype.status, **fields)


def _translations(context: BankContext) -> Iterator[Finding]:
    known = context.unread_ids.union(summary.id for summary in context.summaries)
    for summary in context.summaries:
        if summary.translation_of and (summary.translation_of not in known or summary.translation_of == summary.id):
            place = context.place(summary.path, "translation", "source")
            yield found("X15", place, id=summary.id, source=summary.translation_of)


_OTHER: Final = "stem: Dans quel dossier range-t-on une chanson que l’on vient de télécharger\u00a0?"
_SECOND: Final = f"title: Retrouver un fichier\n---\nid: dossiers-2-02\n{_OTHER}\n"
_FAMILY: Final = f"{_SECOND}family: {{role: alternative, prototype: dossiers-2-01, alternative: 1}}"


def _third(prototype: str, number: int) -> str:
    return f"""\
---
id: dossiers-2-03
stem: Où va un fichier que l’on vient de supprimer\u00a0?
family: {{role: alternative, prototype: {prototype}, alternative: {number}}}"""


_REVIEWED: Final = (
    "validated: 2026-02-01\nreview: {reviewers: [B. Diallo, C. Roy], fairness: {by: C. Roy, on: 2026-02-01}}"
)

RULES: Final = (
    Rule(
        code="X11",
        slug="unknown-prototype",
        severity=Severity.ERROR,
        why="An alternative takes its place, and its quality flags, from its prototype.",
        bad="family: {role: alternative, prototype: dossiers-2-99, alternative: 1}",
        good=_FAMILY,
        check_bank=_families,
    ),
    Rule(
        code="X12",
        slug="not-a-prototype",
        severity=Severity.ERROR,
        why="A family has one prototype; alternatives of alternatives would make a tree.",
        bad=f"{_FAMILY}\n{_third('dossiers-2-02', 1)}",
        good=f"{_FAMILY}\n{_third('dossiers-2-01', 2)}",
    ),
    Rule(
        code="X13",
        slug="prototype-of-other-skill",
        severity=Severity.ERROR,
        why="One family asks one skill.",
        bad=f"{_FAMILY}\nskill: dossiers-4\nlevel: 4",
        good=_FAMILY,
    ),
    Rule(
        code="X14",
        slug="alternative-number",
        severity=Severity.ERROR,
        why="Alternatives of one prototype are told apart by their number.",
        bad=f"{_FAMILY}\n{_third('dossiers-2-01', 1)}",
        good=f"{_FAMILY}\n{_third('dossiers-2-01', 2)}",
    ),
    Rule(
        code="X15",
        slug="unknown-translation-source",
        severity=Severity.ERROR,
        why="A change of the source must reach its translations.",
        bad="{translation: {source: dossiers-2-99}}",
        good=f"{_SECOND}translation: {{source: dossiers-2-01}}",
        check_bank=_translations,
    ),
    Rule(
        code="X28",
        slug="prototype-not-validated",
        severity=Severity.ERROR,
        why="An alternative may be validated only if its prototype is (pix.md §2.3).",
        bad=f"{_FAMILY}\nstatus: validated\n{_REVIEWED}",
        good=f"status: validated\n{_REVIEWED}\n---\nid: dossiers-2-02\n{_OTHER}\nstatus: validated\n{_REVIEWED}\n"
        "family: {role: alternative, prototype: dossiers-2-01, alternative: 1}",
    ),
)
