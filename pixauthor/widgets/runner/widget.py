"""The self-positioning session as a widget of JupyterLab."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.item import Item, Status
from pixauthor.delivery.events import Event, SessionStarted
from pixauthor.delivery.scope import survey
from pixauthor.delivery.store import Journal, append, sessions_dir, start_journal
from pixauthor.locale import catalogue, current_language
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.runner.state import Command, RunnerState, Setting, reduce
from pixauthor.widgets.runner.view import view_of
from pixauthor.widgets.store import load_drawing
from pixauthor.workspace import Workspace

MAX_ITEMS: Final = 15
"""About fifteen questions a competence (pix.md, S1)."""
# pix.md §3 asks validated items; practising on one's own workspace is also how drafts are tried.
STATUSES: Final = (Status.VALIDATED.value, Status.DRAFT.value)


class SessionWidget(anywidget.AnyWidget):
    """A session on one competence, to practise: each answer is followed by feedback and a tutorial.

    For self-positioning only. Keys live in the kernel, which its user may read; what the browser holds (the traits)
    never has a key before the answer is given. Certification needs the session service, where keys are out of reach.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script("runner/index.js")
    _css = assemble_style("runner/index.css")
    view = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

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
        self._language = current_language()
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
        texts = {name: dict(catalogue(self._language, "widgets")[name]) for name in ("item", "runner")}
        super().__init__(view=self._view(), texts=texts, language=self._language)
        self.on_msg(self._receive)

    def send_command(self, command: Command) -> None:
        """Do what the browser asks: journal what happens, then show it."""
        self._state, events = reduce(self._state, command, self._setting, self._clock())
        for event in events:
            self._record(event)
        # A number that grows, so that the browser hears of a command that changed nothing and lets go of its buttons.
        self.view = {**self._view(), "serial": self.view.get("serial", 0) + 1}

    def _record(self, event: Event) -> None:
        if isinstance(event, SessionStarted):
            self._journal = start_journal(sessions_dir(self._workspace.exports_dir), event)
        elif self._journal:
            self._journal = append(self._journal, event)

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        self.send_command(command)

    def _view(self) -> dict[str, Any]:
        return view_of(self._state, self._setting, self._drawings, self._language)

    def _drawings(self, item: Item) -> tuple[Mapping[str, str], Mapping[str, str]]:
        _, media, pages = load_drawing(item, self._workspace.items_dir / item.competence)
        return media, pages
