"""A sitting of the service is told and played again event by event; whatever was altered is said, and where."""

import json
import sqlite3
from contextlib import closing

import asyncpg
import pytest
from coroutines import completed
from service_samples import KEY, Clock, sample_answer, sample_bundle, sample_content
from typer.testing import CliRunner

from pixauthor.bundles.store import save_bundle
from pixauthor.canonical import digest, encode_canonical
from pixauthor.cli.main import _build_app
from pixauthor.delivery.sitting_events import decode_sitting_event
from pixauthor.delivery.store import GENESIS
from pixauthor.errors import PixauthorError
from pixauthor.service.desk import Desk
from pixauthor.service.journal import SittingRow, open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.reading import ReadSitting
from pixauthor.service.replaying import replayed

CONTENT = sample_content()


@pytest.fixture
def journal_file(tmp_path):
    return str(tmp_path / "journal.sqlite")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    save_bundle(sample_bundle(), folder, "essai-1")
    (folder.parent / "key.pub").write_text(KEY.public.render(), encoding="utf-8")
    return ["--bundle", str(folder), "--key", str(folder.parent / "key.pub")]


async def taken(journal, candidate="c-1", **fields):
    """Take a whole sitting with a report and a page left; return its id."""
    clock = Clock()
    desk = Desk(CONTENT, journal, clock=clock, new_seed=lambda: 5)
    sitting = await desk.open(Order(candidate=candidate, competences=("1.2",), **fields))
    state = (await desk.go_on(sitting, 0)).state
    while not state.closed:
        if state.asked is None:
            state = (await desk.go_on(sitting, state.rank)).state
            continue
        clock.move(7.25)
        item = CONTENT.bank[state.asked.item]
        message = Message(item=item.id, rank=state.rank)
        if state.rank == 1:
            await desk.report(sitting, message, "unclear", "Quel dossier ?")
            await desk.lose_focus(sitting, message)
        value = sample_answer(CONTENT, item.id, "ok" if item.level < 4 else "ko")
        state = (await desk.answer(sitting, message, value)).state
    return sitting


async def on(address, work):
    journal = await open_journal(address)
    try:
        return await work(journal)
    finally:
        await journal.close()


def run(*arguments):
    return CliRunner().invoke(_build_app(), ["session", *map(str, arguments)])


def fault(result):
    return result.exception.message if isinstance(result.exception, PixauthorError) else ""


def test_a_sitting_is_told_event_by_event_and_played_again_alike(journal_address, bundle):
    sitting = completed(on(journal_address, taken))
    done = run("replay", sitting, *bundle, "--database", journal_address)
    assert done.exit_code == 0, done.output
    for words in ("session ouverte", "question posée", "problème signalé", "page quittée", "session close", "c-1"):
        assert words in done.output
    assert "Quel dossier" not in done.output
    assert "même session" in done.output
    verified = run("verify", *bundle, "--database", journal_address)
    assert (verified.exit_code, "1 intactes" in verified.output) == (0, True)


def test_all_events_are_exported_as_the_journal_holds_them(journal_address):
    sitting = completed(on(journal_address, taken))
    lines = completed(on(journal_address, lambda journal: journal.read(sitting)))
    assert run("export", sitting, "--database", journal_address).output.encode().splitlines() == lines
    other = completed(on(journal_address, lambda journal: taken(journal, "c-2")))
    count = len(lines) + len(completed(on(journal_address, lambda journal: journal.read(other))))
    assert len(run("export", "--database", journal_address).output.splitlines()) == count
    assert fault(run("export", "nobody", "--database", journal_address)) == "service.no-sitting"


def change(address, sitting, number, line):
    """Write another line in the place of an event."""

    async def postgresql():
        connection = await asyncpg.connect(address)
        words = "UPDATE events SET line = $1 WHERE sitting = $2 AND number = $3"
        await connection.execute(words, line, sitting, number)
        await connection.close()

    if "://" in address:
        completed(postgresql())
        return
    with closing(sqlite3.connect(address)) as connection:
        words = "UPDATE events SET line = ? WHERE sitting = ? AND number = ?"
        connection.execute(words, (line, sitting, number))
        connection.commit()


def chained(events):
    """Return lines as an attacker makes them who knows how a chain is made."""
    lines, head = [], GENESIS
    for event in events:
        lines.append(encode_canonical({**event, "previous": head}))
        head = digest(lines[-1])
    return lines


def test_an_event_that_was_altered_is_found_and_the_event_named(journal_address, bundle):
    sitting = completed(on(journal_address, taken))
    lines = completed(on(journal_address, lambda journal: journal.read(sitting)))
    change(journal_address, sitting, 3, lines[3].replace(b"unclear", b"picture"))
    result = run("replay", sitting, *bundle, "--database", journal_address)
    assert fault(result) == "service.chain-broken"
    assert "événement 4" in result.exception.render()
    verified = run("verify", "--database", journal_address)
    assert verified.exit_code == 1
    assert sitting in verified.output


def test_an_altered_event_whose_chain_was_made_anew_is_played_otherwise(journal_file, bundle):
    sitting = completed(on(journal_file, taken))
    lines = completed(on(journal_file, lambda journal: journal.read(sitting)))
    events = [json.loads(line) for line in lines]
    number = next(
        k for k, event in enumerate(events) if event["event"] == "answer-given" and event["outcome"]["status"] == "ko"
    )
    events[number]["outcome"] = {**events[number]["outcome"], "status": "ok", "credit": 1.0}
    for k, line in enumerate(chained(events)):
        change(journal_file, sitting, k, line)
    done = run("replay", sitting, *bundle, "--database", journal_file)
    assert done.exit_code == 1
    assert f"{number + 1}. question" in done.output
    assert run("verify", *bundle, "--database", journal_file).exit_code == 1


