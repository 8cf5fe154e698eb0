"""A runner's state as the JSON that its page draws.

A question holds a public item and nothing else; feedback, which may tell the key, comes once the answer is graded.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.delivery.presentation import presented
from pixauthor.delivery.selection import Knowledge, Source
from pixauthor.delivery.session import SessionState
from pixauthor.framework.model import Competence
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import text
from pixauthor.widgets.markdown import render_block
from pixauthor.widgets.present import present
from pixauthor.widgets.runner.state import RunnerState, Screen, Setting

Drawings = Callable[[Item], tuple[Mapping[str, str], Mapping[str, str]]]
"""Media (address by href) and simulator pages (HTML by href) of an item."""
View = dict[str, Any]


def view_of(state: RunnerState, setting: Setting, drawings: Drawings, language: str) -> View:
    """Return what the page draws now."""
    shown = _VIEWS[state.screen](state, setting, drawings, language)
    return {"screen": state.screen.value, "competence": _title(setting.scope.competence, language), **shown}


def _welcome(_state: RunnerState, setting: Setting, _drawings: Drawings, _language: str) -> View:
    return {"most": setting.max_items}


def _question(state: RunnerState, setting: Setting, drawings: Drawings, _language: str) -> View:
    served = state.session.served[-1]
    item = setting.scope.item(served.item)
    media, pages = drawings(item)
    return {
        "attempt": served.attempt,
        "most": setting.max_items,
        "item": present(presented(item, setting.seed), pages),
        "media": dict(media),
        "problem": state.problem,
    }


def _feedback(state: RunnerState, setting: Setting, drawings: Drawings, language: str) -> View:
    given = state.session.answers[-1]
    item = setting.scope.item(given.item)
    right = given.outcome.status is AnswerStatus.OK
    said = [item.feedback.ok if right else item.feedback.ko]
    chosen = given.value if isinstance(given.value, list) else [given.value]
    said += [item.feedback.options[name] for name in chosen if isinstance(name, str) and name in item.feedback.options]
    return {
        **_question(state, setting, drawings, language),
        "value": given.value,
        "good": right,
        "status": text(f"widgets.outcomes.{given.outcome.status}", language),
        "said_html": render_block("\n\n".join(words for words in said if words)),
        "tutorials": [
            {"title": one.title, "html": render_block(one.text), "url": one.url, "kind": one.kind}
            for one in item.tutorials
        ],
    }


def _result(state: RunnerState, setting: Setting, _drawings: Drawings, language: str) -> View:
    finished = state.session.finished
    assert finished is not None  # noqa: S101 - RESULT is reached through SessionFinished only
    return {
        "level": finished.level,
        "pix": finished.pix,
        "answered": len(state.session.answers),
        "right": sum(given.outcome.status is AnswerStatus.OK for given in state.session.answers),
        "skills": _skills(state.session, setting.scope.competence, language),
    }


def _skills(session: SessionState, competence: Competence, language: str) -> list[View]:
    asked: dict[str, Knowledge] = {one.skill: one for one in session.known.values() if one.source is Source.DIRECT}
    return [
        {"level": skill.level, "words": skill.description[language], "good": asked[skill.id].validated}
        for skill in sorted(competence.skills, key=lambda skill: skill.level)
        if skill.id in asked
    ]


def _title(competence: Competence, language: str) -> str:
    return f"{competence.code} {competence.title[language]}"


_VIEWS: Final[Mapping[Screen, Callable[[RunnerState, Setting, Drawings, str], View]]] = {
    Screen.WELCOME: _welcome,
    Screen.QUESTION: _question,
    Screen.FEEDBACK: _feedback,
    Screen.RESULT: _result,
}
