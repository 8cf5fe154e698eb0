"""The journal of a session: JSON lines, each with the SHA-256 of the line before, synced to disk one by one.

A line changed, moved, added or taken out in the middle breaks the chain. Lines cut off at the end leave a chain that
holds: who must detect that keeps the digest of the last line (``Journal.head``), which is shown when a session ends.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Final

from pixauthor.canonical import digest, encode_canonical
from pixauthor.delivery.events import Event, SessionStarted, decode_event, encode_event
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes

SUFFIX: Final = ".jsonl"
GENESIS: Final = "0" * 64
"""What the first line carries as digest of the line before."""
MAX_BYTES: Final = 200_000_000
_SESSION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class BrokenJournal(PixauthorError):  # noqa: N818 - named for what it says
    """A journal that is not as it was written."""

    exit_status = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """What a journal holds: its events, the digest of its last line, its size in bytes."""

    path: Path
    events: tuple[Event, ...]
    head: str
    size: int

    @property
    def started(self) -> SessionStarted:
        """The first event."""
        first = self.events[0]
        assert isinstance(first, SessionStarted)  # noqa: S101 - load_journal and start_journal see to it
        return first


def sessions_dir(exports_dir: Path) -> Path:
    """Return the folder of journals."""
    return exports_dir / "sessions"


def start_journal(folder: Path, event: SessionStarted) -> Journal:
    """Create ``<session>.jsonl`` with its first event.

    Raises:
        PixauthorError: when a journal of this name exists, or the folder cannot be written.
    """
    if not _SESSION_ID.fullmatch(event.session):
        raise PixauthorError("session.bad-id", session=event.session)
    path = folder / f"{event.session}{SUFFIX}"
    if path.exists():
        raise PixauthorError("session.exists", place=Place(path=str(path)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=False)
    except OSError as error:
        raise _unwritable(path, error) from None
    return append(Journal(path=path, events=(), head=GENESIS, size=0), event)


def save_events(folder: Path, events: Sequence[Event]) -> Journal:
    """Write the journal of a session that is already known, a simulated one. Raises as ``start_journal``."""
    first, *others = events
    assert isinstance(first, SessionStarted)  # noqa: S101 - a session begins by its opening
    return reduce(append, others, start_journal(folder, first))


def append(journal: Journal, event: Event) -> Journal:
    """Write one event at the end, on disk when this returns; return the journal with it.

    Raises:
        PixauthorError: when someone else wrote to the file, or it cannot be written (it is then as it was).
    """
    line = encode_canonical({**encode_event(event), "previous": journal.head}) + b"\n"
    try:
        with journal.path.open("r+b") as stream:
            if stream.seek(0, os.SEEK_END) != journal.size:
                raise PixauthorError("session.journal-moved", place=Place(path=str(journal.path)))
            _write_whole(stream.fileno(), line, journal.size)
    except OSError as error:
        raise _unwritable(journal.path, error) from None
    return replace(journal, events=(*journal.events, event), head=digest(line[:-1]), size=journal.size + len(line))


def load_journal(path: Path) -> Journal:
    """Read a journal and verify its chain.

    Raises:
        BrokenJournal: at the first line that is wrong: cut off, not JSON, not chained to the line before, no event.
    """
    data = read_bytes(path, MAX_BYTES)
    lines = data.split(b"\n")
    if lines.pop():
        raise BrokenJournal("session.cut-off", place=Place(path=str(path), line=len(lines) + 1, column=1))
    events: list[Event] = []
    head = GENESIS
    for number, line in enumerate(lines, start=1):
        events.append(_read_line(line, head, Place(path=str(path), line=number, column=1)))
        head = digest(line)
    if not events or not isinstance(events[0], SessionStarted):
        raise BrokenJournal("session.no-start", place=Place(path=str(path)))
    return Journal(path=path, events=tuple(events), head=head, size=len(data))


def find_journal(folder: Path, name: str) -> Path:
    """Return the journal of a session id, else the file of that path.

    Raises:
        PixauthorError: when there is neither.
    """
    if _SESSION_ID.fullmatch(name) and (folder / f"{name}{SUFFIX}").is_file():
        return folder / f"{name}{SUFFIX}"
    if not Path(name).is_file():
        raise PixauthorError("session.unknown", session=name, folder=folder)
    return Path(name)


def list_journals(folder: Path) -> list[Path]:
    """Return the journals of a folder, by name; none when the folder does not exist."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file())


def _read_line(line: bytes, head: str, place: Place) -> Event:
    try:
        data = json.loads(line)
        previous = data.pop("previous")
    except (ValueError, KeyError, AttributeError, RecursionError):
        raise BrokenJournal("session.bad-line", place=place) from None
    if previous != head:
        raise BrokenJournal("session.broken-chain", place=place, expected=head[:12], got=str(previous)[:12])
    try:
        return decode_event(data)
    except (KeyError, TypeError, ValueError):
        raise BrokenJournal("session.bad-line", place=place) from None


def _write_whole(descriptor: int, line: bytes, size: int) -> None:
    try:
        written = 0
        while written < len(line):
            written += os.write(descriptor, line[written:])
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _unwritable(path: Path, error: OSError) -> PixauthorError:
    return PixauthorError("files.unwritable", place=Place(path=str(path)), reason=error.strerror or str(error))
