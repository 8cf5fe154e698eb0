"""What makes an answer right. Never leaves the bank, the grader and the session service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Scoring(StrEnum):
    """Whether an answer that is partly right earns a part of the credit."""

    ALL_OR_NOTHING = "all-or-nothing"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """The official tolerances (pix.md §2.6): t1 case, accents, spaces; t2 punctuation; t3 edits."""

    t1: bool = True
    t2: bool = True
    t3: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoiceKey:
    """The one right option."""

    correct: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoiceKey:
    """The set of right options."""

    correct: frozenset[str]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKey:
    """Accepted answers and how far an answer may be from them. ``exact`` is for drop-downs: no treatment at all."""

    accept: tuple[str, ...]
    tolerances: Tolerances = field(default_factory=Tolerances)
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberKey:
    """A value, the absolute distance allowed from it, and the units a candidate may type after it."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlanksKey:
    """Independent blanks: each has its own accepted answers. With ``PARTIAL``, credit is the share of blanks right."""

    blanks: Mapping[str, TextKey]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentBlanksKey:
    """Dependent blanks: any blank may hit any group, each group counts once.

    ``scoring`` gives the credit (0 to 1) by number of groups hit: ``{1: 0.5, 3: 1}`` gives 0.5 to one or two groups.
    Empty: all groups that there are blanks for, or nothing.
    """

    groups: Mapping[str, tuple[str, ...]]
    tolerances: Tolerances = field(default_factory=Tolerances)
    scoring: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingKey:
    """The right order. With ``PARTIAL``, credit is the share of entries in their right place."""

    order: tuple[str, ...]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingKey:
    """The target of each source. With ``PARTIAL``, credit is the share of sources well matched."""

    pairs: Mapping[str, str]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


class UploadTest(StrEnum):
    """What is looked at in an uploaded file."""

    EXTENSION = "extension"  # value: the file name ends so
    CONTAINS = "contains"  # value: the text contains it (t1 treatment)
    LACKS = "lacks"  # value: the text does not contain it (t1 treatment)
    LINES = "lines"  # value: number of lines that are not empty
    CSV_CELL = "csv-cell"  # value: of the cell at `row` (from 1) and `column` (name in the first row)
    ARCHIVE_HAS = "archive-has"  # value: a member of the zip archive
    ARCHIVE_LACKS = "archive-lacks"  # value: what no member of the zip archive may be


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCheck:
    """One thing that the uploaded file must satisfy."""

    test: UploadTest
    value: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadKey:
    """All that an uploaded file must satisfy. With ``PARTIAL``, credit is the share of checks met."""

    checks: tuple[UploadCheck, ...]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorKey:
    """Answers of the simulator that are right, compared to the letter."""

    accept: tuple[str, ...]


Key = (
    SingleChoiceKey
    | MultipleChoiceKey
    | TextKey
    | NumberKey
    | BlanksKey
    | DependentBlanksKey
    | OrderingKey
    | MatchingKey
    | UploadKey
    | SimulatorKey
)
