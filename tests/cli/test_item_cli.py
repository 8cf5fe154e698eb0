"""``pixauthor item`` as people run it: real workspaces, real git, what is printed and what stays on disk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pixauthor.cli import main
from pixauthor.resources import shipped

ITEM = "veille-6-01"
FILE = f"items/1.1/{ITEM}.yaml"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Make a workspace of one competence, and go there."""
    items = tmp_path / "items"
    items.mkdir()
    shutil.copy(shipped("items") / "framework.yaml", items)
    shutil.copytree(shipped("items") / "1.1", items / "1.1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process; return its status, output and complaints."""

    def run_here(*arguments, language="fr"):
        monkeypatch.setattr(sys, "argv", ["pixauthor", "--lang", language, "item", *arguments])
        with pytest.raises(SystemExit) as caught:
            main.run()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return run_here


HEAVY = {"numpy", "pandas", "scipy", "pyarrow", "duckdb", "numba", "altair", "IPython", "ipywidgets"}


@pytest.mark.parametrize("command", [("item", "search", "x"), ("item", "show", ITEM), ("bank", "stats")])
def test_these_commands_load_no_library_of_measure(workspace, command):
    program = (
        "import sys, atexit; from pixauthor.cli.main import run; sys.argv[1:] = %r; "
        "atexit.register(lambda: sys.stderr.write('MODULES ' + ' '.join(sys.modules))); run()"
    )
    done = subprocess.run([sys.executable, "-c", program % ([*command],)], capture_output=True, text=True, check=True)
    assert not HEAVY & {name.partition(".")[0] for name in done.stderr.rpartition("MODULES ")[2].split()}


def git(*arguments):
    who = {f"GIT_{role}_{part}": "essai" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env={**os.environ, **who})


def change(old, new):
    text = Path(FILE).read_text("utf-8")
    assert old in text
    Path(FILE).write_text(text.replace(old, new), encoding="utf-8")


def test_an_item_is_shown_without_its_key_unless_asked(workspace, run):
    status, out, _ = run("show", ITEM)
    assert status == 0
    assert "Quelle alerte réduit ce bruit" in out
    assert "Compétence" in out
    assert "Réponse attendue" not in out
    assert "Oui : les deux mots de départ restent" not in out
    assert "Réponse attendue" in run("show", ITEM, "--key")[1]


def test_json_has_the_key_only_when_asked(workspace, run):
    plain, secret = (json.loads(run("show", ITEM, "--json", *more)[1]) for more in ([], ["--key"]))
    assert not {"key", "tests", "feedback", "scoring"} & set(plain)
    assert secret["key"] == "b"
    assert plain["calibration"] is None


@pytest.mark.parametrize("name", [path.stem for path in sorted(shipped("items").glob("*/*.yaml"))][::6])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_items_of_every_kind_are_shown(monkeypatch, run, name, language):
    status, out, err = run("show", name, "--key", "--workspace", str(shipped("items").parent), language=language)
    assert (status, err) == (0, "")
    assert name in out


def test_an_unknown_id_is_answered_with_near_ones(workspace, run):
    status, _, err = run("show", "veile-6-1")
    assert status == 2
    assert ITEM in err
    status, _, err = run("show", "qqq")
    assert status == 2
    assert "item search" in err


def test_a_path_will_do_inside_the_bank_only(workspace, run, tmp_path_factory):
    assert run("show", FILE)[0] == 0
    other = tmp_path_factory.mktemp("other") / "x.yaml"
    other.write_text("id: x", encoding="utf-8")
    assert run("show", str(other))[0] == 2
    assert run("show", "items/framework.yaml")[0] == 2
    assert run("show", "items/1.1/nulle-part.yaml")[0] == 2


def test_an_empty_bank_says_so(workspace, run):
    shutil.rmtree(workspace / "items" / "1.1")
    for command in (["show", ITEM], ["search", "x"]):
        status, _, err = run(*command)
        assert status == 2
        assert "aucun item" in err


def test_a_search_prints_what_it_finds_and_how_many(workspace, run):
    status, out, _ = run("search", "niveau:>=5", "-type:qcm")
    assert status == 0
    assert ITEM in out
    assert "Trouvés" in out
    found = json.loads(run("search", "id:veille-*", "--json")[1])
    assert [one["id"] for one in found["items"]] == [ITEM]
    assert run("search", "-id:*")[1].startswith("Aucun des")


def test_a_broken_query_is_misuse_and_names_the_place(workspace, run):
    status, out, err = run("search", "id:* nivo:3")
    assert (status, out) == (2, "")
    assert "requête:1:6" in err
    assert "niveau" in err


def test_a_search_can_be_kept_used_and_forgotten(workspace, run):
    assert run("search", "niveau:6", "--save", "Experts")[0] == 0
    assert "niveau:6" in run("search", "--filters")[1]
    assert ITEM in run("search", "--filter", "Experts")[1]
    assert "Aucun" in run("search", "--filter", "Experts", "niveau:1")[1]
    assert run("search", "--forget", "Experts")[0] == 0
    status, _, err = run("search", "--filter", "Experts")
    assert status == 2
    assert "--save" in err


def test_lint_is_the_check_of_these_items(workspace, run):
    assert run("lint", ITEM)[0] == 0
    change("key: b", "key: zzz")
    status, out, _ = run("lint", ITEM)
    assert status == 1
    assert FILE in out
    assert run("lint", "moteur-1-01")[0] == 0


def test_history_tells_each_commit_and_the_disk(workspace, run):
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "Premier")
    change("key: b", "key: a")
    change("version: 1", "version: 2")
    git("commit", "-qam", "Autre clé")
    change("title: ", "title: Neuf # ")
    status, out, _ = run("history", ITEM)
    assert status == 0
    assert next(line for line in out.splitlines() if "essai" in line or "disque" in line).startswith("Sur le disque")
    assert "Clé\u00a0: [-b-] → {+a+}" in out
    assert "premier état" in out
    between = json.loads(run("history", ITEM, "--between", "v1", "v2", "--json")[1])["revisions"][0]["changes"]
    assert {"field": "key", "before": "b", "after": "a"} in between
    assert run("history", ITEM, "--between", "v1", "v9")[0] == 2


