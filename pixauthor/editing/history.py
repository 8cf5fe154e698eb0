"""Undo and redo, as a value: every text that was, with what was done to come to it."""

from dataclasses import dataclass, replace
from typing import Final

# Texts of an item are a few kilobytes; a day's work stays within a few megabytes.
LIMIT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A text, and the label of the edit that made it (empty for the text that was opened)."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Where an author is: steps before (oldest first), the present one, and those taken back (next first)."""

    present: Step
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()

    @classmethod
    def of(cls, text: str) -> "History":
        """Return the history of a text that was just opened."""
        return cls(present=Step(text=text))

    def record(self, text: str, label: str, *, joined: bool = False) -> "History":
        """Return the history after an edit; ``joined``: it goes on with the last one (typing in one field)."""
        if text == self.present.text:
            return self
        step = Step(text=text, label=label)
        if joined and self.past and not self.future and self.present.label == label:
            return replace(self, present=step)
        return History(present=step, past=(*self.past, self.present)[-LIMIT:])

    def undo(self) -> "History":
        """Return the history one edit earlier; itself at the beginning."""
        if not self.past:
            return self
        return History(present=self.past[-1], past=self.past[:-1], future=(self.present, *self.future))

    def redo(self) -> "History":
        """Return the history with the last undone edit done again; itself when there is none."""
        if not self.future:
            return self
        return History(present=self.future[0], past=(*self.past, self.present), future=self.future[1:])
