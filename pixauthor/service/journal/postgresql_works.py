"""What is done to a journal on PostgreSQL within one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from pixauthor.errors import PixauthorError
from pixauthor.service.journal.journal import SittingRow, Tally
from pixauthor.service.journal.schema import MIGRATIONS, statements

_LOCK: Final = 0x70697861
"""Advisory lock of migrations: two instances that start together make the tables once."""
PERSONAL: Final = ("sittings", "events", "drafts", "records")
"""Tables that hold what is erased with a person, in the order in which they are written."""
IS_THERE: Final = "EXISTS (SELECT 1 FROM sittings WHERE sitting = $1)"
"""A sitting that was opened goes away by erasure only."""


async def migrate(connection: Any) -> None:
    """Make the tables, or bring old ones up. Raises ``PixauthorError`` when they are of a newer program."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    await connection.execute("CREATE TABLE IF NOT EXISTS journal_version (version INTEGER NOT NULL)")
    version = await connection.fetchval("SELECT max(version) FROM journal_version") or 0
    if version > len(MIGRATIONS):
        raise PixauthorError("service.journal-newer", version=version)
    for statement in statements(version, "postgresql"):
        await connection.execute(statement)
    if version < len(MIGRATIONS):
        await connection.execute("INSERT INTO journal_version VALUES ($1)", len(MIGRATIONS))


async def open_sitting(connection: Any, row: SittingRow, lines: Sequence[bytes]) -> None:
    """See ``Journal.open``."""
    words = (
        "INSERT INTO sittings (sitting, candidate, campaign, opened_at) SELECT $1, $2, $3, $4 "
        "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE name = $2)"
    )
    await insert(connection, words, row.sitting, row.candidate, row.campaign, row.opened_at.isoformat())
    await append(connection, row.sitting, 0, lines)


async def tally(connection: Any, name: str, change: Callable[[Tally], Tally]) -> Tally:
    """See ``Journal.tally``."""
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


async def append(connection: Any, sitting: str, number: int, lines: Sequence[bytes]) -> None:
    """See ``Journal.append``."""
    words = f"INSERT INTO events SELECT $1, * FROM unnest($2::integer[], $3::bytea[]) WHERE {IS_THERE}"  # noqa: S608 - words of our own
    await insert(connection, words, sitting, list(range(number, number + len(lines))), list(lines))


async def insert(connection: Any, words: str, *values: Any) -> None:
    """Insert rows that are only refused when the person was erased."""
    if await connection.execute(words, *values) == "INSERT 0 0":
        raise PixauthorError("service.gone")


async def erase(connection: Any, candidate: str, at: datetime) -> int:
    """See ``Journal.erase``."""
    # Whoever is writing finishes first, and whoever comes later sees what is gone.
    await connection.execute(f"LOCK TABLE {', '.join(PERSONAL)} IN SHARE ROW EXCLUSIVE MODE")
    found = await connection.fetch("SELECT sitting FROM sittings WHERE candidate = $1", candidate)
    sittings = [one["sitting"] for one in found]
    for table in ("events", "drafts", "sittings"):
        await connection.execute(f"DELETE FROM {table} WHERE sitting = ANY($1::text[])", sittings)  # noqa: S608 - our names
    records = await connection.fetch("DELETE FROM records WHERE owner = $1 RETURNING kind", candidate)
    words = "INSERT INTO erased SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING"
    await connection.execute(words, [candidate, *sittings], at.isoformat())
    return len(sittings) + len(records)