def test_history_follows_a_renamed_file_and_passes_over_a_broken_state(workspace, run):
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "Premier")
    git("mv", FILE, "items/1.1/veille-6-09.yaml")
    git("commit", "-qm", "Renomme")
    path = Path("items/1.1/veille-6-09.yaml")
    whole = path.read_bytes()
    path.write_bytes(b"a: [\xff")
    git("commit", "-qam", "Casse")
    path.write_bytes(whole)
    git("commit", "-qam", "Répare")
    found = json.loads(run("history", "veille-6-09", "--json")[1])["revisions"]
    assert [one["readable"] for one in found] == [True, False, True, True]
    assert [one["subject"] for one in found] == ["Répare", "Casse", "Renomme", "Premier"]
    assert run("history", "veille-6-09")[0] == 0


def test_history_without_git_or_commit_says_what_to_do(workspace, run, monkeypatch):
    status, _, err = run("history", ITEM)
    assert status == 2
    assert "git init" in err
    git("init", "-q")
    status, _, err = run("history", ITEM)
    assert status == 2
    assert "git add" in err
    monkeypatch.setenv("PATH", "")
    assert run("history", ITEM)[0] == 2


def test_check_writes_nothing_and_is_1_when_there_is_something_to_do(workspace, run):
    assert run("fmt", "--all", "--check")[0] == 0
    messy = Path(FILE).read_bytes().rstrip(b"\n").replace(b"level: 6", b"level: 6  ").replace(b"\n", b"\r\n")
    Path(FILE).write_bytes(messy)
    assert run("fmt", ITEM, "--check")[0] == 1
    assert Path(FILE).read_bytes() == messy


def test_fmt_says_what_it_did_and_keeps_line_ends_and_mode(workspace, run):
    clean = Path(FILE).read_bytes().replace(b"\n", b"\r\n")
    Path(FILE).write_bytes(clean.rstrip(b"\r\n").replace(b"level: 6", b"level: 6\t"))
    Path(FILE).chmod(0o640)
    status, out, _ = run("fmt", ITEM)
    assert status == 0
    assert "blancs en fin de ligne" in out
    assert Path(FILE).read_bytes() == clean
    assert Path(FILE).stat().st_mode & 0o777 == 0o640


def test_fmt_leaves_a_broken_file_and_a_misused_command_alone(workspace, run):
    Path(FILE).write_text("a: [  ", encoding="utf-8")
    status, _, err = run("fmt", ITEM)
    assert status == 1
    assert FILE in err
    assert Path(FILE).read_text("utf-8") == "a: [  "
    assert run("fmt")[0] == run("fmt", ITEM, "--all")[0] == 2


def test_a_new_item_is_a_draft_that_checks_and_can_be_renamed_and_moved(workspace, run):
    status, out, _ = run("new", "single-choice", "veille-6", "--author", "Ada")
    assert status == 0
    assert "items/1.1/veille-6-02.yaml" in out
    assert json.loads(run("search", "auteur:ada", "statut:brouillon", "--json")[1])["found"] == 1
    assert run("rename", "veille-6-02", "veille-6-07")[0] == 0
    assert not (workspace / "items/1.1/veille-6-02.yaml").exists()
    assert run("move", "veille-6-07", "dossiers-2")[0] == 0
    assert run("show", "veille-6-07")[0] == 0
    assert (workspace / "items/1.2/veille-6-07.yaml").is_file()


def test_an_impossible_action_changes_nothing(workspace, run):
    before = {path: path.read_bytes() for path in (workspace / "items").rglob("*") if path.is_file()}
    assert run("rename", ITEM, "autre-1-01")[0] == 2  # it is live
    assert run("move", ITEM, "nulle-part-9")[0] == 2
    assert run("new", "single-choice", "nulle-part-9", "--author", "Ada")[0] == 2
    assert run("new", "quiz", "veille-6", "--author", "Ada")[0] == 2
    assert before == {path: path.read_bytes() for path in (workspace / "items").rglob("*") if path.is_file()}


def test_the_newest_calibration_is_searched_and_shown(workspace, run):
    calibration = json.loads((shipped("schemas") / "examples/valid/calibration.json").read_text("utf-8"))
    calibration["items"][0] |= {"item": f"{ITEM}@1", "flags": ["weak"], "verdict": "revise"}
    (workspace / "exports/calibrations").mkdir(parents=True)
    (workspace / "exports/calibrations/a.json").write_text(json.dumps(calibration), encoding="utf-8")
    found = json.loads(run("search", "signal:weak", "difficulté:<0", "--json")[1])["items"]
    assert [(one["id"], one["calibration"]["b"]) for one in found] == [(ITEM, -0.4)]
    out = run("show", ITEM)[1]
    assert "−0,40" in out
    assert "revoir" in out
    (workspace / "exports/calibrations/a.json").write_text("{", encoding="utf-8")
    status, _, err = run("show", ITEM)
    assert status == 2
    assert "a.json" in err
