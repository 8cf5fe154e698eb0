"""What stands on the candidate’s screen, and what each command makes of it: a table of pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pixauthor.delivery import engine
from pixauthor.delivery.events import Event
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, step
from pixauthor.grading.shape import MalformedAnswer


class Screen(StrEnum):
    """The four pages of a session."""

    WELCOME = "welcome"
    QUESTION = "question"
    FEEDBACK = "feedback"
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
    """The session so far, the page shown, and why the last answer could not be taken."""

    session: SessionState = field(default_factory=SessionState)
    screen: Screen = Screen.WELCOME
    problem: str = ""


Command = Mapping[str, Any]
"""What the browser sends: ``{"do": "answer", "attempt": 3, "value": …}``."""
Reduced = tuple[RunnerState, tuple[Event, ...]]
"""The next state, and what happened: events to journal before the state is shown."""


def reduce(state: RunnerState, command: Command, setting: Setting, at: datetime) -> Reduced:
    """Return what a command makes of the state; one that cannot come now (a stale tab) changes nothing."""
    reducer = _REDUCERS.get((state.screen, str(command.get("do"))))
    return reducer(state, command, setting, at) if reducer else (state, ())


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
    served = state.session.served[-1]
    if command.get("attempt") != served.attempt:
        return state, ()
    value = command.get("value") if command["do"] == "answer" else None
    seconds = (at - served.at).total_seconds()
    try:
        given = engine.answer(state.session, setting.scope, value, seconds=seconds, at=at)
    except MalformedAnswer as error:
        return replace(state, problem=error.render()), ()
    session = step(state.session, given, setting.scope)
    return RunnerState(session=session, screen=Screen.FEEDBACK), (given,)


def _next(state: RunnerState, _command: Command, setting: Setting, at: datetime) -> Reduced:
    return _go_on(state.session, setting, at)


def _go_on(session: SessionState, setting: Setting, at: datetime, before: tuple[Event, ...] = ()) -> Reduced:
    item = engine.next_item(session, setting.scope)
    event: Event = engine.serve(session, item, at) if item else engine.close(session, setting.scope, at)
    screen = Screen.QUESTION if item else Screen.RESULT
    return RunnerState(session=step(session, event, setting.scope), screen=screen), (*before, event)


_REDUCERS: Final[Mapping[tuple[Screen, str], Callable[[RunnerState, Command, Setting, datetime], Reduced]]] = {
    (Screen.WELCOME, "start"): _start,
    (Screen.QUESTION, "answer"): _answer,
    (Screen.QUESTION, "skip"): _answer,
    (Screen.FEEDBACK, "next"): _next,
}
