"""What a candidate's page shows: a sitting's state as JSON.

A question holds a public item and nothing else. What may tell a key (feedback) is written for questions that are
answered, and only where the sitting gives feedback.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from mimetypes import guess_type
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of
from pixauthor.bank.public import publish
from pixauthor.delivery import conduct
from pixauthor.delivery.presentation import arranged
from pixauthor.delivery.sitting import Scopes, SittingState, deadline_of
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import text
from pixauthor.service.content import Content
from pixauthor.widgets.present import present
from pixauthor.widgets.results import results_of
from pixauthor.widgets.told import told_of

View = dict[str, Any]
_SEALED: Final = "default-src 'none'; sandbox"
_SIMULATOR: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; media-src data:; form-action 'none'; frame-ancestors 'self'"
)
"""A frame without an origin and without network, whatever its author wrote."""


class Drawings:
    """Items of a bundle as they are drawn, made once each."""

    def __init__(self, content: Content) -> None:
        """Begin without any."""
        self._content = content
        self._drawn: Callable[[str], View] = lru_cache(maxsize=None)(self._draw)
        self._addresses: Callable[[str], Mapping[str, str]] = lru_cache(maxsize=None)(self._address)

    def of(self, item: Item, seed: int) -> View:
        """Return an item as this sitting puts it."""
        drawn = self._drawn(item.id)
        return {**drawn, "interaction": arranged(drawn["interaction"], item, seed)}

    def addresses_of(self, item: Item) -> Mapping[str, str]:
        """Return where the files of an item are read, by the names that it gives them."""
        return self._addresses(item.id)

    def name_of(self, item: Item) -> str:
        """Return the question of an item, for lists."""
        return str(self._drawn(item.id)["name"])

    def media_of(self, state: SittingState) -> set[str]:
        """Return the paths of the files of all questions that were put in a sitting."""
        items = (self._content.bank[one.item] for session in state.sessions.values() for one in session.served)
        return {f"items/{item.competence}/{name}" for item in items for name in media_of(item)}

    def medium(self, path: str) -> Response:
        """Return a file of the bundle: pictures and simulators are shown by a browser, all else is downloaded."""
        kind = guess_type(path)[0] or "application/octet-stream"
        policy = _SIMULATOR if kind == "text/html" else _SEALED
        headers = {"cache-control": "private, max-age=3600", "content-security-policy": policy}
        if kind != "text/html" and not kind.startswith("image/"):
            headers["content-disposition"] = "attachment"
        return Response(self._content.media[path], media_type=kind, headers=headers)

    def _draw(self, item_id: str) -> View:
        # A simulator is read from its address: a page laid into ours would be held to our policy, which runs no script
        # of its own.
        return present(publish(self._content.bank[item_id]))

    def _address(self, item_id: str) -> Mapping[str, str]:
        item = self._content.bank[item_id]
        return {name: f"/media/{quote(f'{item.competence}/{name}')}" for name in media_of(item)}


def view_of(state: SittingState, scopes: Scopes, drawings: Drawings, at: datetime, language: str) -> View:
    """Return what the page draws now; ``at`` is the server's time, by which the page's clock is set."""
    screen = _screen(state)
    opened = state.opened
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    head = {
        "session": opened.sitting,
        "screen": screen,
        "rank": state.rank,
        "answered": state.answered,
        "at": at.isoformat(),
        "ends_at": opened.ends_at.isoformat() if opened.ends_at else None,
        "feedback": opened.feedback,
        "competence": _title(state, scopes, language),
        "competences": len(opened.competences),
        "part": len(state.sessions),
        "most": opened.max_items,
    }
    return {**head, **_VIEWS[screen](state, scopes, drawings, language)}


def _screen(state: SittingState) -> str:
    if state.closed:
        return "result"
    if state.asked:
        return "question"
    return "pause" if state.rank else "welcome"


def _welcome(_state: SittingState, scopes: Scopes, _drawings: Drawings, language: str) -> View:
    return {"titles": [f"{code} {scope.competence.title[language]}" for code, scope in scopes.items()]}


def _question(state: SittingState, scopes: Scopes, drawings: Drawings, _language: str) -> View:
    served, opened = state.asked, state.opened
    assert served is not None  # noqa: S101 - the screen is the question's
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    item = scopes[state.current].item(served.item)
    over = deadline_of(state, served, scopes)
    return {
        "item": drawings.of(item, opened.seed),
        "media": drawings.addresses_of(item),
        "served_at": served.at.isoformat(),
        "deadline": over.isoformat() if over else None,
        "attempt": served.attempt,
    }


def _pause(state: SittingState, scopes: Scopes, drawings: Drawings, language: str) -> View:
    opened, given = state.opened, state.session.answers[-1]
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    looks_back = conduct.at_checkpoint(state)
    view: View = {"checkpoint": _checkpoint(state, scopes, drawings, language) if looks_back else None}
    if not opened.feedback:
        return {**view, "told": None}
    item = scopes[state.current].item(given.item)
    told = told_of(item, given, language, right_answers=opened.right_answers)
    return {**view, "item": drawings.of(item, opened.seed), "media": drawings.addresses_of(item), "told": told}


def _checkpoint(state: SittingState, scopes: Scopes, drawings: Drawings, language: str) -> View:
    opened = state.opened
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    last = state.session.answers[-conduct.CHECKPOINT_EVERY :]
    rows = [
        {
            "question": drawings.name_of(scopes[state.current].item(given.item)),
            "status": text(f"widgets.outcomes.{given.outcome.status}", language) if opened.feedback else None,
            "good": given.outcome.status is AnswerStatus.OK if opened.feedback else None,
        }
        for given in last
    ]
    return {"rows": rows}


def _result(state: SittingState, scopes: Scopes, _drawings: Drawings, language: str) -> View:
    closed = state.closed
    assert closed is not None  # noqa: S101 - the screen is the result's
    return {"reason": closed.reason, "results": results_of(state, scopes, language)}


def _title(state: SittingState, scopes: Scopes, language: str) -> str:
    if not state.current:
        return ""
    return f"{state.current} {scopes[state.current].competence.title[language]}"


_VIEWS: Final[Mapping[str, Callable[[SittingState, Scopes, Drawings, str], View]]] = {
    "welcome": _welcome,
    "question": _question,
    "pause": _pause,
    "result": _result,
}
