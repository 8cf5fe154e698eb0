"""Play the journal of a sitting again: same questions, same outcomes, same results, or the differences."""

from collections.abc import Sequence

from pixauthor.delivery import conduct
from pixauthor.delivery.events import AnswerGiven, Event, SessionStarted
from pixauthor.delivery.replay import Difference, compare, compare_outcomes
from pixauthor.delivery.sitting import Scopes, SittingState, step_sitting
from pixauthor.delivery.sitting_events import SittingEvent
from pixauthor.errors import PixauthorError


def replay_sitting(events: Sequence[SittingEvent], scopes: Scopes) -> tuple[SittingState, tuple[Difference, ...]]:
    """Return the state after all events, and what the journal says otherwise than the replay.

    Raises:
        IllegalStep: when an event cannot come where it stands.
        PixauthorError: when an item of the sitting is no longer there.
    """
    state = SittingState()
    differences: list[Difference] = []
    for event in events:
        differences.extend(_compare(state, event, scopes))
        state = step_sitting(state, event, scopes)
    return state, tuple(differences)


def _compare(state: SittingState, event: SittingEvent, scopes: Scopes) -> list[Difference]:
    if isinstance(event, SessionStarted):
        return compare(state.session, event, scopes[event.competence])
    if isinstance(event, AnswerGiven):
        return _compare_answer(state, event, scopes)
    if isinstance(event, Event) and state.current:
        return compare(state.session, event, scopes[state.current])
    return []


def _compare_answer(state: SittingState, event: AnswerGiven, scopes: Scopes) -> list[Difference]:
    try:
        again = conduct.answer(state, scopes, event.value, event.at)
    except PixauthorError as error:
        return [Difference(kind="answer", fields={"attempt": state.rank, "reason": error.render()})]
    return compare_outcomes(state.rank, event, again)
