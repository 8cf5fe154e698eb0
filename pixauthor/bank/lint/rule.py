"""What a rule is, and what it may look at.

A rule of an item reads one ``ItemContext``; a rule of the bank reads the ``Summary`` of every item, which is all that
stays in memory (and in the cache) once a file has been read. Both yield findings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Protocol

from pixauthor.bank.interactions import Interaction
from pixauthor.bank.item import Item
from pixauthor.bank.keys import Key
from pixauthor.bank.lint.outside import NOTHING_ASKED, Outside
from pixauthor.bank.lint.prose import Pointer, named_files, shown
from pixauthor.bank.lint.settings import LintSettings
from pixauthor.bank.people import People
from pixauthor.errors import Place
from pixauthor.findings import Finding, Severity
from pixauthor.framework.model import Framework


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


@dataclass(frozen=True, kw_only=True)
class ItemContext:
    """One item and its surroundings. ``place(*pointer)`` finds the line of a value, and takes its time.

    ``path`` names its file in places and ``source`` is what that file says; ``people`` is None where the bank does not
    say who is who.
    """

    item: Item
    data: Mapping[str, Any]
    folder: Path
    framework: Framework
    grade: Grade
    place: Callable[..., Place]
    path: str = ""
    source: str = ""
    settings: LintSettings = field(default_factory=LintSettings)
    people: People | None = None

    def limit(self, code: str, name: str) -> float:
        """Return a limit of a rule, as the bank sets it."""
        return self.settings.limits[code][name]

    @cached_property
    def shown(self) -> tuple[tuple[Pointer, str], ...]:
        """All that the candidate reads in the question."""
        return tuple(shown(self.item))

    @cached_property
    def pictured(self) -> tuple[tuple[Pointer, str], ...]:
        """Those of the texts shown that may hold a picture."""
        return tuple(one for one in self.shown if "![" in one[1])

    @cached_property
    def named(self) -> tuple[tuple[Pointer, str], ...]:
        """The files that the item names, with the way to each, but the samples of its tests (rule T05)."""
        return tuple(named_files(self.item, self.pictured))


class Wording(NamedTuple):
    """What thorough rules of the bank need besides: words that compare items, or that are looked up elsewhere.

    ``stem`` has the roots of the words of each sentence, ``keys`` the right answers. ``key_place`` is the place of the
    one right option among ``n_options``, from 0, where candidates see the order of the author (-1: they do not, or
    there is none); ``key_longest`` says whether it is longer than all others (None: no single choice). ``terms`` and
    ``links`` go with the way to the text that they stand in.
    """

    locale: str
    stem: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    key_place: int
    n_options: int
    key_longest: bool | None
    names: tuple[str, ...]
    cliche: tuple[str, str] | None
    terms: tuple[tuple[Pointer, tuple[str, ...]], ...]
    links: tuple[tuple[Pointer, str], ...]


class Summary(NamedTuple):
    """What rules of the bank need of one item: small and plain JSON, so that it can be cached.

    A tuple, because thousands come from other processes and from the cache, in a tenth of the time of dataclasses.

    ``path`` and ``media`` are POSIX paths relative to the items folder (``1.2/dossiers-2-01.yaml``). ``media`` names
    every file that the item refers to, sample uploads of its tests and missing files included: the findings of an item
    depend on its own file, on these and on the framework, and on nothing else. ``expires`` is an ISO date or "".
    ``wording`` is there in thorough checks only.
    """

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
    family_alternative: int = 0
    expires: str = ""
    silenced: tuple[str, ...] = ()
    wording: Wording | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What git's HEAD holds of an item whose file has changed since."""

    version: int
    key_digest: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankContext:
    """All items of a workspace. ``place(path, *pointer)`` finds the line of a value in one file.

    ``media_files`` are the files of the ``media`` folders, relative to the items folder; ``unread`` the item files that
    gave no summary: what they are and name is not known; ``reviews`` the files of reviews, by path;
    ``committed`` what git's HEAD holds of the files that differ from it, by path (``bank.history.load_committed``);
    ``today`` is read once per run; ``outside`` answers what no file of the bank says.
    """

    summaries: Sequence[Summary]
    items_folder: Path
    framework: Framework
    place: Callable[..., Place]
    media_files: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    reviews: frozenset[str] = frozenset()
    committed: Mapping[str, Committed] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    settings: LintSettings = field(default_factory=LintSettings)
    outside: Outside = NOTHING_ASKED

    def limit(self, code: str, name: str) -> float:
        """Return a limit of a rule, as the bank sets it."""
        return self.settings.limits[code][name]

    def worded(self, code: str) -> Iterator[tuple[Summary, Wording]]:
        """Yield the items that do not silence a rule, with their wording."""
        for summary in self.summaries:
            if summary.wording is not None and code not in summary.silenced:
                yield summary, summary.wording

    @property
    def unread_ids(self) -> frozenset[str]:
        """The ids that the unread files have by their names."""
        return frozenset(PurePosixPath(path).stem for path in self.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its reason and a pair of examples, from which ``docs/lint-rules.md`` is made.

    A ``thorough`` rule takes time, or has an opinion of style: it runs when asked (``pixauthor check --all``).
    """

    code: str
    slug: str
    severity: Severity
    why: str
    bad: str
    good: str
    check: Callable[[ItemContext], Iterator[Finding]] | None = None
    check_bank: Callable[[BankContext], Iterator[Finding]] | None = None
    thorough: bool = False


def found(code: str, place: Place, severity: Severity = Severity.ERROR, variant: str = "", /, **fields: Any) -> Finding:
    """Return a finding of rule ``code``; ``fields`` are the values that its message names."""
    return Finding(code=code, place=place, severity=severity, variant=variant, fields=fields)
