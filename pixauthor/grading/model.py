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

    @classmethod
    def of_credit(cls, credit: float, parts: Mapping[str, bool] | None = None) -> "Outcome":
        """Return the outcome that a credit stands for: ok at 1, ko at 0, partially between."""
        return cls(status=_status_of(credit), credit=credit, parts=parts or {})

    @classmethod
    def of_parts(cls, parts: Mapping[str, bool], *, partial: bool) -> "Outcome":
        """Return the outcome of parts: all right or nothing, or the share of them that is right."""
        if partial and parts:
            return cls.of_credit(sum(parts.values()) / len(parts), parts)
        return cls.of_credit(float(all(parts.values())), parts)


def _status_of(credit: float) -> AnswerStatus:
    if credit >= 1:
        return AnswerStatus.OK
    return AnswerStatus.PARTIALLY if credit > 0 else AnswerStatus.KO
