"""The same journal on a PostgreSQL server, for several instances of the service at once.

The primary key (sitting, number) decides who was first: the other instance is told ``Overtaken`` and reads what is new.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import asyncpg

from pixauthor.errors import PixauthorError
from pixauthor.service.journal.journal import Draft, Overtaken, SittingRow, Tally
from pixauthor.service.journal.schema import MIGRATIONS, statements

T = TypeVar("T")
CONNECTIONS: Final = 16
_LOCK: Final = 0x70697861
"""Advisory lock of migrations: two instances that start together make the tables once."""
_COLUMNS: Final = "sitting, candidate, campaign, opened_at, closed_at"
_PERSONAL: Final = ("sittings", "events", "drafts", "records")
"""Tables that hold what is erased with a person, in the order in which they are written."""
_IS_THERE: Final = "EXISTS (SELECT 1 FROM sittings WHERE sitting = $1)"
"""A sitting that was opened goes away by erasure only."""
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
            words = (
                "INSERT INTO sittings (sitting, candidate, campaign, opened_at) SELECT $1, $2, $3, $4 "
                "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE name = $2)"
            )
            await _execute(connection, words, row.sitting, row.candidate, row.campaign, row.opened_at.isoformat())
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
        words = (
            f"INSERT INTO drafts SELECT $1, $2::integer, $3 WHERE {_IS_THERE} "  # noqa: S608 - words of our own
            "ON CONFLICT (sitting) DO UPDATE SET rank = $2, value = $3"
        )
        await self._do(lambda connection: _execute(connection, words, sitting, draft.rank, draft.value))

    async def keep_record(self, kind: str, name: str, data: str, *, new: bool = False, owner: str = "") -> None:
        """See ``Journal.keep_record``."""
        replacing = "" if new else " ON CONFLICT (kind, name) DO UPDATE SET data = $3, owner = $4"
        words = (
            "INSERT INTO records (kind, name, data, owner) SELECT $1, $2, $3, $4 "
            f"WHERE NOT EXISTS (SELECT 1 FROM erased WHERE name = $4){replacing}"
        )
        await self._do(lambda connection: _execute(connection, words, kind, name, data, owner))

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
        return await self._do(lambda connection: _tally(connection, name, change))

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
        return await self._do(lambda connection: _erase(connection, candidate, at))

    async def is_erased(self, name: str) -> bool:
        """See ``Journal.is_erased``."""
        words = "SELECT 1 FROM erased WHERE name = $1"
        return bool(await self._do(lambda connection: connection.fetchval(words, name)))

    async def scrub(self) -> bool:
        """See ``Journal.scrub``. Rows are freed; their bytes go as the server uses their place, or by VACUUM FULL."""
        try:
            async with self._pool.acquire() as connection:
                await connection.execute(f"VACUUM {', '.join(_PERSONAL)}", timeout=None)
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


async def _tally(connection: Any, name: str, change: Callable[[Tally], Tally]) -> Tally:
    # Making the row or touching it locks it: two instances that count at once count two faults.
    words = (
        "INSERT INTO tallies VALUES ($1, 0, 0) ON CONFLICT (name) DO UPDATE SET faults = tallies.faults "
        "RETURNING faults, last"
    )
    found = await connection.fetchrow(words, name)
    before = Tally(faults=found["faults"], last=found["last"])
    after = change(before)
    if after.faults:
        words = "UPDATE tallies SET faults = $2, last = $3 WHERE name = $1"
        await connection.execute(words, name, after.faults, after.last)
    else:
        await connection.execute("DELETE FROM tallies WHERE name = $1", name)
    return before


async def _append(connection: Any, sitting: str, number: int, lines: Sequence[bytes]) -> None:
    words = f"INSERT INTO events SELECT $1, * FROM unnest($2::integer[], $3::bytea[]) WHERE {_IS_THERE}"  # noqa: S608 - words of our own
    await _execute(connection, words, sitting, list(range(number, number + len(lines))), list(lines))


async def _execute(connection: Any, words: str, *values: Any) -> None:
    """Insert rows that are only refused when the person was erased."""
    if await connection.execute(words, *values) == "INSERT 0 0":
        raise PixauthorError("service.erased")


async def _erase(connection: Any, candidate: str, at: datetime) -> int:
    # Whoever is writing finishes first, and whoever comes later sees what is gone.
    await connection.execute(f"LOCK TABLE {', '.join(_PERSONAL)} IN SHARE ROW EXCLUSIVE MODE")
    found = await connection.fetch("SELECT sitting FROM sittings WHERE candidate = $1", candidate)
    sittings = [one["sitting"] for one in found]
    for table in ("events", "drafts", "sittings"):
        await connection.execute(f"DELETE FROM {table} WHERE sitting = ANY($1::text[])", sittings)  # noqa: S608 - our names
    records = await connection.fetch("DELETE FROM records WHERE owner = $1 RETURNING kind", candidate)
    words = "INSERT INTO erased SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING"
    await connection.execute(words, [candidate, *sittings], at.isoformat())
    return len(sittings) + len(records)


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
