"""What a supervisor sees of a candidate: where he is and what he reports; never a question, a key or a parameter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pixauthor.delivery.sitting import ASKED, Scopes, SittingState
from pixauthor.service.register import Access
from pixauthor.widgets.results import results_of

Row = dict[str, Any]
ENTERED: Final = "entered"
WITHOUT_SITTING: Final[Mapping[str, str]] = {
    "service.no-sitting": "expected",
    "service.gone": "gone",
    "service.other-bundle": "elsewhere",
    "service.chain-broken": "broken",
    "service.damaged": "broken",
}
"""Why nothing can be told, by the refusal of the desk."""
RESULT: Final = ("competence", "title", "level", "pix", "pix_most", "answered")


def place_of(row: Row) -> tuple[bool, bool, str, str]:
    """Return the place of a row: who waits for the supervisor first, then by name."""
    return row["state"] != "asks", row["name"] == "", row["name"].casefold(), row["candidate"]


def bare_row(access: Access, name: str, state: str) -> Row:
    """Return the row of someone of whose sitting nothing can be told: why stands in ``state``."""
    return {
        "candidate": access.candidate,
        "name": name,
        "code": access.code,
        "state": state,
        "competence": "",
        "part": 0,
        "competences": len(access.competences),
        "answered": 0,
        "extra_time": access.extra_time,
        "ends_at": None,
        "seen_at": None,
        "away": 0,
        "reports": [],
        "reason": None,
        "results": [],
    }


def row_of(access: Access, name: str, state: SittingState, scopes: Scopes, language: str) -> Row:
    """Return the row of someone whose sitting is open or over."""
    opened = state.opened
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    title = scopes[state.current].competence.title[language] if state.current else ""
    return {
        **bare_row(access, name, _state(state)),
        "competence": f"{state.current} {title}".strip(),
        "part": len(state.sessions),
        "competences": len(opened.competences),
        "answered": state.answered,
        "extra_time": opened.extra_time,
        "ends_at": opened.ends_at.isoformat() if opened.ends_at else None,
        "seen_at": _seen_at(state, opened.at).isoformat(),
        "away": len(state.away),
        "reports": [
            {"rank": one.rank, "category": one.category, "words": one.words, "at": one.at.isoformat()}
            for one in state.reports
        ],
        "reason": state.closed.reason if state.closed else None,
        "results": _results(state, scopes, language),
    }


def _state(state: SittingState) -> str:
    if state.closed:
        return "over"
    if state.returning:
        return "asks" if state.returning == ASKED else "may-return"
    return "answering" if state.rank else ENTERED


def _seen_at(state: SittingState, opened_at: datetime) -> datetime:
    """Return when the candidate last did something that the journal knows."""
    told = [one.at for session in state.sessions.values() for one in session.served[-1:]]
    told += [one.at for session in state.sessions.values() for one in session.answers[-1:]]
    return max((*told, *(one.at for one in state.reports)), default=opened_at)


def _results(state: SittingState, scopes: Scopes, language: str) -> list[Row]:
    """Return the results once the sitting is over: a teacher may see them, but not while they can still change."""
    if not state.closed:
        return []
    return [{name: found[name] for name in RESULT} for found in results_of(state, scopes, language)]
