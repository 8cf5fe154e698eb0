"""`pixauthor session` as people run it: lines on standard input, files on disk, a process where its exit matters."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from session_samples import TYPES, write_workspace
from typer.testing import CliRunner

from pixauthor.cli.session import app
from pixauthor.delivery.store import load_journal


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return write_workspace(tmp_path)


def run(*arguments, typed=""):
    done = CliRunner().invoke(app, arguments, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def run_process(*arguments, **options):
    command = [sys.executable, "-m", "pixauthor", "session", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **options)


def journals(workspace):
    return sorted((workspace / "exports" / "sessions").glob("*.jsonl"))


def test_a_session_goes_from_question_to_result(workspace):
    done = run("practise", "--competence", "1.2", "--seed", "7", typed="\n" * 60)
    assert done.exit_code == 0, done.stderr
    assert "Question 1 (15 au plus), niveau 2" in done.stdout
    assert "Réponse attendue" in done.stdout
    assert "0 pix sur 64, niveau 0" in done.stdout.replace("\u00a0", " ")
    assert "À travailler ensuite" in done.stdout
    journal = load_journal(journals(workspace)[0])
    assert journal.head in done.stdout
    assert {event.value for event in journal.events if hasattr(event, "value")} == {None}


def test_the_same_seed_and_answers_give_the_same_questions(workspace):
    for _ in range(2):
        assert run("practise", "--competence", "1.2", "--seed", "7", typed="a\n" * 60).exit_code == 0
    one, other = (
        [event.item for event in load_journal(path).events if hasattr(event, "value")] for path in journals(workspace)
    )
    assert one == other


def test_end_of_input_keeps_the_journal_and_resume_goes_on(workspace):
    left = run("practise", "--competence", "1.2", "--seed", "7", typed="\n")
    assert left.exit_code == 0
    session = journals(workspace)[0].stem
    assert f"pixauthor session practise --resume {session}" in left.stdout
    before = journals(workspace)[0].read_bytes()
    replayed = run("replay", session)
    assert "Session non terminée" in replayed.stdout
    assert replayed.exit_code == 0
    went_on = run("practise", "--resume", session, typed="\n" * 60)
    assert went_on.exit_code == 0, went_on.stderr
    assert "Question 2" in went_on.stdout
    assert "Question 1 " not in went_on.stdout
    assert journals(workspace)[0].read_bytes().startswith(before)
    assert run("replay", session).exit_code == 0


@pytest.fixture
def heeding_interrupts():
    """A shell starts what runs in its background with SIGINT ignored, and children inherit that: CI may do so."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding_interrupts")
