"""``pixauthor check``: what it prints, what it returns, what it refuses."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
from check_examples import INVALID, add_item, valid_bank

from pixauthor.cli import main


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process, as ``pixauthor`` does."""

    def run_here(*arguments, cwd, language="fr"):
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("PIXAUTHOR_LANG", language)
        monkeypatch.setattr("pixauthor.locale._chosen", [])
        monkeypatch.setattr(sys, "argv", ["pixauthor", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main.run()
        return Done(caught.value.code, *capsys.readouterr())

    return run_here


@pytest.fixture
def root(tmp_path):
    valid_bank(tmp_path / "atelier")
    return tmp_path / "atelier"


def test_a_check_of_nothing_new_imports_no_rule_and_no_grader(root):
    command = [sys.executable, "-X", "importtime", "-m", "pixauthor", "check", "items"]
    first, again = (subprocess.run(command, cwd=root, capture_output=True, text=True, check=True) for _ in range(2))
    late = ("pixauthor.bank.lint.table", "pixauthor.grading", "pixauthor.bank.check_file")
    assert all(name in first.stderr for name in late)
    assert not [name for name in (*late, "pydantic", "numpy") if name in again.stderr]


def test_a_sound_workspace_is_0_and_is_remembered(run, root):
    done = run(cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "aucune faute" in done.stdout
    assert (root / "exports" / ".cache" / "check.json").is_file()


def test_nothing_is_remembered_without_cache(run, root):
    assert run("--no-cache", cwd=root).returncode == 0
    assert not (root / "exports").exists()


def test_a_fault_is_1_and_is_told_where_it_is(run, root):
    add_item(root / "items", INVALID / "S03-oui.yaml")
    done = run(cwd=root)
    assert done.returncode == 1
    assert "items/1.2/dossiers-2-01.yaml:19:10 S03" in done.stdout
    assert "→" in done.stdout


def test_a_warning_alone_is_0(run, root):
    (root / "items" / "1.2" / "media" / "oubli.svg").write_text("<svg/>", encoding="utf-8")
    done = run(cwd=root)
    assert done.returncode == 0
    assert "X09 [avertissement]" in done.stdout


@pytest.mark.parametrize("path", [".", "items", "items/1.2", "items/1.2/dossiers-2-01.yaml", "items/framework.yaml"])
def test_a_workspace_a_folder_or_a_file_may_be_named(run, root, path):
    done = run(path, cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Fichiers" in done.stdout


def test_another_workspace_may_be_named_from_anywhere(run, root, tmp_path):
    (root / "items" / "1.2" / "vide.yaml").write_text("", encoding="utf-8")
    done = run(root, cwd=tmp_path)
    assert "atelier/items/1.2/vide.yaml:1:1 Y06" in done.stdout
    done = run(root / "items", cwd="/")
    assert f"{root}/items/1.2/vide.yaml:1:1 Y06"[1:] in done.stdout


def test_one_file_is_compared_with_the_whole_bank(run, root):
    folder = root / "items" / "1.2"
    shutil.copy(folder / "dossiers-2-04.yaml", folder / "double.yaml")
    (folder / "vide.yaml").write_text("", encoding="utf-8")
    done = run("items/1.2/double.yaml", cwd=root)
    assert "X05" in done.stdout
    assert "vide.yaml" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nulle-part"], "n’existe pas"),
        (["items/1.2/media"], "aucun item"),
        (["exports"], "aucun item"),
        (["/"], "aucun espace de travail"),
        (["--lang", "xx"], "xx"),
    ],
)
def test_what_cannot_be_done_is_2_with_a_sentence(run, root, arguments, sentence):
    (root / "exports").mkdir()
    done = run(*arguments, cwd=root)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_empty_folder_is_2(run, tmp_path):
    done = run(cwd=tmp_path)
    assert done.returncode == 2
    assert "espace de travail" in done.stderr


def test_a_workspace_without_items_is_2(run, root):
    shutil.rmtree(root / "items" / "1.2")
    done = run(cwd=root)
    assert done.returncode == 2
    assert "aucun item" in done.stderr


def test_an_unknown_format_is_2(run, root):
    assert run("--format", "xml", cwd=root).returncode == 2


def test_machines_get_one_json_document(run, root):
    (root / "items" / "1.2" / "vide.yaml").write_text("", encoding="utf-8")
    data = json.loads(run("--format", "json", cwd=root).stdout)
    assert [one["code"] for one in data["findings"]] == ["Y06"]
    assert json.loads(run("--format", "sarif", cwd=root).stdout)["version"] == "2.1.0"
    assert run("--format", "github", cwd=root).stdout.startswith(
        "::error file=items/1.2/vide.yaml,line=1,col=1,title=Y06::"
    )


def test_english_may_be_asked_for(run, root):
    (root / "items" / "1.2" / "vide.yaml").write_text("", encoding="utf-8")
    assert "this file is empty" in run("--lang", "en", cwd=root).stdout
    assert "this file is empty" in run(cwd=root, language="en").stdout
    assert "ce fichier est vide" in run(cwd=root).stdout


def test_exports_that_cannot_be_written_cost_nothing(run, root):
    (root / "exports").write_text("pas un dossier", encoding="utf-8")
    assert run(cwd=root).returncode == 0


def test_a_bomb_and_a_huge_file_are_told_at_once(run, root):
    folder = root / "items" / "1.2"
    (folder / "bombe.yaml").write_text("a: &a [x,x]\nb: &b [*a,*a]\n" * 3, encoding="utf-8")
    (folder / "crochets.yaml").write_text("[" * 900_000, encoding="utf-8")
    with (folder / "gros.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    start = time.perf_counter()
    done = run(cwd=root)
    assert time.perf_counter() - start < 20
    assert done.returncode == 1
    assert [code for code in ("Y03", "Y05", "G03") if code in done.stdout] == ["Y03", "Y05", "G03"]


def test_check_starts_without_numpy(root):
    program = (
        "import sys; sys.argv = ['pixauthor', 'check', '.']\n"
        "from pixauthor.cli.main import run\n"
        "try: run()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'duckdb', 'pyarrow', 'altair', 'girth', 'cryptography', 'IPython', 'jsonschema'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_command_is_a_program(root):
    (root / "items" / "1.2" / "vide.yaml").write_text("", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "pixauthor", "check", "."], cwd=root, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"items/1.2/vide.yaml:1:1 Y06" in done.stdout
