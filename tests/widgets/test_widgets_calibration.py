"""The calibration bench: what is chosen is what is estimated, it stops when asked to, and it shows every item."""

import json
import threading
from types import SimpleNamespace

import pytest

from pixauthor.calibration.figures import titled_svg
from pixauthor.calibration.model import Design
from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration
from pixauthor.cli.init import create_workspace
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.calibration import CalibrationWidget
from pixauthor.widgets.calibration.choices import FIELDS
from pixauthor.widgets.trial import import_trial, simulate_trial
from pixauthor.workspace import Workspace


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    root = tmp_path_factory.mktemp("bench") / "atelier"
    create_workspace(root)
    workspace = Workspace(root)
    groups = {"appareil": {"ordinateur": 0.0, "téléphone": -0.3}}
    trial = simulate_trial(workspace, "essai", candidates=240, seed=3, groups=groups)
    import_trial(workspace, trial)
    return SimpleNamespace(workspace=workspace, trial=trial)


@pytest.fixture(scope="module")
def done(tried):
    """A bench whose first calibration is there."""
    bench = CalibrationWidget(tried.workspace, [tried.trial], Design(model="rasch"))
    bench.start()
    bench.wait()
    return bench


def files(tried):
    return sorted(calibrations_dir(tried.trial.folder).glob("*.json"))


def test_nothing_runs_before_it_is_asked_to(tried):
    bench = CalibrationWidget(tried.workspace, [tried.trial])
    assert bench.progress["phase"] == "idle"
    assert bench.items == []
    with pytest.raises(PixauthorError) as caught:
        bench.wait()
    assert caught.value.message == "bench.not-begun"


def test_the_form_offers_what_there_is(tried):
    bench = CalibrationWidget(tried.workspace, [tried.trial])
    offered = {name: [option["value"] for option in options] for name, options in bench.options.items()}
    assert len(offered["data"]) == 1
    assert {"rasch", "2pl", "3pl", "pcm", "graded"} <= set(offered["model"])
    assert offered["group"] == ["", "group_appareil"]
    assert set(offered) | {"prior"} == set(FIELDS) == set(bench.choice)


def test_every_item_has_its_row_its_numbers_and_its_verdict(done):
    calibration = done.wait()
    assert [row["item"] for row in done.items] == sorted(
        calibration.by_item, key=lambda name: calibration.by_item[name].b
    )
    for row in done.items:
        item = calibration.by_item[row["item"]]
        assert row["sort"]["b"] == item.b
        assert row["said"]["b"] == decimal(item.b, 2, "fr")
        assert row["verdict"] == item.verdict
    assert done.progress["phase"] == "done"
    assert done.progress["history"] == list(calibration.fit.history)


def test_what_the_browser_gets_is_json(done):
    state = {name: getattr(done, name) for name in ("options", "choice", "progress", "items", "chosen", "overview")}
    assert json.loads(json.dumps(state, allow_nan=False)) == state


def test_a_choice_shows_the_plots_of_its_item_with_words(done):
    name = done.items[5]["item"]
    done.choose(name)
    assert f"Courbe de {name}" in done.chosen["html"]
    assert f"Information de {name}" in done.chosen["html"]
    assert f"Réussite par groupe\u00a0: {name}" in done.chosen["html"]
    assert done.chosen["html"].count('role="img" aria-label=') == done.chosen["html"].count("<figure")


def test_every_plot_in_the_list_can_be_drawn(done):
    for option in done.overview["options"]:
        done.show(option["value"])
        assert done.overview["name"] == option["value"]
        assert option["label"].split("\u00a0:")[0] in done.overview["html"]


def test_plots_are_written_with_their_titles(done, tried):
    done.choose(done.items[0]["item"])
    (svg,) = [path for path in done.export("item", "svg") if path.name.startswith("Courbe")]
    assert titled_svg(done._figures[done.chosen["item"]][0]) == svg.read_text(encoding="utf-8")
    assert all(path.read_bytes().startswith(b"%PDF") for path in done.export("item", "pdf"))
    assert "exports/trials/essai/calibrations/figures" in done.notice
    page = done.write_report()
    assert page.suffix == ".html"
    assert page.is_relative_to(tried.trial.folder)


def test_a_run_that_is_cancelled_writes_nothing_and_another_can_follow(tried):
    bench, before = CalibrationWidget(tried.workspace, [tried.trial]), files(tried)
    began = threading.Event()
    bench.observe(lambda change: change["new"]["history"] and began.set(), "progress")
    bench.start(model="4pl")
    assert began.wait(30)
    bench.cancel()
    with pytest.raises(PixauthorError) as caught:
        bench.wait()
    assert caught.value.message == "bench.cancelled"
    assert bench.progress["phase"] == "cancelled"
    assert files(tried) == before
    bench.start(model="rasch")
    assert bench.wait().design.model == "rasch"


def test_what_was_chosen_is_what_is_estimated_and_saved(tried, done):
    anchored = done.options["anchors"][-1]["value"]
    bench = CalibrationWidget(tried.workspace, [tried.trial])
    bench.start(model="3pl", group="group_appareil", errors="none", prior="beta(2, 8)", anchors=anchored)
    found = bench.wait()
    assert (found.design.model, found.design.group, found.design.errors) == ("3pl", "group_appareil", "none")
    assert found.design.priors == {"c": "beta(2, 8)"}
    assert all(item.anchor for item in found.items)
    assert {"linking", "drift"} <= {option["value"] for option in bench.overview["options"]}
    saved = newest_calibration(tried.trial.folder)
    assert saved is not None
    assert load_calibration(saved) == found


def test_a_refusal_is_said_in_the_bench(tried):
    bench = CalibrationWidget(tried.workspace, [tried.trial])
    bench.start(prior="gamma(1, 2)")
    with pytest.raises(PixauthorError):
        bench.wait()
    assert bench.progress["phase"] == "failed"
    assert "gamma(1, 2)" in bench.progress["message"]


def test_the_bench_speaks_both_languages_with_the_same_words():
    french, english = (catalogue(language, "bench") for language in ("fr", "en"))
    assert set(french) == set(english)