def _other(value):
    """Return values of the same kind that say something else."""
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1, -value - 1]
        case str():
            return [value + "x", ""]
        case None:
            return [1]
        case list():
            return [[], [*value, "x"]]
        case dict():
            return [{}]
    return []


HARMLESS = {
    # What a person says or does beside the questions, and what the opening decides: nothing else of the journal tells.
    ("sitting-opened", name)
    for name in ("extra_time", "feedback", "right_answers", "campaign", "improve_days", "reset_days", "ends_at")
} | {("item-reported", name) for name in ("category", "words", "item", "rank")}
HARMLESS |= {("focus-lost", "item"), ("focus-lost", "rank"), ("sitting-closed", "reason"), ("sitting-closed", "by")}


def test_no_field_of_a_question_an_answer_or_a_result_can_be_altered_unseen():
    sitting, row, events = completed(_sample())

    async def look(altered):
        try:
            read = ReadSitting(row=row, events=tuple(decode_sitting_event(event) for event in altered))
            played = await replayed(None, read, CONTENT)
        except (PixauthorError, ValueError, TypeError, KeyError, AttributeError) as error:
            # What is no event any more is refused by the chain's reader.
            return error
        return [difference for one in played for difference in one.differences]

    async def every():
        unseen = []
        for k, event in enumerate(events):
            for name, value in event.items():
                for other in _other(value) if name not in ("event", "at") else []:
                    altered = [*events[:k], {**event, name: other}, *events[k + 1 :]]
                    known = other == value or (event["event"], name) in HARMLESS
                    if not known and not await look(altered):
                        unseen.append((k, event["event"], name, other))
        return unseen, await look(events)

    unseen, whole = completed(every())
    assert whole == []
    # The pseudonym is held against the row where a sitting is read; of two answers that are worth the same, the chain
    # alone tells which one was given.
    found = {(event, name) for _, event, name, _ in unseen}
    assert found <= {("sitting-opened", "candidate"), ("answer-given", "value")}
    assert sitting


async def _sample():
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        journal = await open_journal(str(Path(folder) / "journal.sqlite"))
        sitting = await taken(journal)
        row = (await journal.find("c-1"))[0]
        events = [json.loads(line) for line in await journal.read(sitting)]
        await journal.close()
    for event in events:
        del event["previous"]
    return sitting, row, events


def test_events_taken_out_or_moved_are_found_even_when_the_chain_was_made_anew():
    _, row, events = completed(_sample())

    async def played(altered):
        read = ReadSitting(row=row, events=tuple(decode_sitting_event(event) for event in altered))
        try:
            return [difference for one in await replayed(None, read, CONTENT) for difference in one.differences]
        except PixauthorError as error:
            return error

    kinds = [event["event"] for event in events]
    for k in range(1, len(events) - 1):
        if kinds[k] not in ("item-reported", "focus-lost"):
            assert completed(played([*events[:k], *events[k + 1 :]])), kinds[k]
            assert completed(played([*events[:k], events[k + 1], events[k], *events[k + 2 :]])), kinds[k]


def test_a_sitting_of_another_bundle_is_named_and_its_chain_still_verified(journal_file, bundle, tmp_path):
    sitting = completed(on(journal_file, taken))
    lines = completed(on(journal_file, lambda journal: journal.read(sitting)))
    events = [{**json.loads(line)} for line in lines]
    events[0]["bundle"] = "ab" * 32
    for k, line in enumerate(chained(events)):
        change(journal_file, sitting, k, line)
    result = run("replay", sitting, *bundle, "--database", journal_file)
    assert fault(result) == "service.replay-bundle"
    assert "abababababab" in result.exception.render()
    verified = run("verify", *bundle, "--database", journal_file)
    assert verified.exit_code == 0
    assert "pas rejouées" in verified.output


def test_a_sitting_that_is_not_there_or_was_erased_is_said(journal_file, bundle):
    sitting = completed(on(journal_file, taken))
    assert fault(run("replay", "nobody", *bundle, "--database", journal_file)) == "service.unknown-sitting"
    completed(on(journal_file, lambda journal: journal.erase("c-1", Clock()())))
    assert fault(run("replay", sitting, *bundle, "--database", journal_file)) == "service.erased-sitting"


def test_a_damaged_file_is_said_and_not_a_traceback(tmp_path, bundle):
    path = tmp_path / "journal.sqlite"
    sitting = completed(on(str(path), taken))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x00" * (len(data) - 4096)
    path.write_bytes(data)
    assert fault(run("replay", sitting, *bundle, "--database", path)) == "service.journal-down"
    assert fault(run("verify", "--database", path)) == "service.journal-down"


def test_a_row_that_names_somebody_else_is_found():
    sitting, row, events = completed(_sample())

    class Altered:
        async def read(self, _name, _after=0):
            return chained(events)

    from pixauthor.service.reading import read_sitting

    other = SittingRow(sitting=sitting, candidate="c-9", campaign="", opened_at=row.opened_at)
    assert completed(read_sitting(Altered(), row)).fault is None
    assert completed(read_sitting(Altered(), other)).fault.message == "service.other-opening"
