"""Who is erased while the service runs is gone from its answers, its database and its files, and stays away."""

import asyncio
import json
import re
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest
from coroutines import completed
from service_samples import KEY, START, Clock, sample_bundle, sample_content
from typer.testing import CliRunner

from pixauthor.bundles.store import save_bundle
from pixauthor.cli.main import _build_app
from pixauthor.errors import PixauthorError
from pixauthor.service.desk import Desk
from pixauthor.service.journal import Draft, SittingRow, open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.register import Register, new_access

CONTENT = sample_content()
NAME = "Zénobie Quatremer-Oßwald"
WORDS = "je m’appelle Zénobie Quatremer"
GUARD = {"x-pixauthor": "1"}
WAIT = 60.0


@pytest.fixture
def address(journal_address):
    return journal_address


def serve(*arguments):
    result = CliRunner().invoke(_build_app(), ["serve", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.output


@contextmanager
def running(folder, address):
    """A real service in a process of its own; gives its address."""
    save_bundle(sample_bundle(), folder / "bundle", "essai-1")
    (folder / "key.pub").write_text(KEY.public.render(), encoding="utf-8")
    command = [sys.executable, "-m", "pixauthor", "serve", folder / "bundle", "--key", folder / "key.pub"]
    command += ["--folder", folder / "state", "--port", "0", "--database", address]
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            yield found[0]
        finally:
            process.terminate()
            process.communicate(timeout=WAIT)


@asynccontextmanager
async def opened(address):
    journal = await open_journal(address)
    try:
        yield journal
    finally:
        await journal.close()


def row(sitting="s-1", candidate="c-1"):
    return SittingRow(sitting=sitting, candidate=candidate, campaign="", opened_at=START)


async def everything(address):
    """Return all that the tables of a journal hold, but for what tells that someone was erased."""
    if "://" not in address:
        return ""
    connection = await asyncpg.connect(address)
    tables = ("sittings", "events", "drafts", "records")
    rows = [await connection.fetch(f"SELECT * FROM {table}") for table in tables]  # noqa: S608 - names of our own
    await connection.close()
    return "".join(
        value.decode() if isinstance(value, bytes) else str(value) for found in rows for one in found for value in one
    )


def in_files(folder, *words):
    """Return which words stand in the bytes of a journal's files, as text and as JSON writes them."""
    data = b"".join(path.read_bytes() for path in folder.glob("journal.sqlite*"))
    forms = {word: (word.encode(), json.dumps(word)[1:-1].encode()) for word in words}
    return [word for word, written in forms.items() if any(one in data for one in written)]


def test_a_sitting_that_is_erased_while_it_is_open_ends_at_once_and_is_written_of_no_more(tmp_path, address):
    with running(tmp_path, address) as place, httpx.Client(base_url=place, headers=GUARD, timeout=WAIT) as browser:
        output = serve("invite", "--competence", "1.2", "--name", NAME, "--database", address)
        code, candidate = output.split()[0], re.search(r"c-[0-9a-f]{16}", output)[0]
        assert browser.post("/api/entry", json={"code": code, "identity": NAME}).status_code == 200
        view = browser.get("/api/session").json()
        session = view["session"]
        view = browser.post("/api/session/next", json={"session": session, "rank": 0}).json()
        asked = {"session": session, "item": view["item"]["item"], "rank": 1}
        browser.post("/api/session/draft", json={**asked, "value": WORDS})
        browser.post("/api/session/report", json={**asked, "category": "other", "words": WORDS})
        told = json.loads(serve("export", candidate, "--database", address))
        assert told["identity"] == NAME
        assert {record["kind"] for record in told["records"]} == {"access", "person"}
        assert [event["event"] for event in told["sittings"][0]["events"]][-1] == "item-reported"
        assert told["sittings"][0]["draft"] == WORDS

        serve("erase", candidate, "--database", address)
        before = completed(everything(address))
        replies = [
            browser.post("/api/session/answer", json={**asked, "value": None}),
            browser.post("/api/session/draft", json={**asked, "value": WORDS}),
            browser.post("/api/session/report", json={**asked, "category": "image", "words": WORDS}),
            browser.post("/api/session/focus", json=asked),
            browser.post("/api/session/next", json={"session": session, "rank": 1}),
            browser.post("/api/session/finish", json={"session": session}),
            browser.get("/api/session"),
        ]
        assert {(reply.status_code, reply.json()["error"]) for reply in replies} == {(410, "service.gone")}
        assert "effacée" in replies[-1].json()["words"]
        assert browser.post("/api/entry", json={"code": code, "identity": NAME}).status_code == 403
        if "://" in address:
            assert completed(everything(address)) == before
            assert not [word for word in (NAME, WORDS, code, candidate, session) if word in before]
        else:
            assert in_files(tmp_path, NAME, WORDS, "Zénobie", code) == []


def test_the_files_did_hold_what_is_then_erased(tmp_path):
    """Without this, the test above could look for words that no file ever holds."""

    async def write():
        async with opened(str(tmp_path / "journal.sqlite")) as journal:
            register, access = Register(journal), new_access(("1.2",), START)
            await register.invite(access, NAME)
            await journal.open(row("s-1", access.candidate), [b"{}"])
            await journal.keep_draft("s-1", Draft(rank=1, value=json.dumps(WORDS)))
            before = in_files(tmp_path, NAME, WORDS, access.code)
            await journal.erase(access.candidate, START)
            after_erasing = in_files(tmp_path, NAME, WORDS, access.code)
            scrubbed = await journal.scrub()
            return before, after_erasing, scrubbed, in_files(tmp_path, NAME, WORDS, access.code)

    before, after_erasing, scrubbed, after = completed(write())
    # The write-ahead log keeps what was, until it is emptied.
    assert len(before) == len(after_erasing) == 3
    assert scrubbed
    assert after == []


def test_a_draft_that_is_typed_over_leaves_nothing_in_the_file(tmp_path):
    async def write():
        async with opened(str(tmp_path / "journal.sqlite")) as journal:
            await journal.open(row(), [b"{}"])
            await journal.keep_draft("s-1", Draft(rank=1, value=json.dumps(WORDS * 40)))
            await journal.scrub()
            before = in_files(tmp_path, WORDS)
            await journal.keep_draft("s-1", Draft(rank=1, value='"x"'))
            await journal.scrub()
            return before, in_files(tmp_path, WORDS)

    assert completed(write()) == ([WORDS], [])


def test_nothing_is_written_under_a_name_that_was_erased(address):
    async def write():
        async with opened(address) as one, opened(address) as two:
            await one.open(row(), [b"{}"])
            await one.keep_record("person", "c-1", "{}", owner="c-1")
            assert await two.erase("c-1", START) == 2
            attempts = [
                one.append("s-1", 1, [b"{}"]),
                one.keep_draft("s-1", Draft(rank=1, value='""')),
                one.open(row(), [b"{}"]),
                one.open(row("s-2"), [b"{}"]),
                one.keep_record("person", "c-1", "{}", new=True, owner="c-1"),
                one.keep_record("access", "ABC", "{}", owner="c-1"),
            ]
            refused = [await asyncio.gather(attempt, return_exceptions=True) for attempt in attempts]
            left = (
                await one.read("s-1"),
                await one.find("c-1"),
                await one.records_of("c-1"),
                await one.read_draft("s-1"),
            )
            known = [await one.is_erased(name) for name in ("c-1", "s-1", "c-2")]
            await one.open(row("s-3", "c-2"), [b"{}"])
            return [getattr(found[0], "message", found[0]) for found in refused], left, known

    refused, left, known = completed(write())
    assert refused == ["service.gone"] * 6
    assert left == ([], [], [], None)
    assert known == [True, True, False]


def test_of_writers_and_an_eraser_at_once_the_eraser_has_the_last_word(address):
    async def write():
        async with opened(address) as one, opened(address) as two:
            for number in range(20):
                name = f"c-{number}"
                await one.open(row(f"s-{number}", name), [b"{}"])
                work = [one.append(f"s-{number}", 1 + k, [b"{}"]) for k in range(3)]
                work += [one.keep_record("access", f"A{number}-{k}", "{}", owner=name) for k in range(3)]
                work += [
                    one.keep_draft(f"s-{number}", Draft(rank=1, value='"x"')),
                    one.open(row(f"t-{number}", name), [b"{}"]),
                ]
                work.insert(number % len(work), two.erase(name, START))
                done = await asyncio.gather(*work, return_exceptions=True)
                faults = {getattr(fault, "message", fault) for fault in done if isinstance(fault, Exception)}
                assert faults <= {"service.gone"}
                left = [
                    *await one.read(f"s-{number}"),
                    *await one.read(f"t-{number}"),
                    *await one.find(name),
                    *await one.records_of(name),
                    await one.read_draft(f"s-{number}"),
                ]
                assert left == [None]

    completed(write())


def test_another_instance_drops_the_seat_and_never_shows_it_again(address):
    async def work():
        async with opened(address) as one, opened(address) as two:
            desk = Desk(CONTENT, one, clock=Clock())
            sitting = await desk.open(Order(candidate="c-1", competences=("1.2",)))
            state = (await desk.go_on(sitting, 0)).state
            await two.erase("c-1", START)
            message = Message(item=state.asked.item, rank=1)
            for attempt in (desk.look(sitting), desk.answer(sitting, message, None), desk.go_on(sitting, 1)):
                with pytest.raises(PixauthorError) as caught:
                    await attempt
                assert caught.value.message == "service.gone"
            return desk._seats._seats

    assert not completed(work())


def test_old_people_are_erased_by_their_last_trace_and_others_stay(address):
    now = datetime.now(UTC)

    async def fill():
        async with opened(address) as journal:
            register, clock = Register(journal), Clock()
            desk = Desk(CONTENT, journal, clock=clock)
            people = {}
            for name, made, opened_at in (
                ("old", 90, 80),
                ("came-back", 90, 5),
                ("never-came", 50, None),
                ("new", 3, 2),
            ):
                access = new_access(("1.2",), now - timedelta(days=made))
                people[name] = access.candidate
                await register.invite(access, NAME)
                if opened_at is not None:
                    clock.now = now - timedelta(days=max(opened_at, 40))
                    await desk.open(access.order())
                    clock.now = now - timedelta(days=opened_at)
                    await desk.go_on(access.sitting, 0)
            return people

    async def left():
        async with opened(address) as journal:
            return {json.loads(data)["candidate"] for _, data in await journal.records("access")}

    people = completed(fill())
    output = serve("erase", "--older-than", 30, "--database", address)
    assert "2" in output
    assert completed(left()) == {people["came-back"], people["new"]}
