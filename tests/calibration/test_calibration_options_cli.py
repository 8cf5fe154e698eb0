"""`pixauthor calibrate options` on raw answers to 16 items (``data/README.md``): who chooses which option."""

import json

import numpy as np
import pandas as pd
import pytest
from reference_data import read_icar, read_table
from response_frames import to_long
from session_samples import write_workspace
from typer.testing import CliRunner

from pixauthor.cli.calibrate import app
from pixauthor.errors import PixauthorError

KEY = dict(read_table("psych_iqitems_key.csv")[1])
NAMES = [name.replace(".", "-") for name in KEY]


FEW = 5


def responses(wrong_key="", n_items=16):
    """Return the raw answers to the first items as candidates gave them; one scored by another option, if asked."""
    raw = np.array(read_table("psych_iqitems_raw.csv")[1])
    scores = read_icar()
    if wrong_key:
        column = NAMES.index(wrong_key)
        other = "1" if KEY[list(KEY)[column]] != "1" else "2"
        scores[:, column] = np.where(np.isnan(scores[:, column]), np.nan, raw[:, column] == other)
    answers = np.vectorize(json.dumps, otypes=[object])(raw)
    frame = to_long(scores[:, :n_items], NAMES[:n_items], answers=answers[:, :n_items])
    return frame.assign(answer=frame["answer"].astype("string"), source="0", status="ok")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = write_workspace(tmp_path_factory.mktemp("options"))
    responses().to_parquet(root / "icar.parquet")
    responses(wrong_key=NAMES[3], n_items=FEW).to_parquet(root / "wrong.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name in ("icar", "wrong"):
            data = ("--any-item", "--responses", f"{name}.parquet", "-o", f"{name}.json")
            run = ("run", "--no-diagnostics", "--errors", "none", "--model", "nominal")
            done = CliRunner().invoke(app, [*run, *data])
            assert done.exit_code == 0, done.output
    return root


def options(workspace, monkeypatch, *arguments):
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("COLUMNS", "220")
    return CliRunner().invoke(app, ["options", *arguments])


def test_curves_of_a_nominal_calibration_are_a_csv_and_its_right_options_rise_most(workspace, monkeypatch):
    done = options(workspace, monkeypatch, "icar.json", "--responses", "icar.parquet", "-o", "curves.csv")
    assert done.exit_code == 0, done.output
    curves = pd.read_csv(workspace / "curves.csv", dtype={"option": str})
    assert list(curves.columns) == ["item", "option", "theta", "p"]
    assert set(curves["item"]) == {f"{name}@1" for name in NAMES}
    assert curves.groupby(["item", "theta"])["p"].sum().to_numpy() == pytest.approx(1)
    ends = curves[curves["theta"].abs() == 4].pivot_table(index=["item", "option"], columns="theta", values="p")
    risen = (ends[4.0] - ends[-4.0]).groupby("item").idxmax()
    assert dict(list(risen)) == {f"{name}@1": KEY[raw] for name, raw in zip(NAMES, KEY, strict=True)}


def test_all_tables_are_json_and_each_a_csv(workspace, monkeypatch):
    data = ("--responses", "icar.parquet", "--item", f"{NAMES[0]}@1")
    found = json.loads(options(workspace, monkeypatch, "icar.json", *data, "--json").stdout)
    assert set(found) == {"curves", "options", "groups"}
    assert [row["option"] for row in found["options"] if row["right"]] == [KEY[next(iter(KEY))]]
    assert all(row["low"] <= row["share"] <= row["high"] for row in found["groups"] if row["share"] is not None)
    options(workspace, monkeypatch, "icar.json", *data, "--table", "options", "-o", "options.csv")
    assert pd.read_csv(workspace / "options.csv")["slope"].sum() == pytest.approx(0, abs=1e-9)
    refused = options(workspace, monkeypatch, "icar.json", *data, "--table", "x").exception
    assert isinstance(refused, PixauthorError)
    assert refused.message == "diagnostics.unknown-table"


def test_an_item_whose_key_is_wrong_is_found(workspace, monkeypatch):
    done = options(workspace, monkeypatch, "wrong.json", "--responses", "wrong.parquet")
    assert done.exit_code == 1
    flagged = {line.split("│")[1].strip() for line in done.output.splitlines() if "bonne" in line and "│" in line}
    assert flagged == {f"{NAMES[3]}@1"}


def test_a_calibration_of_nothing_but_nominal_items_has_a_page(workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    done = CliRunner().invoke(app, ["report", "wrong.json", "--responses", "wrong.parquet", "-o", "page.html"])
    assert done.exit_code == 0, done.output
    assert (workspace / "page.html").read_text().startswith("<!doctype html>")
