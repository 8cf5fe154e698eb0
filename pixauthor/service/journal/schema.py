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
    (
        "CREATE TABLE tallies (name TEXT PRIMARY KEY, faults INTEGER NOT NULL, last {real} NOT NULL)",
        "CREATE INDEX tallies_by_age ON tallies (last)",
    ),
    (
        "ALTER TABLE records ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "UPDATE records SET owner = name WHERE kind = 'person'",
        "UPDATE records SET owner = {candidate_of_data} WHERE kind = 'access'",
        "CREATE INDEX records_of_owner ON records (owner)",
        "CREATE INDEX sittings_by_age ON sittings (opened_at, sitting)",
        "CREATE TABLE erased (name TEXT PRIMARY KEY, at TEXT NOT NULL)",
    ),
)
"""Each step is a tuple of statements; words in braces are the database's own (``DIALECTS``)."""
DIALECTS: Final = {
    "sqlite": {
        "bytes": "BLOB",
        "real": "REAL",
        "without_rowid": " WITHOUT ROWID",
        "candidate_of_data": "json_extract(data, '$.candidate')",
    },
    "postgresql": {
        "bytes": "BYTEA",
        "real": "DOUBLE PRECISION",
        "without_rowid": "",
        "candidate_of_data": "data::json ->> 'candidate'",
    },
}


def statements(version: int, dialect: str) -> list[str]:
    """Return the statements that bring a journal of this version to the newest."""
    words = DIALECTS[dialect]
    return [statement.format(**words) for step in MIGRATIONS[version:] for statement in step]
