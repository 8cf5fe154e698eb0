"""``pixauthor calibrate scale`` as it is typed, in a workspace whose items are calibrated."""

import csv
import json
import sys

import numpy as np
import pytest
from scale_samples import calibration, item

from pixauthor.calibration.store import calibrations_dir, save_calibration
from pixauthor.cli import main
from pixauthor.framework.scale_store import load_scale, scales_dir
from pixauthor.source.schema import is_valid
from pixauthor.workspace import open_workspace


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    root = tmp_path_factory.mktemp("scale") / "space"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["pixauthor", "init", str(root)])
        with pytest.raises(SystemExit):
            main.run()
    opened = open_workspace(root)
    rng = np.random.default_rng(3)
    items = [item(one.reference, 0.7 * one.level - 3 + rng.normal(0, 0.3), a=1.2) for one in opened.bank]
    save_calibration(calibrations_dir(opened.exports_dir) / "c.json", calibration(items, simulated=True))
    return opened


@pytest.fixture
def run(space, capsys, monkeypatch):
    def type_and_read(*words):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["pixauthor", "--lang", "en", "calibrate", "scale", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.chdir(space.root)
        with pytest.raises(SystemExit) as ended:
            main.run()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return type_and_read


@pytest.fixture
def names(space):
    return [one.reference for one in space.bank]


def scales(space):
    return {path.name for path in scales_dir(space.exports_dir).glob("*")}


def test_a_proposal_is_shown_saved_and_shown_again(space, run):
    status, out, _ = run("propose", "first")
    assert status == 0
    assert "first-v1.json" in out
    assert "SIMULATED" in out
    path = scales_dir(space.exports_dir) / "first-v1.json"
    assert is_valid(json.loads(path.read_text()), "scale")
    made = load_scale(path).provenance
    assert (made.method, made.uncertainty, made.simulated, made.response_probability) == (
        "monotone",
        "delta",
        True,
        0.67,
    )
    status, again, _ = run("show", path)
    assert status == 0
    assert again in out


@pytest.mark.parametrize("method", ["linear", "ordinal"])
def test_other_methods_and_the_bootstrap_are_told_in_the_file(space, run, method):
    assert run("propose", f"with-{method}", "--method", method, "--bootstrap", 20, "--seed", 4, "--rp", 0.5)[0] == 0
    made = load_scale(scales_dir(space.exports_dir) / f"with-{method}-v1.json").provenance
    assert (made.method, made.uncertainty, made.resamples, made.seed) == (method, "bootstrap", 20, 4)


def test_competences_without_enough_items_are_named_with_the_reason(space, run):
    status, out, _ = run("propose", "each", "--by-competence", "--method", "linear")
    assert status == 0
    found = load_scale(scales_dir(space.exports_dir) / "each-v1.json")
    told = {line.split(" ")[0] for line in out.splitlines() if "keeps the shared" in line}
    assert set(found.by_competence) | told == {one.competence for one in space.bank}
    assert found.by_competence


def test_the_place_of_an_ability_is_told_with_its_interval(run):
    run("propose", "place")
    status, out, _ = run("show", "--theta", 0.3, "--se", 0.3)
    assert status == 0
    assert "θ = 0.30 logits: level" in out
    assert "95% interval" in out


def test_items_that_contradict_their_level_make_the_exit_status(space, run, tmp_path):
    run("propose", "agreed")
    status, out, _ = run("agree", "--output", tmp_path / "t.csv")
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    wrong = [row["item"] for row in rows if row["verdict"] == "contradicts"]
    assert status == (1 if wrong else 0)
    assert len(rows) == len(space.bank)
    assert f"contradict their level: {len(wrong)}" in out


def test_a_scale_of_another_calibration_is_told(space, run, tmp_path, names):
    run("propose", "other")
    save_calibration(tmp_path / "other.json", calibration([item(name, 0.0) for name in names[:5]]))
    _, _, err = run("agree", "--calibration", tmp_path / "other.json")
    assert "another calibration" in err


def test_judges_mark_the_pages_of_the_booklet_that_was_written_for_them(space, run, tmp_path):
    assert run("booklet", tmp_path / "book.csv")[0] == 0
    book = list(csv.DictReader((tmp_path / "book.csv").read_text().splitlines()))
    assert [int(row["page"]) for row in book] == list(range(1, len(space.bank) + 1))
    places = [float(row["location"]) for row in book]
    assert places == sorted(places)
    judges = tmp_path / "judges.csv"
    judges.write_text("judge,level,page\nA,1,10\nB,1,12\nC,1,11\nA,2,30\nB,2,28\nC,2,29\n")
    status, out, _ = run("bookmark", "marks", judges)
    assert status == 0
    cuts = load_scale(scales_dir(space.exports_dir) / "marks-v1.json").shared
    assert cuts.thetas == pytest.approx((places[10], places[28]), abs=1e-4)
    assert "Severity" in out


def test_angoff_judges_set_a_scale(space, run, tmp_path, names):
    rows = ["judge,item,level,probability"]
    rows += [f"{judge},{name},{level},{0.3 * level + shift}" for name in names[:20]
             for level in (1, 2) for judge, shift in (("A", 0.0), ("B", 0.05))]  # fmt: skip
    judges = tmp_path / "judges.csv"
    judges.write_text("\n".join(rows))
    status, out, _ = run("angoff", "angoff", judges)
    assert status == 0
    made = load_scale(scales_dir(space.exports_dir) / "angoff-v1.json").provenance
    assert (made.judges, made.n_items) == (("A", "B"), 20)
    assert "Distance to model" in out


def test_given_cuts_are_kept(space, run, tmp_path):
    (tmp_path / "cuts.csv").write_text("level,theta\n1,-2\n2,-1\n3,0.5\n")
    assert run("given", "official", tmp_path / "cuts.csv")[0] == 0
    assert load_scale(scales_dir(space.exports_dir) / "official-v1.json").shared.thetas == (-2.0, -1.0, 0.5)


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (["given", "x", "{file}"], "level,theta\n1,1\n2,0\n", "f.csv:3:3:"),
        (["angoff", "x", "{file}"], "judge,item,level,probability\nA,nope-1-01,1,0.5\n", "f.csv:2:3: item"),
        (["bookmark", "x", "{file}"], "judge,level,page\nA,1,9999\n", "f.csv:2:5:"),
        (["bookmark", "x", "{file}", "--round", "2"], "judge,level,page\nA,1,9\n", "round 2"),
        (["given", "x", "absent.csv"], "", "absent.csv"),
        (["propose", "Not a name"], "", "cannot be the name"),
        (["propose", "x", "--method", "spline"], "", "unknown method"),
        (["propose", "x", "--rp", "nan"], "", "--rp"),
        (["propose", "x", "--calibration", "absent.json"], "", "absent.json"),
        (["show", "absent.json"], "", "absent.json"),
        (["show", "--theta", "nan"], "", "--theta"),
        (["show", "--theta", "0", "--se", "inf"], "", "--se"),
    ],
)
def test_misuse_is_said_in_a_sentence_and_writes_nothing(space, run, tmp_path, words, text, said):
    (tmp_path / "f.csv").write_text(text)
    before = scales(space)
    status, _, err = run(*(word.format(file=tmp_path / "f.csv") for word in words))
    assert status == 2
    assert said in err
    assert "Traceback" not in err
    assert scales(space) == before


def test_without_a_calibration_or_a_scale_the_way_to_one_is_said(tmp_path, run, monkeypatch):
    for words, said in ((["propose", "x"], "pixauthor calibrate"), (["show"], "scale propose")):
        (tmp_path / "items").mkdir(exist_ok=True)
        (tmp_path / "items" / "framework.yaml").write_text("")
        status, _, err = run(*words, "--workspace", tmp_path)
        assert status == 2
        assert said in err
