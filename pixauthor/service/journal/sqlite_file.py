"""The file of an SQLite journal: its settings, the version of its tables, what it must forget."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.service.journal.schema import MIGRATIONS, statements

_SETTINGS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "secure_delete=ON",
    # No page of a journal in a temporary file; and every transaction would make one.
    "temp_store=MEMORY",
)
_OVERWRITING_SINCE: Final = 3
"""Version of the schema from which on what is deleted is overwritten."""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection whose commits are on disk when they return, and that overwrites what it deletes."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def bring_up(path: Path) -> None:
    """Make the tables, or bring those of an older program up; a step that fails leaves the file as it was.

    Raises:
        PixauthorError: when the journal is newer than this program.
    """
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise PixauthorError("service.journal-newer", place=Place(path=str(path)), version=version)
        for statement in statements(version, "sqlite"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT")
        if 0 < version < _OVERWRITING_SINCE:
            # What was deleted before may still stand in the free parts of the file.
            connection.execute("VACUUM")


def empty_log(path: Path) -> bool:
    """Bring the write-ahead log into the file and cut it off; False when others read from it meanwhile."""
    with closing(connect(path)) as connection:
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
