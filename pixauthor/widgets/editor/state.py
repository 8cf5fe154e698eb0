"""The editor as a value, and what each command makes of it.

One text is the truth; form, preview and findings are read from it. Pure: what must be done to the disk is returned as
``Effect`` for the widget to do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pixauthor.editing.draft import Draft
from pixauthor.editing.history import History
from pixauthor.editing.store import Conflict, Opened
from pixauthor.editing.values import Pointer
from pixauthor.errors import PixauthorError
from pixauthor.widgets.editor import deeds
from pixauthor.widgets.editor.deed import Command, label_of, sentence_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """Write ``text`` over ``base``, unless the file is no longer that."""

    base: Opened
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Keep a draft of ``text``."""

    base: Opened
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Throw the draft of ``path`` away: what it holds is on disk, or its author said so."""

    path: str


Effect: TypeAlias = Save | Keep | Forget


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorState:
    """An item being edited.

    ``opened`` is the file as it was read, over which is saved; ``draft`` is offered and waits for an answer;
    ``conflict`` waits for a choice; ``problem`` says why the last command was refused; ``focus`` is the field to go to;
    ``run`` numbers the visits to a field: what is typed in one visit is undone at once.
    """

    opened: Opened
    history: History
    draft: Draft | None = None
    conflict: Conflict | None = None
    problem: str = ""
    focus: Pointer = ()
    run: int = -1

    @property
    def text(self) -> str:
        """What the author has now."""
        return self.history.present.text

    @property
    def dirty(self) -> bool:
        """What the author has is not on disk, as far as is known."""
        return self.text != self.opened.text


Reduced: TypeAlias = tuple[EditorState, tuple[Effect, ...]]


def begin(opened: Opened, draft: Draft | None) -> EditorState:
    """Return the state of a file that was just opened; a draft that says something else is offered."""
    offered = draft if draft and draft.text != opened.text else None
    return EditorState(opened=opened, history=History.of(opened.text or ""), draft=offered)


def reduce(state: EditorState, command: Command) -> Reduced:
    """Return what a command makes of the state; a refused one changes nothing but ``problem``."""
    name = str(command.get("do"))
    clean = replace(state, problem="", focus=())
    try:
        if name in deeds.DEEDS:
            return _edit(clean, command, name)
        return _OTHERS[name](clean, command) if name in _OTHERS else (state, ())
    except PixauthorError as error:
        return replace(state, problem=sentence_of(error)), ()


def saved(state: EditorState, result: Opened | Conflict) -> EditorState:
    """Return the state after a save: the file as it now is, or the conflict that kept it from being written."""
    if isinstance(result, Conflict):
        return replace(state, conflict=result)
    return replace(state, opened=result, conflict=None)


def refused(state: EditorState, problem: str) -> EditorState:
    """Return the state after the disk refused: nothing is lost, and the reason is told."""
    return replace(state, problem=problem)


def _edit(state: EditorState, command: Command, name: str) -> Reduced:
    if state.draft or state.conflict:
        # Two texts are waiting for a choice: a third would overwrite the draft of one of them.
        return state, ()
    deed = deeds.DEEDS[name](state.text, command)
    run = int(command.get("run", -1))
    joined = run >= 0 and run == state.run
    history = state.history.record(deed.text, deed.label, joined=joined)
    return _with_history(replace(state, run=run, focus=deed.focus), history)


def _with_history(state: EditorState, history: History) -> Reduced:
    changed = replace(state, history=history)
    return changed, _kept(changed) if history.present.text != state.text else ()


def _kept(state: EditorState) -> tuple[Effect, ...]:
    """Return what keeps the text safe: a draft, or none when the disk holds it."""
    base = state.opened
    return (Keep(base=base, text=state.text),) if state.dirty else (Forget(path=base.path),)


def _undo(state: EditorState, _command: Command) -> Reduced:
    return (state, ()) if _waiting(state) else _with_history(replace(state, run=-1), state.history.undo())


def _redo(state: EditorState, _command: Command) -> Reduced:
    return (state, ()) if _waiting(state) else _with_history(replace(state, run=-1), state.history.redo())


def _save(state: EditorState, _command: Command) -> Reduced:
    if _waiting(state):
        return state, ()
    return replace(state, run=-1), (Save(base=state.opened, text=state.text),)


def _resume(state: EditorState, _command: Command) -> Reduced:
    """Go on with the draft, over the file that it was begun on: if the disk has another by now, saving will tell."""
    if state.draft is None:
        return state, ()
    draft = state.draft
    base = replace(state.opened, text=draft.base, digest=draft.base_digest)
    history = state.history.record(draft.text, label_of("draft"))
    return replace(state, opened=base, history=history, draft=None), ()


def _discard(state: EditorState, _command: Command) -> Reduced:
    """Throw the offered draft away. Its text stays one step away, by redoing, as long as the editor lives."""
    if state.draft is None:
        return state, ()
    history = state.history.record(state.draft.text, label_of("draft")).undo()
    return replace(state, draft=None, history=history), (Forget(path=state.opened.path),)


def _settle(state: EditorState, command: Command) -> Reduced:
    """Answer a conflict: ``mine``, ``theirs``, or ``merge`` with the side kept of each field that clashes."""
    if state.conflict is None:
        return state, ()
    conflict = state.conflict
    side = command.get("side")
    free = replace(state, conflict=None, opened=conflict.theirs)
    if side == "later":
        return replace(state, conflict=None), ()
    if side == "mine":
        return free, (Save(base=conflict.theirs, text=conflict.mine),)
    text = deeds.settled(conflict, str(side), command.get("choices", ()))
    settled = replace(free, history=state.history.record(text, label_of(f"settle-{side}")))
    if side == "merge":
        return settled, (Save(base=conflict.theirs, text=text),)
    return settled, (Forget(path=conflict.theirs.path),)


def _waiting(state: EditorState) -> bool:
    return bool(state.draft or state.conflict)


_OTHERS: Final[Mapping[str, Callable[[EditorState, Command], Reduced]]] = {
    "undo": _undo,
    "redo": _redo,
    "save": _save,
    "resume": _resume,
    "discard": _discard,
    "settle": _settle,
}
COMMANDS: Final[Sequence[str]] = (*deeds.DEEDS, *_OTHERS)
"""Names of all commands that a state understands."""
