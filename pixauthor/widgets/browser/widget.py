"""The bank browser in JupyterLab: the edge between the page, the state, the index and the disk."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.coverage import Node, cover, heat_map, is_placed
from pixauthor.bank.git import run_git
from pixauthor.bank.search import search
from pixauthor.bank.search_index import Entry, Index
from pixauthor.bank.search_saved import SavedFilter, load_filters, remove_filter, require_filter, save_filter
from pixauthor.bank.search_store import reread
from pixauthor.editing.plan import Copy, Plan, Remove
from pixauthor.editing.plan_store import execute
from pixauthor.editing.shelf import Shelf
from pixauthor.editing.store import load_shelf
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, current_language, text
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.browser.coverage_view import heat_of, holes_of, tree_of
from pixauthor.widgets.browser.dialog_view import view_dialog
from pixauthor.widgets.browser.dialogs import FIELDS, Dialog, fill, open_dialog, plan_of
from pixauthor.widgets.browser.loading import Loading
from pixauthor.widgets.browser.state import BrowserState, Command, apply_filter, asked_skill, reduce
from pixauthor.widgets.browser.view import COLUMNS, chosen_of, controls_of, options_of, table_of
from pixauthor.workspace import Workspace

_SCRIPTS: Final = (
    "_shared/dom.js",
    *(f"browser/{name}.js" for name in ("pieces", "form", "table", "tree", "heat", "chosen", "dialog", "index")),
)
_SHEETS: Final = ("_shared/sortable.css", "browser/index.css", "browser/dialog.css")
# Most banks are read within it, and then the page has no state in between.
_PATIENCE_SECONDS: Final = 0.6
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
        self._author = _git_name(workspace) if author is None else author
        self._clock = clock
        self._state = BrowserState()
        self._index: Index | None = None
        self._nodes: tuple[Node, ...] = ()
        self._filters: Mapping[str, SavedFilter] = {}
        self._found: tuple[Entry, ...] = ()
        self._asked: tuple[Any, ...] = ()
        self._shelf: Shelf | None = None
        self._dialog: Dialog | None = None
        # The page is drawn by the thread that reads, once, and by that of the kernel.
        self._drawing = threading.RLock()
        language = current_language()
        columns = {name: catalogue(language, "item")["column"].get(name, name) for name in COLUMNS}
        texts = {**catalogue(language, "browser"), "columns": {**columns, **catalogue(language, "browser")["column"]}}
        super().__init__(texts=texts, language=language, reading={"done": 0, "of": 0})
        self.on_msg(self._receive)
        self._try(self._load_filters)
        self.refresh()

    def refresh(self, path: str | None = None) -> None:
        """Read the bank again; with ``path`` (relative to ``items/``), that file only."""
        if path is not None and self._index is not None:
            self._take(reread(self._index, self._workspace.items_dir, [path]), "")
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
            framework = self._workspace.framework
            self._index, self.notice = index, fault
            self._placed = [entry for entry in index if is_placed(entry, framework)]
            self._nodes, self._cells = cover(self._placed, framework), heat_map(self._placed, framework)
            self.options = options_of(index, framework, self.language)
            self._show()
            self.reading = {}

    def _show(self) -> None:
        if self._index is None:
            return
        fault = self._find(self._index)
        framework, state, language = self._workspace.framework, self._state, self.language
        with self.hold_sync():
            self.controls = controls_of(state, self._filters, fault)
            self.table = {
                **table_of(state, self._found, len(self._index), language),
                "holes": holes_of(self._nodes, state, framework),
            }
            drawn = {
                "tree": lambda: tree_of(self._nodes, state, language),
                "heat": lambda: heat_of(self._cells, framework, state, language),
            }
            self.cover = {"pane": state.pane, state.pane: drawn[state.pane]()}
            self.chosen = chosen_of(state, self._index, language)
            self.dialog = view_dialog(self._dialog, self._shelf, self._clock().date(), language)
            self.folded = state.folded

    def _find(self, index: Index) -> str:
        """Search, unless the same was asked of the same bank; return why the query cannot be read ("" when it can).

        While one is being typed it often cannot, and what was found before stays.
        """
        asked = (index, self._state.query, self._state.sort, self._clock().date())
        if asked != self._asked:
            try:
                self._found = search(index, self._state.query, sort=self._state.sort, today=asked[-1])
            except PixauthorError as error:
                return text(error.message, self.language, **error.fields)
            self._asked = asked
        return ""

    def _load_filters(self) -> None:
        self._filters = load_filters(self._workspace.root)

    def _keep(self, command: Command) -> None:
        name = str(command["name"]).strip()
        save_filter(self._workspace.root, name, SavedFilter(query=self._state.query, sort=self._state.sort))
        self._load_filters()
        self._state = replace(self._state, kept=name)
        self.notice = text("browser.kept", self.language, name=name)

    def _apply(self, command: Command) -> None:
        self._load_filters()
        name = str(command["name"])
        self._state = apply_filter(self._state, name, require_filter(self._filters, name))

    def _forget(self, command: Command) -> None:
        remove_filter(self._workspace.root, str(command["name"]))
        self._load_filters()
        self._state = replace(self._state, kept="")

    def _open(self, command: Command) -> None:
        self._tell_of(self._on_open, str(command["path"]))

    def _translate(self, command: Command) -> None:
        self._tell_of(self._on_translate, str(command["path"]))

    def _tell_of(self, listener: Listener | None, path: str) -> None:
        if listener is not None:
            listener(path)

    def _act(self, command: Command) -> None:
        kind = str(command["kind"])
        if kind not in FIELDS:
            return
        self._shelf = load_shelf(self._workspace.items_dir, self._workspace.framework)
        given = {"skill": str(command.get("skill", "")) or asked_skill(self._state), "author": self._author}
        self._dialog = open_dialog(kind, self._shelf, str(command.get("item", "")), **given)

    def _fill(self, command: Command) -> None:
        if self._dialog is not None and self._shelf is not None:
            self._dialog = fill(self._dialog, str(command["field"]), str(command["value"]), self._shelf)

    def _close(self, _command: Command) -> None:
        self._dialog = self._shelf = None

    def _execute(self, _command: Command) -> None:
        if self._dialog is None or self._shelf is None or self._index is None:
            return
        dialog = self._dialog
        try:
            plan = plan_of(dialog, self._shelf, self._clock().date())
            execute(plan, self._workspace.items_dir)
        except PixauthorError as error:
            # The files may have changed since the dialog was opened: the next plan is made of what they are now.
            self._shelf = load_shelf(self._workspace.items_dir, self._workspace.framework)
            self._dialog = replace(dialog, fault=error.render(self.language))
            return
        self._author = dialog.values.get("author", self._author).strip()
        self._dialog = self._shelf = None
        self._after(dialog.kind, plan)

    def _after(self, kind: str, plan: Plan) -> None:
        """Read again what changed, and show the item that came of it."""
        assert self._index is not None  # noqa: S101 - a plan is made of a bank that was read
        touched = [one for change in plan.changes for one in _paths(change)]
        self._take(reread(self._index, self._workspace.items_dir, touched), "")
        self.notice = text(f"browser.done.{kind}", self.language, n=len(plan.changes))
        written = [change.path for change in plan.changes if not isinstance(change, Remove)]
        path = next((one for one in reversed(written) if one.endswith(".yaml")), self._state.chosen)
        self._state = replace(self._state, chosen=path)
        if kind == "translate":
            self._tell_of(self._on_translate, path)
        elif kind != "retire":
            self._tell_of(self._on_open, path)


def _paths(change: Any) -> tuple[str, ...]:
    return (change.source, change.path) if isinstance(change, Copy) else (change.path,)


def _git_name(workspace: Workspace) -> str:
    return (run_git(workspace.root, ("config", "user.name")) or b"").decode("utf-8", "replace").strip()


_ACTS: Final[Mapping[str, Callable[[BrowserWidget, Command], object]]] = {
    "keep": BrowserWidget._keep,
    "apply": BrowserWidget._apply,
    "forget": BrowserWidget._forget,
    "open": BrowserWidget._open,
    "translation": BrowserWidget._translate,
    "act": BrowserWidget._act,
    "fill": BrowserWidget._fill,
    "close": BrowserWidget._close,
    "execute": BrowserWidget._execute,
}
