"""Answers go from a service's journal to the workspace's store: graded, under pseudonyms, each one once."""

import json
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from coroutines import completed
from service_samples import Clock, sample_answer, sample_content
from session_samples import write_workspace
from typer.testing import CliRunner

from pixauthor.cli import responses_journal
from pixauthor.cli.main import _build_app
from pixauthor.errors import PixauthorError
from pixauthor.responses.retention import erase_responses
from pixauthor.responses.store import load_responses, part_paths
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.register import Register, new_access

CONTENT = sample_content()
NAME = "Zénobie Quatremer"
SAME = ["candidate", "item", "version", "status", "score", "seconds", "answered_at", "session"]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(write_workspace(tmp_path / "space"))
    return tmp_path / "space"


@asynccontextmanager
async def desk_on(address, clock):
    journal = await open_journal(address)
    try:
        yield Desk(CONTENT, journal, clock=clock)
    finally:
        await journal.close()


async def answered(desk, sitting, clock, most=20, able=3):
    """Answer up to ``most`` questions of a sitting, rightly up to a level; return what was answered."""
    state, given = await desk.look(sitting), {}
    while not state.closed and len(given) < most:
        if state.asked is None:
            state = (await desk.go_on(sitting, state.rank)).state
            continue
        clock.move(12.5)
        item = CONTENT.bank[state.asked.item]
        value = sample_answer(CONTENT, item.id, "ok" if item.level <= able else "ko")
        given[item.id] = {"name": "Quatremer.csv", "content": "YQ=="} if item.type == "file-task" else value
        message = Message(item=item.id, rank=state.rank)
        state = (await desk.answer(sitting, message, given[item.id])).state
    return given


def take(address, candidates=3, able=lambda _number: 3, **fields):
    """Fill a journal; return sitting and answers by candidate."""
    clock = Clock()

    async def run():
        taken = {}
        async with desk_on(address, clock) as desk:
            for number in range(candidates):
                access = new_access(("1.2",), clock(), **fields)
                await Register(desk.journal).invite(access, f"{NAME} {number}")
                sitting = await desk.open(access.order())
                taken[access.candidate] = (sitting, await answered(desk, sitting, clock, able=able(number)))
        return taken

    return completed(run())


def run(*arguments):
    result = CliRunner().invoke(_build_app(), [str(one) for one in arguments])
    assert not isinstance(result.exception, PixauthorError), result.exception.render()
    return result


def import_from(address, *arguments):
    result = run("responses", "import", "--from-journal", address, "--json", *arguments)
    return result.exit_code, json.loads(result.stdout)


def test_every_graded_answer_is_stored_once_under_its_pseudonym(workspace, journal_address):
    taken = take(journal_address, campaign="rentrée")
    count = sum(len(given) for _, given in taken.values())
    status, report = import_from(journal_address)
    assert (status, report["sittings"], report["answers"], report["added"]) == (0, 3, count, count)
    frame = load_responses(workspace / "exports")
    assert set(frame["candidate"]) == set(taken)
    for candidate, (sitting, given) in taken.items():
        own = frame[frame["candidate"] == candidate].set_index("item")
        assert set(own.index) == set(given)
        assert set(own["session"]) == {sitting}
        for item, value in given.items():
            kind, row = CONTENT.bank[item].type, own.loc[item]
            assert row["answer"] == (
                None
                if kind == "file-task"
                else json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            )
            assert row["score"] == (1.0 if CONTENT.bank[item].level <= 3 and kind != "file-task" else row["score"])
    assert set(frame["seconds"]) == {12.5}
    assert set(frame["group_campaign"]) == {"rentrée"}
    assert set(frame["group_locale"]) == {"fr"}
    assert set(frame["source"]) == {CONTENT.digest}
    assert not frame["simulated"].any()
    again = import_from(journal_address)
    assert again == (0, {**report, "added": 0, "known": count})
    assert len(load_responses(workspace / "exports")) == count


def test_the_rows_are_those_of_an_import_of_the_same_answers_as_a_table(workspace, tmp_path):
    address = str(tmp_path / "journal.sqlite")
    take(address)
    run("session", "answers", "answers.csv", "--database", address)
    assert run("responses", "import", "answers.csv", "--ignore", "nothing").exit_code == 0
    by_table = load_responses(workspace / "exports")
    for path in part_paths(workspace / "exports"):
        path.unlink()
    import_from(address)
    straight = load_responses(workspace / "exports")
    pd.testing.assert_frame_equal(by_table[SAME], straight[SAME])
    status, report = import_from(address)
    assert (status, report["added"]) == (0, 0)


