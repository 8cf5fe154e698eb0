"""An item: what is asked, its key, and all that its authors know of it (pix.md §2.2).

Calibration results are not here: they belong to a calibration, which names the item and its version.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pixauthor.bank.interactions import Interaction, Media
from pixauthor.bank.keys import Key
from pixauthor.bank.metadata import (
    Accessibility,
    Conduct,
    Didactics,
    Family,
    Feedback,
    Link,
    Review,
    Translation,
    Tutorial,
)


class ItemType(StrEnum):
    """The ways of answering; each has its schema in ``schemas/item``."""

    SINGLE_CHOICE = "single-choice"
    MULTIPLE_CHOICE = "multiple-choice"
    SHORT_TEXT = "short-text"
    BLANKS = "blanks"
    DEPENDENT_BLANKS = "dependent-blanks"
    NUMBER = "number"
    ORDERING = "ordering"
    MATCHING = "matching"
    FILE_TASK = "file-task"
    SIMULATOR = "simulator"


class Status(StrEnum):
    """The life of an item (pix.md §2.3: proposé, validé, archivé, périmé)."""

    DRAFT = "draft"
    VALIDATED = "validated"
    ARCHIVED = "archived"
    OBSOLETE = "obsolete"

    @property
    def operative(self) -> bool:
        """Archived items still serve running sessions (pix.md §2.3)."""
        return self in {Status.VALIDATED, Status.ARCHIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTest:
    """A sample answer and the outcome it must get. ``credit`` and ``mode`` are optional in the file."""

    answer: Any
    outcome: str
    credit: float | None = None
    mode: str = "fixed"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """A lint rule that does not apply here, with the reason."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question with its key, metadata and tests."""

    id: str
    type: ItemType
    version: int
    status: Status
    competence: str
    skill: str
    level: int
    title: str
    stem: str
    interaction: Interaction
    key: Key
    tests: tuple[ItemTest, ...]
    author: str
    licence: str
    created: date
    locale: str = "fr"
    updated: date | None = None
    validated: date | None = None
    expires: date | None = None
    perishable: str = ""
    alternative_text: str = ""
    illustration: Media | None = None
    attachments: tuple[Media, ...] = ()
    feedback: Feedback = field(default_factory=Feedback)
    tutorials: tuple[Tutorial, ...] = ()
    links: tuple[Link, ...] = ()
    didactics: Didactics = field(default_factory=Didactics)
    accessibility: Accessibility = field(default_factory=Accessibility)
    conduct: Conduct = field(default_factory=Conduct)
    family: Family = field(default_factory=Family)
    translation: Translation | None = None
    geography: str = "neutral"
    review: Review = field(default_factory=Review)
    silenced: tuple[Silenced, ...] = ()

    @property
    def reference(self) -> str:
        """The item and its version, as responses and calibrations name it: ``dossiers-2-01@1``."""
        return f"{self.id}@{self.version}"
