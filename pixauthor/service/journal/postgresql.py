"""The same journal on a PostgreSQL server, for several instances of the service at once.

The primary key (sitting, number) decides who was first: the other instance is told ``Overtaken`` and reads what is new.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import asyncpg

from pixauthor.errors import PixauthorError
from pixauthor.service.journal.journal import Draft, Overtaken, SittingRow
from pixauthor.service.journal.schema import MIGRATIONS, statements

T = TypeVar("T")
CONNECTIONS: Final = 16
_LOCK: Final = 0x70697861
"""Advisory lock of migrations: two instances that start together make the tables once."""
_COLUMNS: Final = "sitting, candidate, campaign, opened_at, closed_at"
_FAILURES: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class PostgresqlJournal:
    """See ``Journal``. Made by ``connect``."""

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
            async with pool.acquire() as connection, connection.transaction():
                await _migrate(connection)
        except (*_FAILURES, ValueError) as error:
            raise _down(error) from None
        return cls(pool)

    async def open(self, row: SittingRow, lines: Sequence[bytes]) -> None:
        """See ``Journal.open``."""

        async def work(connection: Any) -> None:
            words = "INSERT INTO sittings (sitting, candidate, campaign, opened_at) VALUES ($1, $2, $3, $4)"
            await connection.execute(words, row.sitting, row.candidate, row.campaign, row.opened_at.isoformat())
            await _append(connection, row.sitting, 0, lines)

        await self._do(work)

    async def append(self, sitting: str, number: int, lines: Sequence[bytes]) -> None:
        """See ``Journal.append``."""
        await self._do(lambda connection: _append(connection, sitting, number, lines))

    async def mark_closed(self, sitting: str, at: datetime) -> None:
        """See ``Journal.mark_closed``."""
        words = "UPDATE sittings SET closed_at = $1 WHERE sitting = $2"
        await self._do(lambda connection: connection.execute(words, at.isoformat(), sitting))

    async def keep_draft(self, sitting: str, draft: Draft) -> None:
        """See ``Journal.keep_draft``."""
        words = "INSERT INTO drafts VALUES ($1, $2, $3) ON CONFLICT (sitting) DO UPDATE SET rank = $2, value = $3"
        await self._do(lambda connection: connection.execute(words, sitting, draft.rank, draft.value))

    async def keep_record(self, kind: str, name: str, data: str, *, new: bool = False) -> None:
        """See ``Journal.keep_record``."""
        replacing = "" if new else " ON CONFLICT (kind, name) DO UPDATE SET data = $3"
        words = f"INSERT INTO records VALUES ($1, $2, $3){replacing}"  # noqa: S608 - words of our own
        await self._do(lambda connection: connection.execute(words, kind, name, data))

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

    async def erase(self, sitting: str) -> None:
        """See ``Journal.erase``."""

        async def work(connection: Any) -> None:
            for table in ("events", "drafts", "sittings"):
                await connection.execute(f"DELETE FROM {table} WHERE sitting = $1", sitting)  # noqa: S608 - our names

        await self._do(work)

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
        words = f"SELECT {_COLUMNS} FROM sittings WHERE candidate = $1 ORDER BY opened_at DESC"  # noqa: S608
        return [_row(found) for found in await self._do(lambda connection: connection.fetch(words, candidate))]

    async def rows(self, campaign: str | None = None) -> AsyncIterator[SittingRow]:
        """See ``Journal.rows``."""
        words = f"SELECT {_COLUMNS} FROM sittings WHERE $1::text IS NULL OR campaign = $1 ORDER BY opened_at, sitting"  # noqa: S608
        for found in await self._do(lambda connection: connection.fetch(words, campaign)):
            yield _row(found)

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


async def _migrate(connection: Any) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    await connection.execute("CREATE TABLE IF NOT EXISTS journal_version (version INTEGER NOT NULL)")
    version = await connection.fetchval("SELECT max(version) FROM journal_version") or 0
    if version > len(MIGRATIONS):
        raise PixauthorError("service.journal-newer", version=version)
    for statement in statements(version, "postgresql"):
        await connection.execute(statement)
    if version < len(MIGRATIONS):
        await connection.execute("INSERT INTO journal_version VALUES ($1)", len(MIGRATIONS))


async def _append(connection: Any, sitting: str, number: int, lines: Sequence[bytes]) -> None:
    words = "INSERT INTO events SELECT $1, * FROM unnest($2::integer[], $3::bytea[])"
    await connection.execute(words, sitting, list(range(number, number + len(lines))), list(lines))


def _row(found: Any) -> SittingRow:
    return SittingRow(
        sitting=found["sitting"],
        candidate=found["candidate"],
        campaign=found["campaign"],
        opened_at=datetime.fromisoformat(found["opened_at"]),
        closed_at=datetime.fromisoformat(found["closed_at"]) if found["closed_at"] else None,
    )


def _down(error: Exception) -> PixauthorError:
    # The address may hold a password: it never goes into a message.
    return PixauthorError("service.database-down", reason=f"{type(error).__name__}")
