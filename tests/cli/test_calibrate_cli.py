"""`pixauthor calibrate` as people run it, on responses that were really imported."""

import csv
import json
import re
import xml.etree.ElementTree as ElementTree  # of our own drawings

import numpy as np
import pandas as pd
import pytest
from session_samples import write_workspace
from typer.testing import CliRunner

from pixauthor.calibration.store import calibrations_dir, load_calibration
from pixauthor.cli.calibrate import app
from pixauthor.errors import PixauthorError
from pixauthor.responses.store import load_responses
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


def test_of_very_many_items_the_first_flagged_ones_are_shown_and_where_all_are_is_said(workspace, monkeypatch):
    monkeypatch.setattr("pixauthor.cli.calibrate_story._MOST", 2)
    output = run("--model", "2pl", "--min-answers", "5", "-o", "c.json")
    items = load_calibration(workspace / "c.json").items
    flagged = [item.item for item in items if item.flags][:2]
    assert [item.item for item in items if f" {item.item} " in output] == flagged
    assert f"{len(flagged)} items sur {len(items)}, parmi ceux à regarder" in output


def test_an_estimation_that_has_not_converged_exits_1_and_says_so(workspace):
    output = run("--model", "2pl", "--max-iterations", "2", status=1)
    assert "PAS DE CONVERGENCE" in output


def test_any_model_can_be_asked_for_and_models_can_be_mixed(workspace):
    other = next(iter(open_workspace(workspace).bank)).id
    output = run("--model", "3pl", "--prior", "c=beta(4, 16)", "--item-model", f"{other}=rasch", "-o", "c.json")
    assert re.search(r"3PL \(\d+\), Rasch \(1\)", output)
    assert "sans le facteur 1,7" in output
    assert re.search(r"écart type \d,\d\d estimé", output)
    found = load_calibration(workspace / "c.json")
    assert found.design.priors == {"c": "beta(4, 16)"}
    models = {item.item.rpartition("@")[0]: item.model for item in found.items}
    assert models.pop(other) == "rasch"
    assert set(models.values()) == {"3pl"}
    assert all({"a", "b", "c"} == set(item.parameters) for item in found.items if item.model == "3pl")


def test_a_nominal_run_says_that_its_categories_are_scores_and_where_options_are(workspace):
    output = run("--model", "nominal", "--no-diagnostics")
    assert "calibrate options" in output
    assert "nan" not in output
    assert "écart type 1,00 par convention" in output


def test_items_whose_partly_right_answers_count_as_wrong_are_named(workspace):
    run("--model", "rasch", "-o", "a.json")
    names = [item.item.rpartition("@")[0] for item in load_calibration(workspace / "a.json").items]
    frame = load_responses(workspace / "exports")
    half = (frame["item"] == names[0]) & (frame["score"] == 0) & (frame["candidate"] < "c0150")
    frame.assign(score=frame["score"].mask(half, 0.5), source="0").to_parquet(workspace / "partly.parquet")
    asked = ("--model", "rasch", "--no-diagnostics", "--responses", "partly.parquet", "-o", "b.json")
    told = run(*asked)
    assert "en partie justes" in told
    assert names[0] in told.split("en partie justes")[1].split("\n")[0]
    assert "en partie justes" not in run(*asked, "--item-model", f"{names[0]}=pcm")


def test_answers_given_again_are_counted_and_only_the_first_matters(workspace):
    frame = load_responses(workspace / "exports").assign(source="0")
    frame["answered_at"] = np.datetime64("2026-01-05T09:00", "us")
    later = frame[:40].assign(score=1 - frame["score"][:40], answered_at=np.datetime64("2026-01-06T09:00", "us"))
    for name, rows in (("once", frame), ("again", pd.concat([later, frame], ignore_index=True))):
        rows.assign(answered_at=rows["answered_at"].dt.tz_localize("UTC")).to_parquet(workspace / f"{name}.parquet")
    asked = ("--model", "rasch", "--no-diagnostics", "--responses")
    assert "déjà répondu" not in run(*asked, "once.parquet", "-o", "a.json")
    assert "40 réponses d’un candidat" in run(*asked, "again.parquet", "-o", "b.json")
    assert load_calibration(workspace / "a.json").items == load_calibration(workspace / "b.json").items