def test_an_interruption_keeps_the_journal_and_says_how_to_resume(workspace):
    command = [sys.executable, "-m", "pixauthor", "session", "practise", "--competence", "1.2"]
    process = subprocess.Popen(
        command, cwd=workspace, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not any(path.read_bytes().count(b"\n") > 1 for path in journals(workspace)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "--resume" in complaint
    assert "Traceback" not in complaint
    assert len(load_journal(journals(workspace)[0]).events) == 2


def keep_only(workspace, kind):
    """Leave one item, so that it is the one asked."""
    for path in (workspace / "items" / "1.2").glob("*.yaml"):
        if f"type: {kind}\n" not in path.read_text(encoding="utf-8"):
            path.unlink()


def letters_of(shown, wanted):
    """Return the letters or numbers that stand before these texts on the screen."""
    marks = {}
    for line in shown.splitlines():
        mark, _, words = line.strip().partition(") ")
        if len(mark) == 1:
            marks[words.strip()] = mark
    return [marks[words] for words in wanted]


def asked(workspace, *typed):
    """Ask the only item with these lines; return the screen and the answer of the journal."""
    done = run("practise", "--competence", "1.2", "--seed", "1", typed="".join(f"{line}\n" for line in typed))
    assert done.exit_code == 0, done.stderr
    answers = [event for event in load_journal(journals(workspace)[-1]).events if hasattr(event, "value")]
    return done.stdout, answers[-1] if answers else None


CHOICES = {
    "single-choice": (["Bravo"], "{0}", "b"),
    "multiple-choice": (["Alpha", "Charlie"], "{0}, {1}", ["a", "c"]),
    "ordering": (["Charlie", "Alpha", "Bravo"], "{0} {1} {2}", ["c", "a", "b"]),
    "matching": (["photo.jpg", "son.mp3", "Une image", "Un son"], "{0}{2} {1}-{3}", {"s1": "t1", "s2": "t2"}),
}


@pytest.mark.parametrize("kind", CHOICES)
def test_options_are_chosen_by_the_letters_on_the_screen(workspace, kind):
    keep_only(workspace, kind)
    wanted, line, value = CHOICES[kind]
    screen, _ = asked(workspace)
    for path in journals(workspace):
        path.unlink()
    screen, answer = asked(workspace, "?", line.format(*letters_of(screen, wanted)))
    assert "Réponse non comprise" in screen
    assert (answer.value, answer.outcome.status) == (value, "ok")
    assert "✔ Juste" in screen
    assert "Oui, bravo." in screen


TYPED = {
    "short-text": (["Zèbre  rayé"], "Zèbre  rayé", "ok"),
    "number": (["12,5 Mo"], "12,5 Mo", "ok"),
    "blanks": (["maj inser", "b"], {"copier": "maj inser", "coller": "Ctrl+V"}, "ok"),
    "dependent-blanks": (["chrome", ""], {"un": "chrome"}, "partially"),
    "simulator": (["corbeille:pleine"], "corbeille:pleine", "ko"),
}


@pytest.mark.parametrize("kind", TYPED)
def test_fields_are_typed_one_by_one(workspace, kind):
    keep_only(workspace, kind)
    lines, value, status = TYPED[kind]
    _, answer = asked(workspace, *lines)
    assert (answer.value, answer.outcome.status) == (value, status)


def test_a_file_is_handed_in_by_its_path(workspace, tmp_path_factory):
    keep_only(workspace, "file-task")
    done = tmp_path_factory.mktemp("mes documents") / "ventes juin.csv"
    done.write_text("Mois;Total\nmai;40\njuin;42\n", encoding="utf-8")
    screen, answer = asked(workspace, "absent.csv", str(workspace), f"'{done}'")
    assert "n’existe pas" in screen
    assert str(workspace / "items" / "1.2" / "media" / "ventes.csv") in screen
    assert answer.value["name"] == "ventes juin.csv"
    assert answer.outcome.status == "ok"


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_can_be_skipped_and_shows_its_right_answer(workspace, kind):
    keep_only(workspace, kind)
    screen, answer = asked(workspace, *[""] * 4)
    assert (answer.value, answer.outcome.status) == (None, "aband")
    assert "– Passée" in screen
    assert "Non, retenez la clé du cours." in screen
    assert f"Fiche {kind}" in screen
    assert "Réponse attendue" in screen


def test_a_simulated_session_says_so_and_replays_alike(workspace):
    done = run("simulate", "--competence", "1.2", "--theta", "5", "--seed", "3")
    assert done.exit_code == 0, done.stderr
    assert "Session simulée" in done.stdout
    path = journals(workspace)[0]
    again = run("replay", str(path))
    assert again.exit_code == 0
    assert "la même session" in again.stdout
    listed = run("list")
    assert path.stem in listed.stdout
    assert "terminée" in listed.stdout


def test_replay_exits_1_when_the_chain_is_broken(workspace):
    run("simulate", "--competence", "1.2", "--seed", "3")
    path = journals(workspace)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    done = run_process("replay", path.stem)
    assert done.returncode == 1
    assert f"{path.relative_to(workspace)}:2:1" in done.stderr
    assert "journal abîmé" in run("list").stdout


def test_replay_exits_1_when_the_key_has_changed(workspace):
    keep_only(workspace, "single-choice")
    run("simulate", "--competence", "1.2", "--seed", "3", "--theta", "20")
    item = next((workspace / "items" / "1.2").glob("*.yaml"))
    item.write_text(item.read_text(encoding="utf-8").replace("key: b\n", "key: c\n"), encoding="utf-8")
    done = run("replay", journals(workspace)[0].stem)
    assert done.exit_code == 1
    assert "ont changé" in done.stdout
    assert "le rejeu « ko »" in done.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["practise", "--competence", "9.9"], "9.9"),
        (["practise", "--resume", "absente"], "absente"),
        (["practise", "--competence", "1.2", "--locale", "en"], "1.2"),
        (["replay", "absente"], "absente"),
        (["replay", "items"], "items"),
        (["practise", "--workspace", "absent"], "absent"),
        (["practise"], "--competence"),
    ],
)
def test_a_refusal_is_one_sentence_and_writes_nothing(workspace, arguments, words):
    done = run_process(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not journals(workspace)


def test_the_competence_can_be_chosen_from_a_list(workspace):
    done = run("practise", "--max-items", "1", typed="1.2\n\n\n")
    assert done.exit_code == 0
    assert "1.2  Gérer des données" in done.stdout


def test_a_line_that_is_not_of_the_terminals_encoding_is_no_crash(workspace):
    keep_only(workspace, "short-text")
    done = subprocess.run(
        [sys.executable, "-m", "pixauthor", "session", "practise", "--competence", "1.2"],
        input=b"z\xe8bre\n",
        capture_output=True,
        cwd=workspace,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 2}


def test_english_is_spoken_when_asked(workspace, monkeypatch):
    monkeypatch.setenv("PIXAUTHOR_LANG", "en")
    done = run("practise", "--competence", "1.2", "--max-items", "2", typed="\n" * 9)
    assert "Question 1 (2 at most)" in done.stdout
    assert "– Skipped" in done.stdout
    assert "To work on next" in done.stdout


def test_the_simulators_page_is_sealed_and_shows_what_to_copy(workspace, tmp_path):
    from pixauthor.cli.session_simulator import write_frame

    page = write_frame(workspace / "items" / "1.2" / "media" / "simulateur.html", tmp_path / "out", title='Une "page"')
    html = page.read_text(encoding="utf-8")
    assert 'sandbox="allow-scripts"' in html
    assert "default-src &#x27;none&#x27;" in html
    assert 'title="Une &quot;page&quot;"' in html
    assert "<button" not in html


def test_the_journal_holds_no_key(workspace):
    run("practise", "--competence", "1.2", "--seed", "7", typed="\n" * 60)
    text = journals(workspace)[0].read_text(encoding="utf-8")
    assert "zèbre" not in text
    assert all(json.loads(line) for line in text.splitlines())


def test_an_item_cannot_drive_the_terminal(workspace):
    keep_only(workspace, "short-text")
    item = next((workspace / "items" / "1.2").glob("*.yaml"))
    words = item.read_text(encoding="utf-8").replace("stem: Que faut-il faire ?", 'stem: "Que \\e[2J faire ?"')
    item.write_text(words.replace("label: Votre mot", 'label: "Votre \\e]0;titre\\a mot"'), encoding="utf-8")
    screen, _ = asked(workspace, "")
    assert "Que [2J faire" in screen
    assert "\x1b" not in screen
    assert "\x07" not in screen
