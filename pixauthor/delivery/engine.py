"""The conduct of a self-positioning session: what is asked next, what an answer is worth, when it is over.

Each function makes an event and changes nothing: the caller journals it, then steps the state. Time and chance come in.
"""

from datetime import datetime
from typing import Any

from pixauthor.bank.item import Item
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.machine import IllegalStep, Phase
from pixauthor.delivery.scope import Scope, bank_digest, framework_digest, is_timed
from pixauthor.delivery.selection import Askable, first_skills, next_skills, pick
from pixauthor.delivery.session import SessionState, mark
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
) -> SessionStarted:
    """Return the opening of a session; ``theta`` (in levels) says that it is simulated."""
    return SessionStarted(
        session=session,
        seed=seed,
        competence=scope.competence.code,
        locale=locale,
        statuses=statuses,
        max_items=max_items,
        framework_digest=framework_digest(scope),
        bank_digest=bank_digest(scope),
        at=at,
        simulated=theta is not None,
        theta=theta,
    )


def next_item(state: SessionState, scope: Scope) -> Item | None:
    """Return the item to ask now: the one already put, else the algorithm's choice; None when the session is over."""
    if state.phase is Phase.ASKING:
        return scope.item(state.served[-1].item)
    if state.phase is not Phase.WAITING or stop_reason(state, scope):
        return None
    assert state.started is not None  # noqa: S101 - WAITING is reached through SessionStarted only
    seed = state.started.seed
    chosen = pick(eligible_skills(state, scope), seed, lambda one: one.skill)
    # pix.md §3: the hash of the id picks the skill, that of the id + 1 the item.
    return pick(_items_to_ask(state, scope, chosen), seed + 1, lambda item: item.id)


def eligible_skills(state: SessionState, scope: Scope) -> list[Askable]:
    """Return the skills that may be asked now."""
    playable = [one for one in scope.skills if one.skill not in state.known]
    if not state.answers:
        return list(first_skills(playable, scope.skills))
    after_timed = _was_timed(state, scope)
    level = state.predicted_level
    return list(next_skills(playable, scope.skills, state.known.keys(), level, after_timed=after_timed))


def stop_reason(state: SessionState, scope: Scope) -> str:
    """Return why the session must stop now (``limit``, ``complete``), or an empty text."""
    if state.started and len(state.answers) >= state.started.max_items:
        return "limit"
    return "" if eligible_skills(state, scope) else "complete"


def serve(state: SessionState, item: Item, at: datetime) -> ItemServed:
    """Return the putting of a question."""
    return ItemServed(item=item.id, version=item.version, attempt=len(state.served) + 1, at=at)


def answer(
    state: SessionState, scope: Scope, value: Any, *, seconds: float, at: datetime, focused_out: bool = False
) -> AnswerGiven:
    """Return the answer to the question that was put, graded.

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
        timed_out=timer is not None and seconds > timer,
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


def close(state: SessionState, scope: Scope, at: datetime) -> SessionFinished:
    """Return the end of the session with its result."""
    reached = mark(state, scope)
    return SessionFinished(
        reason=stop_reason(state, scope),
        pix=reached.pix,
        level=reached.level,
        predicted_level=state.predicted_level,
        at=at,
    )


def _items_to_ask(state: SessionState, scope: Scope, chosen: Askable) -> list[Item]:
    """Return the items of a skill among which to pick: of the preferred status, untimed ones after a timed one."""
    items = scope.items[chosen.skill]
    if not state.answers or _was_timed(state, scope):
        items = tuple(item for item in items if not is_timed(item)) or items
    return [item for item in items if item.status == items[0].status]


def _was_timed(state: SessionState, scope: Scope) -> bool:
    return is_timed(scope.item(state.answers[-1].item))
