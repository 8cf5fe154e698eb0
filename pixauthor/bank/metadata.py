"""What the authors of an item know of it, beside the question and its key (pix.md §2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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
    """For an item written from one in another language: the source, and what was adapted rather than translated.

    ``source_marks`` tells by text (``choices.a.text``) which wording of the source it was translated from.
    """

    source: str
    contextualized_fields: tuple[str, ...] = ()
    source_marks: Mapping[str, str] = field(default_factory=dict)


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
