"""What every journal promises, whatever holds it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Overtaken(Exception):  # noqa: N818 - named for what it says
    """Someone else wrote to the sitting first: read what is new, and decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """What can be looked up of a sitting without its events."""

    sitting: str
    candidate: str
    campaign: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many sittings there are, and when one was last opened or closed."""

    open: int
    closed: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a candidate has typed and not sent: JSON text, for the question of this rank."""

    rank: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many faults are known of someone, and when the last was, in seconds since 1970."""

    faults: int = 0
    last: float = 0.0


class Journal(Protocol):
    """Events by sitting, numbered from 0 without a gap. A line is bytes: the journal never looks inside.

    Every method raises ``PixauthorError`` when the disk or the server does not answer; nothing is then written. What
    would write of a person who was erased raises ``PixauthorError`` (``service.gone``), decided where it is written.
    """

    @property
    def shared(self) -> bool:
        """Say whether several instances may write to it at once."""
        ...

    async def open(self, row: SittingRow, lines: Sequence[bytes]) -> None:
        """Begin a sitting.

        Raises:
            Overtaken: when it exists.
        """
        ...

    async def append(self, sitting: str, number: int, lines: Sequence[bytes]) -> None:
        """Write events from ``number`` on; they are on disk when this returns.

        Raises:
            Overtaken: when ``number`` is taken.
        """
        ...

    async def read(self, sitting: str, after: int = 0) -> list[bytes]:
        """Return the events of a sitting from number ``after`` on; none when it does not exist."""
        ...

    async def mark_closed(self, sitting: str, at: datetime) -> None:
        """Note that a sitting is closed, for listings; its events say so too."""
        ...

    async def find(self, candidate: str) -> list[SittingRow]:
        """Return the sittings of a candidate, newest first."""
        ...

    async def row(self, sitting: str) -> SittingRow | None:
        """Return what can be looked up of a sitting; None when it does not exist."""
        ...

    def rows(self, campaign: str | None = None) -> AsyncIterator[SittingRow]:
        """Yield all sittings, oldest first; those of one campaign when it is given."""
        ...

    async def newest(self, most: int, *, only_open: bool = False) -> list[SittingRow]:
        """Return so many sittings, newest first; only those that are not closed when it is asked for."""
        ...

    async def count(self) -> Counts:
        """Return how many sittings there are, without reading them."""
        ...

    async def keep_draft(self, sitting: str, draft: Draft) -> None:
        """Keep what is typed, in the place of what was kept before."""
        ...

    async def read_draft(self, sitting: str) -> Draft | None:
        """Return what was kept."""
        ...

    async def erase(self, candidate: str, at: datetime) -> int:
        """Take out the sittings of a candidate and the records that he owns, at once and for good (GDPR art. 17).

        His pseudonym and the ids of his sittings stay, so that nobody writes under them again. Return how many sittings
        and records there were.
        """
        ...

    async def is_erased(self, name: str) -> bool:
        """Say whether a candidate, or a sitting, was erased."""
        ...

    async def scrub(self) -> bool:
        """Make the files forget what was erased, as far as the database can; False when others kept it from that."""
        ...

    async def keep_record(self, kind: str, name: str, data: str, *, new: bool = False, owner: str = "") -> None:
        """Keep JSON text beside the journal (accesses, people), in the place of what was kept before.

        ``owner``: the candidate with whom it is erased.

        Raises:
            Overtaken: when it shall be ``new`` and is not.
        """
        ...

    async def read_record(self, kind: str, name: str) -> str | None:
        """Return what was kept under a name."""
        ...

    async def records(self, kind: str) -> list[tuple[str, str]]:
        """Return all names of a kind with what was kept, by name."""
        ...

    async def records_of(self, owner: str) -> list[tuple[str, str, str]]:
        """Return kind, name and text of all that is kept of a candidate, by kind and name."""
        ...

    async def drop_record(self, kind: str, name: str) -> None:
        """Take out what was kept under a name."""
        ...

    async def tally(self, name: str, change: Callable[[Tally], Tally]) -> Tally:
        """Put the changed tally of a name in the place of what was kept, at once for all instances; return the old one.

        ``change`` may be called more than once. A tally without fault is not kept.
        """
        ...

    async def read_tally(self, name: str) -> Tally:
        """Return the tally of a name; one without fault when none is kept."""
        ...

    async def drop_tallies(self, before: float) -> None:
        """Take out the tallies whose last fault was before a moment, in seconds since 1970."""
        ...

    async def close(self) -> None:
        """Let go of files and connections, once everything is written."""
        ...
