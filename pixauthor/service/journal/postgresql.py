"""The same journal on a PostgreSQL server, for several instances of the service at once.

The primary key (sitting, number) decides who was first: the other instance is told ``Overtaken`` and reads what is new.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import asyncpg

from pixauthor.errors import PixauthorError
from pixauthor.service.journal import postgresql_works as works
from pixauthor.service.journal.journal import Counts, Draft, Overtaken, SittingRow, Tally
from pixauthor.service.journal.listing import COLUMNS, COUNT, PAGE, counts_of, newest, row_of

T = TypeVar("T")
CONNECTIONS: Final = 16
VACUUM_SECONDS: Final = 3600
_FAILURES: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class PostgresqlJournal:
    """See ``Journal``. Made by ``connect``."""

    shared = True

    def __init__(self, pool: Any) -> None:
        """Hold a pool of connections to a database whose tables are there."""
        self._pool = pool

    @classmethod
    async def connect(cls, address: str) -> "PostgresqlJournal":
        """Return the journal at ``postgresql://…``; its tables are made or brought up when needed.

        Raises:
            PixauthorError: when the server does not answer, or the journal is newer than this program.
        """
        try:
            pool = await asyncpg.create_pool(address, min_size=2, max_size=CONNECTIONS, command_timeout=10)
        except (*_FAILURES, ValueError) as error:
            raise _down(error) from None
        try:
            async with pool.acquire() as connection, connection.transaction():
                await works.migrate(connection)
        except (*_FAILURES, PixauthorError) as error:
            await pool.close()
            raise error if isinstance(error, PixauthorError) else _down(error) from None
        return cls(pool)

    async def open(self, row: SittingRow, lines: Sequence[bytes]) -> None:
        """See ``Journal.open``."""
        await self._do(lambda connection: works.open_sitting(connection, row, lines))

    async def append(self, sitting: str, number: int, lines: Sequence[bytes]) -> None:
        """See ``Journal.append``."""
        await self._do(lambda connection: works.append(connection, sitting, number, lines))

    async def mark_closed(self, sitting: str, at: datetime) -> None:
        """See ``Journal.mark_closed``."""
        words = "UPDATE sittings SET closed_at = $1 WHERE sitting = $2"
        await self._do(lambda connection: connection.execute(words, at.isoformat(), sitting))

    async def keep_draft(self, sitting: str, draft: Draft) -> None:
        """See ``Journal.keep_draft``."""
        words = (
            f"INSERT INTO drafts SELECT $1, $2::integer, $3 WHERE {works.IS_THERE} "
            "ON CONFLICT (sitting) DO UPDATE SET rank = $2, value = $3"
        )
        await self._do(lambda connection: works.insert(connection, words, sitting, draft.rank, draft.value))

    async def keep_record(self, kind: str, name: str, data: str, *, new: bool = False, owner: str = "") -> None:
        """See ``Journal.keep_record``."""
        replacing = "" if new else " ON CONFLICT (kind, name) DO UPDATE SET data = $3, owner = $4"
        words = (
            "INSERT INTO records (kind, name, data, owner) SELECT $1, $2, $3, $4 "  # noqa: S608 - words of our own
            f"WHERE NOT EXISTS (SELECT 1 FROM erased WHERE name = $4){replacing}"
        )
        await self._do(lambda connection: works.insert(connection, words, kind, name, data, owner))

    async def drop_record(self, kind: str, name: str) -> None:
        """See ``Journal.drop_record``."""
        words = "DELETE FROM records WHERE kind = $1 AND name = $2"
        await self._do(lambda connection: connection.execute(words, kind, name))

    async def read_record(self, kind: str, name: str) -> str | None:
        """See ``Journal.read_record``."""
        words = "SELECT data FROM records WHERE kind = $1 AND name = $2"
        found: str | None = await self._do(lambda connection: connection.fetchval(words, kind, name))
        return found

    async def records(self, kind: str) -> list[tuple[str, str]]:
        """See ``Journal.records``."""
        words = 'SELECT name, data FROM records WHERE kind = $1 ORDER BY name COLLATE "C"'
        return [(found[0], found[1]) for found in await self._do(lambda connection: connection.fetch(words, kind))]

    async def records_of(self, owner: str) -> list[tuple[str, str, str]]:
        """See ``Journal.records_of``."""
        words = 'SELECT kind, name, data FROM records WHERE owner = $1 ORDER BY kind COLLATE "C", name COLLATE "C"'
        found = await self._do(lambda connection: connection.fetch(words, owner))
        return [(one[0], one[1], one[2]) for one in found]

    async def tally(self, name: str, change: Callable[[Tally], Tally]) -> Tally:
        """See ``Journal.tally``."""
        return await self._do(lambda connection: works.tally(connection, name, change))

    async def read_tally(self, name: str) -> Tally:
        """See ``Journal.read_tally``."""
        words = "SELECT faults, last FROM tallies WHERE name = $1"
        found = await self._do(lambda connection: connection.fetchrow(words, name))
        return Tally(faults=found["faults"], last=found["last"]) if found else Tally()

    async def drop_tallies(self, before: float) -> None:
        """See ``Journal.drop_tallies``."""
        await self._do(lambda connection: connection.execute("DELETE FROM tallies WHERE last < $1", before))

    async def erase(self, candidate: str, at: datetime) -> int:
        """See ``Journal.erase``."""
        return await self._do(lambda connection: works.erase(connection, candidate, at))

    async def is_erased(self, name: str) -> bool:
        """See ``Journal.is_erased``."""
        words = "SELECT 1 FROM erased WHERE name = $1"
        return bool(await self._do(lambda connection: connection.fetchval(words, name)))

    async def scrub(self) -> bool:
        """See ``Journal.scrub``. Rows are freed; their bytes go as the server uses their place, or by VACUUM FULL."""
        try:
            async with self._pool.acquire() as connection:
                await connection.execute(f"VACUUM {', '.join(works.PERSONAL)}", timeout=VACUUM_SECONDS)
        except _FAILURES as error:
            raise _down(error) from None
        return True

    async def read(self, sitting: str, after: int = 0) -> list[bytes]:
        """See ``Journal.read``."""
        words = "SELECT line FROM events WHERE sitting = $1 AND number >= $2 ORDER BY number"
        return [bytes(found[0]) for found in await self._do(lambda link: link.fetch(words, sitting, after))]

    async def read_draft(self, sitting: str) -> Draft | None:
        """See ``Journal.read_draft``."""
        words = "SELECT rank, value FROM drafts WHERE sitting = $1"
        found = await self._do(lambda connection: connection.fetchrow(words, sitting))
        return Draft(rank=found[0], value=found[1]) if found else None

    async def find(self, candidate: str) -> list[SittingRow]:
        """See ``Journal.find``."""
        words = f"SELECT {COLUMNS} FROM sittings WHERE candidate = $1 ORDER BY opened_at DESC"  # noqa: S608
        return [row_of(found) for found in await self._do(lambda connection: connection.fetch(words, candidate))]

    async def row(self, sitting: str) -> SittingRow | None:
        """See ``Journal.row``."""
        words = f"SELECT {COLUMNS} FROM sittings WHERE sitting = $1"  # noqa: S608
        found = await self._do(lambda connection: connection.fetchrow(words, sitting))
        return row_of(found) if found else None

    async def rows(self, campaign: str | None = None) -> AsyncIterator[SittingRow]:
        """See ``Journal.rows``."""
        words = (
            f"SELECT {COLUMNS} FROM sittings WHERE ($1::text IS NULL OR campaign = $1) "  # noqa: S608 - words of our own
            f"AND (opened_at, sitting) > ($2, $3) ORDER BY opened_at, sitting LIMIT {PAGE}"
        )

        async def after(opened_at: str, sitting: str) -> list[Any]:
            return await self._do(lambda connection: connection.fetch(words, campaign, opened_at, sitting))

        found = await after("", "")
        while found:
            for one in found:
                yield row_of(one)
            found = await after(found[-1]["opened_at"], found[-1]["sitting"])

    async def newest(self, most: int, *, only_open: bool = False) -> list[SittingRow]:
        """See ``Journal.newest``."""
        words = newest(most, only_open=only_open)
        return [row_of(found) for found in await self._do(lambda connection: connection.fetch(words))]

    async def count(self) -> Counts:
        """See ``Journal.count``."""
        words = COUNT.format(collation='COLLATE "C"')
        return counts_of(await self._do(lambda connection: connection.fetchrow(words)))

    async def close(self) -> None:
        """See ``Journal.close``."""
        await self._pool.close()

    async def _do(self, work: Callable[[Any], Awaitable[T]]) -> T:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                return await work(connection)
        except asyncpg.UniqueViolationError:
            raise Overtaken from None
        except _FAILURES as error:
            raise _down(error) from None


def _down(error: Exception) -> PixauthorError:
    # The address may hold a password: it never goes into a message.
    return PixauthorError("service.database-down", reason=f"{type(error).__name__}")
