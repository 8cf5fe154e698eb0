"""What a supervisor does in a sitting: like ``conduct``, each function makes the events, and changes nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from pixauthor.delivery import conduct
from pixauthor.delivery.events import BY_SUPERVISOR
from pixauthor.delivery.machine import IllegalStep
from pixauthor.delivery.sitting import ALLOWED, Scopes, SittingState
from pixauthor.delivery.sitting_events import SittingClosed, SittingEvent
from pixauthor.delivery.supervision_events import ReturnAllowed, ReturnAsked, Returned, TimeGiven


def give_time(state: SittingState, by: str, factor: float, more: timedelta, at: datetime) -> tuple[TimeGiven, ...]:
    """Return that all times are multiplied by ``factor``, not less than before, and ``more`` comes at the end.

    Nothing when all stays as it is.

    Raises:
        IllegalStep: when the sitting is not open.
    """
    opened = state.opened
    if opened is None or state.closed:
        raise IllegalStep("session.illegal-step", event=TimeGiven.__name__, phase="closed" if opened else "new")
    factor, ends_at = max(factor, opened.extra_time), opened.ends_at
    if ends_at is not None:
        ends_at = opened.at + (ends_at - opened.at) * (factor / opened.extra_time) + more
    if (factor, ends_at) == (opened.extra_time, opened.ends_at):
        return ()
    return (TimeGiven(by=by, extra_time=factor, ends_at=ends_at, at=at),)


def ask_return(state: SittingState, at: datetime) -> tuple[ReturnAsked | Returned, ...]:
    """Return that a candidate is in again when he may be, that he asks for it when he has not yet, else nothing."""
    if state.returning == ALLOWED:
        return (Returned(at=at),)
    return () if state.returning else (ReturnAsked(at=at),)


def allow_return(state: SittingState, by: str, at: datetime) -> tuple[ReturnAllowed, ...]:
    """Return that the candidate may come in again, once; nothing when he may already."""
    return () if state.returning == ALLOWED else (ReturnAllowed(by=by, at=at),)


def end(state: SittingState, scopes: Scopes, by: str, at: datetime) -> tuple[SittingEvent, ...]:
    """Return the end of a sitting by its supervisor: what waits is skipped, what was begun gets its result."""
    *events, closed = conduct.give_up(state, scopes, at, BY_SUPERVISOR)
    assert isinstance(closed, SittingClosed)  # noqa: S101 - a sitting that is given up ends so
    return (*events, replace(closed, by=by))
