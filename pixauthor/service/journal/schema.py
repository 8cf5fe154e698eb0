"""The tables of a journal, as steps from one version to the next: an old journal is brought up when it is opened."""

from typing import Final

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE sittings (
            sitting TEXT PRIMARY KEY,
            candidate TEXT NOT NULL,
            campaign TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            closed_at TEXT
        )""",
        "CREATE INDEX sittings_of_candidate ON sittings (candidate, opened_at)",
        """CREATE TABLE events (
            sitting TEXT NOT NULL,
            number INTEGER NOT NULL,
            line {bytes} NOT NULL,
            PRIMARY KEY (sitting, number)
        ){without_rowid}""",
        "CREATE TABLE drafts (sitting TEXT PRIMARY KEY, rank INTEGER NOT NULL, value TEXT NOT NULL)",
        "CREATE TABLE records (kind TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, name))",
    ),
)
"""Each step is a tuple of statements; ``{bytes}`` and ``{without_rowid}`` are the database's words for them."""
DIALECTS: Final = {
    "sqlite": {"bytes": "BLOB", "without_rowid": " WITHOUT ROWID"},
    "postgresql": {"bytes": "BYTEA", "without_rowid": ""},
}


def statements(version: int, dialect: str) -> list[str]:
    """Return the statements that bring a journal of this version to the newest."""
    words = DIALECTS[dialect]
    return [statement.format(**words) for step in MIGRATIONS[version:] for statement in step]
