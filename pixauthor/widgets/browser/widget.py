"""The bank browser in JupyterLab: the edge between the page, the state, the index and the disk."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.search_index import Index
from pixauthor.bank.search_store import reread
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.browser.acting import Acting, Done, git_name
from pixauthor.widgets.browser.coverage_view import cover_of, holes_of
from pixauthor.widgets.browser.finding import Finding
from pixauthor.widgets.browser.kept import Kept
from pixauthor.widgets.browser.loading import Loading
from pixauthor.widgets.browser.state import BrowserState, Command, asked_skill, reduce
from pixauthor.widgets.browser.view import chosen_of, controls_of, options_of, page_texts, table_of
from pixauthor.workspace import Workspace

_SCRIPTS: Final = (
    "_shared/dom.js",
    *(f"browser/{name}.js" for name in ("pieces", "form", "table", "tree", "heat", "chosen", "dialog", "index")),
)
_SHEETS: Final = ("_shared/sortable.css", "browser/index.css", "browser/dialog.css")
# Most banks are read within it, and then the page has no state in between.
_PATIENCE_SECONDS: Final = 0.6
_TRANSLATE: Final = "translate"
Listener = Callable[[str], None]


class BrowserWidget(anywidget.AnyWidget):
    """The items of a bank: what is covered, what is found, and what can be done to an item as a whole.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = join_modules(*_SCRIPTS)
    _css = assemble_style(*_SHEETS)
    reading = traitlets.Dict().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    cover = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    dialog = traitlets.Dict().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    opened = traitlets.Int(0, help="How often something was opened beside, for the page to show it.").tag(sync=True)
    folded = traitlets.Bool(default_value=False).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        workspace: Workspace,
        *,
        on_open: Listener | None = None,
        on_translate: Listener | None = None,
        author: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Show the bank; a large one that was never read is read beside the page, which says how far it is.

        Args:
            workspace: whose items are shown.
            on_open: told which item is to be opened, as its path relative to ``items/``; without, nothing opens.
            on_translate: told which translation is to be opened, likewise.
            author: who writes new items; the name that git knows by default.
            clock: tells the time, with its zone.
        """
        self._workspace, self._on_open, self._on_translate = workspace, on_open, on_translate
        self._clock = clock
        author = git_name(workspace) if author is None else author
        self._acting = Acting(workspace, author, lambda: clock().date())
        self._state = BrowserState()
        self._finding: Finding | None = None
        self._kept = Kept(workspace.root)
        # The page is drawn by the thread that reads, once, and by that of the kernel.
        self._drawing = threading.RLock()
        language = current_language()
        super().__init__(texts=page_texts(language), language=language, reading={"done": 0, "of": 0})
        self.on_msg(self._receive)
        self._try(self._kept.load)
        self.refresh()

    def refresh(self, path: str | None = None) -> None:
        """Read the bank again; with ``path`` (relative to ``items/``), that file only."""
        if path is not None and self._finding is not None:
            self._take(reread(self._finding.index, self._workspace.items_dir, [path]), "")
            return
        loading = Loading(self._workspace, self._tell, self._take)
        loading.start()
        loading.join(_PATIENCE_SECONDS)

    def send_command(self, command: Command) -> None:
        """Do what the browser asks, and show what came of it."""
        with self._drawing:
            self.notice = ""
            act = _ACTS.get(str(command.get("do")))
            if act is not None:
                self._try(lambda: act(self, command))
            else:
                self._state = reduce(self._state, command, self.language)
            self._show()

    def new(self, skill: str = "") -> None:
        """Open the dialog of a new item."""
        self.send_command({"do": "act", "kind": "new", "skill": skill})

    def show(self, path: str) -> None:
        """Have an item opened, and shown as the one that is looked at."""
        self._state = replace(self._state, chosen=path)
        self.send_command({"do": "open", "path": path})

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        self.send_command(command)

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except PixauthorError as error:
            self.notice = error.render(self.language)

    def _tell(self, done: int, of: int) -> None:
        self.reading = {"done": done, "of": of}

    def _take(self, index: Index, fault: str) -> None:
        with self._drawing:
            self._finding = Finding(index, self._workspace.framework)
            self.notice = fault or self.notice
            self.options = options_of(index, self._workspace.framework, self.language)
            self._show()
            self.reading = {}

    def _show(self) -> None:
        self.folded = self._state.folded
        if self._finding is None:
            return
        finding, state, language = self._finding, self._state, self.language
        fault = finding.find(state.query, state.sort, self._clock().date(), language)
        with self.hold_sync():
            self.controls = controls_of(state, self._kept.filters, fault)
            self.table = {
                **table_of(state, finding.found, len(finding.index), language),
                "holes": holes_of(finding, state),
            }
            self.cover = cover_of(finding, state, language)
            self.chosen = chosen_of(state, finding.index, language)
            self.dialog = self._acting.view(language)

    def _keep(self, name: str) -> None:
        self._state = self._kept.keep(self._state, name)
        self.notice = text("browser.kept", self.language, name=self._state.kept)

    def _become(self, state: BrowserState) -> None:
        self._state = state

    def _tell_of(self, listener: Listener | None, path: str) -> None:
        if listener is not None:
            listener(path)
            self.opened += 1

    def _act(self, command: Command) -> None:
        skill = str(command.get("skill", "")) or asked_skill(self._state)
        self._acting.open(str(command["kind"]), str(command.get("item", "")), skill)

    def _execute(self, _command: Command) -> None:
        done = self._acting.execute(self.language)
        if done is not None and self._finding is not None:
            self._take(reread(self._finding.index, self._workspace.items_dir, done.touched), "")
            self._after(done)

    def _after(self, done: Done) -> None:
        """Show the item that came of an action, and have it opened, so that no editor stays on a path that is gone."""
        self.notice = text(f"browser.done.{done.kind}", self.language, n=len(done.touched))
        self._state = replace(self._state, chosen=done.path or self._state.chosen)
        if done.path and done.kind in _OPENED:
            self._tell_of(_OPENED[done.kind](self), done.path)


_OPENED: Final[Mapping[str, Callable[[BrowserWidget], Listener | None]]] = {
    **dict.fromkeys(("new", "duplicate", "alternative", "move", "rename"), lambda widget: widget._on_open),
    _TRANSLATE: lambda widget: widget._on_translate,
}
_ACTS: Final[Mapping[str, Callable[[BrowserWidget, Command], object]]] = {
    "keep": lambda widget, command: widget._keep(str(command["name"])),
    "apply": lambda widget, command: widget._become(widget._kept.apply(widget._state, str(command["name"]))),
    "forget": lambda widget, command: widget._become(widget._kept.forget(widget._state, str(command["name"]))),
    "open": lambda widget, command: widget._tell_of(widget._on_open, str(command["path"])),
    "translation": lambda widget, command: widget._tell_of(widget._on_translate, str(command["path"])),
    "act": lambda widget, command: widget._act(command),
    "fill": lambda widget, command: widget._acting.fill(str(command["field"]), str(command["value"])),
    "close": lambda widget, _: widget._acting.close(),
    "execute": lambda widget, command: widget._execute(command),
}
