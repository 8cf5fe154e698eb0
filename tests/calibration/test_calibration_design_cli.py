"""``pixauthor calibrate simulate`` and ``assemble`` as they are typed, in a workspace with a small calibration."""

import csv
import json
import sys
from dataclasses import replace

import numpy as np
import pytest

from pixauthor.calibration.seeding import guess_difficulties
from pixauthor.calibration.store import load_calibration, newest_calibration
from pixauthor.cli import main
from pixauthor.source.schema import is_valid
from pixauthor.workspace import open_workspace

BLUEPRINT = """
id: forme
title: Forme
purpose: demonstration
total: {min: 8, max: 10}
cells:
  - {levels: [1, 2, 3], items: {min: %d}}
  - {types: [simulator], items: {min: 1}}
form:
  seconds: {min: 0, max: 3600}
"""


def type_(words):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["pixauthor", *map(str, words)])
        patch.setattr("pixauthor.locale._chosen", [])
        patch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main.run()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    root = tmp_path_factory.mktemp("design") / "space"
    assert type_(["init", root]) == 0
    table = root / "exports" / "answers.csv"
    assert type_(["responses", "simulate", "--workspace", root, "--candidates", 250, "--output", table]) == 0
    assert type_(["responses", "import", table, "--workspace", root]) == 0
    assert type_(["calibrate", "run", "--model", "rasch", "--workspace", root]) == 0
    return root


@pytest.fixture
def run(capsys, space):
    def type_and_read(*words):
        capsys.readouterr()
        status = type_(["calibrate", *words, "--workspace", space])
        said = capsys.readouterr()
        return status, said.out.replace("\u00a0", " "), said.err.replace("\u00a0", " ")

    return type_and_read


def write_blueprint(folder, least):
    path = folder / "plan.yaml"
    path.write_text(BLUEPRINT % least, "utf-8")
    return path


def test_simulate_prints_a_table_and_writes_the_same_study_twice(run, tmp_path):
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    options = ["--persons", 400, "--length", 12, "--exposure", 0.6]
    status, out, _ = run("simulate", *options, "--threads", 1, "--output", one)
    assert status == 0
    assert "Précision par capacité" in out
    assert "400 candidats simulés" in out
    assert "Réponses SIMULÉES" in out
    run("simulate", *options, "--threads", 2, "--output", two)
    assert one.read_bytes() == two.read_bytes()
    study = json.loads(one.read_text("utf-8"))
    assert study["summary"]["length"] == 12
    assert max(item["exposure"] for item in study["items"]) == study["summary"]["highest_exposure"] < 0.75


def test_simulate_writes_the_table_by_ability_as_csv(run, tmp_path):
    path = tmp_path / "study.csv"
    assert run("simulate", "--persons", 100, "--length", 10, "--se", 0.7, "--least", 3, "-o", path)[0] == 0
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(int(row["n"]) for row in rows) == 100
    assert {"low", "high", "bias", "rmse", "length_50"} <= set(rows[0])


