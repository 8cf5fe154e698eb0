"""An item: what is asked, its key, and all that its authors know of it (pix.md §2.2).

Calibration results are not here: they belong to a calibration, which names the item and its version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pixauthor.bank.interactions import Interaction, Media
from pixauthor.bank.keys import Key


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


class Pedagogy(StrEnum):
    """What is asked: do it, know it, or judge a situation (e-preuve, q-savoir, q-situation)."""

    PERFORMANCE = "performance"
    KNOWLEDGE = "knowledge"
    SITUATION = "situation"


class Declinable(StrEnum):
    """How easily alternatives can be made."""

    EASILY = "easily"
    HARDLY = "hardly"
    PERMUTATION = "permutation"
    NO = "no-alternative"


class Spoil(StrEnum):
    """How easily the answer passes from one candidate to the next."""

    NOT = "not-spoilable"
    HARDLY = "hardly"
    EASILY = "easily"


class Compatibility(StrEnum):
    """Whether people with an impairment can answer (RAS, OK, Acquis Non Pertinent, KO, A tester)."""

    NOTHING_TO_REPORT = "nothing-to-report"
    OK = "ok"
    NOT_RELEVANT = "not-relevant"
    KO = "ko"
    TO_TEST = "to-test"


class Role(StrEnum):
    """Place in the family of a skill: the model, or a variant of it (Prototype, Décliné)."""

    PROTOTYPE = "prototype"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Didactics:
    """What the item is for, in teachers' terms."""

    pedagogy: Pedagogy = Pedagogy.KNOWLEDGE
    declinable: Declinable = Declinable.EASILY
    spoil: Spoil = Spoil.NOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """Who can answer, on which device, with which constraints."""

    blind: Compatibility = Compatibility.TO_TEST
    colour_blind: Compatibility = Compatibility.TO_TEST
    deaf: Compatibility = Compatibility.TO_TEST
    devices: tuple[str, ...] = ("computer",)
    needs_commercial_site: bool = False
    ipad_incompatible: bool = False
    awareness: bool = False
    to_rephrase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How the item is taken: seconds allowed (None: no limit), and whether leaving the window counts."""

    timer_seconds: int | None = None
    focus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A prototype, or the alternative number ``alternative`` of ``prototype``."""

    role: Role = Role.PROTOTYPE
    prototype: str | None = None
    alternative: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """For an item written from one in another language: the source, and what was adapted rather than translated."""

    source: str
    contextualized_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A site that the candidate must visit."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutorial:
    """What to read next: ``to-succeed`` or ``to-learn-more``; a text, an address, or both."""

    title: str
    kind: str = "to-succeed"
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What is said after the answer, in self-positioning only: it may tell the key."""

    ok: str = ""
    ko: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who read the item, and who looked at its fairness and when."""

    reviewers: tuple[str, ...] = ()
    fairness_by: str = ""
    fairness_on: date | None = None


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
