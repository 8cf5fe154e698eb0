"""What stands on the candidate’s screen, and what each command makes of it: a table of pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pixauthor.delivery import engine
from pixauthor.delivery.events import Event
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, step


class Screen(StrEnum):
    """The four pages of a session."""

    WELCOME = "welcome"
    QUESTION = "question"
    PAUSE = "pause"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What decides the course of a session, known before it starts."""

    scope: Scope
    session: str
    seed: int
    locale: str
    statuses: tuple[str, ...]
    max_items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerState:
    """The session so far, and the page shown."""

    session: SessionState = field(default_factory=SessionState)
    screen: Screen = Screen.WELCOME

    @property
    def rank(self) -> int:
        """Number of questions that were put."""
        return len(self.session.served)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the browser asks, ``next`` or ``answer``, about the question of a rank; ``value`` None: it is skipped."""

    do: str
    rank: Any
    value: Any = None


Reduced = tuple[RunnerState, tuple[Event, ...]]
"""The next state, and what happened: events to journal before the state is shown."""


def reduce(state: RunnerState, command: Command, setting: Setting, at: datetime) -> Reduced:
    """Return what a command makes of the state; one that cannot come now (a stale tab) changes nothing.

    Raises:
        MalformedAnswer: when the answer has not the shape that the item asks for.
    """
    reducer = _REDUCERS.get((state.screen, command.do))
    return reducer(state, command, setting, at) if reducer and command.rank == state.rank else (state, ())


def is_repeated(state: RunnerState, command: Command) -> bool:
    """Say whether a command asks for what is shown already, as one does whose reply was lost."""
    return (command.do, command.rank, state.screen) in {
        ("answer", state.rank, Screen.PAUSE),
        ("next", state.rank - 1, Screen.QUESTION),
        ("next", state.rank, Screen.RESULT),
    }


def _start(state: RunnerState, _command: Command, setting: Setting, at: datetime) -> Reduced:
    started = engine.start(
        setting.scope,
        session=setting.session,
        seed=setting.seed,
        locale=setting.locale,
        statuses=setting.statuses,
        max_items=setting.max_items,
        at=at,
    )
    return _go_on(step(state.session, started, setting.scope), setting, at, before=(started,))


def _answer(state: RunnerState, command: Command, setting: Setting, at: datetime) -> Reduced:
    seconds = (at - state.session.served[-1].at).total_seconds()
    given = engine.answer(state.session, setting.scope, command.value, seconds=seconds, at=at)
    return RunnerState(session=step(state.session, given, setting.scope), screen=Screen.PAUSE), (given,)


def _next(state: RunnerState, _command: Command, setting: Setting, at: datetime) -> Reduced:
    return _go_on(state.session, setting, at)


def _go_on(session: SessionState, setting: Setting, at: datetime, before: tuple[Event, ...] = ()) -> Reduced:
    item = engine.next_item(session, setting.scope)
    event: Event = engine.serve(session, item, at) if item else engine.close(session, setting.scope, at)
    screen = Screen.QUESTION if item else Screen.RESULT
    return RunnerState(session=step(session, event, setting.scope), screen=screen), (*before, event)


_REDUCERS: Final[Mapping[tuple[Screen, str], Callable[[RunnerState, Command, Setting, datetime], Reduced]]] = {
    (Screen.WELCOME, "next"): _start,
    (Screen.QUESTION, "answer"): _answer,
    (Screen.PAUSE, "next"): _next,
}
