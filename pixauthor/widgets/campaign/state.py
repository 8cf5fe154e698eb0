"""Where an author of a campaign stands: the file that was opened, the text since, and what to do about a conflict."""

from dataclasses import dataclass, replace
from typing import Final

from pixauthor.editing.history import History
from pixauthor.editing.store import Conflict, Opened
from pixauthor.widgets.campaign.edits import Command, edit, label_of

JOINED: Final = frozenset({"set"})
"""Typing on in one field is one step for undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """The file as it was opened or last saved, the texts since, and the conflict that a save met."""

    opened: Opened
    history: History
    conflict: Conflict | None = None

    @property
    def text(self) -> str:
        """What the author has now."""
        return self.history.present.text

    @property
    def unsaved(self) -> bool:
        """Whether it differs from the file."""
        return self.text != self.opened.text


def opened_state(opened: Opened, draft: str | None = None) -> FormState:
    """Return the state of a file just opened; a draft that differs from it comes as an edit that can be undone."""
    history = History.of(opened.text or "")
    return FormState(opened=opened, history=history.record(draft, "draft") if draft is not None else history)


def reduce(state: FormState, command: Command) -> FormState:
    """Return the state after an edit, an undo or a redo.

    Raises:
        PixauthorError: when the edit cannot be made.
    """
    match command.get("do"):
        case "undo":
            return replace(state, history=state.history.undo())
        case "redo":
            return replace(state, history=state.history.redo())
        case done:
            joined = done in JOINED
            return replace(
                state, history=state.history.record(edit(state.text, command), label_of(command), joined=joined)
            )


def saved(state: FormState, result: Opened | Conflict) -> FormState:
    """Return the state after a save, which may have met a conflict."""
    if isinstance(result, Conflict):
        return replace(state, conflict=result)
    return replace(state, opened=result, conflict=None)
