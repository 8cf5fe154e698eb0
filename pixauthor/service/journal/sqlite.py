"""A journal in one SQLite file: a single writer that commits many answers at once.

Write-ahead log with ``synchronous=FULL``: a commit is on disk when it returns.
"""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from pixauthor.errors import PixauthorError, Place
from pixauthor.service.journal import sqlite_works as works
from pixauthor.service.journal.group_writer import GroupWriter
from pixauthor.service.journal.journal import Counts, Draft, SittingRow, Tally
from pixauthor.service.journal.listing import COLUMNS, COUNT, PAGE, counts_of, newest, row_of
from pixauthor.service.journal.sqlite_file import bring_up, connect, empty_log
from pixauthor.service.journal.turns import Turns


class SqliteJournal:
    """See ``Journal``. One file; one process writes to it, or several by turns when it is ``shared``."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """Open or create the file.

        Raises:
            PixauthorError: when it is no journal, is newer than this program, or cannot be written.
        """
        self.shared = shared
        self._path = path
        self._reading = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            bring_up(path)
            connection, self._finder, self._reader = connect(path), connect(path), connect(path)
            self._turns = Turns(path.with_name(f"{path.name}-turn")) if shared else None
        except (sqlite3.Error, OSError) as error:
            raise self._down(error) from None
        self._writer = GroupWriter(connection, self._down, self._turns or nullcontext())

    async def open(self, row: SittingRow, lines: Sequence[bytes]) -> None:
        """See ``Journal.open``."""
        await self._writer.write(lambda connection: works.open_sitting(connection, row, lines))

    async def append(self, sitting: str, number: int, lines: Sequence[bytes]) -> None:
        """See ``Journal.append``."""
        rows = works.rows_of(sitting, number, lines)
        await self._writer.write(lambda connection: works.append(connection, sitting, number, lines), rows)

    async def mark_closed(self, sitting: str, at: datetime) -> None:
        """See ``Journal.mark_closed``."""
        words = "UPDATE sittings SET closed_at = ? WHERE sitting = ?"
        await self._writer.write(lambda connection: connection.execute(words, (at.isoformat(), sitting)))

    async def keep_draft(self, sitting: str, draft: Draft) -> None:
        """See ``Journal.keep_draft``."""
        await self._writer.write(lambda connection: works.keep_draft(connection, sitting, draft))

    async def keep_record(self, kind: str, name: str, data: str, *, new: bool = False, owner: str = "") -> None:
        """See ``Journal.keep_record``."""
        await self._writer.write(lambda connection: works.keep_record(connection, (kind, name, data, owner), new=new))

    async def drop_record(self, kind: str, name: str) -> None:
        """See ``Journal.drop_record``."""
        words = "DELETE FROM records WHERE kind = ? AND name = ?"
        await self._writer.write(lambda connection: connection.execute(words, (kind, name)))

    async def read_record(self, kind: str, name: str) -> str | None:
        """See ``Journal.read_record``."""
        found = self._find("SELECT data FROM records WHERE kind = ? AND name = ?", kind, name)
        return found[0][0] if found else None

    async def records(self, kind: str) -> list[tuple[str, str]]:
        """See ``Journal.records``."""
        found = await self._list("SELECT name, data FROM records WHERE kind = ? ORDER BY name", kind)
        return [(name, data) for name, data in found]

    async def records_of(self, owner: str) -> list[tuple[str, str, str]]:
        """See ``Journal.records_of``."""
        words = "SELECT kind, name, data FROM records WHERE owner = ? ORDER BY kind, name"
        return [(kind, name, data) for kind, name, data in await self._list(words, owner)]

    async def tally(self, name: str, change: Callable[[Tally], Tally]) -> Tally:
        """See ``Journal.tally``."""
        before: Tally = await self._writer.write(lambda connection: works.tally(connection, name, change))
        return before

    async def read_tally(self, name: str) -> Tally:
        """See ``Journal.read_tally``."""
        found = self._find(works.TALLY, name)
        return works.tally_of(found)

    async def drop_tallies(self, before: float) -> None:
        """See ``Journal.drop_tallies``."""
        await self._writer.write(lambda connection: connection.execute("DELETE FROM tallies WHERE last < ?", (before,)))

    async def erase(self, candidate: str, at: datetime) -> int:
        """See ``Journal.erase``."""
        count: int = await self._writer.write(lambda connection: works.erase(connection, candidate, at))
        return count

    async def is_erased(self, name: str) -> bool:
        """See ``Journal.is_erased``."""
        return bool(self._find("SELECT 1 FROM erased WHERE name = ?", name))

    async def scrub(self) -> bool:
        """See ``Journal.scrub``. What is deleted is overwritten; the write-ahead log has it until it is emptied."""
        return await asyncio.to_thread(self._empty_log)

    async def read(self, sitting: str, after: int = 0) -> list[bytes]:
        """See ``Journal.read``."""
        words = "SELECT line FROM events WHERE sitting = ? AND number >= ? ORDER BY number"
        # A line that someone edited may be of another type: its chain tells, and not we.
        return [
            line if isinstance(line, bytes) else str(line).encode() for (line,) in self._find(words, sitting, after)
        ]

    async def read_draft(self, sitting: str) -> Draft | None:
        """See ``Journal.read_draft``."""
        found = self._find("SELECT rank, value FROM drafts WHERE sitting = ?", sitting)
        return Draft(rank=found[0][0], value=found[0][1]) if found else None

    async def find(self, candidate: str) -> list[SittingRow]:
        """See ``Journal.find``."""
        words = f"SELECT {COLUMNS} FROM sittings WHERE candidate = ? ORDER BY opened_at DESC"  # noqa: S608
        return [row_of(found) for found in self._find(words, candidate)]

    async def row(self, sitting: str) -> SittingRow | None:
        """See ``Journal.row``."""
        found = self._find(f"SELECT {COLUMNS} FROM sittings WHERE sitting = ?", sitting)  # noqa: S608
        return row_of(found[0]) if found else None

    async def rows(self, campaign: str | None = None) -> AsyncIterator[SittingRow]:
        """See ``Journal.rows``."""
        words = (
            f"SELECT {COLUMNS} FROM sittings WHERE (? IS NULL OR campaign = ?) AND (opened_at, sitting) > (?, ?) "  # noqa: S608
            f"ORDER BY opened_at, sitting LIMIT {PAGE}"
        )
        last: tuple[str, str] = ("", "")
        while found := await self._list(words, campaign, campaign, *last):
            for one in found:
                yield row_of(one)
            last = found[-1][3], found[-1][0]

    async def newest(self, most: int, *, only_open: bool = False) -> list[SittingRow]:
        """See ``Journal.newest``."""
        return [row_of(found) for found in await self._list(newest(most, only_open=only_open))]

    async def count(self) -> Counts:
        """See ``Journal.count``."""
        return counts_of((await self._list(COUNT.format(collation="")))[0])

    async def close(self) -> None:
        """See ``Journal.close``."""
        await self._writer.close()
        self._finder.close()
        self._reader.close()
        if self._turns:
            self._turns.close()

    def _find(self, words: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look up a few rows by their key, here and now: a thread would take longer to be handed the question."""
        return self._fetch(self._finder, words, values)

    async def _list(self, words: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read rows of which there may be many, in a thread."""
        return await asyncio.to_thread(self._fetch_alone, words, values)

    def _fetch_alone(self, words: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._reading:
            return self._fetch(self._reader, words, values)

    def _fetch(self, connection: sqlite3.Connection, words: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return connection.execute(words, values).fetchall()
        except sqlite3.Error as error:
            raise self._down(error) from None

    def _empty_log(self) -> bool:
        try:
            return empty_log(self._path)
        except sqlite3.Error as error:
            raise self._down(error) from None

    def _down(self, error: Exception) -> PixauthorError:
        return PixauthorError("service.journal-down", place=Place(path=str(self._path)), reason=str(error))
