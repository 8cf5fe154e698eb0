"""`pixauthor calibrate` as people run it, on responses that were really imported."""

import csv
import json
import re
import xml.etree.ElementTree as ElementTree  # of our own drawings

import numpy as np
import pytest
from session_samples import write_workspace
from typer.testing import CliRunner

from pixauthor.calibration.store import calibrations_dir, load_calibration
from pixauthor.cli.calibrate import app
from pixauthor.errors import PixauthorError
from pixauthor.responses.table_import import import_table
from pixauthor.workspace import open_workspace

N_CANDIDATES = 300


def write_scores(path, names, n_candidates=N_CANDIDATES, seed=1):
    rng = np.random.default_rng(seed)
    theta, b = rng.standard_normal((n_candidates, 1)), np.linspace(-1.2, 1.2, len(names))
    scores = (rng.random((n_candidates, len(names))) < 1 / (1 + np.exp(b - theta))).astype(int)
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["candidate", *names])
        writer.writerows([f"c{k:04d}", *row] for k, row in enumerate(scores))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    root = tmp_path_factory.mktemp("calibrate")
    space = open_workspace(write_workspace(root))
    write_scores(root / "scores.csv", [item.id for item in space.bank])
    import_table(root / "scores.csv", space.bank, space.exports_dir)
    return root


@pytest.fixture
def workspace(filled, monkeypatch):
    monkeypatch.chdir(filled)
    monkeypatch.setenv("COLUMNS", "200")
    for path in calibrations_dir(filled / "exports").glob("*"):
        path.unlink()
    return filled


def run(*arguments, status=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(done.exception, PixauthorError):
        raise done.exception
    assert done.exit_code == status, done.output
    return done.output


def refusal(*arguments):
    with pytest.raises(PixauthorError) as caught:
        run(*arguments)
    assert caught.value.exit_status != 0
    return caught.value


def test_calibrate_alone_does_what_run_does(workspace):
    for arguments in (("--model", "rasch", "-o", "a.json"), ("run", "--model", "rasch", "-o", "b.json")):
        output = run(*arguments)
        assert f"{N_CANDIDATES} candidats" in output
    one, other = (load_calibration(workspace / name) for name in ("a.json", "b.json"))
    assert one.items == other.items
    assert one.provenance.bank


def test_every_item_is_shown_and_the_file_goes_under_exports(workspace):
    output = run("--model", "rasch")
    (path,) = calibrations_dir(workspace / "exports").glob("*.json")
    assert str(path.name) in output.replace("\n", "")
    for item in load_calibration(path).items:
        assert item.item in output
    # The catalogue's decimal comma.
    assert re.search(r"\d,\d\d", output)


def test_an_estimation_that_has_not_converged_exits_1_and_says_so(workspace, monkeypatch):
    monkeypatch.setattr("pixauthor.calibration.run.em_step", lambda scores, *_, **__: np.ones((scores.shape[1], 2)))
    output = run("--model", "rasch", status=1)
    assert "PAS DE CONVERGENCE" in output


def test_report_is_one_page_that_asks_nothing_of_the_network(workspace):
    run("--model", "2pl", "-o", "c.json")
    run("report", "c.json")
    page = (workspace / "c.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    without_names = page.replace("http://www.w3.org", "")
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//|url\(\s*[\"']?http", without_names)
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) == 4
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)  # noqa: S314
        children = [child.tag.rpartition("}")[2] for child in root[:2]]
        assert (root.get("role"), children) == ("img", ["title", "desc"])
        assert all(child.text for child in root[:2])


def test_two_reports_are_byte_identical(workspace):
    run("--model", "rasch", "-o", "c.json")
    for name in ("one.html", "two.html"):
        run("report", "c.json", "-o", name)
    assert (workspace / "one.html").read_bytes() == (workspace / "two.html").read_bytes()


def test_report_takes_the_newest_calibration_and_refuses_when_there_is_none(workspace):
    assert refusal("report").message == "calibration.no-file"
    run("--model", "rasch")
    run("report")
    assert len(list(calibrations_dir(workspace / "exports").glob("*.html"))) == 1


def test_report_refuses_other_responses_than_those_of_the_calibration(workspace):
    run("--model", "rasch", "-o", "c.json")
    data = json.loads((workspace / "c.json").read_text())
    data["provenance"]["data"] = "0" * 64
    (workspace / "d.json").write_text(json.dumps(data))
    assert refusal("report", "d.json").message == "calibration.other-responses"
    assert not (workspace / "d.html").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "3pl"), "calibration.unknown-model"),
        (("--engine", "mirt"), "calibration.unknown-engine"),
        (("--min-answers", "1000"), "calibration.too-few-items"),
        (("--responses", "none.parquet"), "files.missing"),
        (("--responses", "."), "files.is-folder"),
        (("--responses", "scores.csv"), "calibration.bad-responses"),
        (("--workspace", "nowhere"), "files.missing"),
        (("report", "none.json"), "files.missing"),
        (("report", "scores.csv"), "calibration.damaged"),
        (("--model", "rasch", "run"), "calibration.misplaced"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(workspace, arguments, message):
    before = sorted(workspace.rglob("*"))
    assert refusal(*arguments).message == message
    assert sorted(workspace.rglob("*")) == before


def test_a_workspace_without_responses_is_told_to_import_some(tmp_path):
    error = refusal("--workspace", write_workspace(tmp_path))
    assert "pixauthor responses import" in error.render("fr")
