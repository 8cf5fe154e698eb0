"""What was answered, as one long table: one row per response, and what an import did with a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pixauthor.errors import PixauthorError
from pixauthor.locale import text

COLUMNS: Final = (
    "candidate",  # pseudonymous id
    "item",
    "version",
    "answer",  # JSON text; null when skipped, or when only the score is known
    "status",  # outcome by its official name (grading.model.AnswerStatus)
    "score",  # 0 to 1
    "seconds",  # response time; null when unknown
    "answered_at",  # aware, UTC; null when unknown
    "session",  # empty when the file names none
    "simulated",
    "source",  # SHA-256 of the imported file
)
GROUP_PREFIX: Final = "group_"
IDENTITY: Final = ("candidate", "item", "version", "session", "answered_at")
"""Two rows equal in these are the same response."""

SKIP_MARKER: Final = "#ABAND#"
"""What the official platform sends for a skipped question (pix.md §2.6)."""


class Cells(StrEnum):
    """What cells hold. ``AUTO`` looks at the first rows of a wide table, and at each row of a long one."""

    AUTO = "auto"
    ANSWERS = "answers"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is refused: a code of ``responses.rejected`` in the catalogues, and the fields of its sentence."""

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A response that was not stored. ``line`` counts from 1; ``column`` is the header, when one is to blame."""

    line: int
    column: str
    fault: Fault

    def reason(self, language: str | None = None) -> str:
        """Say what is wrong and what to write instead."""
        fields = {
            name: value.render(language) if isinstance(value, PixauthorError) else value
            for name, value in self.fault.fields.items()
        }
        return text(f"responses.rejected.{self.fault.code}", language, **fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Counts of responses: ``n_read = n_added + n_known + n_rejected``.

    ``part`` and ``rejects`` are None when nothing was written. ``reasons`` counts the rejected by code; ``examples``
    has the first of each.
    """

    source: str
    cells: Cells
    wide: bool
    n_read: int
    n_added: int
    n_known: int
    n_rejected: int
    n_simulated: int
    part: Path | None
    rejects: Path | None
    reasons: Mapping[str, int]
    examples: tuple[Rejected, ...]