def test_later_answers_of_an_open_sitting_are_added_by_the_next_import(workspace, tmp_path):
    address, clock = str(tmp_path / "journal.sqlite"), Clock()

    async def part(sitting, most):
        async with desk_on(address, clock) as desk:
            sitting = sitting or await desk.open(Order(candidate="c-1", competences=("1.2",)))
            return sitting, await answered(desk, sitting, clock, most)

    sitting, first = completed(part("", 2))
    assert import_from(address)[1]["added"] == len(first) == 2
    _, more = completed(part(sitting, 1))
    _, report = import_from(address)
    assert (report["added"], report["known"]) == (len(more), 2)


def test_a_journal_is_stored_a_lot_at_a_time(workspace, tmp_path, monkeypatch):
    address = str(tmp_path / "journal.sqlite")
    take(address, candidates=6)
    monkeypatch.setattr(responses_journal, "LOT", 1)
    _, report = import_from(address)
    assert len(part_paths(workspace / "exports")) == report["sittings"] == 6
    _, again = import_from(address)
    assert (again["added"], again["known"]) == (0, report["added"])


def test_no_name_and_no_file_of_a_person_reaches_the_store(workspace, tmp_path):
    address = str(tmp_path / "journal.sqlite")
    take(address, candidates=9, able=lambda number: number)
    import_from(address)
    frame = load_responses(workspace / "exports")
    assert "file-task" in {CONTENT.bank[item].type for item in frame["item"]}
    assert "Quatremer" not in frame.to_csv()


def test_a_sitting_that_was_altered_is_left_out_and_said_and_the_others_are_stored(workspace, tmp_path):
    path = tmp_path / "journal.sqlite"
    (sitting, _), *_ = take(str(path)).values()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET line = replace(line, '\"ok\"', '\"ko\"') WHERE sitting = ?", (sitting,))
        connection.commit()
    status, report = import_from(path)
    assert (status, report["sittings"]) == (1, 2)
    assert sitting in report["faults"][0]
    assert "rompue" in report["faults"][0]
    assert sitting not in set(load_responses(workspace / "exports")["session"])
    done = run("session", "answers", "answers.csv", "--database", path)
    assert done.exit_code == 1
    assert sitting not in (workspace / "answers.csv").read_text(encoding="utf-8")


def test_pseudonyms_may_be_made_anew_with_a_key(workspace, tmp_path):
    address = str(tmp_path / "journal.sqlite")
    taken = take(address)
    import_from(address, "--pseudonymise", tmp_path / "key")
    found = set(load_responses(workspace / "exports")["candidate"])
    assert len(found) == len(taken)
    assert not found & set(taken)
    assert import_from(address, "--pseudonymise", tmp_path / "key")[1]["added"] == 0


@pytest.mark.parametrize("journal_address", ["postgresql"], indirect=True)
def test_the_address_of_a_database_comes_from_a_file_and_is_not_printed(
    workspace, tmp_path, postgresql, journal_address
):
    take(journal_address, candidates=1)
    secret = tmp_path / "database"
    secret.write_text(journal_address.replace("pixauthor@", "pixauthor:hush@"), encoding="utf-8")
    secret.chmod(0o600)
    result = run("responses", "import", "--database-file", secret)
    assert result.exit_code == 0
    assert "PostgreSQL" in result.output
    assert "hush" not in result.output


@pytest.mark.parametrize("arguments", [(), ("answers.csv", "--from-journal", "journal.sqlite")])
def test_a_file_or_a_journal_is_imported_and_not_both(workspace, arguments):
    result = CliRunner().invoke(_build_app(), ["responses", "import", *arguments])
    assert result.exception.message == "responses.journal.which"


def test_a_journal_that_is_not_there_is_said_and_not_made(workspace, tmp_path):
    result = CliRunner().invoke(_build_app(), ["responses", "import", "--from-journal", str(tmp_path / "none")])
    assert result.exception.message == "files.missing"
    assert not (tmp_path / "none").exists()


def test_stored_responses_are_erased_by_candidate_and_by_age(workspace, tmp_path):
    address = str(tmp_path / "journal.sqlite")
    first, *_ = take(address, candidates=3)
    import_from(address)
    exports = workspace / "exports"
    before = len(load_responses(exports))
    own = (load_responses(exports)["candidate"] == first).sum()
    assert run("responses", "erase", first).exit_code == 0
    left = load_responses(exports)
    assert first not in set(left["candidate"])
    assert len(left) == before - own
    assert erase_responses(exports, (first,)) == 0
    middle = sorted(left["answered_at"])[len(left) // 2].to_pydatetime()
    assert erase_responses(exports, (), middle) == (left["answered_at"] < middle).sum()
    assert erase_responses(exports, (), datetime.now(UTC) + timedelta(days=9999)) > 0
    assert not part_paths(exports)
    assert CliRunner().invoke(_build_app(), ["responses", "erase"]).exception.message == "responses.erase.whom"
