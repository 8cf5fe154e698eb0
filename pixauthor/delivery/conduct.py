"""The conduct of a sitting: each function makes the events that a command causes, and changes nothing.

The caller journals them, then steps the state: an event that is not on disk has not happened.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from pixauthor.delivery import engine
from pixauthor.delivery.events import GIVEN_UP, AnswerGiven, ItemServed, SessionStarted
from pixauthor.delivery.machine import IllegalStep, Phase
from pixauthor.delivery.sitting import Scopes, SittingState, deadline_of, step_sitting
from pixauthor.delivery.sitting_events import COMPLETE, FocusLost, ItemReported, SittingClosed, SittingEvent

CHECKPOINT_EVERY: Final = 5
"""Items between two looks back (pix.md §3)."""
GRACE: Final = timedelta(seconds=2)
"""An answer sent in time may be so long on its way."""


def go_on(state: SittingState, scopes: Scopes, at: datetime) -> tuple[SittingEvent, ...]:
    """Return the events up to the next question, or to the end; none when a question is waiting or all is over."""
    if state.closed or state.asked:
        return ()
    events = [_next_event(state, scopes, at)]
    while not isinstance(events[-1], ItemServed | SittingClosed):
        state = step_sitting(state, events[-1], scopes)
        events.append(_next_event(state, scopes, at))
    return tuple(events)


def answer(state: SittingState, scopes: Scopes, value: Any, at: datetime) -> AnswerGiven:
    """Return the answer to the waiting question, graded; None is a skipped question. The server's clock decides.

    Raises:
        IllegalStep: when no question is waiting.
        MalformedAnswer: when ``value`` has not the shape that the item asks for.
    """
    served = state.asked
    if served is None:
        raise IllegalStep("session.illegal-step", event=AnswerGiven.__name__, phase=state.session.phase.value)
    over = deadline_of(state, served, scopes)
    return engine.answer(
        state.session,
        scopes[state.current],
        value,
        seconds=(at - served.at).total_seconds(),
        at=at,
        focused_out=state.rank in state.away,
        timed_out=over is not None and at > over + GRACE,
    )


def report(state: SittingState, rank: int, item: str, category: str, words: str, at: datetime) -> ItemReported:
    """Return the report of a problem with a question that was put."""
    _require_rank(state, rank)
    return ItemReported(item=item, rank=rank, category=category, words=words, at=at)


def lose_focus(state: SittingState, at: datetime) -> FocusLost | None:
    """Return that the page was left; None when it is known already, or no focus item is waiting."""
    served = state.asked
    if served is None or state.rank in state.away:
        return None
    return FocusLost(item=served.item, rank=state.rank, at=at)


def give_up(state: SittingState, scopes: Scopes, at: datetime, reason: str = GIVEN_UP) -> tuple[SittingEvent, ...]:
    """Return the end of a sitting that goes no further: the waiting question is skipped, what was begun is closed."""
    events: list[SittingEvent] = []
    if state.asked:
        events.append(answer(state, scopes, None, at))
        state = step_sitting(state, events[-1], scopes)
    if state.session.phase is Phase.WAITING:
        events.append(engine.close(state.session, scopes[state.current], at, reason))
    return (*events, SittingClosed(reason=reason, at=at))


def is_over(state: SittingState, at: datetime) -> bool:
    """Say whether the time of the whole sitting has run out and it is not closed yet."""
    opened = state.opened
    return bool(opened and not state.closed and opened.ends_at and at > opened.ends_at + GRACE)


def at_checkpoint(state: SittingState) -> bool:
    """Say whether a look back is due: after every fifth answer."""
    return state.answered > 0 and state.answered % CHECKPOINT_EVERY == 0 and state.asked is None


def _next_event(state: SittingState, scopes: Scopes, at: datetime) -> SittingEvent:
    session = state.session
    if session.phase is Phase.WAITING:
        scope = scopes[state.current]
        item = engine.next_item(session, scope)
        return engine.serve(session, item, at) if item else engine.close(session, scope, at)
    return begin(state, scopes, at) if state.next_competence else SittingClosed(reason=COMPLETE, at=at)


def begin(state: SittingState, scopes: Scopes, at: datetime) -> SessionStarted:
    """Return the opening of the session of the next competence, as the opening of the sitting decides it."""
    competence, opened = state.next_competence, state.opened
    assert opened is not None  # noqa: S101 - next_competence is empty before the opening
    skills = {one.skill for one in scopes[competence].skills}
    return engine.start(
        scopes[competence],
        session=f"{opened.sitting}-{competence}",
        seed=opened.seed,
        locale=opened.locale,
        statuses=opened.statuses,
        max_items=opened.max_items,
        at=at,
        engine=opened.engine,
        wanted_se=opened.wanted_se,
        kept=tuple(one for one in opened.kept if one.skill in skills),
    )


def _require_rank(state: SittingState, rank: int) -> None:
    if not 1 <= rank <= state.rank:
        raise IllegalStep("session.stale-report")
