"""Play the journal of a sitting again: same questions, same outcomes, same results, or the differences."""

from collections.abc import Iterator, Sequence

from pixauthor.delivery import conduct
from pixauthor.delivery.events import AnswerGiven, Event, SessionStarted
from pixauthor.delivery.replay import Difference, compare, compare_outcomes
from pixauthor.delivery.sitting import Scopes, SittingState, step_sitting
from pixauthor.delivery.sitting_events import COMPLETE, SittingClosed, SittingEvent
from pixauthor.errors import PixauthorError

Step = tuple[SittingState, tuple[Difference, ...]]
"""The state after an event, and what that event says otherwise than the replay."""


def replay_sitting(events: Sequence[SittingEvent], scopes: Scopes) -> tuple[SittingState, tuple[Difference, ...]]:
    """Return the state after all events, and what the journal says otherwise than the replay. Raises as ``steps``."""
    state = SittingState()
    differences: list[Difference] = []
    for state, found in steps(events, scopes):  # noqa: B007 - the last one is returned
        differences.extend(found)
    return state, tuple(differences)


def steps(events: Sequence[SittingEvent], scopes: Scopes) -> Iterator[Step]:
    """Yield the state after each event, and its differences.

    Raises:
        IllegalStep: when an event cannot come where it stands.
        PixauthorError: when an item of the sitting is no longer there.
    """
    state = SittingState()
    for event in events:
        after = step_sitting(state, event, scopes)
        yield after, tuple(_compare(state, event, scopes))
        state = after


def _compare(state: SittingState, event: SittingEvent, scopes: Scopes) -> list[Difference]:
    if isinstance(event, SessionStarted):
        return _compare_opening(state, event, scopes)
    if isinstance(event, AnswerGiven):
        return _compare_answer(state, event, scopes)
    if isinstance(event, SittingClosed) and event.reason == COMPLETE and state.next_competence:
        return [Difference(kind="ending")]
    if isinstance(event, Event) and state.current:
        return compare(state.session, event, scopes[state.current])
    return []


def _compare_opening(state: SittingState, event: SessionStarted, scopes: Scopes) -> list[Difference]:
    unknown = compare(state.session, event, scopes[event.competence])
    if unknown or conduct.begin(state, scopes, event.at) == event:
        return unknown
    return [Difference(kind="opening", fields={"competence": event.competence})]


def _compare_answer(state: SittingState, event: AnswerGiven, scopes: Scopes) -> list[Difference]:
    try:
        again = conduct.answer(state, scopes, event.value, event.at)
    except PixauthorError as error:
        return [Difference(kind="answer", fields={"attempt": state.rank, "reason": error.render()})]
    if event.seconds != again.seconds:
        fields = {"attempt": state.rank, "journal": f"{event.seconds:g}", "replay": f"{again.seconds:g}"}
        return [Difference(kind="seconds", fields=fields)]
    return compare_outcomes(state.rank, event, again)
