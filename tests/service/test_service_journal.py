"""The journal's promises, on SQLite and on a real PostgreSQL server alike."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from coroutines import completed

from pixauthor.errors import PixauthorError
from pixauthor.service.journal import Draft, Journal, Overtaken, SittingRow, open_journal
from pixauthor.service.journal.journal import Counts
from pixauthor.service.journal.schema import MIGRATIONS

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def address(journal_address):
    return journal_address


@asynccontextmanager
async def opened(address) -> AsyncIterator[Journal]:
    journal = await open_journal(address)
    try:
        yield journal
    finally:
        await journal.close()


def row(name="s-1", candidate="c-1", hours=0, campaign=""):
    return SittingRow(sitting=name, candidate=candidate, campaign=campaign, opened_at=AT + timedelta(hours=hours))


def test_events_are_read_in_their_order_by_another_process_too(address):
    async def write():
        async with opened(address) as journal:
            await journal.open(row(), [b"0", b"1"])
            await journal.append("s-1", 2, [b"2"])
            await journal.append("s-1", 3, [b"\x00\xff3"])

    async def read():
        async with opened(address) as journal:
            return await journal.read("s-1"), await journal.read("s-1", 3), await journal.read("nobody")

    completed(write())
    assert completed(read()) == ([b"0", b"1", b"2", b"\x00\xff3"], [b"\x00\xff3"], [])


def test_of_two_who_write_the_same_number_one_is_told_and_nothing_of_his_is_kept(address):
    async def write():
        async with opened(address) as journal:
            await journal.open(row(), [b"0"])
            results = await asyncio.gather(
                journal.append("s-1", 1, [b"a1", b"a2"]),
                journal.append("s-1", 1, [b"b1", b"b2"]),
                return_exceptions=True,
            )
            return results, await journal.read("s-1")

    results, lines = completed(write())
    assert sorted(type(result) for result in results if result is not None) == [Overtaken]
    assert lines in ([b"0", b"a1", b"a2"], [b"0", b"b1", b"b2"])


def test_a_sitting_is_opened_once(address):
    async def write():
        async with opened(address) as journal:
            await journal.open(row(), [b"0"])
            with pytest.raises(Overtaken):
                await journal.open(row(), [b"other"])
            return await journal.read("s-1")

    assert completed(write()) == [b"0"]


def test_hundreds_at_once_are_all_kept_each_in_his_own_order(address):
    async def candidate(journal, n):
        await journal.open(row(f"s-{n}"), [b"0"])
        for k in range(1, 6):
            await journal.append(f"s-{n}", k, [str(k).encode()])

    async def write():
        async with opened(address) as journal:
            await asyncio.gather(*(candidate(journal, n) for n in range(200)))
            return [await journal.read(f"s-{n}") for n in (0, 77, 199)]

    assert completed(write()) == [[b"0", b"1", b"2", b"3", b"4", b"5"]] * 3


def test_of_many_at_once_only_those_are_refused_who_cannot_be_written(address):
    async def write():
        async with opened(address) as journal:
            for n in range(40):
                await journal.open(row(f"s-{n}"), [b"0"])
            await journal.append("s-7", 1, [b"before"])
            names = [*(f"s-{n}" for n in range(40)), "nobody"]
            results = await asyncio.gather(
                *(journal.append(name, 1, [b"1", b"2"]) for name in names), return_exceptions=True
            )
            refused = {name: result for name, result in zip(names, results, strict=True) if result is not None}
            return refused, {name: await journal.read(name) for name in names}

    refused, lines = completed(write())
    assert {name: type(error) for name, error in refused.items()} == {"s-7": Overtaken, "nobody": PixauthorError}
    assert lines.pop("s-7") == [b"0", b"before"]
    assert lines.pop("nobody") == []
    assert list(lines.values()) == [[b"0", b"1", b"2"]] * 39


def test_sittings_are_found_by_candidate_and_by_campaign(address):
    async def write():
        async with opened(address) as journal:
            await journal.open(row("a", hours=0, campaign="rentree"), [b"0"])
            await journal.open(row("b", hours=1), [b"0"])
            await journal.open(row("c", candidate="c-2", hours=2, campaign="rentree"), [b"0"])
            await journal.mark_closed("a", AT + timedelta(hours=5))
            found = await journal.find("c-1")
            everyone = [one.sitting async for one in journal.rows()]
            campaign = [one.sitting async for one in journal.rows("rentree")]
            return found, everyone, campaign

    found, everyone, campaign = completed(write())
    assert [one.sitting for one in found] == ["b", "a"]
    assert found[1].closed_at == AT + timedelta(hours=5)
    assert everyone == ["a", "b", "c"]
    assert campaign == ["a", "c"]


def test_sittings_are_counted_and_the_newest_listed_without_reading_all(address):
    async def run():
        async with opened(address) as journal:
            empty = await journal.count()
            for minute in range(6):
                name = f"s-{minute}"
                at = AT + timedelta(minutes=minute, microseconds=minute % 2)
                await journal.open(SittingRow(sitting=name, candidate="c-1", campaign="", opened_at=at), [b"{}"])
            for minute in (1, 4):
                await journal.mark_closed(f"s-{minute}", AT + timedelta(hours=minute))
            newest = [one.sitting for one in await journal.newest(3)]
            under_way = [one.sitting for one in await journal.newest(3, only_open=True)]
            return empty, await journal.count(), newest, under_way

    empty, counts, newest, under_way = completed(run())
    assert empty == Counts(open=0, closed=0, last_at=None)
    assert counts == Counts(open=4, closed=2, last_at=AT + timedelta(hours=4))
    assert newest == ["s-5", "s-4", "s-3"]
    assert under_way == ["s-5", "s-3", "s-2"]


def test_a_draft_is_kept_replaced_and_erased_with_its_sitting(address):
    async def write():
        async with opened(address) as journal:
            await journal.open(row(), [b"0"])
            await journal.keep_draft("s-1", Draft(rank=1, value='"a"'))
            await journal.keep_draft("s-1", Draft(rank=2, value='"b"'))
            kept = await journal.read_draft("s-1")
            await journal.erase("c-1", AT)
            return kept, await journal.read_draft("s-1"), await journal.read("s-1"), await journal.find("c-1")

    assert completed(write()) == (Draft(rank=2, value='"b"'), None, [], [])


def test_records_are_kept_replaced_listed_and_dropped_and_a_new_one_is_new(address):
    async def write():
        async with opened(address) as journal:
            await journal.keep_record("access", "B", "1", new=True)
            await journal.keep_record("access", "a", "2")
            await journal.keep_record("person", "B", "3")
            with pytest.raises(Overtaken):
                await journal.keep_record("access", "B", "4", new=True)
            await journal.keep_record("access", "a", "5")
            before = await journal.records("access")
            await journal.drop_record("access", "a")
            return before, await journal.read_record("access", "a"), await journal.read_record("access", "B")

    assert completed(write()) == ([("B", "1"), ("a", "5")], None, "1")


def test_a_journal_is_opened_again_as_it_is(address):
    async def twice():
        async with opened(address) as journal:
            await journal.open(row(), [b"0"])
        async with opened(address) as journal:
            return await journal.read("s-1")

    assert completed(twice()) == [b"0"]


def test_a_journal_of_a_newer_program_is_refused(tmp_path):
    path = tmp_path / "journal.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(PixauthorError, match="plus récente"):
        completed(open_journal(str(path)))


def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Ce n’est pas une base." * 50, encoding="utf-8")
    with pytest.raises(PixauthorError, match="journal"):
        completed(open_journal(str(path)))
    assert path.read_text(encoding="utf-8").startswith("Ce n’est pas")


def test_only_its_owner_may_read_the_file(tmp_path):
    path = tmp_path / "service" / "journal.sqlite"

    async def made():
        async with opened(str(path)):
            pass

    completed(made())
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_password_of_a_database_is_in_no_message():
    with pytest.raises(PixauthorError) as caught:
        completed(open_journal("postgresql://user:tr3s-secret@127.0.0.1:1/none"))
    assert "tr3s-secret" not in caught.value.render()


CRASHING = """
import asyncio, sys
from datetime import UTC, datetime
from pixauthor.service.journal import SittingRow, open_journal

async def write(path):
    journal = await open_journal(path)
    await journal.open(SittingRow(sitting="s", candidate="c", campaign="", opened_at=datetime.now(UTC)), [b"0"])
    number = 1
    while True:
        await journal.append("s", number, [str(number).encode()])
        print(number, flush=True)
        number += 1

asyncio.run(write(sys.argv[1]))
"""


def test_what_was_confirmed_outlives_a_kill(tmp_path):
    path = tmp_path / "journal.sqlite"
    with subprocess.Popen([sys.executable, "-c", CRASHING, str(path)], stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(50)]
        process.kill()
        said += process.stdout.readlines()
    confirmed = int([line for line in said if line.endswith("\n")][-1])

    async def read():
        async with opened(str(path)) as journal:
            return await journal.read("s")

    lines = completed(read())
    assert lines == [str(n).encode() for n in range(len(lines))]
    assert confirmed <= len(lines) - 1 <= confirmed + 1
