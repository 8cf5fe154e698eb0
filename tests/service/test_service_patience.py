"""Guessing takes ever longer, on all instances alike; what is kept of it names nobody and does not stay."""

import asyncio
import sqlite3

import pytest
from coroutines import completed
from starlette.requests import Request

from pixauthor.service.journal import Tally, open_journal
from pixauthor.service.journal.schema import statements
from pixauthor.service.patience import FORGIVEN_AFTER, LONGEST_WAIT, SWEEP_EVERY, Limit, Patience, address_of

KEY = b"k" * 32
ONCE = Limit("code", 1)


class Instances:
    """Two instances of the service on one journal, and a clock that they share."""

    def __init__(self, journals):
        self.journals, self.now = journals, 1_000_000.0
        self.one, self.other = (Patience(journal, KEY, lambda: self.now) for journal in journals)


def on_two(address, work):
    async def run():
        # One process writes to a SQLite file; two instances stand for it before and after a new start.
        first = await open_journal(address)
        second = await open_journal(address) if "://" in address else first
        try:
            return await work(Instances((first, second)))
        finally:
            for journal in {first, second}:
                await journal.close()

    return completed(run())


def test_a_fault_on_one_instance_makes_wait_on_the_other(journal_address):
    async def work(two):
        await two.one.blame(ONCE, "BCDFGH234")
        first = await two.other.wait(ONCE, "BCDFGH234")
        await two.other.blame(ONCE, "BCDFGH234")
        second = await two.one.wait(ONCE, "BCDFGH234")
        await two.other.forgive(ONCE, "BCDFGH234")
        return first, second, await two.one.wait(ONCE, "BCDFGH234"), await two.one.wait(ONCE, "another")

    assert on_two(journal_address, work) == (2, 4, 0, 0)


def test_of_many_tries_at_once_only_the_free_ones_are_looked_at(journal_address):
    limit = Limit("code", 5)

    async def work(two):
        tries = [two.one.attempt(limit, "BCDFGH234") for _ in range(20)]
        tries += [two.other.attempt(limit, "BCDFGH234") for _ in range(20)]
        return await asyncio.gather(*tries)

    assert sorted(on_two(journal_address, work))[:6] == [0, 0, 0, 0, 0, 2]


def test_faults_are_forgotten_after_a_while_and_no_wait_is_longer_than_the_longest(journal_address):
    async def work(two):
        for _ in range(40):
            await two.one.blame(ONCE, "a")
        longest = await two.one.wait(ONCE, "a")
        two.now += FORGIVEN_AFTER + 1
        await two.one.blame(ONCE, "a")
        return longest, await two.one.wait(ONCE, "a")

    assert on_two(journal_address, work) == (LONGEST_WAIT, 2)


def test_old_tallies_are_swept_out(journal_address):
    async def work(two):
        await two.one.blame(ONCE, "a")
        name = two.one._digest(ONCE, "a")
        two.now += FORGIVEN_AFTER + SWEEP_EVERY
        await two.one.blame(ONCE, "b")
        return await two.journals[0].read_tally(name)

    assert on_two(journal_address, work) == Tally()


def test_kinds_are_counted_apart(tmp_path):
    async def work(two):
        await two.one.blame(ONCE, "a")
        return await two.one.wait(Limit("address", 1), "a")

    assert on_two(str(tmp_path / "journal.sqlite"), work) == 0


def test_what_is_kept_names_nobody(tmp_path):
    address = str(tmp_path / "journal.sqlite")

    async def work(two):
        await two.one.blame(ONCE, "192.0.2.7")

    on_two(address, work)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"192.0.2.7" not in kept
    with sqlite3.connect(address) as database:
        (name,) = database.execute("SELECT name FROM tallies").fetchone()
    database.close()
    assert len(name) == 64


def test_a_journal_of_the_first_version_is_brought_up(tmp_path):
    path = tmp_path / "journal.sqlite"
    database = sqlite3.connect(path)
    for statement in statements(0, "sqlite")[:5]:
        database.execute(statement)
    database.execute("INSERT INTO records VALUES ('person', 'c-1', '{}')")
    database.execute("PRAGMA user_version=1")
    database.commit()
    database.close()

    async def work(two):
        await two.one.blame(ONCE, "a")
        return await two.one.wait(ONCE, "a"), await two.journals[0].records("person")

    assert on_two(str(path), work) == (2, [("c-1", "{}")])


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_who_has_a_network_has_one_address(host, counted):
    assert address_of(Request({"type": "http", "client": (host, 1)})) == counted
    assert address_of(Request({"type": "http"})) == ""
