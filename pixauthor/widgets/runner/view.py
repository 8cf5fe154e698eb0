"""A practice session as the JSON that the runner draws: the form that the session service gives, too.

A question holds a public item and nothing else; what is told, which may give the key, comes once the answer is graded.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.delivery.presentation import presented
from pixauthor.widgets.present import present
from pixauthor.widgets.results import result_of
from pixauthor.widgets.runner.state import RunnerState, Screen, Setting
from pixauthor.widgets.told import told_of

Drawings = Callable[[Item], tuple[Mapping[str, str], Mapping[str, str]]]
"""Media (address by href) and simulator pages (HTML by href) of an item."""
View = dict[str, Any]


def view_of(state: RunnerState, setting: Setting, drawings: Drawings, language: str, at: datetime) -> View:
    """Return what the page draws now; ``at``: the time by which its clock is set."""
    competence = setting.scope.competence
    head = {
        "session": setting.session,
        "screen": state.screen.value,
        "rank": state.rank,
        "answered": len(state.session.answers),
        "at": at.isoformat(),
        "ends_at": None,
        "feedback": True,
        "competence": f"{competence.code} {competence.title[language]}",
        "competences": 1,
        "part": 1,
        "most": setting.max_items,
    }
    return {**head, **_VIEWS[state.screen](state, setting, drawings, language)}


def _welcome(_state: RunnerState, setting: Setting, _drawings: Drawings, language: str) -> View:
    competence = setting.scope.competence
    return {"titles": [f"{competence.code} {competence.title[language]}"]}


def _question(state: RunnerState, setting: Setting, drawings: Drawings, _language: str) -> View:
    served = state.session.served[-1]
    item = setting.scope.item(served.item)
    timer = item.conduct.timer_seconds
    over = served.at + timedelta(seconds=timer) if timer else None
    return {**_drawn(item, setting, drawings), "deadline": over.isoformat() if over else None}


def _pause(state: RunnerState, setting: Setting, drawings: Drawings, language: str) -> View:
    given = state.session.answers[-1]
    item = setting.scope.item(given.item)
    told = told_of(item, given, language, right_answers=True)
    return {**_drawn(item, setting, drawings), "told": told, "checkpoint": None}


def _result(state: RunnerState, setting: Setting, _drawings: Drawings, language: str) -> View:
    # To practise again needs no waiting: the dates of pix.md §3 are for results that count.
    found = {**result_of(state.session, setting.scope, language), "improve_at": None, "reset_at": None}
    return {"reason": "complete", "results": [found]}


def _drawn(item: Item, setting: Setting, drawings: Drawings) -> View:
    media, pages = drawings(item)
    return {"item": present(presented(item, setting.seed), pages), "media": dict(media)}


_VIEWS: Final[Mapping[Screen, Callable[[RunnerState, Setting, Drawings, str], View]]] = {
    Screen.WELCOME: _welcome,
    Screen.QUESTION: _question,
    Screen.PAUSE: _pause,
    Screen.RESULT: _result,
}
