"""What an answer is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """``PIX`` reproduces pix.md §2.6 to the letter, its defects included; ``FIXED`` mends them (docs/grading.md)."""

    PIX = "pix"
    FIXED = "fixed"


class AnswerStatus(StrEnum):
    """Outcome of an answer, by its official name (pix.md §2.6)."""

    OK = "ok"
    KO = "ko"
    PARTIALLY = "partially"
    SKIPPED = "aband"
    TIMED_OUT = "timedout"
    FOCUSED_OUT = "focusedOut"
    UNIMPLEMENTED = "unimplemented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Status, credit from 0 to 1 (1 if and only if ok before timer and focus are looked at), and per-part results.

    ``parts`` says which blanks, entries, pairs or checks were right, by name.
    """

    status: AnswerStatus
    credit: float
    parts: Mapping[str, bool] = field(default_factory=dict)
