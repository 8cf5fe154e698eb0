"""What is done to an SQLite journal within one commit: each function is one caller's work for the ``GroupWriter``."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from pixauthor.errors import PixauthorError
from pixauthor.service.journal.journal import Draft, SittingRow, Tally

Row: TypeAlias = tuple[str, int, bytes]
TALLY: Final = "SELECT faults, last FROM tallies WHERE name = ?"


def open_sitting(connection: sqlite3.Connection, row: SittingRow, lines: Sequence[bytes]) -> None:
    """See ``Journal.open``."""
    _refuse_erased(connection, row.candidate)
    values = (row.sitting, row.candidate, row.campaign, row.opened_at.isoformat())
    connection.execute("INSERT INTO sittings (sitting, candidate, campaign, opened_at) VALUES (?, ?, ?, ?)", values)
    append(connection, row.sitting, 0, lines)


def append(connection: sqlite3.Connection, sitting: str, number: int, lines: Sequence[bytes]) -> None:
    """See ``Journal.append``."""
    _require_sitting(connection, sitting)
    connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows_of(sitting, number, lines))


def rows_of(sitting: str, number: int, lines: Sequence[bytes]) -> list[Row]:
    """Return the rows of events from ``number`` on."""
    return [(sitting, number + k, line) for k, line in enumerate(lines)]


def append_all(connection: sqlite3.Connection, rows: Sequence[Row]) -> bool:
    """Write events of many sittings in one statement; False when one cannot be: the transaction must be rolled back.

    Each statement hands the interpreter's lock over and waits for it: one is sooner done than one for each caller.
    ``OR FAIL`` spares SQLite the copies of pages by which it would take back a part of a transaction.
    """
    if not rows:
        return True
    places = ", ".join(["(?, ?, ?)"] * len(rows))
    words = (
        f"INSERT OR FAIL INTO events SELECT * FROM (VALUES {places}) AS new "  # noqa: S608 - marks only
        "WHERE EXISTS (SELECT 1 FROM sittings WHERE sitting = new.column1)"
    )
    try:
        return connection.execute(words, [cell for row in rows for cell in row]).rowcount == len(rows)
    except sqlite3.IntegrityError:
        return False


def tally(connection: sqlite3.Connection, name: str, change: Callable[[Tally], Tally]) -> Tally:
    """See ``Journal.tally``."""
    before = tally_of(connection.execute(TALLY, (name,)).fetchall())
    after = change(before)
    if after.faults:
        connection.execute("INSERT OR REPLACE INTO tallies VALUES (?, ?, ?)", (name, after.faults, after.last))
    else:
        connection.execute("DELETE FROM tallies WHERE name = ?", (name,))
    return before


def tally_of(rows: Sequence[tuple[Any, ...]]) -> Tally:
    """Return the tally that rows of ``TALLY`` tell."""
    return Tally(faults=rows[0][0], last=rows[0][1]) if rows else Tally()


def keep_draft(connection: sqlite3.Connection, sitting: str, draft: Draft) -> None:
    """See ``Journal.keep_draft``."""
    _require_sitting(connection, sitting)
    connection.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (sitting, draft.rank, draft.value))


def keep_record(connection: sqlite3.Connection, values: tuple[str, str, str, str], *, new: bool) -> None:
    """See ``Journal.keep_record``; ``values``: kind, name, data, owner."""
    _refuse_erased(connection, values[-1])
    words = f"INSERT {'' if new else 'OR REPLACE '}INTO records (kind, name, data, owner) VALUES (?, ?, ?, ?)"  # noqa: S608 - words of our own
    connection.execute(words, values)


def erase(connection: sqlite3.Connection, candidate: str, at: datetime) -> int:
    """See ``Journal.erase``."""
    sittings = [
        name for (name,) in connection.execute("SELECT sitting FROM sittings WHERE candidate = ?", (candidate,))
    ]
    for table in ("events", "drafts", "sittings"):
        connection.executemany(f"DELETE FROM {table} WHERE sitting = ?", [(name,) for name in sittings])  # noqa: S608 - names of our own
    records = connection.execute("DELETE FROM records WHERE owner = ?", (candidate,)).rowcount
    gone = [(name, at.isoformat()) for name in (candidate, *sittings)]
    connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", gone)
    return len(sittings) + records


def _require_sitting(connection: sqlite3.Connection, sitting: str) -> None:
    # A sitting that was opened goes away by erasure only.
    if connection.execute("SELECT 1 FROM sittings WHERE sitting = ?", (sitting,)).fetchone() is None:
        raise PixauthorError("service.gone")


def _refuse_erased(connection: sqlite3.Connection, candidate: str) -> None:
    if connection.execute("SELECT 1 FROM erased WHERE name = ?", (candidate,)).fetchone():
        raise PixauthorError("service.gone")
