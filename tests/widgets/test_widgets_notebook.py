"""What notebooks show: tables and figures that everyone can read, forms that follow what is chosen."""

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from pixauthor.bank.item import ItemType
from pixauthor.bundles.minisign import new_secret_key
from pixauthor.calibration.model import Design
from pixauthor.cli.init import create_workspace
from pixauthor.locale import choose_language
from pixauthor.resources import shipped
from pixauthor.widgets.bench import item_bench
from pixauthor.widgets.figures import format_value, show, show_source, show_table
from pixauthor.widgets.plots import plot_coverage
from pixauthor.widgets.preview.widget import ItemWidget
from pixauthor.widgets.tables import (
    calibration_table,
    coverage_table,
    field_table,
    item_table,
    refusal_table,
    status_table,
)
from pixauthor.widgets.trial import calibrate_trial, offer_trial, simulate_trial, try_copies
from pixauthor.workspace import Workspace

WORKSPACE = Workspace(shipped("items").parent)


def test_a_figure_has_a_name_a_description_and_its_numbers() -> None:
    figure = plot_coverage(WORKSPACE.bank, WORKSPACE.framework)
    html = show(figure)._repr_html_()
    assert f'role="img" aria-label="{figure.title}. {figure.description}"' in html
    assert html.count("<tr>") == 1 + len(WORKSPACE.framework.competences)
    assert repr(show(figure)) == f"{figure.title}. {figure.description}"


def test_a_table_shows_words_not_markup_and_numbers_to_the_right() -> None:
    html = show_table(pd.DataFrame({"nom": ["<b>gras</b>"], "part": [-0.5]})).html
    assert "&lt;b&gt;gras&lt;/b&gt;" in html
    assert '<td class="pxa-right">−0,50</td>' in html


def test_an_empty_table_says_so() -> None:
    assert "Rien à montrer" in show_table(pd.DataFrame({"nom": []})).html


@pytest.mark.parametrize(("value", "words"), [(None, ""), (float("nan"), ""), (3, "3"), (1.5, "1,50"), ("a", "a")])
def test_values_are_written_as_people_write_them(value: object, words: str) -> None:
    assert format_value(value) == words


def test_values_follow_the_language() -> None:
    choose_language("en")
    assert format_value(1.5) == "1.50"


def test_a_file_is_shown_as_it_is_written() -> None:
    assert "titre : &lt;b&gt;" in show_source("titre : <b>").html


@pytest.mark.parametrize("kind", ItemType)
def test_every_field_of_every_type_is_explained(kind: str) -> None:
    table = field_table(kind)
    assert {"id", "stem", "key", "tests"} <= set(table.iloc[:, 0])
    assert table.iloc[:, 2].str.len().min() > 5


def test_counts_of_the_bank_agree() -> None:
    counts = coverage_table(WORKSPACE.bank, WORKSPACE.framework)
    assert counts.to_numpy().sum() == status_table(WORKSPACE.bank).to_numpy().sum() == len(item_table(WORKSPACE.bank))


def test_drawings_of_a_notebook_hold_no_key() -> None:
    items = list(WORKSPACE.bank)
    drawn = json.dumps(ItemWidget(WORKSPACE, items).drawings, ensure_ascii=False)
    assert [one.feedback.ok for one in items if one.feedback.ok and one.feedback.ok in drawn] == []


def test_the_bench_follows_the_choice_and_says_what_an_answer_is_worth() -> None:
    form = item_bench(WORKSPACE)
    choice, tabs = form.children
    drawing, worth = tabs.children[0].children
    item = next(one for one in WORKSPACE.bank if one.type == "single-choice")
    choice.value = item.id
    assert drawing.drawings[0]["item"]["item"] == item.id
    assert item.title in tabs.children[1].value
    drawing.answers = {item.id: item.key.correct}
    assert "Bonne réponse" in worth.value
    choice.value = next(one.id for one in WORKSPACE.bank if one.id != item.id)
    assert "Bonne réponse" not in worth.value


def test_a_malformed_answer_in_the_bench_is_explained() -> None:
    form = item_bench(WORKSPACE)
    choice, tabs = form.children
    drawing, worth = tabs.children[0].children
    drawing.answers = {choice.value: 12}
    assert worth.value


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    root = tmp_path_factory.mktemp("trial") / "atelier"
    create_workspace(root)
    workspace = Workspace(root)
    trial = simulate_trial(workspace, "essai", candidates=60, seed=1)
    calibration = calibrate_trial(workspace, trial, Design(model="rasch"))
    return SimpleNamespace(workspace=workspace, trial=trial, calibration=calibration)


def test_a_trial_stays_in_its_folder_and_says_that_it_is_simulated(tried: SimpleNamespace) -> None:
    assert [path.name for path in tried.workspace.exports_dir.iterdir()] == ["trials"]
    assert tried.calibration.provenance.simulated
    assert len(calibration_table(tried.calibration)) == len(tried.workspace.bank)


def test_a_trial_does_not_certify(tried: SimpleNamespace) -> None:
    from datetime import date

    from pixauthor.bundles.manifest import Purpose
    from pixauthor.bundles.offer import examine

    selection = examine(offer_trial(tried.workspace, tried.trial), Purpose.CERTIFICATION, date(2026, 11, 22))
    assert selection.accepted == ()
    assert refusal_table(selection).iloc[0, 1] == len(tried.workspace.bank)


def test_only_the_whole_copy_under_its_own_key_is_sound(tmp_path: Path) -> None:
    verdicts = try_copies(b"no archive at all", new_secret_key().public).iloc[:, 1]
    assert "Rien à redire" not in " ".join(verdicts)
