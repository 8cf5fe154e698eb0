"""``pixauthor bank stats``: counts that agree with the files, with and without a calibration."""

import json
import shutil
import sys

import pytest

from pixauthor.cli import main
from pixauthor.framework.store import load_framework
from pixauthor.resources import shipped


@pytest.fixture
def root(tmp_path, monkeypatch):
    shutil.copytree(shipped("items"), tmp_path / "items")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def run_here(*arguments, language="fr"):
        monkeypatch.setattr(sys, "argv", ["pixauthor", "--lang", language, "bank", *arguments])
        with pytest.raises(SystemExit) as caught:
            main.run()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return run_here


def test_the_counts_are_those_of_the_files(root, run):
    status, out, _ = run("stats", "--json")
    found = json.loads(out)
    files = list((root / "items").glob("*/*.yaml"))
    framework = load_framework(root / "items" / "framework.yaml")
    assert status == 0
    assert found["items"] == len(files) == sum(found["types"].values()) == sum(area["items"] for area in found["areas"])
    per_folder = {path.name: len(list(path.glob("*.yaml"))) for path in (root / "items").iterdir() if path.is_dir()}
    assert {one["code"]: one["items"] for area in found["areas"] for one in area["children"]} == per_folder
    assert len(found["heat"]) == len(framework.competences) * len(framework.levels)
    assert found["measures"] is None


@pytest.mark.parametrize(("language", "word"), [("fr", "Couverture du cadre"), ("en", "Coverage of the framework")])
def test_tables_speak_both_languages_and_go_down_to_skills(root, run, language, word):
    status, out, _ = run("stats", language=language)
    assert status == 0
    assert word in out
    assert len(run("stats", "--skills", language=language)[1]) > len(out)


def test_a_bank_without_items_or_framework_is_refused(root, run):
    for folder in (root / "items").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    status, _, err = run("stats")
    assert status == 2
    assert "aucun item" in err
    (root / "items" / "framework.yaml").write_text("id: [", encoding="utf-8")
    assert run("stats")[0] == 2


def test_an_unreadable_item_is_named_and_the_rest_counted(root, run):
    (root / "items" / "1.1" / "casse-1-01.yaml").write_bytes(b"\xff\xfe")
    status, out, _ = run("stats")
    assert status == 0
    assert "casse-1-01" in out
