"""What stands on the reviewer’s screen, and what each command makes of it: a table of pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from pixauthor.reviewing.desk import Request
from pixauthor.reviewing.model import Action, Content, Tick


class Filter(StrEnum):
    """Which items the queue shows: those that wait for the person, all that are on their way, every one."""

    MINE = "mine"
    UNDER_WAY = "under-way"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """The person, the queue, the open item (its file; "": none) and the two states of it that are compared.

    ``before`` and ``after`` are commits, or ``disk`` ("": those that matter to the person); ``notice`` was said last,
    ``good`` whether it was done.
    """

    person: str = ""
    filter: Filter = Filter.UNDER_WAY
    path: str = ""
    before: str = ""
    after: str = ""
    notice: str = ""
    good: bool = True


Command = Mapping[str, Any]
"""What the browser sends: ``{"do": "open", "path": "1.2/dossiers-2-01.yaml"}``."""
Reduced = tuple[ReviewState, Request | None]
"""The next state, and what is asked about the open item, if anything is."""


def reduce(state: ReviewState, command: Command) -> Reduced:
    """Return what a command makes of the state; one that is not understood changes nothing."""
    reducer = _REDUCERS.get(str(command.get("do")))
    return reducer(replace(state, notice="", good=True), command) if reducer else (state, None)


def told(state: ReviewState, notice: str, *, good: bool) -> ReviewState:
    """Return the state with what came of a request."""
    return replace(state, notice=notice, good=good)


def _person(state: ReviewState, command: Command) -> Reduced:
    return replace(state, person=str(command.get("id", "")).strip(), before="", after=""), None


def _filter(state: ReviewState, command: Command) -> Reduced:
    wanted = str(command.get("name"))
    return (replace(state, filter=Filter(wanted)) if wanted in list(Filter) else state), None


def _open(state: ReviewState, command: Command) -> Reduced:
    return replace(state, path=str(command.get("path", "")), before="", after=""), None


def _compare(state: ReviewState, command: Command) -> Reduced:
    return replace(state, before=str(command.get("before", "")), after=str(command.get("after", ""))), None


def _refresh(state: ReviewState, _command: Command) -> Reduced:
    return state, None


def _act(state: ReviewState, command: Command) -> Reduced:
    action = str(command.get("action"))
    if not state.path or action not in list(Action):
        return state, None
    ticks = {name: Tick(tick) for name, tick in dict(command.get("checklist") or {}).items() if tick in list(Tick)}
    return state, Request(
        action=Action(action),
        text=str(command.get("text") or ""),
        where=str(command.get("where") or ""),
        to=str(command.get("to") or ""),
        checklist=ticks,
        remarks={
            name: str(words)
            for name, words in dict(command.get("remarks") or {}).items()
            if ticks.get(name) is Tick.REFUSED
        },
        seen=_seen(command.get("seen")),
    )


def _seen(value: Any) -> Content | None:
    if not isinstance(value, Mapping):
        return None
    return Content(version=int(value["version"]), content=str(value["content"]), wording=str(value["wording"]))


_REDUCERS: Final[Mapping[str, Callable[[ReviewState, Command], Reduced]]] = {
    "person": _person,
    "filter": _filter,
    "open": _open,
    "compare": _compare,
    "refresh": _refresh,
    "act": _act,
}
