"""``pixauthor campaign`` and ``check`` on the campaigns of a workspace."""

import json
import shutil
import sys

import pytest

from pixauthor.cli import main
from pixauthor.resources import shipped


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in ("items", "campaigns"):
        shutil.copytree(shipped(name), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def run_here(*arguments, noun="campaign", language="fr"):
        monkeypatch.setattr(sys, "argv", ["pixauthor", "--lang", language, noun, *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main.run()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return run_here


def test_list_names_every_campaign_with_its_code(root, run):
    status, out, _ = run("list")
    assert status == 0
    for expected in ("rentree-sixieme", "RENTRE629", "bureautique-seconde", "Protéger ses données"):
        assert expected in out
    assert {one["id"] for one in json.loads(run("list", "--json")[1])} == {
        path.stem for path in (root / "campaigns").glob("*.yaml")
    }


def test_a_faulty_campaign_hides_no_other_in_the_list(root, run):
    (root / "campaigns" / "vide.yaml").write_text("id: vide\n", encoding="utf-8")
    status, out, err = run("list")
    assert status == 1
    assert "rentree-sixieme" in out
    assert "vide.yaml:1:1 S01" in err


def test_show_tells_items_by_competence_and_level(root, run):
    status, out, _ = run("show", "rentree-sixieme")
    assert status == 0
    for expected in ("12 sur 28", "Vous démarrez", "Niveau 3", "bons-reflexes", "C21 [avertissement]"):
        assert expected in out


def test_an_unknown_campaign_is_2_with_those_that_are_known(root, run):
    status, _, err = run("show", "rien")
    assert status == 2
    assert "bureautique-seconde" in err


def test_new_makes_a_campaign_that_check_takes(root, run):
    status, out, _ = run("new", "essai", "--title", "Un essai", "--competence", "1.2:3", "--tube", "courriel:3")
    assert status == 0
    assert "campaigns/essai.yaml" in out
    assert run("campaigns/essai.yaml", noun="check")[0] == 0
    assert json.loads(run("show", "essai", "--json")[1])["title"] == "Un essai"
    assert run("new", "essai", "--title", "x", "--tube", "courriel:3")[0] == 2


@pytest.mark.parametrize("target", ["1.2", "1.2:9", ":3", "1.2:x"])
def test_a_target_without_level_is_refused(root, run, target):
    assert run("new", "essai", "--title", "x", "--competence", target)[0] == 2
    assert not (root / "campaigns" / "essai.yaml").exists()


def test_check_tells_holes_and_is_0_without_errors(root, run):
    status, out, _ = run("check", "rentree-sixieme")
    assert status == 0
    assert "campaigns/rentree-sixieme.yaml:19:7 C21 [avertissement]" in out


def test_check_of_a_workspace_takes_campaigns_along(root, run):
    path = root / "campaigns" / "rentree-sixieme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"1.1"', '"7.1"'), encoding="utf-8")
    status, out, _ = run(noun="check")
    assert status == 1
    assert "campaigns/rentree-sixieme.yaml:19:14 C05" in out
    assert "C05" in run("campaigns", noun="check")[1]
    assert "C05" in run("campaigns/rentree-sixieme.yaml", noun="check")[1]
    assert run("items", noun="check")[0] == 0
    assert run("campaigns/bureautique-seconde.yaml", noun="check")[0] == 0
    assert run("check")[0] == 1


def test_a_simulated_class_says_so_and_is_the_same_again(root, run):
    status, out, _ = run("simulate", "proteger-ses-donnees", "--pupils", 5, "--seed", 3)
    assert status == 0
    assert out.startswith("Résultats simulés")
    assert out == run("simulate", "proteger-ses-donnees", "--pupils", 5, "--seed", 3)[1]
    data = json.loads(run("simulate", "proteger-ses-donnees", "--pupils", 4, "--share", "2:1", "--json")[1])
    assert data["simulated"] is True
    assert [one["level"] for one in data["pupils"]] == [2, 2, 2, 2]


@pytest.mark.parametrize("options", [["--pupils", "0"], ["--share", "2"], ["--share", "9:1"], ["--low", "6"]])
def test_a_class_that_cannot_be_is_2(root, run, options):
    assert run("simulate", "proteger-ses-donnees", *options)[0] == 2


def test_a_new_workspace_has_the_campaigns(tmp_path, run):
    status, _, _ = run(tmp_path / "atelier", noun="init")
    assert status == 0
    names = sorted(path.name for path in (tmp_path / "atelier" / "campaigns").iterdir())
    assert names == sorted(path.name for path in shipped("campaigns").iterdir())


def test_the_sheet_goes_where_it_is_asked(root, run):
    assert run("handout", "proteger-ses-donnees")[0] == 0
    assert (root / "exports" / "handouts" / "proteger-ses-donnees.pdf").read_bytes().startswith(b"%PDF")
    assert run("handout", "proteger-ses-donnees", "--keys", "-o", root / "x.pdf")[0] == 0
    assert len((root / "x.pdf").read_bytes()) > 1000
