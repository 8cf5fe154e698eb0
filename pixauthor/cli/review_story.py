"""The queue and the dossier of an item as tables, sentences and JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pixauthor.bank.people import Person
from pixauthor.cli.output import print_table, say
from pixauthor.cli.session_prose import printable
from pixauthor.findings import Finding, Severity
from pixauthor.locale import text
from pixauthor.reviewing.codec import encode_entry
from pixauthor.reviewing.desk import Dossier, case_of
from pixauthor.reviewing.fields import field_name
from pixauthor.reviewing.model import Action, Entry
from pixauthor.reviewing.queue import Turn, Waiting
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.revision import Tie
from pixauthor.reviewing.standing import FEWEST_APPROVALS
from pixauthor.reviewing.threads import Thread
from pixauthor.reviewing.workflow import refusal_of, status_after

_QUEUE = ("id", "title", "phase", "turn", "author", "approvals", "refusals", "threads")
_ASKED = (
    Action.SUBMIT,
    Action.APPROVE,
    Action.ASK_CHANGES,
    Action.VALIDATE,
    Action.ARCHIVE,
    Action.RETIRE,
    Action.REVISE,
)
_SHORT_ID = 11


def encode_waiting(one: Waiting) -> dict[str, Any]:
    """Return one row of the queue as JSON values."""
    head = {"id": one.row.id, "path": one.row.path, "title": one.row.title, "status": one.row.status}
    said = {"phase": one.phase.value, "turn": one.turn.value, "author": one.row.author, "version": one.row.version}
    reviews = {"approvals": list(one.approvals), "refusals": list(one.refusals), "void": list(one.void)}
    return head | said | reviews | {"open_threads": one.open_threads, "fault": one.fault}


def print_queue(shown: Sequence[Waiting], rows: Sequence[Waiting], person: Person | None) -> None:
    """Print the queue, and who is reading it."""
    _say_who(person)
    if not shown:
        say(text("review.cli.nothing"))
        return
    print_table("", [text(f"review.column.{name}") for name in _QUEUE], map(_cells, shown), whole=1)
    for one in shown:
        if one.fault:
            say(one.fault)
    mine = sum(one.turn is not Turn.NOTHING for one in rows)
    say(text("review.cli.counts", shown=len(shown), items=len(rows), mine=mine))


def _cells(one: Waiting) -> tuple[str, ...]:
    turn = "" if one.turn is Turn.NOTHING else text(f"review.turn.{one.turn.value}")
    names = (one.row.id, one.row.title, text(f"review.phase.{one.phase.value}"), turn, one.row.author)
    counts = (", ".join(one.approvals), ", ".join(one.refusals), str(one.open_threads or ""))
    return tuple(printable(word) for word in (*names, *counts))


def encode_dossier(dossier: Dossier, findings: Iterable[Finding], ties: Iterable[Tie]) -> dict[str, Any]:
    """Return all that is known of an item's review as JSON values."""
    standing, now = dossier.standing, dossier.content
    reviews: Mapping[str, tuple[Entry, ...]] = {
        "approvals": standing.approvals,
        "refusals": standing.refusals,
        "void": standing.void,
        "retouched": standing.retouched,
    }
    return {
        "format": "pixauthor-review/1",
        "id": dossier.data["id"],
        "path": dossier.path,
        "author": dossier.author,
        "status": dossier.status.value,
        "phase": dossier.phase.value,
        "submitted": standing.submitted,
        "version": now.version,
        "content": now.content,
        "wording": now.wording,
        **{name: [one.by for one in entries] for name, entries in reviews.items()},
        "threads": [_encode_thread(one) for one in standing.threads],
        "findings": [{"code": one.code, "severity": one.severity.value, "message": one.message()} for one in findings],
        "calibrations": [{"version": one.version, "calibration": one.calibration, "n": one.n} for one in ties],
        "entries": [encode_entry(one) for one in dossier.log],
    }


def _encode_thread(thread: Thread) -> dict[str, Any]:
    opening = thread.opening
    answers = [encode_entry(one) for one in thread.answers]
    return {"id": thread.id, "open": thread.open, "field": opening.where, "by": opening.by, "answers": answers}


