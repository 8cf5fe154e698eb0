"""The self-positioning session as a widget of JupyterLab."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pixauthor.bank.item import Item, Status
from pixauthor.delivery.events import Event, SessionStarted
from pixauthor.delivery.scope import survey
from pixauthor.delivery.store import Journal, append, sessions_dir, start_journal
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.widgets.runner.host import RunnerHost, View
from pixauthor.widgets.runner.state import Command, RunnerState, Setting, is_repeated, reduce
from pixauthor.widgets.runner.view import view_of
from pixauthor.widgets.store import load_drawing
from pixauthor.workspace import Workspace

MAX_ITEMS: Final = 15
"""About fifteen questions a competence (pix.md, S1)."""
# pix.md §3 asks validated items; practising on one's own workspace is also how drafts are tried.
STATUSES: Final = (Status.VALIDATED.value, Status.DRAFT.value)
DONE, STALE, MALFORMED = 200, 409, 422


class SessionWidget(RunnerHost):
    """A session on one competence, to practise: each answer is followed by feedback, the right answer and a tutorial.

    For self-positioning only. Keys live in the kernel, which its user may read; what the browser gets never has a key
    before the answer is given. Where keys must be out of reach, ``ServiceSession`` takes the session of a service.

    Inherits from RunnerHost, as all that shows the runner in a notebook.
    """

    def __init__(
        self,
        workspace: Workspace,
        competence: str,
        *,
        seed: int | None = None,
        max_items: int = MAX_ITEMS,
        locale: str = "fr",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare a session; nothing is written before the candidate starts it.

        Args:
            workspace: whose bank asks; the journal goes to its ``exports/sessions``.
            competence: official code, ``"1.2"``.
            seed: decides which items are asked and in what order choices stand; drawn by chance by default.
            max_items: most questions.
            locale: language of the items; the page around them is in the current language.
            clock: tells the time, with its zone.

        Raises:
            PixauthorError: when the competence does not exist or has no item to ask.
        """
        self._workspace = workspace
        self._clock = clock
        self._state = RunnerState()
        self._journal: Journal | None = None
        self._setting = Setting(
            scope=survey(workspace.framework, workspace.bank, competence, locale, STATUSES),
            session=f"practise-{clock():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            seed=secrets.randbelow(2**31) if seed is None else seed,
            locale=locale,
            statuses=STATUSES,
            max_items=max_items,
        )
        super().__init__()

    def respond(self, path: str, data: Mapping[str, Any]) -> tuple[int, View]:
        """Do what the browser asks: journal what happens, then show it."""
        if path == "session":
            return DONE, self._view()
        command = Command(do=path.removeprefix("session/"), rank=data.get("rank"), value=data.get("value"))
        try:
            state, events = reduce(self._state, command, self._setting, self._clock())
        except MalformedAnswer as error:
            return MALFORMED, {**self._view(), "problem": error.render()}
        for event in events:
            self._record(event)
        self._state = state
        return DONE if events or is_repeated(state, command) else STALE, self._view()

    def _record(self, event: Event) -> None:
        if isinstance(event, SessionStarted):
            self._journal = start_journal(sessions_dir(self._workspace.exports_dir), event)
        elif self._journal:
            self._journal = append(self._journal, event)

    def _view(self) -> View:
        return view_of(self._state, self._setting, self._drawings, self._language, self._clock())

    def _drawings(self, item: Item) -> tuple[Mapping[str, str], Mapping[str, str]]:
        _, media, pages = load_drawing(item, self._workspace.items_dir / item.competence)
        return media, pages
