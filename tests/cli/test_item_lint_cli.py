import os
import subprocess
import sys

import pytest

from pixauthor.bank.lint.dictionaries import VARIABLE, can_spell
from pixauthor.cli.init import create_workspace

# A dictionary of four words and one plural, ours: those of people take seconds to load (tests/bank asks one of them).
AFFIXES = "SET UTF-8\nSFX S Y 1\nSFX S 0 s .\n"
WORDS = "4\nsource/S\nrecherche\nfiable/S\nélève/S\n"


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = tmp_path_factory.mktemp("lint") / "bank"
    create_workspace(root)
    return root


@pytest.fixture(scope="module")
def dictionaries(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hunspell")
    (folder / "fr_FR.aff").write_text(AFFIXES, encoding="utf-8")
    (folder / "fr_FR.dic").write_text(WORDS, encoding="utf-8")
    return folder


@pytest.fixture
def run(bank, dictionaries):
    def run_command(*words):
        command = [sys.executable, "-m", "pixauthor", *words]
        environment = {**os.environ, VARIABLE: str(dictionaries)}
        return subprocess.run(command, cwd=bank, env=environment, capture_output=True, text=True, check=False)

    return run_command


@pytest.mark.skipif(not can_spell(), reason="needs spylls")
def test_an_item_is_read_by_all_rules_and_links_are_not_asked(bank, run):
    path = bank / "items/1.1/sources-3-01.yaml"
    text = path.read_text(encoding="utf-8")
    asked = text.replace("Que doit faire Lina", "À votre avis, élèves, que doit faire la sourse Lina")
    path.write_text(asked, encoding="utf-8")
    everyday, thorough = run("check", "--lang", "en"), run("item", "lint", "sources-3-01")
    path.write_text(text, encoding="utf-8")
    assert "L22" not in everyday.stdout
    assert "L36" not in everyday.stdout
    assert "L22" in thorough.stdout
    unknown = "".join(line for line in thorough.stdout.splitlines() if "L36" in line)
    assert "sourse" in unknown
    assert "élèves" not in unknown
    assert "--links" in thorough.stdout
    assert everyday.returncode == thorough.returncode == 0


def test_an_export_tells_its_losses(run):
    done = run("item", "lint", "moteur-1-01", "--export", "qti3")
    assert "L38" in done.stdout
    assert done.returncode == 0
