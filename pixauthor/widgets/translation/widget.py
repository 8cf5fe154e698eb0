"""The translation page in JupyterLab: the edge between the page, the state and the disk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.store import find_item_files
from pixauthor.editing.shelf import part_of
from pixauthor.editing.spans import read
from pixauthor.editing.store import ItemFiles
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import catalogue, current_language
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.translation.state import Command, TranslationState, after_save, begin, reduce
from pixauthor.widgets.translation.view import view_of
from pixauthor.workspace import Workspace

_SCRIPTS: Final = ("_shared/dom.js", "translation/index.js")


class TranslationWidget(anywidget.AnyWidget):
    """The source on the left, the translation on the right, text by text; what the source changed since is marked.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = join_modules(*_SCRIPTS)
    _css = assemble_style("translation/index.css")
    view = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        workspace: Workspace,
        item: str | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the page, on a translation if one is named.

        Args:
            workspace: whose items are translated.
            item: id of a translation, or its path relative to ``items/``.
            clock: tells the time of drafts, with its zone.

        Raises:
            PixauthorError: when there is no such item, it translates none, or one of the two cannot be read.
        """
        self._workspace, self._clock = workspace, clock
        self._files = ItemFiles(root=workspace.root)
        self._state: TranslationState | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._serial = 0
        language = current_language()
        super().__init__(texts=dict(catalogue(language, "translation")), language=language)
        self.on_msg(self._receive)
        if item is not None:
            self.open(item)

    def open(self, path_or_id: str | None = None) -> None:
        """Open a translation and its source. Raises: as the constructor.

        Without a name this is the method of Jupyter's that opens the line to the browser.
        """
        if path_or_id is None:
            super().open()
            return
        opened = self._files.open(f"items/{self._path_of(path_or_id)}")
        source = str(part_of(read(opened.text or "", opened.path).data, "translation").get("source", ""))
        if not source:
            raise PixauthorError("translation.none", place=Place(path=opened.path))
        state = begin(opened, self._files.open(f"items/{self._path_of(source)}").text or "")
        draft = self._files.draft_of(opened.path)
        # What was typed before the kernel died, unless the file is another one by now.
        self._state = replace(state, text=draft.text) if draft and draft.base_digest == opened.digest else state
        self._show()

    def on_saved(self, callback: Callable[[str], None]) -> None:
        """Have ``callback`` told of every save, with the path relative to ``items/``."""
        self._listeners.append(callback)

    def send_command(self, command: Command) -> None:
        """Do what the browser asks, and show what came of it."""
        if self._state is None:
            return
        own = _OWN.get(str(command.get("do")))
        try:
            self._state = own(self, self._state) if own else reduce(self._state, command)
            if own is None and self._state.dirty:
                self._files.keep(self._state.opened, self._state.text, self._clock())
        except PixauthorError as error:
            self._state = replace(self._state, problem=error.render())
        self._show()

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        self.send_command(command)

    def _save(self, state: TranslationState) -> TranslationState:
        saved = after_save(state, self._files.save(state.opened, state.text, self._clock()))
        if saved.saved:
            for tell in self._listeners:
                tell(state.opened.path.removeprefix("items/"))
        return saved

    def _reload(self, state: TranslationState) -> TranslationState:
        """Both files as they are on disk now; what was not saved is given up."""
        self._files.forget(state.opened.path)
        self.open(state.opened.path.removeprefix("items/"))
        assert self._state is not None  # noqa: S101 - just opened
        return self._state

    def _show(self) -> None:
        if self._state is not None:
            self._serial += 1
            self.view = {**view_of(self._state, self.language), "serial": self._serial}

    def _path_of(self, path_or_id: str) -> str:
        items = self._workspace.items_dir
        paths = (path.relative_to(items).as_posix() for path in find_item_files(items))
        found = next((one for one in paths if path_or_id in (one, one.rpartition("/")[2].removesuffix(".yaml"))), None)
        if found is None:
            raise PixauthorError("editing.no-item", id=path_or_id)
        return found


_OWN: Final[Mapping[str, Callable[[TranslationWidget, TranslationState], TranslationState]]] = {
    "save": lambda widget, state: widget._save(state),
    "reload": lambda widget, state: widget._reload(state),
}
