"""The editor of an item in JupyterLab: the edge between the browser, the state and the disk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from pixauthor.bank.check_file import Setting
from pixauthor.bank.git import cat_files
from pixauthor.bank.lint import EVERYDAY
from pixauthor.bank.lint.store import read_settings
from pixauthor.bank.people_store import read_people
from pixauthor.bank.store import find_item_files
from pixauthor.editing.media import USES
from pixauthor.editing.media_store import add_medium
from pixauthor.editing.store import ItemFiles
from pixauthor.errors import PixauthorError
from pixauthor.grading.grade import grade
from pixauthor.locale import catalogue, current_language
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.editor.drawings import Drawings
from pixauthor.widgets.editor.examine import Look, examine
from pixauthor.widgets.editor.forms import describe_form, describe_skills
from pixauthor.widgets.editor.state import EditorState, Forget, Keep, Save, begin, reduce, refused, saved
from pixauthor.widgets.editor.trying import Seen, describe_seen, seen_answers, try_answer
from pixauthor.widgets.editor.view import (
    scored_in_service,
    view_conflict,
    view_data,
    view_findings,
    view_preview,
    view_status,
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
        path = f"items/{self._path_of(path_or_id)}"
        known = self._states.get(path)
        if known is None or not (known.dirty or known.conflict):
            known = begin(self._files.open(path), self._files.draft_of(path))
        self._setting = self._read_setting()
        self._answer, self._seen = None, None
        self._state = known
        self._scored = scored_in_service(self._examine(self._in_service(known)))
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
            self._state = refused(self._state, error.render())
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
                self._state = refused(self._current, error.render())

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

    def _read_setting(self) -> Setting:
        """Return what the bank is checked with now; faults of its settings are told by the check of the bank."""
        items_dir = self._workspace.items_dir
        people, _ = read_people(items_dir)
        lint, _ = read_settings(items_dir)
        framework = self._workspace.framework
        return Setting(items_dir=items_dir, framework=framework, grade=grade, rules=EVERYDAY, people=people, lint=lint)

    def _examine(self, source: str) -> Look:
        return examine(source, self.path, self._setting)

    def _show(self) -> None:
        state = self._current
        self._states[state.opened.path] = state
        look = self._examine(state.text)
        language = self.language
        data = look.data
        with self.hold_sync():
            if look.document is not None:
                response = data.get("response")
                way = str(response.get("type", "")) if isinstance(response, dict) else ""
                known = str(data.get("type", "")) in catalogue(language, "widgets")["types"]
                self.form = describe_form(str(data["type"]), way, language) if known else []
                self.skills = describe_skills(self._workspace.framework, data.get("competence"), language)
                self.data = view_data(look, language)
            if look.item is not None:
                pages, self.media = self._drawings.of(look.item)
                self.preview = view_preview(look, pages)
            self.source = state.text
            self.findings = view_findings(look, language)
            self.tried = self._try(look)
            if self._seen is not None:
                self.seen = {"rows": self._describe_seen(look)}
            self.conflict = view_conflict(state.conflict, language)
            # Last, and never twice the same: the browser hears that its command was done.
            shown = view_status(state, look, self._scored, language)
            self.status = {**shown, "drawn": look.item is not None, "serial": self._serial}

    def _try(self, look: Look) -> dict[str, Any]:
        if self._answer is None or look.item is None or not look.gradable:
            return {}
        return {**try_answer(look.item, self._answer, self.language), "answer": _without_content(self._answer)}

    def _describe_seen(self, look: Look) -> list[dict[str, Any]]:
        if self._seen is None or look.item is None or not look.gradable:
            return []
        return [describe_seen(one, look.item, self.language) for one in self._seen]

    def _known_responses(self) -> "pd.DataFrame":
        from pixauthor.responses.frame import to_frame
        from pixauthor.responses.store import load_table

        if self._responses is None:
            self._responses = to_frame(load_table(self._workspace.exports_dir))
        return self._responses

    def _in_service(self, state: EditorState) -> str:
        """Return the text that answers may have been given to: what git has of the file, else what was opened."""
        path = self._workspace.root / state.opened.path
        (committed,) = cat_files(path.parent, (f"HEAD:./{path.name}",))
        return committed.decode("utf-8", "replace") if committed else state.opened.text or ""

    def _path_of(self, path_or_id: str) -> str:
        if "/" in path_or_id:
            return path_or_id
        for path in find_item_files(self._workspace.items_dir):
            if path.stem == path_or_id:
                return path.relative_to(self._workspace.items_dir).as_posix()
        raise PixauthorError("editing.no-item", id=path_or_id)

    def _do_answer(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        self._answer = command.get("answer")
        return ()

    def _do_seen(self, _command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        look = self._examine(self._current.text)
        item = look.item
        self._seen = seen_answers(self._known_responses(), str(look.data.get("id", "")), item) if item else []
        return ()

    def _do_fix(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        finding, pointer = self._examine(self._current.text).findings[int(command["number"])]
        return ({**command, "finding": finding, "pointer": pointer},) if finding.code == command["code"] else ()

    def _do_medium(self, command: Command, buffers: Sequence[bytes]) -> tuple[Command, ...]:
        """Write a file beside the item, then name it in the item: ``{file}`` of ``then`` is its name."""
        name = self._add_medium(str(command["name"]), b"".join(buffers), str(command["use"]))
        then = command["then"]
        value = then["value"]
        if isinstance(value, str):
            return ({**then, "value": value.replace("{file}", name)},)
        return ({**then, "value": {**value, "file": name}},)

    def _do_keep_test(self, command: Command, _buffers: Sequence[bytes]) -> tuple[Command, ...]:
        answer = command.get("answer", self._answer)
        if isinstance(answer, Mapping) and "content" in answer:
            answer = {"upload": self._add_sample(answer)}
        return ({**command, "answer": answer},)

    def _add_sample(self, answer: Mapping[str, str]) -> str:
        import base64

        data = base64.b64decode(answer["content"])
        return self._add_medium(answer["name"], data, "file", sub="tests")

    def _add_medium(self, name: str, data: bytes, use: str, *, sub: str = "") -> str:
        path = self._workspace.root / self._current.opened.path
        return add_medium(path.parent, path.stem, name, data, use, sub=sub)


def _without_content(answer: Any) -> Any:
    """Return an answer as it is shown: a file without its bytes, which the browser has."""
    if isinstance(answer, Mapping) and "content" in answer:
        return {"name": answer["name"]}
    return answer


_EFFECTS: Final[Mapping[type, Callable[[EditorWidget, Any], None]]] = {
    Save: EditorWidget._save,
    Keep: EditorWidget._keep,
    Forget: EditorWidget._forget,
}
_OWN: Final[Mapping[str, Callable[[EditorWidget, Command, Sequence[bytes]], tuple[Command, ...]]]] = {
    "answer": EditorWidget._do_answer,
    "seen": EditorWidget._do_seen,
    "fix": EditorWidget._do_fix,
    "medium": EditorWidget._do_medium,
    "keep-test": EditorWidget._do_keep_test,
}
