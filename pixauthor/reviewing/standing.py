"""Where an item stands: which reviews count for what it is now, and what is in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pixauthor.bank.item import Status
from pixauthor.bank.people import People, Role
from pixauthor.reviewing.model import Act, Action, Content, Entry, Log
from pixauthor.reviewing.threads import Thread, threads_of

FEWEST_APPROVALS: Final = 2
_DECISIONS: Final = (Act.APPROVE, Act.ASK_CHANGES)


class Phase(StrEnum):
    """Where an item is on its way: a fact that follows from file and log, and is written in neither (as in ADR 2)."""

    WRITING = "writing"
    WAITING = "waiting"
    CHANGES = "changes"
    READY = "ready"
    LIVE = "live"
    UNREVIEWED = "unreviewed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the log says of an item as it is now.

    ``approvals`` are the reviews that count: the last of each reviewer, for this version and content, by somebody else
    than the author. ``refusals`` ask for changes of what still reads alike. ``void`` are decisions on another content.
    ``retouched`` are approvals of this content when it read otherwise. ``recorded``: the log tells of reviews at
    all; an item validated before the bank kept logs has none, and its file is believed.
    """

    submitted: bool
    approvals: tuple[Entry, ...]
    refusals: tuple[Entry, ...]
    void: tuple[Entry, ...]
    retouched: tuple[Entry, ...]
    threads: tuple[Thread, ...]
    recorded: bool = False

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        """The conversations that are not closed."""
        return tuple(one for one in self.threads if one.open)


def standing_of(log: Log, now: Content, author: str, people: People | None = None) -> Standing:
    """Return where an item stands: ``now`` is what it is, ``author`` who wrote it, ``people`` whose reviews count."""
    decisions = [one for one in _decisions(log, author) if may_review(one.by, people)]
    same = [one for one in decisions if _is_for(one, now)]
    approvals = tuple(one for one in same if one.do is Act.APPROVE)
    return Standing(
        submitted=_is_submitted(log),
        approvals=approvals,
        refusals=tuple(one for one in same if one.do is Act.ASK_CHANGES and _reads(one) == now.wording),
        void=tuple(one for one in decisions if not _is_for(one, now)),
        retouched=tuple(one for one in approvals if _reads(one) != now.wording),
        threads=threads_of(log),
        recorded=any(one.do in _DECISIONS or one.change for one in log),
    )


def may_review(name: str, people: People | None) -> bool:
    """Say whether the reviews of a person count; a bank that does not say who is who believes everybody."""
    person = people.get(name) if people else None
    return people is None or (person is not None and bool(person.roles & {Role.REVIEWER, Role.LEAD}))


def phase_of(standing: Standing, status: Status) -> Phase:
    """Return the phase of an item of this status."""
    if status is Status.VALIDATED:
        reviewed = len(standing.approvals) >= FEWEST_APPROVALS or not standing.recorded
        return Phase.LIVE if reviewed else Phase.UNREVIEWED
    if status is not Status.DRAFT:
        return Phase.CLOSED
    if standing.refusals:
        return Phase.CHANGES
    if not standing.submitted:
        return Phase.WRITING
    enough = len(standing.approvals) >= FEWEST_APPROVALS and not standing.open_threads
    return Phase.READY if enough else Phase.WAITING


def _decisions(log: Log, author: str) -> Iterable[Entry]:
    """Return the last decision of each reviewer on this life of the item, the author's own left out."""
    last: dict[str, Entry] = {}
    for one in log:
        if _begins_again(one):
            last.clear()
        elif one.do in _DECISIONS and _name(one.by) != _name(author):
            last[_name(one.by)] = one
    return last.values()


def _is_submitted(log: Log) -> bool:
    submitted = False
    for one in log:
        submitted = (submitted or one.do is Act.SUBMIT) and not _begins_again(one)
    return submitted


def _begins_again(entry: Entry) -> bool:
    return entry.change is not None and entry.change.action is Action.REVISE


def _is_for(entry: Entry, now: Content) -> bool:
    about = entry.about
    return about is not None and (about.version, about.content) == (now.version, now.content)


def _reads(entry: Entry) -> str:
    return entry.about.wording if entry.about else ""


def _name(word: str) -> str:
    # As the rule L37 counts reviewers: case and blanks around do not make another person.
    return word.strip().casefold()
