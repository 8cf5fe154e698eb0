"""Plots of items, fit, groups, links and histories: named, described, with all their values, in both languages."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from response_frames import draw_scores, to_long

from pixauthor.bank.bank import Bank
from pixauthor.calibration import figures
from pixauthor.calibration.dif import detect_dif
from pixauthor.calibration.figure_tables import category_table, group_shares
from pixauthor.calibration.figures.drawing import sample
from pixauthor.calibration.fit import item_fit, observed_points
from pixauthor.calibration.linking import link
from pixauthor.calibration.model import CalibratedItem, Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import answers_of, estimate_abilities
from pixauthor.resources import shipped
from pixauthor.workspace import Workspace

FRAMEWORK = Workspace(shipped("items").parent).framework
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = [f"item-{k:02d}" for k in range(12)]
BIASED = "item-05@1"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def responses():
    """800 candidates in two groups; one item is harder by two logits for the second."""
    b = np.linspace(-1.5, 1.5, len(NAMES))
    harder = b + 2.0 * (np.arange(len(NAMES)) == 5)
    parts = [
        to_long(draw_scores(400, np.ones(len(NAMES)), difficulties, seed=seed), NAMES)
        for difficulties, seed in ((b, 4), (harder, 5))
    ]
    first, second = (part.assign(group_class=name) for part, name in zip(parts, "ab", strict=True))
    return pd.concat([first, second.assign(candidate="z" + second["candidate"])], ignore_index=True)


@pytest.fixture(scope="module")
def calibration(responses):
    return calibrate(responses, Design(model="2pl"), now=NOW)


@pytest.fixture(scope="module")
def found(responses, calibration):
    """What the plots are drawn from."""
    theta = estimate_abilities(calibration, responses).theta
    ability = pd.Series(theta, index=list(answers_of(calibration, responses).persons))
    half = responses[responses["group_class"] == "b"]
    return {
        "observed": observed_points(calibration, responses),
        "fit": item_fit(calibration, responses),
        "dif": detect_dif(responses, "class", calibration, method=("mh", "logistic")),
        "shares": group_shares(responses, BIASED, "group_class", ability),
        "link": link(calibrate(half, Design(model="2pl"), now=NOW), calibration),
    }


def draw(calibration, found, language="fr"):
    subject = figures.Subject(calibration=calibration, bank=Bank.of([]), framework=FRAMEWORK, language=language)
    return {
        "item": figures.item_plot(subject, BIASED, found["observed"]),
        "information": figures.information_plot(subject, BIASED),
        "fit": figures.fit_scatter(subject, found["fit"]),
        "history": figures.history_plot(calibration.fit.history, language),
        "dif": figures.dif_plot(subject, found["dif"], "b"),
        "groups": figures.group_curves_plot(subject, BIASED, found["shares"]),
        "linking": figures.linking_scatter(found["link"], language),
        "drift": figures.drift_plot(found["link"], language),
    }


@pytest.fixture(scope="module")
def drawn(calibration, found):
    return draw(calibration, found)


def words(figure):
    return [node.text for node in ElementTree.fromstring(figure.svg).iter(f"{SVG}text") if node.text]  # noqa: S314 - ours


def test_every_plot_is_an_image_with_its_name_description_and_values(drawn):
    for figure in drawn.values():
        root = ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn here
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == figure.title
        assert root.findtext(f"{SVG}desc") == figure.description
        assert len(figure.description) > 40
        assert len(figure.table) > 1


def test_units_are_on_the_axes_in_the_language_of_the_plot(calibration, found, drawn):
    english = draw(calibration, found, "en")
    assert "Capacité θ (logits)" in words(drawn["item"])
    assert "Ability θ (logits)" in words(english["item"])
    for name, figure in english.items():
        assert figure.title != drawn[name].title
        assert figure.description != drawn[name].description


def test_an_exported_plot_carries_its_title_and_its_fonts(drawn):
    figure = drawn["linking"]
    root = ElementTree.fromstring(figures.titled_svg(figure))  # noqa: S314 - drawn here
    assert figure.title in [node.text for node in root.iter(f"{SVG}text")]
    low, top, *_ = (float(number) for number in root.get("viewBox").split())
    assert (low, top < 0) == (0, True)
    pdf = figures.to_pdf(figure)
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile" in pdf


def test_observed_points_stand_within_their_bands(drawn):
    table = drawn["item"].table
    assert table["n"].sum() == pytest.approx(800)
    assert ((table["low"] <= table["p"]) & (table["p"] <= table["high"])).all()


def test_the_item_that_was_made_harder_for_a_group_comes_first_in_class_c(drawn):
    table = drawn["dif"].table
    assert table.iloc[0]["item"] == BIASED
    assert table.iloc[0]["class"] == "C"
    assert table["effect"].abs().is_monotonic_decreasing
    # Class C is a triangle, A a circle: the legend says so without colour.
    assert {"Classe A", "Classe B", "Classe C"} <= set(words(drawn["dif"]))


def test_groups_part_where_the_item_favours_one(drawn):
    shares = drawn["groups"].table.pivot_table(
        index=drawn["groups"].table.groupby("group").cumcount(), columns="group", values="share"
    )
    assert (shares["a"] - shares["b"]).max() > 0.25
    assert ((drawn["groups"].table["low"] >= 0) & (drawn["groups"].table["high"] <= 1)).all()


def test_the_line_of_a_link_is_told_with_its_numbers(drawn, found):
    line = found["link"].line
    assert f"{line.scale:.2f}".replace(".", ",") in drawn["linking"].description
    assert len(drawn["linking"].table) == len(NAMES)
    assert BIASED in words(drawn["linking"])  # it drifted: the group of the new form finds it harder
    assert drawn["drift"].table.iloc[0]["item"] == BIASED


def test_the_history_is_that_of_the_estimation(drawn, calibration):
    assert drawn["history"].table["loglik"].tolist() == list(calibration.fit.history)


def test_the_categories_of_an_item_share_out_all_answers(calibration):
    item = CalibratedItem(
        item="x@1",
        model="gpcm",
        parameters={"a": 1.0, "b1": -0.5, "b2": 0.7},
        categories=("0", "0.5", "1"),
        n=100,
        p=0.5,
    )
    wider = replace(calibration, items=(*calibration.items, item))
    table = category_table(wider, item, np.linspace(-3, 3, 7))
    assert table.groupby("theta")["p"].sum().to_numpy() == pytest.approx(np.ones(7))
    subject = figures.Subject(calibration=wider, bank=Bank.of([]), framework=FRAMEWORK, language="fr")
    observed = pd.DataFrame(
        {"item": "x@1", "theta": [-1.0, 1.0], "observed": [0.3, 0.7], "low": [0.2, 0.6], "high": [0.4, 0.8], "n": 50}
    )
    figure = figures.item_plot(subject, "x@1", observed)
    # Each category is named at its highest point, and in the legend.
    assert {"0", "0,5", "1"} <= set(words(figure))


def test_options_have_no_score_to_expect(calibration):
    item = CalibratedItem(
        item="y@1",
        model="nominal",
        parameters={"a0": 0.9, "a1": -0.5, "a2": -0.4, "c0": 0.1, "c1": 0.2, "c2": -0.3},
        categories=("a", "b", "c"),
        n=100,
        p=0.5,
    )
    wider = replace(calibration, items=(*calibration.items, item))
    subject = figures.Subject(calibration=wider, bank=Bank.of([]), framework=FRAMEWORK, language="fr")
    figure = figures.item_plot(subject, "y@1", pd.DataFrame(columns=["item", "theta", "observed", "low", "high", "n"]))
    assert "nan" not in figure.description
    assert {"a", "b", "c"} <= set(words(figure))


def test_a_large_bank_is_drawn_by_a_sample_that_keeps_what_is_worth_a_look():
    table = pd.DataFrame({"b": np.linspace(-3, 3, 10_000)})
    worth = pd.Series(np.zeros(10_000))
    worth[[17, 4242]] = 5.0
    kept = sample(table, worth, 100)
    assert len(kept) == 100
    assert {17, 4242} <= set(kept.index)
    assert np.ptp(kept["b"]) > 5.9


def test_no_mark_speaks_by_itself_to_a_screen_reader(drawn):
    assert not [name for name, figure in drawn.items() if re.search(r"aria-label", figure.svg)]
