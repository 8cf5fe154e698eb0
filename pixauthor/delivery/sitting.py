"""A sitting: what a candidate sits through, one session per competence, one after the other, as a fold over events.

Pure: events come in, a new state comes out. ``rank`` counts the questions of the whole sitting from 1; the ``attempt``
of an event counts those of its competence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Final, TypeAlias

from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.machine import IllegalStep, Phase
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, step
from pixauthor.delivery.sitting_events import (
    FocusLost,
    ItemReported,
    SittingClosed,
    SittingEvent,
    SittingOpened,
    Supervised,
)
from pixauthor.delivery.supervision_events import ReturnAllowed, ReturnAsked, Returned, TimeGiven

Scopes: TypeAlias = Mapping[str, Scope]
"""What may be asked, by competence code."""
_NONE_YET: Final = SessionState()
ASKED, ALLOWED = "asked", "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingState:
    """Where a sitting stands.

    Args:
        opened: as it was opened, with the times that were given since.
        current: the competence under way.
        away: the ranks at which focus was lost.
        returning: ``asked`` and ``allowed``, until the candidate is in again; else empty.
    """

    opened: SittingOpened | None = None
    sessions: Mapping[str, SessionState] = field(default_factory=dict)
    current: str = ""
    rank: int = 0
    answered: int = 0
    reports: tuple[ItemReported, ...] = ()
    away: frozenset[int] = frozenset()
    returning: str = ""
    closed: SittingClosed | None = None

    @property
    def session(self) -> SessionState:
        """The session under way; an empty one when there is none."""
        return self.sessions.get(self.current, _NONE_YET)

    @property
    def asked(self) -> ItemServed | None:
        """The question that waits for an answer; None when there is none."""
        session = self.session
        return session.served[-1] if session.phase is Phase.ASKING and not self.closed else None

    @property
    def last_answer(self) -> AnswerGiven | None:
        """The last answer of the sitting."""
        given = [one for session in self.sessions.values() for one in session.answers[-1:]]
        return max(given, key=lambda one: one.at, default=None)

    @property
    def next_competence(self) -> str:
        """The first competence that has not begun; empty when all have."""
        opened = self.opened
        return next((code for code in opened.competences if code not in self.sessions), "") if opened else ""


def fold_sitting(events: Iterable[SittingEvent], scopes: Scopes) -> SittingState:
    """Return the state after all events.

    Raises:
        IllegalStep: at the first event that cannot come where it stands.
    """
    return reduce(lambda state, event: step_sitting(state, event, scopes), events, SittingState())


def step_sitting(state: SittingState, event: SittingEvent, scopes: Scopes) -> SittingState:
    """Return the state after one event.

    Raises:
        IllegalStep: when the event cannot come now; ``state`` is as it was.
    """
    if state.closed or (state.opened is None) is not isinstance(event, SittingOpened):
        raise _illegal(state, event)
    match event:
        # Three of these for each question; the others are rare.
        case ItemServed() | AnswerGiven() | SessionFinished():
            return _went_on(state, event, scopes)
        case SittingOpened():
            return replace(state, opened=event)
        case ItemReported():
            _require_put(state, event)
            return replace(state, reports=(*state.reports, event))
        case FocusLost():
            _require_put(state, event)
            return replace(state, away=state.away | {event.rank})
        case SittingClosed() if state.session.phase in (Phase.NEW, Phase.FINISHED):
            return replace(state, closed=event)
        case SittingClosed():
            raise _illegal(state, event)
        case TimeGiven() | ReturnAsked() | ReturnAllowed() | Returned():
            return _supervised(state, event)
        case SessionStarted():
            return _begun(state, event, scopes)


def deadline_of(state: SittingState, served: ItemServed, scopes: Scopes) -> datetime | None:
    """Return when an item's time is over, with the candidate's extra time; None when it has no timer."""
    timer = scopes[state.current].item(served.item).conduct.timer_seconds
    if timer is None or state.opened is None:
        return None
    return served.at + timedelta(seconds=timer * state.opened.extra_time)


def _begun(state: SittingState, event: SessionStarted, scopes: Scopes) -> SittingState:
    if event.competence != state.next_competence or state.session.phase not in (Phase.NEW, Phase.FINISHED):
        raise _illegal(state, event)
    begun = step(SessionState(), event, scopes[event.competence])
    return replace(state, sessions={**state.sessions, event.competence: begun}, current=event.competence)


def _went_on(state: SittingState, event: ItemServed | AnswerGiven | SessionFinished, scopes: Scopes) -> SittingState:
    if not state.current:
        raise _illegal(state, event)
    session = step(state.session, event, scopes[state.current])
    # Every answer comes here twice, and ``replace`` takes twice as long.
    return SittingState(
        opened=state.opened,
        sessions={**state.sessions, state.current: session},
        current=state.current,
        rank=state.rank + isinstance(event, ItemServed),
        answered=state.answered + isinstance(event, AnswerGiven),
        reports=state.reports,
        away=state.away,
        returning=state.returning,
        closed=state.closed,
    )


def _supervised(state: SittingState, event: Supervised) -> SittingState:
    opened = state.opened
    assert opened is not None  # noqa: S101 - the caller looks
    match event:
        case TimeGiven() if _grows(opened, event):
            return replace(state, opened=replace(opened, extra_time=event.extra_time, ends_at=event.ends_at))
        case ReturnAsked() if not state.returning:
            return replace(state, returning=ASKED)
        case ReturnAllowed() if state.returning != ALLOWED:
            return replace(state, returning=ALLOWED)
        case Returned() if state.returning == ALLOWED:
            return replace(state, returning="")
    raise _illegal(state, event)


def _grows(opened: SittingOpened, given: TimeGiven) -> bool:
    """Say whether times are the same or longer: what a candidate was promised is never taken back."""
    if opened.ends_at is None or given.ends_at is None:
        return opened.ends_at == given.ends_at and given.extra_time >= opened.extra_time
    return given.ends_at >= opened.ends_at and given.extra_time >= opened.extra_time


def _require_put(state: SittingState, event: ItemReported | FocusLost) -> None:
    if not 1 <= event.rank <= state.rank:
        raise IllegalStep("session.stale-report")


def _illegal(state: SittingState, event: SittingEvent) -> IllegalStep:
    phase = "closed" if state.closed else "opened" if state.opened else "new"
    return IllegalStep("session.illegal-step", event=type(event).__name__, phase=phase)
