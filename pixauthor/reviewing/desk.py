"""A request about an item, decided: the entry that is written and the fields of the item that change, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from pixauthor.bank.item import ItemType, Status
from pixauthor.bank.people import People, Person
from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.reviewing import checklist
from pixauthor.reviewing.model import Act, Action, Change, Content, Entry, Log, Tick
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.standing import Phase, Standing, phase_of, standing_of
from pixauthor.reviewing.threads import find_thread
from pixauthor.reviewing.workflow import Case, Refusal, refusal_of, status_after

_ABOUT_CONTENT: Final = frozenset({Action.SUBMIT, Action.APPROVE, Action.ASK_CHANGES})
_ABOUT_STATUS: Final = frozenset({Action.VALIDATE, Action.ARCHIVE, Action.RETIRE, Action.REVISE})
_ABOUT_THREAD: Final = frozenset({Action.ANSWER, Action.RESOLVE, Action.REOPEN})
_ABSENT: Final[Any] = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is known of one item when something is asked about it.

    ``text`` is that of its file, ``data`` what it says; ``prototype`` as in ``workflow.Case``.
    """

    path: str
    text: str
    data: Mapping[str, Any]
    content: Content
    log: Log = ()
    people: People | None = None
    prototype: Status | None = None

    @property
    def status(self) -> Status:
        """As the file says."""
        return Status(self.data["status"])

    @property
    def kind(self) -> ItemType:
        """As the file says."""
        return ItemType(self.data["type"])

    @property
    def author(self) -> str:
        """As the file says."""
        return str(self.data["author"])

    @property
    def standing(self) -> Standing:
        """Where the item stands."""
        return standing_of(self.log, self.content, self.author, self.people)

    @property
    def phase(self) -> Phase:
        """Where it is on its way."""
        return phase_of(self.standing, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks for.

    ``where`` is the field that a comment is about, ``to`` the thread; ``seen`` the item as they saw it (None: asked
    without looking, on a terminal).
    """

    action: Action
    text: str = ""
    where: str = ""
    to: str = ""
    checklist: Mapping[str, Tick] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    seen: Content | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is to be written: one entry of the log, and the text of the item's file (the same when it stays)."""

    entry: Entry
    text: str


def decide(
    dossier: Dossier, request: Request, person: Person, *, now: datetime, token: str, errors: int = 0
) -> Decided | Refused:
    """Return what becomes of a request.

    Args:
        dossier: the item as it is.
        request: what is asked.
        person: by whom.
        now: aware.
        token: tells entries of one second apart.
        errors: number of findings that stop the item.
    """
    if request.seen is not None and request.seen != dossier.content:
        return Refused(message="review.refusal.changed", fields={})
    refusal: Refusal | None = refusal_of(case_of(dossier, request, errors=errors), request.action, person)
    if refusal is not None:
        return Refused(message=refusal[0], fields=refusal[1])
    after = status_after(dossier.status, request.action, person) or dossier.status
    entry = _entry(dossier, request, person, after, now, token)
    return Decided(entry=entry, text=_text_after(dossier, request.action, after, now))


def case_of(dossier: Dossier, request: Request | None = None, *, errors: int = 0) -> Case:
    """Return what the guards look at.

    Without a request: as if what is asked were said well, so that only what the item itself lacks is in the way.
    """
    standing = dossier.standing
    case = Case(
        status=dossier.status,
        author=dossier.author,
        standing=standing,
        errors=errors,
        prototype=dossier.prototype,
        fair=bool(_fair(dossier, standing)),
    )
    return case if request is None else _asked(case, dossier, request)


def _asked(case: Case, dossier: Dossier, request: Request) -> Case:
    refused = checklist.refused(request.checklist)
    thread = find_thread(dossier.log, request.to)
    remarks = {name for name, words in request.remarks.items() if words.strip()}
    return replace(
        case,
        unticked=checklist.missing(dossier.kind, request.checklist),
        refused=refused,
        unexplained=tuple(name for name in refused if name not in remarks),
        reason=bool(request.text.strip() or remarks),
        opener=thread.opening.by if thread else "",
    )


def _entry(dossier: Dossier, request: Request, person: Person, after: Status, now: datetime, token: str) -> Entry:
    action = request.action
    moves = action in _ABOUT_STATUS
    thread = find_thread(dossier.log, request.to) if action in _ABOUT_THREAD else None
    return Entry(
        id=f"{now:%Y%m%d-%H%M%S}-{token}",
        at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        by=person.id,
        do=Act.STATUS if moves else Act(action.value),
        text=request.text.strip(),
        about=dossier.content if action in _ABOUT_CONTENT else None,
        where=request.where if action is Action.COMMENT else "",
        to=thread.id if thread else "",
        checklist=request.checklist,
        remarks={name: words.strip() for name, words in request.remarks.items() if words.strip()},
        change=Change(action=action, before=dossier.status, after=after) if moves else None,
        version=dossier.content.version if moves else 0,
    )


def _text_after(dossier: Dossier, action: Action, after: Status, now: datetime) -> str:
    """Return the file with what a change of status writes in it; nothing else changes, to the byte."""
    if action not in _ABOUT_STATUS:
        return dossier.text
    fields: dict[str, Any] = {"status": after.value}
    if action is Action.VALIDATE:
        fields |= {"review": _review(dossier), "validated": now.date().isoformat()}
    if action is Action.REVISE:
        fields |= {"version": dossier.content.version + 1, "review": _ABSENT, "validated": _ABSENT}
    return with_fields(dossier.text, fields)


def with_fields(source: str, fields: Mapping[str, Any]) -> str:
    """Return the text of an item's file with other values of its top fields; ``_ABSENT`` takes one away."""
    for name, value in fields.items():
        if value is not _ABSENT:
            source = set_value(source, (name,), value, order=ITEM_ORDER)
        elif name in read(source).data:
            source = remove(source, (name,))
    return source


def _review(dossier: Dossier) -> dict[str, Any]:
    standing = dossier.standing
    fair = _fair(dossier, standing)[-1]
    names = list(dict.fromkeys(one.by for one in standing.approvals))
    return {"reviewers": names, "fairness": {"by": fair.by, "on": fair.at[:10]}}


def _fair(dossier: Dossier, standing: Standing) -> list[Entry]:
    return [one for one in standing.approvals if checklist.approves_fairness(dossier.kind, one.checklist)]
