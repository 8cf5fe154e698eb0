"""The result of a session, competence by competence, with what is sure and what is not, and when to try again."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from pixauthor.delivery.algorithms.adaptive import require_measure
from pixauthor.delivery.retry import OFFICIAL, RetryRules, retry_of, rules_of
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.selection import Knowledge, Source
from pixauthor.delivery.session import SessionState
from pixauthor.delivery.sitting import Scopes, SittingState
from pixauthor.framework.placement import place
from pixauthor.framework.scale import mark_competence
from pixauthor.widgets.told import tutorials_of

Values = dict[str, Any]
MOST_ADVICE = 5


def results_of(state: SittingState, scopes: Scopes, language: str) -> list[Values]:
    """Return one entry per competence that has begun, in the order in which they were taken."""
    rules = rules_of(state.opened) if state.opened else OFFICIAL
    finished = ((scopes[code], session) for code, session in state.sessions.items() if session.finished)
    return [result_of(session, scope, language, rules) for scope, session in finished]


def result_of(session: SessionState, scope: Scope, language: str, rules: RetryRules = OFFICIAL) -> Values:
    """Return the entry of one competence whose session is finished."""
    finished = session.finished
    assert finished is not None  # noqa: S101 - asked of finished sessions only
    low, high = _bounds(session, scope)
    whole = scope.rules.max_reachable_level * scope.rules.pix_per_level
    tells_all = scope.whole or finished.theta is not None
    retry = retry_of(session, scope, rules)
    return {
        "competence": scope.competence.code,
        "title": scope.competence.title[language],
        # A level is of a competence: some of its skills do not tell it.
        "level": finished.level if tells_all else None,
        "pix": finished.pix,
        "pix_low": low,
        "pix_high": high,
        "pix_most": whole if tells_all else max(1, _pix(scope, scope.values)),
        "theta": finished.theta,
        "theta_se": finished.theta_se,
        "reason": finished.reason,
        "answered": len(session.answers),
        "skills": _skills(session, scope, language),
        "advice": _advice(session, scope, language),
        "improve_at": retry.improve_at.isoformat() if retry.improve_at else None,
        "reset_at": retry.reset_at.isoformat() if retry.reset_at else None,
    }


def _bounds(session: SessionState, scope: Scope) -> tuple[int, int]:
    """Return the least and the most pix that the answers allow.

    Adaptive: the 95 % interval of the estimate. Else: what was shown directly, and what was never refuted.
    """
    finished = session.finished
    if finished and finished.theta is not None and finished.theta_se is not None:
        _, cuts = require_measure(scope)
        placed = place(finished.theta, finished.theta_se, cuts, scope.rules)
        return placed.pix_low, placed.pix_high
    shown = [one for one in session.known.values() if one.validated and one.source is Source.DIRECT]
    refuted = {one.skill for one in session.known.values() if not one.validated}
    left = [skill for skill in scope.values if skill not in refuted]
    return _pix(scope, (one.skill for one in shown)), _pix(scope, left)


def _pix(scope: Scope, skills: Iterable[str]) -> int:
    values = (scope.values.get(skill, Fraction(0)) for skill in skills)
    return mark_competence(scope.competence.code, values, scope.rules).pix


def _skills(session: SessionState, scope: Scope, language: str) -> list[Values]:
    asked: dict[str, Knowledge] = {one.skill: one for one in session.known.values() if one.source is Source.DIRECT}
    return [
        {"level": skill.level, "words": skill.description[language], "good": asked[skill.id].validated}
        for skill in sorted(scope.competence.skills, key=lambda skill: skill.level)
        if skill.id in asked
    ]


def _advice(session: SessionState, scope: Scope, language: str) -> list[Values]:
    """Return what to work on next: the easiest skills that were missed, each with the tutorials of its question."""
    items = {scope.item(one.item).skill: scope.item(one.item) for one in session.served}
    described = {skill.id: (tube, skill) for tube in scope.competence.tubes for skill in tube.skills}
    missed = sorted(
        (scope.skill(one.skill) for one in session.known.values() if not one.validated and one.source is Source.DIRECT),
        key=lambda one: (one.level, one.skill),
    )
    return [
        {
            "level": one.level,
            "tube": described[one.skill][0].title[language],
            "words": described[one.skill][1].description[language],
            "tutorials": tutorials_of(items[one.skill]),
        }
        for one in missed[:MOST_ADVICE]
    ]
