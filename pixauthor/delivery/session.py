"""A session as a fold over its events: state, knowledge and result are functions of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce

from pixauthor.delivery.events import AnswerGiven, Event, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.machine import IllegalStep, Phase, advance
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.selection import KnowledgeMap, Source, learn, predict_level
from pixauthor.grading.model import AnswerStatus

_predicted = lru_cache(maxsize=10_000)(predict_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """Where a session stands.

    ``known`` holds what is known of skills; ``direct`` the level and success of each skill asked, in order.
    """

    phase: Phase = Phase.NEW
    started: SessionStarted | None = None
    served: tuple[ItemServed, ...] = ()
    answers: tuple[AnswerGiven, ...] = ()
    known: KnowledgeMap = field(default_factory=dict)
    direct: tuple[tuple[float, bool], ...] = ()
    finished: SessionFinished | None = None

    @property
    def predicted_level(self) -> float:
        """The level that the answers so far predict (pix.md §3)."""
        return _predicted(self.direct)


def fold(events: Iterable[Event], scope: Scope) -> SessionState:
    """Return the state after all events.

    Raises:
        IllegalStep: at the first event that cannot come where it stands.
    """
    return reduce(lambda state, event: step(state, event, scope), events, SessionState())


def step(state: SessionState, event: Event, scope: Scope) -> SessionState:
    """Return the state after one event.

    Raises:
        IllegalStep: when the event cannot come now; ``state`` is as it was.
    """
    phase = advance(state.phase, event)
    match event:
        case SessionStarted():
            return replace(_remembering(state, event, scope), phase=phase, started=event)
        case ItemServed():
            return _asked(state, event, phase)
        case AnswerGiven():
            return _answered(state, event, scope, phase)
        case SessionFinished():
            return replace(state, phase=phase, finished=event)


def _remembering(state: SessionState, event: SessionStarted, scope: Scope) -> SessionState:
    """Return the state with what is kept from a session before: known again, its direct answers counted (pix.md §3)."""
    levels = {one.skill: float(one.level) for one in scope.skills}
    kept = [one for one in event.kept if one.skill in levels]
    direct = tuple((levels[one.skill], one.validated) for one in kept if one.source is Source.DIRECT)
    return replace(state, known={one.skill: one for one in kept}, direct=direct)


# The two below name all fields: every answer takes them, and ``replace`` takes twice as long.


def _asked(state: SessionState, event: ItemServed, phase: Phase) -> SessionState:
    return SessionState(
        phase=phase,
        started=state.started,
        served=(*state.served, event),
        answers=state.answers,
        known=state.known,
        direct=state.direct,
        finished=state.finished,
    )


def _answered(state: SessionState, event: AnswerGiven, scope: Scope, phase: Phase) -> SessionState:
    asked = state.served[-1]
    if (event.item, event.version, event.attempt) != (asked.item, asked.version, asked.attempt):
        raise IllegalStep("session.stale-answer", item=event.item, attempt=event.attempt, asked=asked.item)
    skill = scope.skill(scope.item(event.item).skill)
    # Only "ok" validates a skill; every other status counts as failure (pix.md §2.6).
    success = event.outcome.status is AnswerStatus.OK
    return SessionState(
        phase=phase,
        started=state.started,
        served=state.served,
        answers=(*state.answers, event),
        known=learn(state.known, scope.skills, skill, success),
        direct=(*state.direct, (float(skill.level), success)),
        finished=state.finished,
    )
