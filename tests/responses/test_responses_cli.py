"""``pixauthor responses`` as it is typed, on the bank that is shipped."""

import json
import shutil
import subprocess
import sys

import pytest

from pixauthor.cli import main
from pixauthor.resources import shipped


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank") / "items"
    shutil.copytree(shipped("items"), folder)
    return folder


@pytest.fixture
def run(tmp_path, items, monkeypatch, capsys):
    (tmp_path / "items").symlink_to(items)
    monkeypatch.chdir(tmp_path)

    def type_(*words):
        monkeypatch.setattr(sys, "argv", ["pixauthor", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return type_


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("candidat;item;réponse;groupe_classe\nE1;dossiers-2-01;x;3e\nE2;dossiers-2-01;y;6e\n", "utf-8")
    return path


def test_the_whole_line_from_simulation_to_summary(run, tmp_path):
    status, out, _ = run(
        "responses",
        "simulate",
        "--candidates",
        25,
        "--design",
        "adaptive",
        "--items-per-candidate",
        6,
        "--group",
        "grade=6e:-1,3e",
    )
    assert status == 0
    assert "exports/simulated/responses-adaptive-1.csv" in out
    made = tmp_path / "exports/simulated/responses-adaptive-1.csv"
    status, out, _ = run("responses", "import", made)
    assert status == 0
    assert "Réponses simulées parmi les ajoutées\u00a0: 150." in out
    status, out, _ = run("responses", "import", made, "--json")
    assert status == 0
    assert {key: json.loads(out)[key] for key in ("read", "added", "known", "rejected")} == {
        "read": 150,
        "added": 0,
        "known": 150,
        "rejected": 0,
    }
    status, out, _ = run("responses", "summary")
    assert status == 0
    assert "100,0" in out
    assert "Par groupe\u00a0: grade" in out
    status, out, _ = run("--lang", "en", "responses", "summary", "--json")
    found = json.loads(out)
    assert (found["n_candidates"], found["n_answers"], found["simulated"]) == (25, 150, 1.0)
    status, out, _ = run(
        "responses",
        "simulate",
        "--candidates",
        5,
        "--parameters",
        made.with_suffix(".truth.json"),
        "--output",
        "neuf.csv",
    )
    assert status == 0
    assert (tmp_path / "neuf.truth.json").is_file()


def test_every_item_of_the_bank_can_be_simulated_and_imported(run, tmp_path):
    assert run("responses", "simulate", "--candidates", 12)[0] == 0
    status, out, _ = run("responses", "import", tmp_path / "exports/simulated/responses-complete-1.csv")
    assert (status, "refusées\u00a0: 0" in out) == (0, True)


def test_an_import_without_fault_ends_with_0_and_one_with_rejects_with_1(run, file):
    assert run("responses", "import", file)[0] == 0
    file.write_text(file.read_text("utf-8") + "Jean;dossiers-2-01;x;3e\n", "utf-8")
    status, out, err = run("responses", "import", file)
    assert status == 1
    assert "ligne 4, colonne candidat" in out
    assert "exports/responses/rejects/r-" in out
    assert err == ""


def test_a_list_of_names_is_imported_with_a_key(run, file, tmp_path):
    file.write_text(file.read_text("utf-8").replace("E1", "Jean Dupont").replace("E2", "a@b.fr"), "utf-8")
    assert run("responses", "import", file)[0] == 1
    assert run("responses", "import", file, "--pseudonymise", tmp_path / "cle.txt")[0] == 0
    assert (tmp_path / "cle.txt").stat().st_mode & 0o777 == 0o600


def test_a_key_is_not_made_for_a_file_that_is_missing(run, tmp_path):
    assert run("responses", "import", "none.csv", "--pseudonymise", tmp_path / "cle.txt")[0] == 2
    assert not (tmp_path / "cle.txt").exists()


@pytest.mark.parametrize(("words", "said"), [
    (["import", "none.csv"], "none.csv"),
    (["import", "."], "dossier"),
    (["import", "r.csv", "--timezone", "Mars/Olympus"], "Mars/Olympus"),
    (["import", "r.csv", "--timezone", "../../etc/passwd"], "Europe/Paris"),
    (["import", "r.csv", "--workspace", "nulle-part"], "nulle-part"),
    (["import", "r.csv", "--cells", "notes"], "notes"),
    (["import", "r.csv", "--pseudonymise", "exports/cle"], "exports"),
    (["summary"], "responses import"),
    (["simulate", "--design", "hasard"], "complete, booklets, random, adaptive"),
    (["simulate", "--design", "random", "--items-per-candidate", "5000"], "--items-per-candidate"),
    (["simulate", "--candidates", "0"], "candidates"),
    (["simulate", "--group", "grade"], "grade"),
    (["simulate", "--group", "grade=6e:beaucoup"], "beaucoup"),
    (["simulate", "--output", "items/framework.yaml"], ".csv"),
    (["simulate", "--parameters", "none.json"], "none.json"),
    (["simulate", "--parameters", "r.csv"], "r.csv"),
])  # fmt: skip
def test_misuse_ends_with_2_and_a_sentence_and_writes_nothing(run, file, tmp_path, words, said):
    before = sorted(tmp_path.iterdir())
    status, out, err = run("responses", *words)
    assert status == 2
    assert said in err.replace("\u00a0", " ")
    assert "Traceback" not in out + err
    assert sorted(tmp_path.iterdir()) == before


def test_english_is_spoken_when_asked(run, file):
    status, out, _ = run("--lang", "en", "responses", "import", file)
    assert (status, "2 responses read" in out) == (0, True)


def test_the_noun_is_imported_without_numpy():
    heavy = "{'numpy', 'pandas', 'pyarrow', 'duckdb', 'openpyxl'}"
    code = f"import sys, pixauthor.cli.responses; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
