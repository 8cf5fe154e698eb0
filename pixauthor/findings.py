"""A fault of content as a value: what is wrong, where, how grave, and what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pixauthor.errors import Place
from pixauthor.locale import text


class Severity(StrEnum):
    """Errors stop a bundle; warnings and information ask for a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault.

    ``code`` names the rule (``L10``); ``variant`` the message of that rule in the ``findings`` catalogue, where
    ``findings.L10.message`` and ``findings.L10.hint`` are, or ``findings.Y01-tab.message`` for variant ``"tab"``.
    """

    code: str
    place: Place
    severity: Severity = Severity.ERROR
    variant: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str | None = None) -> str:
        """What is wrong."""
        return text(f"findings.{self._entry}.message", language, **self.fields)

    def hint(self, language: str | None = None) -> str:
        """What to write instead."""
        return text(f"findings.{self._entry}.hint", language, **self.fields)

    @property
    def _entry(self) -> str:
        return f"{self.code}-{self.variant}" if self.variant else self.code

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """By file, then down the page."""
        return self.place.path, self.place.line, self.place.column, self.code
