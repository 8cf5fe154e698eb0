"""`pixauthor calibrate fit, dif, persons, score, seed` on real answers to 16 items (``data/README.md``)."""

import csv
import json

import numpy as np
import pandas as pd
import pytest
from reference_data import read_icar
from response_frames import to_long
from session_samples import write_workspace
from typer.testing import CliRunner

from pixauthor.calibration.store import load_calibration
from pixauthor.cli.calibrate import app
from pixauthor.errors import PixauthorError

FAST, ODD, HARDER = "c00010", "c00020", "icar-16"
N_PERSONS = 1509


def responses():
    """Return the answers of ICAR with made-up times and groups: an item harder for one of these, and two candidates."""
    rng = np.random.default_rng(4)
    scores = read_icar()
    frame = to_long(scores[~np.isnan(scores).all(axis=1)], [f"icar-{k + 1:02d}" for k in range(16)])
    frame["seconds"] = np.where(frame["candidate"] == FAST, 0.3, rng.lognormal(3, 0.4, len(frame)))
    # Right where others fail, wrong where they do not.
    share = frame.groupby("item")["score"].transform("mean")
    frame["score"] = np.where(frame["candidate"] == ODD, share < share.median(), frame["score"])
    member = frame["candidate"].str[1:].astype(int)
    frame["group_class"] = np.select([member % 20 == 3, member % 2 == 0], [None, "a"], "b")
    hit = (frame["item"] == HARDER) & (frame["group_class"] == "a") & (rng.random(len(frame)) < 0.7)
    frame["score"] = np.where(hit, 0.0, frame["score"])
    return frame.assign(answer=frame["answer"].astype("string"), source="0", status="ok")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = write_workspace(tmp_path_factory.mktemp("diagnostics"))
    responses().to_parquet(root / "icar.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for model in ("2pl", "rasch"):
            done = CliRunner().invoke(app, [*_RUN, "--model", model, "-o", f"{model}.json"])
            assert done.exit_code == 0, done.output
    return root


_DATA = ("--responses", "icar.parquet")
_RUN = ("run", "--any-item", "--no-diagnostics", *_DATA)


@pytest.fixture
def run(workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("COLUMNS", "220")

    def typed(*arguments, status=0):
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(done.exception, PixauthorError):
            raise done.exception
        assert done.exit_code == status, done.output
        return done.stdout

    return typed


def test_dif_finds_the_item_that_is_harder_for_a_group_by_every_method(run, workspace):
    said = run("dif", "2pl.json", "--by", "class", *_DATA, "-o", "dif.csv", status=1)
    assert "dif.csv" in said
    table = pd.read_csv(workspace / "dif.csv", keep_default_na=False)
    assert set(table["method"]) == {"mh", "logistic", "lr"}
    assert set(table.loc[table["class"] == "C", "item"]) == {f"{HARDER}@1"}
    assert (table.loc[table["item"] == f"{HARDER}@1", "class"] == "C").all()
    shown = run("dif", "2pl.json", "--by", "group_class", "--method", "mh", "--reference", "b", *_DATA, status=1)
    assert f"{HARDER}@1" in shown
    assert "icar-01@1" not in shown
    assert "icar-01@1" in run("dif", "2pl.json", "--by", "class", "--method", "mh", "--all", *_DATA, status=1)
    found = json.loads(run("dif", "2pl.json", "--by", "class", "--method", "mh", "--json", *_DATA, status=1))
    assert len(found["dif"]) == 16
    assert all(row["effect_unit"] == "mh_d_dif" and row["sentence"] for row in found["dif"])


def test_persons_names_those_who_do_not_fit_and_those_too_fast(run, workspace):
    shown = run("persons", "2pl.json", *_DATA, status=1)
    assert ODD in shown
    assert FAST in shown
    assert f"{N_PERSONS} candidats" in shown
    run("persons", "2pl.json", "--method", "ml", "-o", "persons.csv", *_DATA, status=1)
    table = pd.read_csv(workspace / "persons.csv").set_index("candidate")
    assert len(table) == N_PERSONS
    assert table.loc[ODD, "lz_star"] < -2.33
    assert table.loc[FAST, "effort"] < 0.9
    calm = json.loads(run("persons", "2pl.json", "--min-lz", "-99", "--min-effort", "0", "--json", *_DATA))
    assert not any(row["signals"] for row in calm["persons"])


def test_fit_tells_of_whole_items_pairs_and_compares_models(run, workspace):
    shown = run("fit", "2pl.json", "--against", "rasch.json", "--pairs", "3", *_DATA, status=1)
    for word in ("M2", "RMSEA", "rasch.json", "S-X²"):
        assert word in shown
    found = json.loads(run("fit", "2pl.json", "--against", "rasch.json", "--json", *_DATA, status=1))
    assert set(found) == {"items", "model", "reliability", "pairs", "models"}
    assert (len(found["items"]), len(found["pairs"])) == (16, 120)
    smaller, larger = found["models"]
    assert (smaller["model"], larger["model"]) == ("rasch.json", "2pl.json")
    assert larger["chi2"] == pytest.approx(2 * (larger["log_likelihood"] - smaller["log_likelihood"]))
    assert larger["df"] == 15
    assert smaller["chi2"] is None


@pytest.mark.parametrize("method", ["eap", "map", "ml", "wle", "eap-sum", "official"])
def test_score_gives_every_candidate_an_ability(run, workspace, method):
    run("score", "2pl.json", "--method", method, "--plausible", 2, "-o", f"{method}.csv", *_DATA)
    table = pd.read_csv(workspace / f"{method}.csv")
    assert len(table) == N_PERSONS
    known = table["theta"].notna()
    assert known.mean() > (0.9 if method == "ml" else 0.999)
    assert np.corrcoef(table.loc[known, "theta"], table.loc[known, "pv_1"])[0, 1] > 0.7
    assert not np.allclose(table["pv_1"], table["pv_2"])


def test_seed_plans_the_items_that_have_no_parameters(run, workspace):
    known = load_calibration(workspace / "2pl.json")
    run("seed", "2pl.json", "--se", "0.3", "--candidates", "4000", "-o", "plan.csv")
    with (workspace / "plan.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert not {row["item"] for row in rows} & set(known.by_item)
    plan = json.loads(
        run("seed", "2pl.json", "--group", "6e=900:-0,8:0,9", "--group", "3e=1500:0.3", "--error", "0.3", "--json")
    )
    assert {row["group"]: row["candidates"] for row in plan["groups"]} == {"6e": 900, "3e": 1500}
    assert all(row["reached"] and row["se_b"] <= 0.2501 for row in plan["items"])
    one = rows[0]["item"].partition("@")[0]
    assert {row["item"] for row in json.loads(run("seed", "2pl.json", "--item", one, "--json"))["items"]} == {
        f"{one}@1"
    }
    # Too few candidates, with room for one item each: said, and the exit status tells it.
    shown = run("seed", "2pl.json", "--candidates", "60", "--slots", "1", status=1)
    assert "non" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dif", "2pl.json", *_DATA), "diagnostics.by-what"),
        (("dif", "2pl.json", "--by", "grade", *_DATA), "dif.unknown-group"),
        (("dif", "2pl.json", "--by", "class", "--method", "anova", *_DATA), "dif.unknown-method"),
        (("dif", "2pl.json", "--by", "class", "--reference", "z", *_DATA), "dif.unknown-reference"),
        (("dif", "2pl.json", "--by", "class", "-o", "dif.xlsx", *_DATA), "assembly.bad-output"),
        (("dif", "none.json", "--by", "class", *_DATA), "files.missing"),
        (("persons", "2pl.json", "--method", "mle", *_DATA), "fit.unknown-estimator"),
        (("persons", "2pl.json", "--responses", "2pl.json"), "calibration.bad-responses"),
        (("persons", "2pl.json"), "responses.none"),
        (("score", "2pl.json", "--method", "sum", *_DATA), "fit.unknown-estimator"),
        (("seed", "2pl.json", "--group", "6e"), "diagnostics.bad-group"),
        (("seed", "2pl.json", "--group", "6e=100:x"), "diagnostics.bad-group"),
        (("seed", "2pl.json", "--group", "6e=100:0:-1"), "diagnostics.bad-group"),
        (("seed", "2pl.json", "--error", "2"), "assembly.bad-group"),
        (("seed", "2pl.json", "--item", "no-such-*"), "diagnostics.nothing-new"),
        (("fit", "2pl.json", "--against", "none.json", *_DATA), "files.missing"),
        (("fit", "2pl.json", "-o", ".", *_DATA), "files.is-folder"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(run, workspace, arguments, message):
    before = sorted(workspace.rglob("*"))
    with pytest.raises(PixauthorError) as caught:
        run(*arguments)
    assert caught.value.message == message
    assert sorted(workspace.rglob("*")) == before