def test_an_exposure_that_cannot_be_kept_is_exit_status_1(run, space):
    code = min(item.competence for item in open_workspace(space).bank)
    status, _, err = run("simulate", "--persons", 100, "--length", 20, "--exposure", 0.5, "--share", f"{code}=0,5")
    assert status == 1
    assert "N’EST PAS TENUE" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("simulate", "--length", 500), "--length"),
        (("simulate", "--share", "1.1"), "1.1=0,2"),
        (("simulate", "--share", "9.9=0,1"), "9.9"),
        (("simulate", "--output", "study.txt"), ".csv"),
        (("simulate", "--exposure", 0.01), "moyenne"),
        (("simulate", "missing.json"), "missing.json"),
        (("assemble",), "--length"),
        (("assemble", "--length", "5-3"), "20-24"),
        (("assemble", "--length", "5", "--target", "x=1"), "0=8"),
        (("assemble", "--length", "5", "--target", "0=-1"), "0=8"),
        (("assemble", "--length", "5", "--blueprint", "missing.yaml"), "missing.yaml"),
        (("assemble", "--length", "5", "--output", "forms.xlsx"), ".csv"),
    ],
)
def test_a_request_without_sense_is_refused_in_one_sentence(run, words, said):
    status, _, err = run(*words)
    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_assemble_writes_forms_that_keep_the_blueprint(run, space, tmp_path):
    path = tmp_path / "forms.csv"
    plan = write_blueprint(tmp_path, 3)
    status, out, _ = run("assemble", "--forms", 2, "--blueprint", plan, "--output", path)
    assert status == 0
    assert "2 formes" in out
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    bank = {item.reference for item in open_workspace(space).bank}
    assert {row["item"] for row in rows} <= bank
    assert len({row["item"] for row in rows}) == len(rows)
    for form in ("1", "2"):
        chosen = [row for row in rows if row["form"] == form]
        assert 8 <= len(chosen) <= 10
        assert sum(int(row["level"]) <= 3 for row in chosen) >= 3
        assert any(row["type"] == "simulator" for row in chosen)


def test_assemble_names_what_is_in_conflict_and_a_way_out(run, tmp_path):
    path = tmp_path / "forms.json"
    plan = write_blueprint(tmp_path, 11)
    status, out, _ = run("assemble", "--forms", 2, "--blueprint", plan, "--output", path)
    assert status == 1
    assert "AUCUNE FORME POSSIBLE" in out
    assert "longueur d’une forme" in out
    assert "levels 1, 2, 3" in out
    assert "au lieu de 11" in out
    assert not path.exists()


def test_assemble_towards_a_target_as_json(run, tmp_path):
    path = tmp_path / "forms.json"
    assert run("assemble", "--length", "10-12", "--target", "0=1,9", "--output", path)[0] == 0
    found = json.loads(path.read_text("utf-8"))
    assert found["information"][0]["target"] == 1.9
    assert abs(found["information"][0]["information"] - 1.9) < 0.2


def test_a_blueprint_that_names_what_does_not_exist_is_refused(run, tmp_path):
    path = write_blueprint(tmp_path, 1)
    path.write_text(path.read_text("utf-8") + "  tubes: [{tube: nulle-part, items: {min: 1}}]\n", "utf-8")
    status, _, err = run("assemble", "--blueprint", path)
    assert status == 2
    assert "nulle-part" in err
    path.write_text((BLUEPRINT % 1) + "  enemies: [[nul-1, nul-2]]\n", "utf-8")
    assert "nul-1" in run("assemble", "--blueprint", path)[2]


def test_without_a_calibration_the_way_to_one_is_told(capsys, tmp_path, space):
    (tmp_path / "items").symlink_to(space / "items")
    assert type_(["calibrate", "simulate", "--workspace", tmp_path]) == 2
    assert "pixauthor calibrate" in capsys.readouterr().err.replace("\u00a0", " ")


def test_the_plan_of_these_tests_satisfies_the_schema(tmp_path):
    import yaml

    assert is_valid(yaml.safe_load(BLUEPRINT % 3), "blueprint")


def test_new_items_are_guessed_from_the_levels_of_calibrated_ones(space):
    bank = list(open_workspace(space).bank)
    calibration = load_calibration(newest_calibration(space / "exports"))
    guesses = guess_difficulties(calibration, bank, bank)
    line = np.polyfit([item.level for item in bank], [one.b for one in guesses], 1)
    # The answers were simulated with 0.8 logit a level, on an ability of standard deviation 1 (responses.simulated).
    assert line[0] == pytest.approx(0.8, abs=0.15)
    assert 0.2 < guesses[0].b_sd < 0.7
    alone = guess_difficulties(replace(calibration, items=calibration.items[:3]), bank, bank)
    assert [one.b for one in alone] == pytest.approx([0.8 * (item.level - 4) for item in bank])
