import subprocess
import sys

import pytest

from pixauthor.cli.init import create_workspace


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = tmp_path_factory.mktemp("lint") / "bank"
    create_workspace(root)
    return root


def run(bank, *words):
    command = [sys.executable, "-m", "pixauthor", *words]
    return subprocess.run(command, cwd=bank, capture_output=True, text=True, check=False)


def test_an_item_is_read_by_all_rules_and_links_are_not_asked(bank):
    path = bank / "items/1.1/sources-3-01.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Que doit faire Lina", "À votre avis, que doit faire Lina"), encoding="utf-8")
    everyday, thorough = run(bank, "check", "--lang", "en"), run(bank, "item", "lint", "sources-3-01")
    path.write_text(text, encoding="utf-8")
    assert "L22" not in everyday.stdout
    assert "L22" in thorough.stdout
    assert "--links" in thorough.stdout
    assert everyday.returncode == thorough.returncode == 0


def test_an_export_tells_its_losses(bank):
    done = run(bank, "item", "lint", "moteur-1-01", "--export", "qti3")
    assert "L38" in done.stdout
    assert done.returncode == 0
