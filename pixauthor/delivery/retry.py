"""When a person may try a competence again, and what is kept of the session before (pix.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pixauthor.delivery.algorithms import KNOWLEDGE
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.selection import Knowledge
from pixauthor.delivery.session import SessionState
from pixauthor.delivery.sitting import SittingState
from pixauthor.delivery.sitting_events import SittingOpened


class Way(StrEnum):
    """How a competence is tried again: what was missed is asked anew, or everything is."""

    IMPROVE = "improve"
    AFRESH = "afresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRules:
    """Whole days to wait after the last answer; None: never.

    Args:
        improve_days: until skills that were missed are asked again; officially 4.
        reset_days: until the competence is begun afresh; officially 7.
    """

    improve_days: int | None = 4
    reset_days: int | None = 7


OFFICIAL: Final = RetryRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """From when on a person may improve a result, and begin afresh; None: not at all."""

    improve_at: datetime | None
    reset_at: datetime | None

    def moment(self, way: Way) -> datetime | None:
        """Return from when on a way is open."""
        return self.improve_at if way is Way.IMPROVE else self.reset_at


def rules_of(opened: SittingOpened) -> RetryRules:
    """Return the rules that a sitting was opened with."""
    return RetryRules(improve_days=opened.improve_days, reset_days=opened.reset_days)


def retry_of(session: SessionState, scope: Scope, rules: RetryRules = OFFICIAL) -> Retry:
    """Return when a finished session can be tried again.

    Days count from the last thing learnt of the person (pix.md §3: the last knowledge element). At the highest level,
    or when nothing is left to ask, there is nothing to improve.
    """
    finished = session.finished
    assert finished is not None  # noqa: S101 - asked of finished sessions only
    last = session.answers[-1].at if session.answers else finished.at
    kept = {one.skill for one in carried(session, Way.IMPROVE)}
    complete = finished.level >= scope.rules.max_reachable_level or all(one.skill in kept for one in scope.skills)
    return Retry(
        improve_at=None if complete else _after(last, rules.improve_days), reset_at=_after(last, rules.reset_days)
    )


def carried(session: SessionState, way: Way) -> tuple[Knowledge, ...]:
    """Return what a session starts from that tries again: to improve, what was validated; else nothing.

    What was missed is asked again: it is older than the days to wait when improving is allowed. An algorithm that does
    not rest on what is known of skills begins anew either way.
    """
    if way is Way.AFRESH or session.started is None or session.started.engine != KNOWLEDGE:
        return ()
    return tuple(one for one in session.known.values() if one.validated)


def with_earlier(state: SittingState, earlier: Iterable[SittingState]) -> SittingState:
    """Return a sitting with the finished sessions of those before it (newest first) that it did not take up again."""
    sessions = {code: session for code, session in state.sessions.items() if session.finished}
    for one in earlier:
        sessions = {**{code: found for code, found in one.sessions.items() if found.finished}, **sessions}
    return replace(state, sessions=sessions)


def allows(before: SittingState, opened: SittingOpened, scope: Scope) -> bool:
    """Say whether a sitting that followed one was opened in time, and starts from what it had to start from."""
    session = before.sessions.get(scope.competence.code)
    if session is None or session.finished is None or before.opened is None:
        return False
    retry = retry_of(session, scope, rules_of(before.opened))
    moments = {way: retry.moment(way) for way in Way if carried(session, way) == opened.kept}
    return any(moment is not None and moment <= opened.at for moment in moments.values())


def _after(last: datetime, days: int | None) -> datetime | None:
    return None if days is None else last + timedelta(days=days)
