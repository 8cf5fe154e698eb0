"""What waits for whom: one row an item, and what the person present is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pixauthor.bank.people import Person, Role
from pixauthor.bank.search_row import Row
from pixauthor.reviewing.desk import Dossier
from pixauthor.reviewing.standing import Phase


class Turn(StrEnum):
    """What a person is waited for: to review, to mend or to submit an item of theirs, to validate."""

    REVIEW = "review"
    MEND = "mend"
    SUBMIT = "submit"
    VALIDATE = "validate"
    NOTHING = "nothing"


_ORDER: Final = (Turn.REVIEW, Turn.MEND, Turn.VALIDATE, Turn.SUBMIT, Turn.NOTHING)
# Without a log, the file says all that there is to say.
_BARE: Final = {"draft": Phase.WRITING, "validated": Phase.LIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One item of the queue: where it is, whose reviews count, and what is in the way.

    ``fault`` says why nothing is known of an item whose review file cannot be read.
    """

    row: Row
    phase: Phase
    turn: Turn = Turn.NOTHING
    approvals: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    open_threads: int = 0
    submitted_at: str = ""
    fault: str = ""


def waiting_of(row: Row, dossier: Dossier, person: Person | None) -> Waiting:
    """Return the row of an item that has a log."""
    standing, phase = dossier.standing, dossier.phase
    submitted = [one.at for one in dossier.log if one.do == "submit"]
    return Waiting(
        row=row,
        phase=phase,
        turn=turn_of(dossier, person),
        approvals=tuple(one.by for one in standing.approvals),
        refusals=tuple(one.by for one in standing.refusals),
        void=tuple(one.by for one in standing.void),
        open_threads=len(standing.open_threads),
        submitted_at=submitted[-1] if submitted else "",
    )


def bare(row: Row, person: Person | None, fault: str = "") -> Waiting:
    """Return the row of an item that has no log, or none that can be read."""
    phase = _BARE.get(row.status, Phase.CLOSED)
    mine = person is not None and phase is Phase.WRITING and _same(person.id, row.author)
    return Waiting(row=row, phase=phase, turn=Turn.SUBMIT if mine else Turn.NOTHING, fault=fault)


def turn_of(dossier: Dossier, person: Person | None) -> Turn:
    """Return what a person is waited for."""
    if person is None:
        return Turn.NOTHING
    phase, standing = dossier.phase, dossier.standing
    if _same(person.id, dossier.author):
        return _turn_of_author(phase, bool(standing.open_threads))
    decided = {one.by for one in (*standing.approvals, *standing.refusals)}
    if phase is Phase.WAITING and person.roles & {Role.REVIEWER, Role.LEAD} and person.id not in decided:
        return Turn.REVIEW
    return Turn.VALIDATE if phase is Phase.READY and Role.LEAD in person.roles else Turn.NOTHING


def in_order(rows: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return the queue: what the person is waited for first, then the longest waiting, then by path."""
    return tuple(sorted(rows, key=lambda one: (_ORDER.index(one.turn), one.submitted_at or "9", one.row.path)))


def _turn_of_author(phase: Phase, threads: bool) -> Turn:
    if phase is Phase.WRITING:
        return Turn.SUBMIT
    return Turn.MEND if phase is Phase.CHANGES or (phase is Phase.WAITING and threads) else Turn.NOTHING


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
