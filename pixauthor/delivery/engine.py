"""The conduct of a self-positioning session: what is asked next, what an answer is worth, when it is over.

Each function makes an event and changes nothing: the caller journals it, then steps the state. Time and chance come in.
What is asked, and with what result it ends, is decided by the algorithm that the session was opened with.
"""

from datetime import datetime
from typing import Any

from pixauthor.bank.item import Item
from pixauthor.delivery.algorithms import KNOWLEDGE, algorithm_of
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.machine import IllegalStep, Phase
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.selection import Knowledge
from pixauthor.delivery.session import SessionState
from pixauthor.grading.finish import finish as finish_outcome
from pixauthor.grading.grade import grade


def start(
    scope: Scope,
    *,
    session: str,
    seed: int,
    locale: str,
    statuses: tuple[str, ...],
    max_items: int,
    at: datetime,
    theta: float | None = None,
    engine: str = KNOWLEDGE,
    wanted_se: float | None = None,
    kept: tuple[Knowledge, ...] = (),
) -> SessionStarted:
    """Return the opening of a session, with the fields of ``SessionStarted``.

    Raises:
        PixauthorError: when there is no such algorithm.
    """
    algorithm_of(engine)
    return SessionStarted(
        session=session,
        seed=seed,
        competence=scope.competence.code,
        locale=locale,
        statuses=statuses,
        max_items=max_items,
        framework_digest=scope.framework_digest,
        bank_digest=scope.bank_digest,
        at=at,
        engine=engine,
        simulated=theta is not None,
        theta=theta,
        wanted_se=wanted_se,
        measure_digest=scope.measure.digest if scope.measure else "",
        kept=kept,
    )


def next_item(state: SessionState, scope: Scope) -> Item | None:
    """Return the item to ask now: the one already put, else the algorithm's choice; None when the session is over."""
    if state.phase is Phase.ASKING:
        return scope.item(state.served[-1].item)
    if state.phase is not Phase.WAITING:
        return None
    assert state.started is not None  # noqa: S101 - WAITING is reached through SessionStarted only
    if len(state.answers) >= state.started.max_items:
        return None
    return algorithm_of(state.started.engine).choose(state, scope)


def stop_reason(state: SessionState, scope: Scope) -> str:
    """Return why the session must stop now (``limit``, ``complete``, ``precise``), or an empty text."""
    if state.started is None:
        return ""
    if len(state.answers) >= state.started.max_items:
        return "limit"
    return algorithm_of(state.started.engine).stop_reason(state, scope)


def serve(state: SessionState, item: Item, at: datetime) -> ItemServed:
    """Return the putting of a question."""
    return ItemServed(item=item.id, version=item.version, attempt=len(state.served) + 1, at=at)


def answer(
    state: SessionState,
    scope: Scope,
    value: Any,
    *,
    seconds: float,
    at: datetime,
    focused_out: bool = False,
    timed_out: bool | None = None,
) -> AnswerGiven:
    """Return the answer to the question that was put, graded.

    Without ``timed_out``, an answer comes too late when it took more ``seconds`` than the item's timer has.

    Raises:
        IllegalStep: when no question is waiting.
        MalformedAnswer: when ``value`` has not the shape that the item asks for.
    """
    if state.phase is not Phase.ASKING or state.started is None:
        raise IllegalStep("session.illegal-step", event=AnswerGiven.__name__, phase=state.phase.value)
    asked = state.served[-1]
    item = scope.item(asked.item)
    timer = item.conduct.timer_seconds
    outcome = finish_outcome(
        grade(item.interaction, item.key, value, state.started.mode),
        timed_out=timer is not None and seconds > timer if timed_out is None else timed_out,
        focused_out=focused_out and item.conduct.focus,
        certification=False,
    )
    return AnswerGiven(
        item=asked.item,
        version=asked.version,
        attempt=asked.attempt,
        value=value,
        outcome=outcome,
        seconds=seconds,
        at=at,
    )


def close(state: SessionState, scope: Scope, at: datetime, reason: str = "") -> SessionFinished:
    """Return the end of the session with its result; ``reason``: when something else than the algorithm ends it.

    Raises:
        IllegalStep: when it has not begun.
    """
    if state.started is None:
        raise IllegalStep("session.illegal-step", event=SessionFinished.__name__, phase=state.phase.value)
    result = algorithm_of(state.started.engine).result(state, scope)
    return SessionFinished(
        reason=reason or stop_reason(state, scope),
        pix=result.pix,
        level=result.level,
        predicted_level=state.predicted_level,
        at=at,
        theta=result.theta,
        theta_se=result.theta_se,
    )
