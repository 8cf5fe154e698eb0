"""A journal of an older program is brought up when it is opened; one of a newer program is refused."""

import json
import sqlite3
from contextlib import asynccontextmanager, closing

import asyncpg
import pytest
from coroutines import completed
from service_samples import START

from pixauthor.errors import PixauthorError
from pixauthor.service.journal import Draft, SittingRow, open_journal, schema, sqlite_file
from pixauthor.service.register import Register, new_access

FIRST = """
CREATE TABLE sittings (sitting TEXT PRIMARY KEY, candidate TEXT NOT NULL, campaign TEXT NOT NULL,
    opened_at TEXT NOT NULL, closed_at TEXT);
CREATE INDEX sittings_of_candidate ON sittings (candidate, opened_at);
CREATE TABLE events (sitting TEXT NOT NULL, number INTEGER NOT NULL, line {bytes} NOT NULL,
    PRIMARY KEY (sitting, number)){without_rowid};
CREATE TABLE drafts (sitting TEXT PRIMARY KEY, rank INTEGER NOT NULL, value TEXT NOT NULL);
CREATE TABLE records (kind TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, name));
"""
"""The tables as the first published program made them."""
SECOND = """
CREATE TABLE tallies (name TEXT PRIMARY KEY, faults INTEGER NOT NULL, last {real} NOT NULL);
CREATE INDEX tallies_by_age ON tallies (last);
"""
"""What the second added."""
ACCESS = {
    "code": "BCDFGH234",
    "candidate": "c-1",
    "sitting": "s-1",
    "competences": ["1.2"],
    "made_at": "2026-11-20T09:00:00+00:00",
    "locale": "fr",
    "engine": "self-positioning/1",
    "max_items": 15,
    "feedback": True,
    "extra_time": 1.0,
    "minutes": None,
    "campaign": "",
}
"""An access as the first program wrote it."""
ROWS = [
    ("INSERT INTO sittings VALUES ({0}, {1}, {2}, {3}, {4})", ("s-1", "c-1", "", "2026-11-22T09:00:00+00:00", None)),
    ("INSERT INTO events VALUES ({0}, {1}, {2})", ("s-1", 0, b"first")),
    ("INSERT INTO events VALUES ({0}, {1}, {2})", ("s-1", 1, b"\x00\xff")),
    ("INSERT INTO drafts VALUES ({0}, {1}, {2})", ("s-1", 1, '"moi"')),
    ("INSERT INTO records VALUES ({0}, {1}, {2})", ("access", ACCESS["code"], json.dumps(ACCESS))),
    ("INSERT INTO records VALUES ({0}, {1}, {2})", ("person", "c-1", '{"identity": "Ana Lopez"}')),
    ("INSERT INTO records VALUES ({0}, {1}, {2})", ("person", "c-2", '{"identity": "Bao Nguyen"}')),
]


def tables(version, dialect):
    return (FIRST + SECOND * (version > 1)).format(**{"real": "", **schema.DIALECTS[dialect]})


def write_sqlite(path, version):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(tables(version, "sqlite"))
        for words, values in ROWS:
            connection.execute(words.format(*"?????"), values)
        connection.execute(f"PRAGMA user_version={version}")
        connection.commit()


async def write_postgresql(address, version):
    connection = await asyncpg.connect(address)
    await connection.execute(tables(version, "postgresql"))
    for words, values in ROWS:
        await connection.execute(words.format("$1", "$2", "$3", "$4", "$5"), *values)
    await connection.execute("CREATE TABLE journal_version (version INTEGER NOT NULL)")
    await connection.execute("INSERT INTO journal_version VALUES ($1)", version)
    await connection.close()


def write(address, version):
    if "://" in address:
        completed(write_postgresql(address, version))
    else:
        write_sqlite(address, version)


@asynccontextmanager
async def opened(address):
    journal = await open_journal(address)
    try:
        yield journal
    finally:
        await journal.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_journal_of_an_older_program_is_brought_up_and_loses_nothing(journal_address, version):
    write(journal_address, version)

    async def read():
        async with opened(journal_address) as journal:
            access = await Register(journal).find(ACCESS["code"])
            return (
                await journal.read("s-1"),
                await journal.read_draft("s-1"),
                await journal.find("c-1"),
                [row async for row in journal.rows()],
                (access.candidate, access.right_answers, access.competences),
                [(kind, name) for kind, name, _ in await journal.records_of("c-1")],
                await Register(journal).identity("c-2"),
            )

    row = SittingRow(sitting="s-1", candidate="c-1", campaign="", opened_at=START)
    for _ in range(2):  # brought up, then opened as it is
        assert completed(read()) == (
            [b"first", b"\x00\xff"],
            Draft(rank=1, value='"moi"'),
            [row],
            [row],
            ("c-1", True, ("1.2",)),
            [("access", ACCESS["code"]), ("person", "c-1")],
            "Bao Nguyen",
        )


@pytest.mark.parametrize("version", [1, 2])
def test_who_was_written_of_by_an_older_program_is_erased_wholly(journal_address, version):
    write(journal_address, version)

    async def erase():
        async with opened(journal_address) as journal:
            count = await journal.erase("c-1", START)
            await journal.keep_record("person", "c-2", "{}", owner="c-2")
            return count, await journal.records("access"), [name for name, _ in await journal.records("person")]

    assert completed(erase()) == (3, [], ["c-2"])


def test_sittings_go_on_in_a_journal_that_was_brought_up(journal_address):
    write(journal_address, 1)

    async def go_on():
        async with opened(journal_address) as journal:
            await journal.append("s-1", 2, [b"next"])
            access = new_access(("1.2",), START)
            await Register(journal).invite(access, "Chloé")
            return await journal.read("s-1", 2), await Register(journal).identity(access.candidate)

    assert completed(go_on()) == ([b"next"], "Chloé")


def test_what_an_older_program_deleted_is_gone_from_the_file(tmp_path):
    path = tmp_path / "journal.sqlite"
    write_sqlite(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("DELETE FROM records WHERE name = 'c-1'")
    assert b"Ana Lopez" in path.read_bytes()

    async def bring_up():
        async with opened(str(path)) as journal:
            await journal.scrub()

    completed(bring_up())
    assert b"Ana Lopez" not in path.read_bytes()
    assert b"Bao Nguyen" in path.read_bytes()


def test_a_journal_of_a_newer_program_is_refused_with_a_sentence_and_left_as_it_is(journal_address):
    newer = len(schema.MIGRATIONS) + 1
    write(journal_address, 2)
    if "://" in journal_address:
        completed(_postgresql(journal_address, "INSERT INTO journal_version VALUES ($1)", newer))
    else:
        with closing(sqlite3.connect(journal_address)) as connection:
            connection.execute(f"PRAGMA user_version={newer}")
    with pytest.raises(PixauthorError, match="plus récente") as caught:
        completed(open_journal(journal_address))
    assert str(newer) in caught.value.render()


async def _postgresql(address, words, *values):
    connection = await asyncpg.connect(address)
    found = await connection.fetch(words, *values)
    await connection.close()
    return found


def test_a_step_that_fails_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "journal.sqlite"
    write_sqlite(path, 1)
    broken = (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "no statement at all"))
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", broken)
        patched.setattr(sqlite_file, "MIGRATIONS", broken)
        with pytest.raises(PixauthorError, match="journal"):
            completed(open_journal(str(path)))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {"sittings", "events", "drafts", "records"}