def test_standard_errors_are_told_and_can_be_left_out(workspace):
    run("--model", "rasch", "-o", "a.json")
    assert "ne donne pas d’erreurs" not in run("--model", "rasch", "--errors", "none", "-o", "b.json")
    with_errors, without = (load_calibration(workspace / name) for name in ("a.json", "b.json"))
    assert all(0.05 < item.se_b < 0.5 for item in with_errors.items)
    assert all(item.se_b is None for item in without.items)


def test_anchors_keep_their_parameters(workspace):
    run("--model", "rasch", "-o", "old.json")
    run("--model", "rasch", "--anchors", "old.json", "-o", "new.json")
    old, new = (load_calibration(workspace / name) for name in ("old.json", "new.json"))
    assert [item.b for item in new.items] == [item.b for item in old.items]
    assert all(item.anchor for item in new.items)
    # Nothing but the candidates is left to estimate, and they are the same.
    assert (new.latent_mean, new.latent_sd) == pytest.approx((old.latent_mean, old.latent_sd), abs=1e-3)
    assert new.provenance.anchors


def test_starting_values_shorten_the_way_to_the_same_place(workspace):
    run("--model", "2pl", "-o", "one.json")
    run("--model", "2pl", "--start", "one.json", "-o", "two.json")
    one, two = (load_calibration(workspace / name) for name in ("one.json", "two.json"))
    assert two.fit.iterations < one.fit.iterations
    assert [item.b for item in two.items] == pytest.approx([item.b for item in one.items], abs=1e-3)


def test_low_memory_gives_the_same_parameters_and_leaves_no_file(workspace):
    run("--model", "2pl", "-o", "a.json")
    run("--model", "2pl", "--low-memory", "-o", "b.json")
    usual, low = (load_calibration(workspace / name) for name in ("a.json", "b.json"))
    assert [item.item for item in low.items] == [item.item for item in usual.items]
    assert [item.b for item in low.items] == pytest.approx([item.b for item in usual.items], abs=1e-9)
    assert [item.se_b for item in low.items] == pytest.approx([item.se_b for item in usual.items], rel=1e-6)
    # No run is without diagnostics.
    assert [(item.flags, item.verdict) for item in low.items] == [(item.flags, item.verdict) for item in usual.items]
    assert list((workspace / "exports" / "tmp").iterdir()) == []


def test_beyond_what_a_table_holds_verdicts_and_page_rest_on_candidates_drawn_at_random(workspace, monkeypatch):
    monkeypatch.setattr("pixauthor.calibration.sampling.MANY", 1000)
    monkeypatch.setattr("pixauthor.calibration.sampling.DRAWN", 1000)
    monkeypatch.setattr("pixauthor.calibration.sampling.FEWEST", 100)
    output = run("--model", "rasch", "--seed", "7", "-o", "many.json")
    found = load_calibration(workspace / "many.json")
    assert (found.provenance.n_persons, found.provenance.sample.seed) == (N_CANDIDATES, 7)
    drawn = found.provenance.sample.n_persons
    assert 100 <= drawn < N_CANDIDATES
    assert f"{drawn} candidats" in output
    run("report", "many.json", "--seed", "7")
    page = (workspace / "many.html").read_text(encoding="utf-8")
    notice = re.search(r'<p class="?notice"?[^>]*>([^<]*tirés au hasard[^<]*)', page)[1].replace("\u202f", " ")
    assert f"{drawn} candidats" in notice
    assert f"parmi {N_CANDIDATES} (graine 7)" in notice
    run("report", "many.json", "--seed", "7", "-o", "again.html")
    assert (workspace / "again.html").read_text(encoding="utf-8") == page
    run("report", "many.json", "--seed", "8", "-o", "other.html")
    assert (workspace / "other.html").read_text(encoding="utf-8") != page
    # Other responses are refused as ever.
    data = json.loads((workspace / "many.json").read_text())
    data["provenance"]["data"] = "0" * 64
    (workspace / "d.json").write_text(json.dumps(data))
    assert refusal("report", "d.json").message == "calibration.other-responses"


