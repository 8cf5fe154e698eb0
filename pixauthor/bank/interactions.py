"""What a candidate sees of a question: nothing here may help to find the key.

One class per way of answering; the keys are in ``bank.keys``, and no class of one module knows the other (house plan,
decision 1).
"""

from dataclasses import dataclass
from enum import StrEnum


class TextFormat(StrEnum):
    """Length of the answer expected, which sets the size of the field (pix.md §2.2: petit, mots, phrase…)."""

    SMALL = "small"
    WORDS = "words"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice, an entry to order, or a side of a match. ``fixed`` keeps its place when the others are shuffled."""

    id: str
    text: str
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of the item: ``file`` is relative to the folder of the item's YAML. ``alt`` is for pictures."""

    file: str
    label: str = ""
    alt: str = ""
    licence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice:
    """One option among several (official QCU)."""

    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice:
    """Several options among several (official QCM)."""

    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText:
    """A text field (official QROC)."""

    label: str = ""
    placeholder: str = ""
    format: TextFormat = TextFormat.WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number field, with the unit shown after it."""

    label: str = ""
    placeholder: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One blank of a text: a field, or a drop-down when it has options."""

    name: str
    label: str
    placeholder: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """A text with ``${name}`` where each blank goes (official QROCM-ind and QROCM-dep)."""

    template: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """Entries to put in order."""

    entries: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Give each source one target; a target may serve several sources or none."""

    sources: tuple[Option, ...]
    targets: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Hand in one file."""

    extensions: tuple[str, ...]
    max_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTask:
    """Download ``files``, work on them with one's own software, then answer or upload."""

    files: tuple[Media, ...]
    response: ShortText | Number | Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """A self-contained HTML page in a sandboxed frame, which posts the answer as text."""

    page: str
    title: str
    height: int = 420


Interaction = SingleChoice | MultipleChoice | ShortText | Number | Blanks | Ordering | Matching | FileTask | Simulator
