"""Plots that everyone can read: well-formed, named, in the right language, and with every value behind them."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pytest
from response_frames import draw_scores, to_long

from pixauthor.bank.bank import Bank
from pixauthor.calibration.figures import Subject, information_plot, item_curves, level_plot, wright_map
from pixauthor.calibration.fit import observed_points
from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import estimate_abilities
from pixauthor.resources import shipped
from pixauthor.workspace import Workspace

SPACE = Workspace(shipped("items").parent)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = [item.id for item in sorted(SPACE.bank, key=lambda item: (item.level, item.id))[::4]]
DIFFICULTIES = np.linspace(-2, 2, len(NAMES))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def responses():
    return to_long(draw_scores(400, np.ones(len(NAMES)), DIFFICULTIES, seed=8), NAMES)


@pytest.fixture(scope="module")
def calibration(responses):
    return calibrate(responses, Design(model="rasch"), now=NOW)


def draw(calibration, responses, *, language="fr"):
    subject = Subject(calibration=calibration, bank=SPACE.bank, framework=SPACE.framework, language=language)
    abilities = estimate_abilities(calibration, responses)
    return {
        "wright": wright_map(subject, abilities),
        "levels": level_plot(subject),
        "curves": item_curves(subject, observed_points(calibration, responses)),
        "test": information_plot(subject),
    }


@pytest.fixture(scope="module")
def figures(calibration, responses):
    return draw(calibration, responses)


@pytest.fixture(scope="module")
def english(calibration, responses):
    return draw(calibration, responses, language="en")


def parse(figure):
    return ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn here


def words(figure):
    return [node.text for node in parse(figure).iter(f"{SVG}text") if node.text]


def marks(figure):
    """Return the points of a plot, without those of its legend."""
    groups = (group for group in parse(figure).iter(f"{SVG}g") if "mark-symbol role-mark" in group.get("class", ""))
    return [node for group in groups for node in group.findall(f"{SVG}path")]


@pytest.mark.parametrize("name", ["wright", "levels", "curves", "test"])
def test_each_plot_is_an_image_with_its_name_and_description(figures, name):
    figure = figures[name]
    root = parse(figure)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == figure.title
    assert root.findtext(f"{SVG}desc") == figure.description


@pytest.mark.parametrize(
    ("language", "titles", "axis"),
    [
        ("fr", "Candidats et items sur la même échelle", "Compétence"),
        ("en", "Candidates and items on one scale", "Competence"),
    ],
)
def test_words_are_in_the_language_asked_for(request, language, titles, axis):
    figure = request.getfixturevalue({"fr": "figures", "en": "english"}[language])["wright"]
    assert figure.title == titles
    assert axis in words(figure)


def test_numbers_are_written_as_the_language_does(figures, english):
    assert re.search(r"\d,\d\d", figures["wright"].description)
    assert not re.search(r"\d\.\d", figures["wright"].description)
    assert "0,5" in words(figures["levels"])
    assert re.search(r"\d\.\d\d", english["wright"].description)
    assert "0.5" in words(english["levels"])


def test_every_item_has_its_mark_and_its_row(figures, calibration):
    for name in ("wright", "levels"):
        assert sorted(figures[name].table["item"]) == sorted(calibration.by_item)
        assert len(marks(figures[name])) == len(calibration.items)


def test_areas_are_told_apart_by_shape_and_not_by_colour_alone(figures):
    shapes = {re.sub(r"[-\d.,]+", "#", mark.get("d")) for mark in marks(figures["wright"])}
    assert len(shapes) == figures["wright"].table["area"].nunique() == 5


def test_an_item_that_the_bank_lost_is_still_on_the_scale(calibration, responses):
    abilities = estimate_abilities(calibration, responses)

    def draw_scales(bank):
        subject = Subject(calibration=calibration, bank=bank, framework=SPACE.framework, language="fr")
        return wright_map(subject, abilities).table, level_plot(subject).table

    scale, levels = draw_scales(Bank.of(item for item in SPACE.bank if item.id != NAMES[0]))
    lost = scale.set_index("item").loc[f"{NAMES[0]}@1"]
    assert (lost["competence"], lost["area"]) == ("–", "–")
    # Nobody announced its level: there is nothing to compare.
    assert f"{NAMES[0]}@1" not in set(levels["item"])
    scale, levels = draw_scales(Bank.of([]))
    assert len(scale) == len(NAMES)
    assert levels.empty


def test_the_level_plot_says_how_levels_and_difficulties_agree(figures):
    # Items were sorted by level and given rising difficulties.
    rho = float(re.search(r"0,\d\d", figures["levels"].description)[0].replace(",", "."))
    assert 0.9 < rho < 1


def test_observed_shares_are_those_of_the_groups_and_follow_the_curve(figures, calibration):
    table = figures["curves"].table
    # Candidates are spread over the groups as their answers spread what is known of them.
    assert table.groupby("item")["n"].sum().to_numpy() == pytest.approx(400)
    assert table["item"].nunique() == 12
    items = {item.item: item for item in calibration.items}
    a, b = np.array([(items[name].a, items[name].b) for name in table["item"]]).T
    expected = 1 / (1 + np.exp(-a * (table["theta"] - b)))
    # About 40 candidates in a group: a share has a standard error of at most 0.08.
    assert np.abs(table["p"] - expected).mean() < 0.08


def test_the_standard_error_is_that_of_the_information(figures):
    table = figures["test"].table
    assert table["se"].to_numpy() == pytest.approx(table["information"].to_numpy() ** -0.5)
    peak = table.loc[table["information"].idxmax()]
    assert f"{peak['se']:.2f}".replace(".", ",") in figures["test"].description


def test_equal_calibrations_give_equal_drawings(figures, calibration, responses):
    mixed = responses.sample(frac=1, random_state=1)
    assert draw(calibration, mixed)["wright"].svg == figures["wright"].svg