def test_a_sample_can_be_asked_for_and_is_told(workspace):
    assert "60 candidats" in run("--model", "rasch", "--sample", "60", "-o", "c.json")
    assert load_calibration(workspace / "c.json").provenance.sample.n_persons == 60
    assert "tirés au hasard" in run("report", "c.json", "--sample", "80")
    assert "tirés au hasard" not in run("report", "c.json")


def test_a_run_on_low_memory_has_a_page(workspace):
    run("--model", "rasch", "--low-memory", "-o", "low.json")
    run("report", "low.json")
    assert (workspace / "low.html").exists()


def test_an_interrupted_estimation_goes_on_to_the_same_place(workspace):
    run("--model", "2pl", "-o", "whole.json")
    run("--model", "2pl", "--checkpoint", "run.npz", "--max-iterations", "6", "-o", "part.json", status=1)
    assert (workspace / "run.npz").exists()
    run("--model", "2pl", "--checkpoint", "run.npz", "--resume", "-o", "rest.json")
    whole, rest = (load_calibration(workspace / name) for name in ("whole.json", "rest.json"))
    assert rest.items == whole.items
    assert rest.fit == whole.fit
    assert not (workspace / "run.npz").exists()


def test_a_checkpoint_of_another_design_is_refused(workspace):
    run("--model", "2pl", "--checkpoint", "run.npz", "--max-iterations", "6", "-o", "part.json", status=1)
    error = refusal("--model", "rasch", "--checkpoint", "run.npz", "--resume")
    assert error.message == "sources.checkpoint-other"


def test_report_is_one_page_that_asks_nothing_of_the_network(workspace):
    run("--model", "2pl", "-o", "c.json")
    run("report", "c.json")
    page = (workspace / "c.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    without_names = page.replace("http://www.w3.org", "")
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//|url\(\s*[\"']?http", without_names)
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) >= 4
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
        (("--model", "5pl"), "calibration.unknown-model"),
        (("--engine", "mirt"), "calibration.unknown-engine"),
        (("--min-answers", "1000"), "calibration.too-few-items"),
        (("--responses", "none.parquet"), "files.missing"),
        (("--responses", "."), "files.is-folder"),
        (("--responses", "scores.csv"), "calibration.bad-responses"),
        (("--workspace", "nowhere"), "files.missing"),
        (("report", "none.json"), "files.missing"),
        (("report", "scores.csv"), "calibration.damaged"),
        (("--prior", "c=gamma(1, 2)"), "calibration.bad-prior"),
        (("--prior", "b=normal(0, 1)"), "calibration.prior-name"),
        (("--item-model", "dossiers-2-01"), "calibration.bad-pair"),
        (("--group", "grade"), "calibration.unknown-group"),
        (("--anchors", "scores.csv"), "calibration.damaged"),
        (("--resume",), "calibration.resume-what"),
        (("--resume", "--checkpoint", "none.npz"), "files.missing"),
        (("--scheduler", "tcp://127.0.0.1:9"), "sources.no-scheduler"),
        (("--low-memory", "--complete-cases"), "calibration.large"),
        (("--engine", "girth", "--model", "3pl"), "calibration.girth"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(workspace, arguments, message):
    before = sorted(workspace.rglob("*"))
    assert refusal(*arguments).message == message
    assert sorted(workspace.rglob("*")) == before


def test_a_workspace_without_responses_is_told_to_import_some(tmp_path):
    error = refusal("--workspace", write_workspace(tmp_path))
    assert "pixauthor responses import" in error.render("fr")
