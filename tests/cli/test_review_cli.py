"""``pixauthor review`` as people run it: a whole life in a terminal, what is printed, and what is refused."""

import json
import shutil
import subprocess
import sys

import pytest

from pixauthor.cli import main
from pixauthor.resources import shipped

ID = "dossiers-2-01"
PEOPLE = """\
  - {id: ada, name: Ada Martin, roles: [author], emails: [ada@example.org]}
  - {id: bob, name: Bob Diallo, roles: [reviewer]}
  - {id: cleo, name: Cléo Roy, roles: [reviewer, lead]}
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Make a workspace of one competence whose people are known, with a draft by Ada, and go there."""
    items = tmp_path / "items"
    items.mkdir()
    for name in ("framework.yaml", "people.yaml"):
        shutil.copy(shipped("items") / name, items)
    shutil.copytree(shipped("items") / "1.2", items / "1.2")
    with (items / "people.yaml").open("a", encoding="utf-8") as stream:
        stream.write(PEOPLE)
    path = items / "1.2" / f"{ID}.yaml"
    text = path.read_text(encoding="utf-8").replace("status: validated", "status: draft")
    path.write_text(
        text.replace("author: atelier-contenu-a", "author: ada").replace("author: atelier-contenu-b", "author: ada")
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("PIXAUTHOR_USER", raising=False)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process; return its status, output and complaints."""

    def run_here(*arguments, language="fr"):
        monkeypatch.setattr(sys, "argv", ["pixauthor", "--lang", language, "review", *arguments])
        with pytest.raises(SystemExit) as caught:
            main.run()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return run_here


def test_an_item_is_submitted_talked_about_refused_approved_by_two_and_validated(workspace, run):
    def done(*arguments):
        status, out, err = run(*arguments)
        assert status == 0, err
        return out

    assert "Ada Martin a soumis" in done("status", ID, "submit", "--as", "ada")
    opened = json.loads(done("comment", ID, "Trop long.", "--field", "stem", "--as", "bob", "--json"))
    done("ask-changes", ID, "--refuse", "tricks=La négation piège.", "--as", "bob")
    done("comment", ID, "Raccourci.", "--to", opened["id"][-4:], "--as", "ada")
    done("resolve", ID, opened["id"][-4:], "--as", "bob")
    shown = json.loads(done("show", ID, "--json"))
    assert (shown["phase"], shown["refusals"], shown["threads"][0]["open"]) == ("changes", ["bob"], False)
    for who in ("bob", "cleo"):
        done("approve", ID, "--all-ok", "--skip", "novel", "--as", who)
    assert "Prêt à valider" in done("show", ID, "--as", "cleo")
    assert "Vous pouvez" in done("show", ID, "--as", "cleo")
    done("status", ID, "validate", "--as", "cleo", "--note", "Pour la rentrée.")
    text = (workspace / "items" / "1.2" / f"{ID}.yaml").read_text(encoding="utf-8")
    assert "status: validated" in text
    assert "reviewers: [bob, cleo]" in text


def test_a_refusal_ends_with_one_and_says_why(workspace, run):
    status, out, err = run("approve", ID, "--all-ok", "--as", "bob")
    assert (status, out) == (1, "")
    assert "pas encore soumis" in err
    assert "has not submitted" in run("approve", ID, "--all-ok", "--as", "bob", language="en")[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("approve", ID, "--ok", "trick", "--as", "bob"), "tricks"),
        (("ask-changes", ID, "--refuse", "tricks", "--as", "bob"), "signe égal"),
        (("comment", ID, "Mot.", "--field", "choix", "--as", "bob"), "stem"),
        (("comment", "dossiers-2-99", "Mot.", "--as", "bob"), "dossiers-2-01"),
        (("show", ID, "--as", "zoe"), "zoe"),
        (("comment", ID, "Mot."), "PIXAUTHOR_USER"),
    ],
)
def test_misuse_ends_with_two_and_says_what_to_write(workspace, run, arguments, words):
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "user.email", "nobody@example.org"], check=True)
    status, _, err = run(*arguments)
    assert status == 2
    assert words in err.replace("\n", " ")


def test_the_queue_begins_with_what_waits_for_me(workspace, run, monkeypatch):
    run("status", ID, "submit", "--as", "ada")
    monkeypatch.setenv("PIXAUTHOR_USER", "bob")
    queue = json.loads(run("list", "--json")[1])
    assert queue["person"] == "bob"
    assert [(one["id"], one["turn"]) for one in queue["items"]] == [(ID, "review")]
    assert "À vous de relire" in run("list", "--mine")[1].replace("\n", " ")
    everything = json.loads(run("list", "--all", "--json")[1])["items"]
    assert len(everything) == len(list((workspace / "items" / "1.2").glob("*.yaml")))
    live = json.loads(run("list", "--phase", "live", "--json")[1])["items"]
    assert {one["phase"] for one in live} == {"live"}


def test_git_tells_who_is_there(workspace, run):
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "user.email", "ADA@example.org"], check=True)
    assert "Ada Martin a soumis" in run("status", ID, "submit")[1]


def test_a_damaged_review_file_is_said_in_the_queue_and_refused_by_show(workspace, run):
    log = workspace / "items" / "1.2" / "reviews" / f"{ID}.yaml"
    log.parent.mkdir()
    log.write_text("entries: [", encoding="utf-8")
    assert f"reviews/{ID}.yaml" in run("list", "--all")[1]
    status, _, err = run("show", ID)
    assert status == 2
    assert f"reviews/{ID}.yaml" in err.replace("\n", "")
