"""What a rule is, and what it may look at.

A rule of an item reads one ``ItemContext``; a rule of the bank reads the ``Summary`` of every item, which is all that
stays in memory (and in the cache) once a file has been read. Both yield findings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pixauthor.bank.findings import Finding, Severity
from pixauthor.bank.interactions import Interaction
from pixauthor.bank.item import Item
from pixauthor.bank.keys import Key
from pixauthor.errors import Place
from pixauthor.framework.model import Framework

Pointer = tuple[str | int, ...]
"""Way to a value in the YAML: ``("choices", 1, "text")``."""


class Graded(Protocol):
    """What the grader returns, as far as a rule looks."""

    @property
    def status(self) -> str:
        """Outcome, by its official name."""

    @property
    def credit(self) -> float:
        """From 0 to 1."""


class Grade(Protocol):
    """The grader, injected: the bank stands below grading and may not import it."""

    def __call__(self, interaction: Interaction, key: Key, answer: Any, mode: str) -> Graded:
        """Return what the answer is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContext:
    """One item and its surroundings. ``place(*pointer)`` finds the line of a value."""

    item: Item
    data: Mapping[str, Any]
    folder: Path
    framework: Framework
    grade: Grade
    place: Callable[..., Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What rules of the bank need of one item: small, and plain JSON once ``asdict``-ed, so that it can be cached."""

    path: str
    id: str
    version: int
    status: str
    competence: str
    skill: str
    level: int
    family_role: str
    family_prototype: str
    translation_of: str
    media: tuple[str, ...]
    shingles: tuple[int, ...]
    key_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankContext:
    """All items of a workspace. ``place(path, *pointer)`` finds the line of a value in one file."""

    summaries: Sequence[Summary]
    items_folder: Path
    framework: Framework
    place: Callable[..., Place]
    media_files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its reason and a pair of examples, from which ``docs/lint-rules.md`` is made."""

    code: str
    slug: str
    severity: Severity
    why: str
    bad: str
    good: str
    check: Callable[[ItemContext], Iterator[Finding]] | None = None
    check_bank: Callable[[BankContext], Iterator[Finding]] | None = None
