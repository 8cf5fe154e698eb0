"""``pixauthor serve``: refusals before anything is started, invitations, exports, erasures; no secret in the open."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from coroutines import completed
from service_samples import KEY, Clock, sample_answer, sample_bundle, sample_content
from session_samples import sample_framework, write_workspace
from typer.testing import CliRunner

from pixauthor.bundles.minisign import SecretKey
from pixauthor.bundles.store import save_bundle
from pixauthor.cli.main import _build_app
from pixauthor.delivery.store import GENESIS
from pixauthor.errors import PixauthorError
from pixauthor.responses.store import load_responses
from pixauthor.service.chain import chain, unchain
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.register import Register
from pixauthor.service.supervised import SupervisedSessions


def serve(*arguments):
    """Run the command; return (exit status, output, id of the refusal)."""
    result = CliRunner().invoke(_build_app(), ["serve", *map(str, arguments)])
    message = result.exception.message if isinstance(result.exception, PixauthorError) else ""
    return result.exit_code, result.output, message


@pytest.fixture
def bundle(tmp_path):
    save_bundle(sample_bundle(), tmp_path / "bundle", "essai-1")
    (tmp_path / "key.pub").write_text(KEY.public.render(), encoding="utf-8")
    return tmp_path / "bundle"


@pytest.fixture
def started(bundle, tmp_path):
    """Arguments that would start a service, if nothing were wrong."""
    return [bundle, "--key", tmp_path / "key.pub", "--folder", tmp_path / "state", "--port", "0"]


def test_an_altered_bundle_is_refused_and_nothing_is_made(started, bundle, tmp_path):
    part = bundle / "essai-1.secret.zip"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    _, _, message = serve(*started)
    assert message.startswith("bundles.")
    assert not (tmp_path / "state").exists()


def test_a_bundle_of_another_signer_is_refused(started, tmp_path):
    other = SecretKey(key_id=bytes(8), seed=bytes(reversed(range(32))))
    (tmp_path / "key.pub").write_text(other.public.render(), encoding="utf-8")
    assert serve(*started)[2].startswith("bundles.")


def test_half_a_bundle_is_refused(started, bundle):
    (bundle / "essai-1.secret.zip").unlink()
    assert serve(*started)[2] == "service.needs-both"


def test_a_key_file_that_others_may_read_stops_the_start(started, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "cookie.key").write_bytes(b"k" * 32)
    (tmp_path / "state" / "cookie.key").chmod(0o644)
    assert serve(*started)[2] == "service.key-readable"


def test_a_port_that_is_taken_is_said(started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert serve(*started[:-1], taken.getsockname()[1])[2] == "service.no-address"


def test_a_database_that_does_not_answer_is_said_without_its_password(started, tmp_path):
    secret = tmp_path / "database"
    secret.write_text("postgresql://me:hush@127.0.0.1:1/x\n", encoding="utf-8")
    secret.chmod(0o600)
    result = CliRunner().invoke(_build_app(), ["serve", *map(str, started), "--database-file", str(secret)])
    assert result.exception.message == "service.database-down"
    assert "hush" not in result.exception.render() + result.output


def test_a_journal_that_is_none_is_said(started, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "journal.sqlite").write_bytes(b"not a database" * 100)
    assert serve(*started)[2] == "service.journal-down"


def test_a_password_on_the_command_line_is_refused(started):
    assert serve(*started, "--database", "postgresql://me:hush@127.0.0.1/x")[2] == "service.password-shown"


@pytest.fixture
def state(tmp_path):
    return ["--folder", str(tmp_path / "state")]


def test_each_invited_person_has_a_code_and_a_pseudonym_of_his_own(state):
    status, output, _ = serve(
        "invite", "--competence", "1.1", "--number", "3", *state, "--address", "https://x.example"
    )
    lines = output.split("\n")[:3]
    assert status == 0
    assert all(line.split()[1] == f"https://x.example/?code={line.split()[0]}" for line in lines)
    assert len({line.split()[2] for line in lines}) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--competence", "elephant"], "session.unknown-competence"),
        (["--competence", "1.1", "--name", "Ana", "--number", "2"], "service.one-name"),
        (["--competence", "1.1", "--name", "x" * 121], "service.name-too-long"),
        (["--competence", "1.1", "--locale", "de"], "cli.unknown-language"),
    ],
)
def test_an_invitation_to_what_there_cannot_be_is_refused(state, tmp_path, options, message):
    assert serve("invite", *options, *state)[2] == message
    assert not (tmp_path / "state").exists()


def test_an_unknown_engine_is_refused(state):
    assert serve("invite", "--competence", "1.1", "--engine", "magic/9", *state)[2]


def test_a_person_is_exported_then_erased(state):
    _, output, _ = serve("invite", "--competence", "1.1", "--name", "Zoé", "--extra-time", "1.33", *state)
    candidate = output.split()[2].strip("()")
    told = json.loads(serve("export", candidate, *state)[1])
    assert told["identity"] == "Zoé"
    assert told["accesses"][0]["extra_time"] == 1.33
    assert serve("erase", *state)[2] == "service.whom"
    assert serve("erase", candidate, "--older-than", "3", *state)[2] == "service.whom"
    assert serve("erase", "--older-than", "30", *state)[0] == 0
    assert json.loads(serve("export", candidate, *state)[1])["identity"] == "Zoé"
    assert serve("erase", candidate, *state)[0] == 0
    assert serve("export", candidate, *state)[2] == "service.no-candidate"


def test_looking_for_a_person_makes_no_journal(state, tmp_path):
    assert serve("export", "c-1", *state)[2] == "files.missing"
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("options", "days"),
    [((), (4, 7)), (("--improve-after", 0, "--reset-after", 30), (0, 30)), (("--no-retry",), (None, None))],
)
def test_an_invitation_says_after_how_many_days_one_may_try_again(state, options, days):
    _, output, _ = serve("invite", "--competence", "1.2", *options, *state)
    told = json.loads(serve("export", output.split()[-1].strip("()"), *state)[1])
    access = told["accesses"][0]
    assert (access["improve_days"], access["reset_days"]) == days


CAMPAIGN = """\
id: rentree
title: Rentrée
code: RENTRE629
locale: en
target_profile: {title: Bases, competences: [{code: "1.2", up_to: 3}]}
multiple_sendings: %s
improve_after: 10
feedback: true
right_answers: false
"""


@pytest.mark.parametrize(
    ("again", "options", "expected"),
    [
        ("true", [], ("en", True, False, 10, 7)),
        ("false", [], ("en", True, False, None, None)),
        ("false", ["--reset-after", "1"], ("en", True, False, 10, 1)),
        ("true", ["--no-retry", "--locale", "fr", "--no-feedback", "--right-answers"], ("fr", False, True, None, None)),
    ],
)
def test_an_invitation_takes_what_its_campaign_says_and_the_command_comes_first(
    state, tmp_path, monkeypatch, again, options, expected
):
    root = write_workspace(tmp_path / "workspace")
    (root / "campaigns").mkdir()
    (root / "campaigns" / "rentree.yaml").write_text(CAMPAIGN % again, encoding="utf-8")
    monkeypatch.chdir(root)
    assert serve("invite", "--competence", "1.2", "--campaign", "rentree", *options, *state)[0] == 0
    (access,) = accesses(state[1])
    told = (access.locale, access.feedback, access.right_answers, access.improve_days, access.reset_days)
    assert (access.campaign, told) == ("rentree", expected)


def test_an_invitation_to_a_campaign_asks_what_its_profile_targets(state, tmp_path, monkeypatch):
    root = write_workspace(tmp_path / "workspace")
    (root / "campaigns").mkdir()
    (root / "campaigns" / "rentree.yaml").write_text(CAMPAIGN % "true", encoding="utf-8")
    monkeypatch.chdir(root)
    assert serve("invite", "--campaign", "rentree", *state)[0] == 0
    (access,) = accesses(state[1])
    skills = {skill.id: skill.level for skill in sample_framework().competences["1.2"].skills}
    assert access.competences == ("1.2",)
    assert set(access.skills) == {name for name, level in skills.items() if level <= 3}
    assert serve("invite", "--campaign", "rentree", "--competence", "1.1", *state)[2] == "service.not-targeted"
    assert serve("invite", *state)[2] == "service.no-competence"
    assert serve("invite", "--campaign", "ailleurs", *state)[2] == "service.no-competence"
    assert len(accesses(state[1])) == 1


def test_a_campaign_that_is_no_file_is_a_name_and_one_with_a_fault_is_said(state, tmp_path, monkeypatch):
    root = write_workspace(tmp_path / "workspace")
    (root / "campaigns").mkdir()
    monkeypatch.chdir(root)
    assert serve("invite", "--competence", "1.2", "--campaign", "ailleurs", *state)[0] == 0
    (access,) = accesses(state[1])
    assert (access.locale, access.feedback, access.improve_days, access.reset_days) == ("fr", True, 4, 7)
    (root / "campaigns" / "rentree.yaml").write_text("id: rentree\n", encoding="utf-8")
    assert serve("invite", "--competence", "1.2", "--campaign", "rentree", *state)[2]
    assert len(accesses(state[1])) == 1


def accesses(folder):
    async def read():
        journal = await open_journal(f"{folder}/journal.sqlite")
        found = await Register(journal).accesses()
        await journal.close()
        return found

    return completed(read())


def test_nobody_is_invited_to_a_session_that_is_closed(state):
    _, said, _ = serve("supervise", "--label", "3e B", *state)
    number = said.split()[1]
    invitation = ["invite", "--competence", "1.1", "--session", number, *state]
    assert serve(*invitation)[0] == 0

    async def close():
        journal = await open_journal(f"{state[1]}/journal.sqlite")
        await SupervisedSessions(journal).close(number, Clock()())
        await journal.close()

    completed(close())
    assert serve(*invitation)[2] == "service.session-closed"


def test_the_database_may_stand_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PIXAUTHOR_DATABASE", str(tmp_path / "there.sqlite"))
    serve("invite", "--competence", "1.1")

    async def kept():
        journal = await open_journal(str(tmp_path / "there.sqlite"))
        try:
            return await journal.records("access")
        finally:
            await journal.close()

    assert len(completed(kept())) == 1


@pytest.fixture
def taken(bundle, tmp_path):
    """Arguments of a journal with two sittings, one of them finished."""
    content, clock, path = sample_content(), Clock(), tmp_path / "state" / "journal.sqlite"

    async def take():
        journal = await open_journal(str(path))
        desk = Desk(content, journal, clock=clock)
        for candidate in ("c-1", "c-2"):
            sitting = await desk.open(Order(candidate=candidate, competences=("1.2",), feedback=False))
            state = (await desk.go_on(sitting, 0)).state
            while candidate == "c-1" and not state.closed:
                if state.asked is None:
                    state = (await desk.go_on(sitting, state.rank)).state
                    continue
                clock.move(20)
                item = state.asked.item
                message = Message(item=item, rank=state.rank)
                state = (await desk.answer(sitting, message, sample_answer(content, item))).state
        await journal.close()

    completed(take())
    return ["--folder", str(tmp_path / "state")], path


def session(*arguments):
    return CliRunner().invoke(_build_app(), ["session", *map(str, arguments)])


def test_a_journal_is_verified_and_played_again(taken, bundle, tmp_path):
    folder, _ = taken
    done = session("verify", *folder, "--bundle", bundle, "--key", tmp_path / "key.pub")
    assert done.exit_code == 0, done.output
    assert " 2 " in done.output


@pytest.mark.parametrize("change", ["altered", "taken out", "cut at its beginning", "given to another"])
def test_an_altered_journal_is_found(taken, change):
    folder, path = taken
    words = {
        "altered": """UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '"ok"', '"ko"') AS BLOB)""",
        "taken out": "DELETE FROM events WHERE number = 2",
        "cut at its beginning": "DELETE FROM events WHERE number = 0",
        "given to another": "UPDATE sittings SET candidate = 'c-9' WHERE candidate = 'c-1'",
    }
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(words[change])
    done = session("verify", *folder)
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)


CUTS = {
    "the last event": "DELETE FROM events WHERE number = (SELECT max(number) FROM events AS o WHERE o.sitting = "
    "events.sitting) AND number > 3",
    "all but the first": "DELETE FROM events WHERE number > 0",
    "a whole sitting": "DELETE FROM events WHERE sitting = (SELECT sitting FROM sittings WHERE candidate = 'c-1');"
    "DELETE FROM sittings WHERE candidate = 'c-1'",
}


@pytest.mark.parametrize("name", CUTS)
def test_a_journal_that_was_cut_off_is_found_by_the_ends_that_were_noted(taken, tmp_path, name):
    folder, path = taken
    noted = tmp_path / "heads.jsonl"
    assert session("heads", noted, *folder).exit_code == 0
    rows = [json.loads(line) for line in noted.read_text().splitlines()]
    assert {len(row["head"]) for row in rows} == {64}
    assert session("verify", *folder, "--heads", noted).exit_code == 0
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(CUTS[name])
    # The chain alone cannot tell.
    assert session("verify", *folder).exit_code == 0
    done = session("verify", *folder, "--heads", noted)
    assert done.exit_code == 1
    assert "coupée" in done.output
    assert rows[0]["sitting"] in done.output


def test_a_journal_whose_chain_was_made_anew_is_another_than_the_one_that_was_noted(taken, tmp_path):
    folder, path = taken
    noted = tmp_path / "heads.jsonl"
    session("heads", noted, *folder)
    with closing(sqlite3.connect(path)) as connection, connection:
        (sitting,) = connection.execute("SELECT sitting FROM sittings WHERE candidate = 'c-1'").fetchone()
        words = "SELECT line FROM events WHERE sitting = ? ORDER BY number"
        events, _ = unchain([line for (line,) in connection.execute(words, (sitting,))], GENESIS)
        later = [replace(event, at=event.at + timedelta(seconds=1)) for event in events]
        for number, line in enumerate(chain(later, GENESIS)[0]):
            connection.execute("UPDATE events SET line = ? WHERE sitting = ? AND number = ?", (line, sitting, number))
    assert session("verify", *folder).exit_code == 0
    done = session("verify", *folder, "--heads", noted)
    assert (done.exit_code, "n’est plus celle" in done.output) == (1, True)


def test_what_went_on_and_what_was_erased_since_is_no_fault(taken, tmp_path):
    folder, path = taken
    noted = tmp_path / "heads.jsonl"
    session("heads", noted, *folder)

    async def go_on():
        journal = await open_journal(str(path))
        (row,) = await journal.find("c-2")
        await Desk(sample_content(), journal, clock=Clock()).give_up(row.sitting)
        await journal.erase("c-1", Clock()())
        await journal.close()

    completed(go_on())
    done = session("verify", *folder, "--heads", noted)
    assert (done.exit_code, "Effacées depuis (1)" in done.output) == (0, True)


@pytest.mark.parametrize("words", ["{}", "[]", "x", '{"sitting": "a", "events": 0, "head": ""}', "[" * 100_000])
def test_a_file_that_notes_no_ends_is_refused_with_its_line(taken, tmp_path, words):
    folder, _ = taken
    (tmp_path / "heads.jsonl").write_text(words)
    result = session("verify", *folder, "--heads", tmp_path / "heads.jsonl")
    assert result.exception.message == "service.bad-head"
    assert result.exception.place.line == 1


def test_events_are_exported_as_the_journal_holds_them(taken):
    folder, _ = taken
    lines = [json.loads(line) for line in session("export", *folder).output.splitlines()]
    assert [one["event"] for one in lines].count("sitting-opened") == 2
    first = next(one for one in lines if one["event"] == "sitting-opened")["sitting"]
    alone = session("export", first, *folder).output.splitlines()
    assert json.loads(alone[0])["sitting"] == first
    assert len(alone) < len(lines)
    assert session("export", "nobody", *folder).exception.message == "service.no-sitting"


def test_answers_flow_into_the_responses_of_a_workspace_whole(taken, tmp_path):
    folder, path = taken
    table, root = tmp_path / "answers.csv", write_workspace(tmp_path / "workspace")
    assert session("answers", table, *folder).exit_code == 0
    with closing(sqlite3.connect(path)) as connection:
        events = [json.loads(line) for (line,) in connection.execute("SELECT line FROM events")]
    given = [event for event in events if event["event"] == "answer-given"]
    imported = CliRunner().invoke(_build_app(), ["responses", "import", str(table), "--workspace", str(root), "--json"])
    report = json.loads(imported.output)
    assert (report["added"], report["rejected"]) == (len(given), 0), report
    kept = load_responses(root / "exports")
    assert sorted(kept["status"]) == sorted(event["outcome"]["status"] for event in given)
    assert set(kept["candidate"]) == {"c-1"}


def test_without_its_packages_the_command_says_what_to_install(started):
    program = "import sys; sys.modules['uvicorn'] = None; from pixauthor.cli.main import run; run()"
    command = [sys.executable, "-c", program, "serve", *map(str, started)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PIXAUTHOR_LANG": "en"})
    assert done.returncode == 2
    assert "pixauthor[service]" in done.stderr
