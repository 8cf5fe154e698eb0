"""What a command of the author makes of a text, and how people call it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pixauthor.bank.changes import name_field
from pixauthor.editing.values import Pointer
from pixauthor.errors import PixauthorError
from pixauthor.locale import text as said

Command: TypeAlias = Mapping[str, Any]
"""What the browser sends: ``do`` names the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The text that a command makes, what people call the edit, and the field to go to after it."""

    text: str
    label: str
    focus: Pointer = ()


def label_of(name: str) -> str:
    """Return what people call an edit that is of no field."""
    return said(f"editor.deed.{name}")


def sentence_of(error: PixauthorError) -> str:
    """Return why something was refused, as a sentence: the file is the one that is open, and needs no name."""
    words = said(error.message, **error.fields)
    return words[:1].upper() + words[1:]


def name_of_field(pointer: Pointer) -> str:
    """Return what people call a field: ``Choix › 2 › texte``."""
    return name_field([str(step + 1) if isinstance(step, int) else step for step in pointer])
