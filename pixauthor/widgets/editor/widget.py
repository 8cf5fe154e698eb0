"""The editor of an item in JupyterLab: the edge between the browser, the state and the disk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from pixauthor.editing.media import USES
from pixauthor.editing.store import ItemFiles
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, current_language
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.editor.conflict_view import view_conflict
from pixauthor.widgets.editor.deed import sentence_of
from pixauthor.widgets.editor.drawings import Drawings
from pixauthor.widgets.editor.examine import Look, examine
from pixauthor.widgets.editor.files import with_file, with_sample
from pixauthor.widgets.editor.ground import find_item, load_known_responses, read_setting, text_in_service
from pixauthor.widgets.editor.state import EditorState, Forget, Keep, Save, begin, reduce, refused, saved
from pixauthor.widgets.editor.trying import Seen, seen_answers
from pixauthor.widgets.editor.view import (
    asked_finding,
    needs_version,
    scene_of,
    scored_in_service,
    view_seen,
    view_status,
    view_trial,
)
from pixauthor.widgets.present import item_texts
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

Command = Mapping[str, Any]
_MODULES: Final = (
    *("desk", "fields", "rows", "media", "question", "blanks", "samples"),
    *("form", "preview", "yaml", "bar", "index"),
)
SCRIPTS: Final = tuple(f"editor/{name}.js" for name in _MODULES)
SHEETS: Final = ("editor/index.css", "editor/form.css")


class EditorWidget(anywidget.AnyWidget):
    """One item: a form or its YAML, what the candidate sees, what the check says, answers to try.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script(*SCRIPTS)
    _css = assemble_style(*SHEETS)
    status = traitlets.Dict().tag(sync=True)
    form: Any = traitlets.List().tag(sync=True)
    skills: Any = traitlets.List().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    findings: Any = traitlets.List().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)
    media = traitlets.Dict().tag(sync=True)
    tried = traitlets.Dict().tag(sync=True)
    seen = traitlets.Dict().tag(sync=True)
    conflict = traitlets.Dict().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        workspace: Workspace,
        item: str | None = None,
        *,
        author: str | None = None,
        responses: "pd.DataFrame | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the editor, on an item if one is named.

        Args:
            workspace: whose items are edited.
            item: id, or path relative to ``items/``.
            author: who writes, for dialogs beside the editor.
            responses: real answers to learn from; those of the workspace by default, if it has any.
            clock: tells the time of drafts, with its zone.

        Raises:
            PixauthorError: when there is no such item, or it cannot be read.
        """
        self.author = author
        self._workspace = workspace
        self._files = ItemFiles(root=workspace.root)
        self._responses = responses
        self._clock = clock
        self._listeners: list[Callable[[str], None]] = []
        self._states: dict[str, EditorState] = {}
        self._state: EditorState | None = None
        self._answer: Any = None
        self._seen: list[Seen] | None = None
        self._serial = 0
        language = current_language()
        texts: dict[str, Any] = {**catalogue(language, "editor"), "item": dict(item_texts(language))}
        limits = {name: {"kinds": list(use.extensions), "most": use.most_bytes} for name, use in USES.items()}
        super().__init__(texts=texts, language=language, limits=limits)
        self.on_msg(self._receive)
        if item is not None:
            self.open(item)

    @property
    def path(self) -> str:
        """The open file, relative to ``items/``; "" when none is."""
        return self._state.opened.path.removeprefix("items/") if self._state else ""

    def open(self, path_or_id: str | None = None) -> None:
        """Open an item, by its id or by its path relative to ``items/``. What was not saved of another one is kept.

        Without a name this is the method of Jupyter's that opens the line to the browser.

        Raises:
            PixauthorError: when there is no such item, or it cannot be read.
        """
        if path_or_id is None:
            super().open()
            return
        path = f"items/{find_item(self._workspace, path_or_id)}"
        known = self._states.get(path)
        if known is None or not (known.dirty or known.conflict):
            known = begin(self._files.open(path), self._files.draft_of(path))
        self._setting = read_setting(self._workspace)
        self._answer, self._seen = None, None
        self._state = known
        self._scored = scored_in_service(self._examine(text_in_service(self._workspace.root, known.opened)))
        # What the last item left must not stand beside one that cannot be read.
        self.form, self.data, self.preview, self.seen = [], {}, {}, {}
        self._drawings = Drawings(folder=(self._workspace.root / path).parent)
        self._show()

    def on_saved(self, callback: Callable[[str], None]) -> None:
        """Have ``callback`` told of every save, with the path relative to ``items/``."""
        self._listeners.append(callback)

    def send_command(self, command: Command, buffers: Sequence[bytes] = ()) -> None:
        """Do what the browser asks, and show what came of it."""
        self._serial = int(command.get("serial", self._serial))
        if self._state is None:
            return
        try:
            own = _OWN.get(str(command.get("do")))
            for step in own(self, command, buffers) if own else (command,):
                self._perform(step)
        except PixauthorError as error:
            self._state = refused(self._state, sentence_of(error))
        self._show()

    def _receive(self, _widget: Any, command: Command, buffers: Any) -> None:
        self.send_command(command, [bytes(one) for one in buffers or ()])

    def _perform(self, command: Command) -> None:
        state, effects = reduce(self._current, command)
        self._state = state
        for effect in effects:
            try:
                _EFFECTS[type(effect)](self, effect)
            except PixauthorError as error:
                self._state = refused(self._current, sentence_of(error))

    def _save(self, effect: Save) -> None:
        result = self._files.save(effect.base, effect.text, self._clock())
        self._state = saved(self._current, result)
        if self._current.conflict is None:
            for tell in self._listeners:
                tell(self.path)

    def _keep(self, effect: Keep) -> None:
        self._files.keep(effect.base, effect.text, self._clock())

    def _forget(self, effect: Forget) -> None:
        self._files.forget(effect.path)

    @property
    def _current(self) -> EditorState:
        assert self._state is not None  # noqa: S101 - commands come after ``open``
        return self._state

    def _examine(self, source: str) -> Look:
        return examine(source, self.path, self._setting)

    def _show(self) -> None:
        state = self._current
        self._states[state.opened.path] = state
        look = self._examine(state.text)
        scene = scene_of(look, self._workspace.framework, self._drawings, self.language)
        scene |= {"source": state.text, "conflict": view_conflict(state.conflict, self.language)}
        scene["tried"] = view_trial(look, self._answer, self.language)
        if self._seen is not None:
            scene["seen"] = view_seen(look, self._seen, self.language)
        # Last, and never twice the same: the browser hears that its command was done.
        scene["status"] = {**view_status(state, look, self._scored, self.language), "serial": self._serial}
        with self.hold_sync():
            for name, value in scene.items():
                setattr(self, name, value)

    def _do_save(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        """Save; what is scored otherwise than before is saved as a new version (``reviewing.revision``)."""
        due = needs_version(self._examine(self._current.text), self._scored)
        return ({"do": "raise-version"}, command) if due else (command,)

    def _do_answer(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        self._answer = command.get("answer")
        return ()

    def _do_seen(self, _command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        if self._responses is None:
            self._responses = load_known_responses(self._workspace)
        look = self._examine(self._current.text)
        item = look.item
        self._seen = seen_answers(self._responses, str(look.data.get("id", "")), item) if item else []
        return ()

    def _do_fix(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        found = asked_finding(self._examine(self._current.text), command["finding"], self.language)
        return ({**command, "finding": found[0], "pointer": found[1]},) if found else ()

    def _do_file(self, command: Command, buffers: Sequence[bytes]) -> tuple[Command, ...]:
        return (with_file(command, b"".join(buffers), self._item_file),)

    def _do_test(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        return (with_sample({"answer": self._answer, **command}, self._item_file),)

    @property
    def _item_file(self) -> Path:
        return self._workspace.root / self._current.opened.path


_EFFECTS: Final[Mapping[type, Callable[[EditorWidget, Any], None]]] = {
    Save: EditorWidget._save,
    Keep: EditorWidget._keep,
    Forget: EditorWidget._forget,
}
_OWN: Final[Mapping[str, Callable[[EditorWidget, Command, Sequence[bytes]], tuple[Command, ...]]]] = {
    "save": EditorWidget._do_save,
    "answer": EditorWidget._do_answer,
    "seen": EditorWidget._do_seen,
    "fix": EditorWidget._do_fix,
    "medium": EditorWidget._do_file,
    "keep-test": EditorWidget._do_test,
}
