"""What a command says when it cannot go on: a message of the catalogue, its fields and a place.

Faults of content are values (``bank.findings``); an exception here means that the command as asked cannot be done.
"""

from dataclasses import dataclass
from typing import Any

from pixauthor.locale import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is: a path as the user gave it, and line and column counted from 1 (0: the whole file)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class PixauthorError(Exception):
    """A refusal that a person must read.

    Args:
        message: id in the catalogues of ``pixauthor/locale`` (``"files.missing"``).
        place: where the fault is, when it has a place.
        fields: values that the message names.
    """

    exit_status = 2

    def __init__(self, message: str, /, *, place: Place | None = None, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.fields = fields

    def render(self, language: str | None = None) -> str:
        """Return the sentence in ``language`` (the current one by default), after its place."""
        sentence = text(self.message, language, **self.fields)
        return f"{self.place}: {sentence}" if self.place else sentence

    def __str__(self) -> str:
        return self.render()

    def __reduce__(self) -> tuple[Any, ...]:
        # The default forgets keyword arguments, and an error must survive the way back from a worker process.
        return _rebuild, (type(self), self.message, self.place, self.fields)


def _rebuild(cls: type[PixauthorError], message: str, place: Place | None, fields: dict[str, Any]) -> PixauthorError:
    return cls(message, place=place, **fields)
