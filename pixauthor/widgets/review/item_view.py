"""The open item as the JSON that the page draws: as seen, what the check says, check-list, threads, possible moves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.bank.people import Kind, People, Person
from pixauthor.findings import Finding, Severity
from pixauthor.locale import text
from pixauthor.reviewing.checklist import points_of
from pixauthor.reviewing.desk import Dossier, case_of
from pixauthor.reviewing.fields import field_name, fields_of
from pixauthor.reviewing.model import Action, Entry
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.revision import Tie
from pixauthor.reviewing.standing import FEWEST_APPROVALS
from pixauthor.reviewing.threads import Thread
from pixauthor.reviewing.workflow import refusal_of, status_after
from pixauthor.widgets.preview.key_view import describe_key

View = dict[str, Any]
Names = Callable[[str], str]
_MOVES: Final = (Action.SUBMIT, Action.VALIDATE, Action.REVISE, Action.ARCHIVE, Action.RETIRE)
_REVIEWS: Final = (Action.APPROVE, Action.ASK_CHANGES)
_SIGNS: Final = {Severity.ERROR: "✕", Severity.WARNING: "!", Severity.INFO: "i"}


def namer(people: People | None, language: str) -> Names:
    """Return what says the name of a person, and that it is a program when it is one."""

    def name(id_: str) -> str:
        person = people.get(id_) if people else None
        if person is None:
            return id_
        kind = "" if person.kind is Kind.HUMAN else f" ({text(f'review.kind.{person.kind.value}', language)})"
        return f"{person.name}{kind}"

    return name


def item_view(
    dossier: Dossier,
    item: Item,
    drawing: Mapping[str, Any],
    *,
    person: Person | None,
    findings: Sequence[Finding],
    ties: Iterable[Tie],
    language: str,
) -> View:
    """Return all that the page shows of an item.

    Args:
        dossier: where it stands.
        item: the item.
        drawing: ``item`` (drawable) and ``media`` (address by href).
        person: who is there, if anybody.
        findings: what the check says of it.
        ties: calibrations of it.
        language: of the page.
    """
    names = namer(dossier.people, language)
    errors = sum(one.severity is Severity.ERROR for one in findings)
    now = dossier.content
    return {
        "path": dossier.path,
        "id": item.id,
        "title": item.title,
        "drawing": dict(drawing),
        "key_html": str(describe_key(item, language)),
        "facts": _facts(dossier, item, names, language),
        "said": _said(dossier, ties, names, language),
        "findings": [_finding(one, language) for one in findings],
        "points": _points(dossier, language),
        "given": _given(dossier, person, language),
        "reviews": _possible(dossier, _REVIEWS, person, errors, language),
        "moves": _possible(dossier, _MOVES, person, errors, language),
        "talks": person is not None and status_after(dossier.status, Action.COMMENT, person) is not None,
        "fields": [{"value": name, "label": field_name(name, language)} for name in fields_of(dossier.data)],
        "threads": [_thread(one, person, dossier, names, language) for one in dossier.standing.threads],
        "log": [_entry(one, names, language) for one in reversed(dossier.log)],
        "seen": {"version": now.version, "content": now.content, "wording": now.wording},
    }


def _facts(dossier: Dossier, item: Item, names: Names, language: str) -> list[View]:
    values = {
        "phase": text(f"review.phase.{dossier.phase.value}", language),
        "status": text(f"widgets.statuses.{item.status.value}", language),
        "version": str(item.version),
        "type": text(f"widgets.types.{item.type.value}", language),
        "author": names(item.author),
    }
    return [{"name": text(f"review.fact.{name}", language), "value": value} for name, value in values.items()]


def _said(dossier: Dossier, ties: Iterable[Tie], names: Names, language: str) -> list[str]:
    """Return where the item stands, in sentences."""
    standing = dossier.standing

    def listed(entries: Iterable[Entry]) -> str:
        return ", ".join(names(one.by) for one in entries) or text("review.cli.none", language)

    said = [text("review.cli.approvals", language, names=listed(standing.approvals), least=FEWEST_APPROVALS)]
    for message, entries in (
        ("review.cli.refusals", standing.refusals),
        ("review.cli.void", standing.void),
        ("review.cli.retouched", standing.retouched),
    ):
        if entries:
            said.append(text(message, language, names=listed(entries)))
    tied = [text("review.cli.tie", language, version=o.version, calibration=o.calibration, n=o.n) for o in ties]
    words = {"ties": ", ".join(tied), "version": dossier.content.version}
    said.append(text("review.cli.ties", language, **words) if tied else text("review.cli.ties-none", language))
    return said


def _given(dossier: Dossier, person: Person | None, language: str) -> str:
    """Return what the person decided on the item as it is; "" when nothing, or on another content."""
    standing = dossier.standing
    mine = [one for one in (*standing.approvals, *standing.refusals) if person and one.by == person.id]
    return text(f"review.form.given-{mine[0].do.value}", language) if mine else ""


def _points(dossier: Dossier, language: str) -> list[View]:
    return [
        {
            "id": one.id,
            "group": one.group,
            "label": text(f"review.point.{one.id}", language),
            "guideline": one.guideline,
            "optional": one.optional,
        }
        for one in points_of(dossier.kind)
    ]


def _possible(
    dossier: Dossier, actions: Iterable[Action], person: Person | None, errors: int, language: str
) -> list[View]:
    """Return what the table allows the person, and of each what is in the way ("": nothing)."""
    if person is None:
        return []
    case = case_of(dossier, errors=errors)
    found = []
    for action in actions:
        if status_after(dossier.status, action, person) is None:
            continue
        refusal = refusal_of(case, action, person)
        reason = Refused(message=refusal[0], fields=refusal[1]).render(language) if refusal else ""
        label = text(f"review.action.{action.value}", language)
        found.append({"action": action.value, "label": label, "reason": reason})
    return found


def _finding(one: Finding, language: str) -> View:
    severity = f"{_SIGNS[one.severity]} {text(f'widgets.severities.{one.severity}', language)}"
    place = f"{one.place.line}:{one.place.column}" if one.place.line else ""
    words = {"message": one.message(language), "hint": one.hint(language)}
    return {"code": one.code, "severity": one.severity.value, "severity_said": severity, "place": place, **words}


def _thread(thread: Thread, person: Person | None, dossier: Dossier, names: Names, language: str) -> View:
    asked = Action.RESOLVE if thread.open else Action.REOPEN
    allowed = person is not None and status_after(dossier.status, asked, person) is not None
    if allowed and asked is Action.RESOLVE and person is not None:
        allowed = person.id == thread.opening.by or "lead" in person.roles
    return {
        "id": thread.id,
        "open": thread.open,
        "state": text(f"review.cli.{'open' if thread.open else 'closed'}", language),
        "field": field_name(thread.opening.where, language),
        "entries": [_entry(one, names, language) for one in (thread.opening, *thread.answers)],
        "turn": {"action": asked.value, "label": text(f"review.action.{asked.value}", language)} if allowed else None,
    }


def _entry(one: Entry, names: Names, language: str) -> View:
    done = one.change.action.value if one.change else one.do.value
    remarks = [f"{text(f'review.point-short.{name}', language)} : {words}" for name, words in one.remarks.items()]
    said = text(f"review.done.{done}", language)
    return {"id": one.id, "at": one.at, "by": names(one.by), "done": said, "text": one.text, "remarks": remarks}
