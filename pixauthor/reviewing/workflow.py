"""Who may do what with an item of which status, and what becomes of it: a table (pix.md §2.3).

There: proposé -> validé -> archivé -> périmé; archiving a draft makes it périmé; only administrators (here: leads) put
items in production and take them out; nobody edits an obsolete one. Ours besides: a live item is revised, not changed
in place (``revise``: a new version, a draft again), and reviews are entries of a log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pixauthor.bank.item import Status
from pixauthor.bank.people import Person, Role
from pixauthor.reviewing.model import Action
from pixauthor.reviewing.standing import FEWEST_APPROVALS, Standing

_A, _R, _L = Role.AUTHOR, Role.REVIEWER, Role.LEAD
_DRAFT, _LIVE, _KEPT, _GONE = Status.DRAFT, Status.VALIDATED, Status.ARCHIVED, Status.OBSOLETE
_EVERYONE: Final = (_A, _R, _L)


def _rows(status: Status, action: Action, roles: tuple[Role, ...], after: Status) -> dict[tuple[str, str, str], Status]:
    return {(status, action, role): after for role in roles}


TRANSITIONS: Final[Mapping[tuple[str, str, str], Status]] = {
    **_rows(_DRAFT, Action.SUBMIT, (_A, _L), _DRAFT),
    **_rows(_DRAFT, Action.APPROVE, (_R, _L), _DRAFT),
    **_rows(_DRAFT, Action.ASK_CHANGES, (_R, _L), _DRAFT),
    **_rows(_DRAFT, Action.VALIDATE, (_L,), _LIVE),
    **_rows(_DRAFT, Action.ARCHIVE, (_A, _L), _GONE),
    **_rows(_LIVE, Action.ARCHIVE, (_L,), _KEPT),
    **_rows(_LIVE, Action.RETIRE, (_L,), _GONE),
    **_rows(_LIVE, Action.REVISE, (_A, _L), _DRAFT),
    **_rows(_KEPT, Action.RETIRE, (_L,), _GONE),
    **{
        key: status
        for status in (_DRAFT, _LIVE, _KEPT)
        for action in (Action.COMMENT, Action.ANSWER, Action.RESOLVE, Action.REOPEN)
        for key in _rows(status, action, _EVERYONE, status)
    },
}
"""Status after, by (status, action, role); what is not here may not be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision looks at besides the table.

    ``errors`` is the number of findings that stop the item; ``prototype`` the status of its prototype when it is an
    alternative; ``unticked`` the points that a review leaves out, ``refused`` those that it refuses, ``unexplained``
    those among them without a remark; ``reason``: it says why; ``fair``: some review that counts granted fairness;
    ``opener``: who opened the thread that is meant ("": there is no such thread).
    """

    status: Status
    author: str
    standing: Standing
    errors: int = 0
    prototype: Status | None = None
    unticked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    reason: bool = True
    fair: bool = False
    opener: str = ""


Refusal = tuple[str, Mapping[str, object]]
"""Id of a message of the catalogue, and its fields."""
_Guard = Callable[[Case, Person], Refusal | None]


def status_after(status: Status, action: Action, person: Person) -> Status | None:
    """Return what the table says; None when no role of the person may do this to an item of this status."""
    found = (TRANSITIONS.get((status, action, role)) for role in Role if role in person.roles)
    return next((one for one in found if one is not None), None)


def refusal_of(case: Case, action: Action, person: Person) -> Refusal | None:
    """Return why a person may not do this now, or None: the table first, then the guards of the action."""
    if status_after(case.status, action, person) is None:
        return _not_in_table(case.status, action, person)
    return next((found for guard in _GUARDS.get(action, ()) if (found := guard(case, person))), None)


def _not_in_table(status: Status, action: Action, person: Person) -> Refusal:
    roles = [role for role in Role if (status, action, role) in TRANSITIONS]
    if not roles:
        return "review.refusal.status", {"status": status.value, "action": action.value}
    return "review.refusal.role", {"person": person.name, "action": action.value, "roles": roles}


def _own_item(case: Case, person: Person) -> Refusal | None:
    return ("review.refusal.own", {}) if _is_author(case, person) else None


def _not_own(case: Case, person: Person) -> Refusal | None:
    mine = _is_author(case, person) or Role.LEAD in person.roles
    return None if mine else ("review.refusal.other", {"author": case.author})


def _not_submitted(case: Case, _person: Person) -> Refusal | None:
    return None if case.standing.submitted else ("review.refusal.not-submitted", {})


def _unticked(case: Case, _person: Person) -> Refusal | None:
    return ("review.refusal.unticked", {"points": case.unticked}) if case.unticked else None


def _refused_points(case: Case, _person: Person) -> Refusal | None:
    return ("review.refusal.refused-points", {"points": case.refused}) if case.refused else None


def _unexplained(case: Case, _person: Person) -> Refusal | None:
    return ("review.refusal.unexplained", {"points": case.unexplained}) if case.unexplained else None


def _no_reason(case: Case, _person: Person) -> Refusal | None:
    return None if case.reason else ("review.refusal.no-reason", {})


def _too_few(case: Case, _person: Person) -> Refusal | None:
    count = len(case.standing.approvals)
    return ("review.refusal.too-few", {"count": count, "least": FEWEST_APPROVALS}) if count < FEWEST_APPROVALS else None


def _contested(case: Case, _person: Person) -> Refusal | None:
    names = tuple(one.by for one in case.standing.refusals)
    return ("review.refusal.contested", {"people": names}) if names else None


def _open_threads(case: Case, _person: Person) -> Refusal | None:
    count = len(case.standing.open_threads)
    return ("review.refusal.open-threads", {"count": count}) if count else None


def _faulty(case: Case, _person: Person) -> Refusal | None:
    return ("review.refusal.errors", {"count": case.errors}) if case.errors else None


def _unfair(case: Case, _person: Person) -> Refusal | None:
    return None if case.fair else ("review.refusal.fairness", {})


def _prototype_first(case: Case, _person: Person) -> Refusal | None:
    waits = case.prototype is not None and case.prototype is not Status.VALIDATED
    return ("review.refusal.prototype", {}) if waits else None


def _no_thread(case: Case, _person: Person) -> Refusal | None:
    return None if case.opener else ("review.refusal.no-thread", {})


def _not_the_opener(case: Case, person: Person) -> Refusal | None:
    mine = person.id == case.opener or Role.LEAD in person.roles
    return None if mine else ("review.refusal.thread", {"person": case.opener})


def _is_author(case: Case, person: Person) -> bool:
    return person.id.strip().casefold() == case.author.strip().casefold()


_GUARDS: Final[Mapping[Action, tuple[_Guard, ...]]] = {
    Action.SUBMIT: (_not_own,),
    Action.APPROVE: (_own_item, _not_submitted, _unticked, _refused_points),
    Action.ASK_CHANGES: (_own_item, _not_submitted, _unexplained, _no_reason),
    Action.COMMENT: (_no_reason,),
    Action.ANSWER: (_no_thread, _no_reason),
    Action.REOPEN: (_no_thread,),
    Action.VALIDATE: (_too_few, _contested, _open_threads, _unfair, _faulty, _prototype_first),
    Action.ARCHIVE: (_not_own,),
    Action.REVISE: (_not_own,),
    Action.RESOLVE: (_no_thread, _not_the_opener),
}