def print_dossier(dossier: Dossier, person: Person | None, findings: Sequence[Finding], ties: Sequence[Tie]) -> None:
    """Print where an item stands, what the person may do, its threads and what happened."""
    _print_state(dossier)
    errors = sum(one.severity is Severity.ERROR for one in findings)
    say(text("review.cli.findings", errors=errors, others=len(findings) - errors))
    said = [text("review.cli.tie", version=one.version, calibration=one.calibration, n=one.n) for one in ties]
    if said:
        say(text("review.cli.ties", ties=", ".join(said), version=dossier.content.version))
    else:
        say(text("review.cli.ties-none"))
    _say_who(person)
    if person is not None:
        _say_what_next(dossier, person, errors)
    _print_threads(dossier.standing.threads)
    _print_log(dossier.log)


def _print_state(dossier: Dossier) -> None:
    standing = dossier.standing
    phase, status = text(f"review.phase.{dossier.phase.value}"), text(f"widgets.statuses.{dossier.status.value}")
    say(f"{dossier.data['id']} – {printable(dossier.data['title'])}")
    say(text("review.cli.state", phase=phase, status=status, version=dossier.content.version))
    say(text("review.cli.author", author=printable(dossier.author)))
    say(text("review.cli.approvals", names=_names(standing.approvals), least=FEWEST_APPROVALS))
    for message, entries in (
        ("review.cli.refusals", standing.refusals),
        ("review.cli.void", standing.void),
        ("review.cli.retouched", standing.retouched),
    ):
        if entries:
            say(text(message, names=_names(entries)))


def _say_what_next(dossier: Dossier, person: Person, errors: int) -> None:
    """Say what the person may do now; and of what the table allows, what is in the way."""
    case = case_of(dossier, errors=errors)
    possible = [one for one in _ASKED if status_after(dossier.status, one, person) is not None]
    refusals = {one: refusal_of(case, one, person) for one in possible}
    free = [text(f"review.action.{one.value}") for one, refusal in refusals.items() if refusal is None]
    say(text("review.cli.can", actions=", ".join(free) or text("review.cli.none")))
    for action, refusal in refusals.items():
        if refusal is not None:
            reason = Refused(message=refusal[0], fields=refusal[1]).render()
            say("  " + text("review.cli.cannot", action=text(f"review.action.{action.value}"), reason=reason))


def _print_threads(threads: Sequence[Thread]) -> None:
    if not threads:
        return
    names = ("thread", "state", "field", "who", "said")
    rows = []
    for thread in threads:
        state = text(f"review.cli.{'open' if thread.open else 'closed'}")
        opening = thread.opening
        rows.append((thread.id[-_SHORT_ID:], state, field_name(opening.where), opening.by, opening.text))
        rows += [("", "", "", one.by, one.text or text(f"review.done.{one.do.value}")) for one in thread.answers]
    _print(text("review.cli.threads"), names, rows)


def _print_log(log: Sequence[Entry]) -> None:
    rows = []
    for one in log:
        done = one.change.action.value if one.change else one.do.value
        remarks = [f"{text(f'review.point-short.{name}')} : {words}" for name, words in one.remarks.items()]
        rows.append((one.at, one.by, text(f"review.done.{done}"), "\n".join(filter(None, [one.text, *remarks]))))
    if rows:
        _print(text("review.cli.log"), ("at", "who", "what", "said"), rows)


def _print(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    columns = [text(f"review.column.{name}") for name in names]
    print_table(title, columns, [tuple(map(printable, row)) for row in rows], whole=1)


def _say_who(person: Person | None) -> None:
    if person is None:
        say(text("review.cli.you-unknown"))
        return
    roles = ", ".join(text(f"review.role.{role.value}") for role in sorted(person.roles))
    say(text("review.cli.you", person=printable(person.name), roles=roles))


def _names(entries: Iterable[Entry]) -> str:
    return ", ".join(printable(one.by) for one in entries) or text("review.cli.none")
