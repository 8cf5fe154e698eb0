"""Play a journal again: same items, same outcomes, same result, or the differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pixauthor.delivery import engine
from pixauthor.delivery.algorithms import ALGORITHMS
from pixauthor.delivery.events import (
    ENDED_FROM_OUTSIDE,
    AnswerGiven,
    Event,
    ItemServed,
    SessionFinished,
    SessionStarted,
)
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, step
from pixauthor.errors import PixauthorError
from pixauthor.locale import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the journal says otherwise than the replay: a message of the catalogue ``session.difference``."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str | None = None) -> str:
        """Return the sentence."""
        return text(f"session.difference.{self.kind}", language, **self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The state after all events, the differences found, and whether the bank or the framework has changed since."""

    state: SessionState
    differences: tuple[Difference, ...]
    bank_changed: bool
    framework_changed: bool


def replay(events: Sequence[Event], scope: Scope) -> Replay:
    """Return what the events give with this framework and this bank.

    Raises:
        IllegalStep: when an event cannot come where it stands.
        PixauthorError: when an item of the session is no longer there.
    """
    state = SessionState()
    differences: list[Difference] = []
    for event in events:
        differences.extend(compare(state, event, scope))
        state = step(state, event, scope)
    started = state.started
    return Replay(
        state=state,
        differences=tuple(differences),
        bank_changed=started is not None and started.bank_digest != scope.bank_digest,
        framework_changed=started is not None and started.framework_digest != scope.framework_digest,
    )


def compare(state: SessionState, event: Event, scope: Scope) -> list[Difference]:
    """Return what one event says otherwise than a replay that has come to ``state``."""
    match event:
        case SessionStarted(engine=name) if name not in ALGORITHMS:
            return [Difference(kind="engine", fields={"got": name, "expected": ", ".join(ALGORITHMS)})]
        case ItemServed():
            chosen = engine.next_item(state, scope)
            return _unlike("item", event.attempt, f"{event.item}@{event.version}", chosen.reference if chosen else "—")
        case AnswerGiven():
            return _compare_answer(state, event, scope)
        case SessionFinished():
            given_up = event.reason if event.reason in ENDED_FROM_OUTSIDE else ""
            again = engine.close(state, scope, event.at, given_up)
            unlike = _unlike("result", len(state.answers), _result(event), _result(again))
            return unlike or ([] if again == event else [Difference(kind="ending")])
        case _:
            return []


def _compare_answer(state: SessionState, event: AnswerGiven, scope: Scope) -> list[Difference]:
    try:
        again = engine.answer(state, scope, event.value, seconds=event.seconds, at=event.at)
    except PixauthorError as error:
        return [Difference(kind="answer", fields={"attempt": event.attempt, "reason": error.render()})]
    return compare_outcomes(event.attempt, event, again)


def compare_outcomes(attempt: int, journal: AnswerGiven, again: AnswerGiven) -> list[Difference]:
    """Return whether two gradings of one answer differ, in status or in credit."""
    pairs = [(one.outcome.status.value, f"{one.outcome.credit:g}") for one in (journal, again)]
    return next(
        (found for was, now in zip(*pairs, strict=True) if (found := _unlike("outcome", attempt, was, now))), []
    )


def _unlike(kind: str, attempt: int, journal: str, again: str) -> list[Difference]:
    if journal == again:
        return []
    return [Difference(kind=kind, fields={"attempt": attempt, "journal": journal, "replay": again})]


def _result(event: SessionFinished) -> str:
    if event.theta is not None:
        return text("session.result-theta", level=event.level, pix=event.pix, theta=f"{event.theta:.6f}")
    return text("session.result-short", level=event.level, pix=event.pix, predicted=f"{event.predicted_level:g}")
