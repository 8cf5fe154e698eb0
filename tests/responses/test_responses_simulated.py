"""Simulated responses: seeded, marked, and worth after import what the truth says."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from responses_bank import BANK

from pixauthor.errors import PixauthorError
from pixauthor.irt.items import dichotomous
from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.matrix import to_matrix
from pixauthor.responses.model import SKIP_MARKER
from pixauthor.responses.simulated import (
    Design,
    Plan,
    draw_parameters,
    encode_truth,
    simulate,
)
from pixauthor.responses.simulated_rows import SKIPPED_SHARE, encode_rows
from pixauthor.responses.store import load_parameters, load_responses, save_simulation
from pixauthor.responses.table_import import import_table

ITEMS = tuple(BANK)


def plan(design=Design.COMPLETE, n=150, **fields):
    values = {"per_candidate": 3, "seed": 7, "groups": {"grade": {"6e": -1.0, "3e": 0.0}}} | fields
    return Plan(n_candidates=n, design=design, **values)


def made(chosen):
    return simulate(ITEMS, draw_parameters(ITEMS, chosen.seed), chosen)


def written(simulation, path):
    pools = [find_answers(item, path.parent) for item in simulation.items]
    save_simulation(path, encode_rows(simulation, pools), encode_truth(simulation))
    return path


@pytest.mark.parametrize("design", Design)
def test_an_import_gives_every_score_that_the_truth_says(tmp_path, design):
    simulation = made(plan(design))
    path = written(simulation, tmp_path / "s.csv")
    report = import_table(path, BANK, tmp_path / "exports")
    given = ~np.isnan(simulation.scores)
    assert (report.n_added, report.n_rejected, report.n_simulated) == (given.sum(), 0, given.sum())
    matrix = to_matrix(load_responses(tmp_path / "exports"))
    assert matrix.items == tuple(item.reference for item in ITEMS)
    np.testing.assert_array_equal(matrix.scores, simulation.scores)
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    told = [[{"1": 1.0, "0": 0.0, ".": np.nan}[sign] for sign in truth["scores"][who]] for who in matrix.persons]
    np.testing.assert_array_equal(matrix.scores, told)


def test_an_adaptive_design_gives_hard_items_to_able_candidates():
    items = [replace(ITEMS[0], level=1 + number % 8) for number in range(80)]
    chosen = plan(Design.ADAPTIVE, n=400, per_candidate=10, groups={})
    simulation = simulate(items, draw_parameters(items, 3), chosen)
    given = ~np.isnan(simulation.scores)
    assert np.all(given.sum(axis=1) == 10)
    difficulty = (given * simulation.parameters.natural()[0][:, 1]).sum(axis=1) / 10
    assert np.corrcoef(difficulty, simulation.theta)[0, 1] > 0.8


@pytest.mark.parametrize("design", Design)
def test_the_same_seed_writes_the_same_bytes(tmp_path, design):
    paths = [written(made(plan(design, n=40)), tmp_path / name) for name in ("a.csv", "b.csv")]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    other = written(made(plan(design, n=40, seed=8)), tmp_path / "c.csv")
    assert other.read_bytes() != paths[0].read_bytes()


def test_every_row_says_that_it_is_simulated(tmp_path):
    path = written(made(plan()), tmp_path / "s.csv")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert {row["simulated"] for row in rows} == {"true"}
    assert {row["group_grade"] for row in rows} == {"6e", "3e"}
    assert json.loads(path.with_suffix(".truth.json").read_text("utf-8"))["simulated"] is True


def test_parameters_stand_around_the_nominal_level():
    items = [replace(ITEMS[0], level=level) for level in range(1, 9) for _ in range(500)]
    parameters = draw_parameters(items, 3)
    a, b = parameters.natural()[0].T
    means = b.reshape(8, 500).mean(axis=1)
    np.testing.assert_allclose(means, (np.arange(1, 9) - 4) * 0.8, atol=4 * 0.35 / np.sqrt(500))
    assert np.log(a).std() == pytest.approx(0.25, rel=0.1)
    assert np.median(a) == pytest.approx(1, abs=0.03)


def test_proportions_are_those_of_the_model_within_sampling_error():
    items = dichotomous("2pl", a=np.ones(7), b=np.linspace(-2, 2, 7))
    simulation = simulate(ITEMS, items, plan(n=20_000, groups={}))
    nodes = np.linspace(-6, 6, 201)
    weights = np.exp(-(nodes**2) / 2) / np.exp(-(nodes**2) / 2).sum()
    expected = items.expected_scores(nodes) @ weights
    assert np.all(np.abs(simulation.scores.mean(axis=0) - expected) < 4 * np.sqrt(expected * (1 - expected) / 20_000))


def test_groups_shift_the_mean_ability():
    simulation = made(plan(n=8000))
    younger = simulation.groups["group_grade"] == "6e"
    assert simulation.theta[~younger].mean() - simulation.theta[younger].mean() == pytest.approx(1, abs=0.1)


def test_another_number_of_candidates_leaves_parameters_and_first_abilities_as_they_are():
    few, many = made(plan(n=10, groups={})), made(plan(n=30, groups={}))
    np.testing.assert_array_equal(few.parameters.natural()[0], many.parameters.natural()[0])
    np.testing.assert_array_equal(few.theta, many.theta[:10])


def test_some_wrong_answers_are_skips(tmp_path):
    path = written(made(plan(n=1500)), tmp_path / "s.csv")
    import_table(path, BANK, tmp_path / "exports")
    frame = load_responses(tmp_path / "exports")
    wrong = frame[frame["score"] == 0]
    assert (wrong["status"] == "aband").mean() == pytest.approx(SKIPPED_SHARE, abs=0.02)


def test_wrong_answers_to_a_choice_are_its_distractors(tmp_path):
    path = written(made(plan(n=500)), tmp_path / "s.csv")
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    assert {row["answer"] for row in rows if row["item"] == "choix-1"} == {"a", "b", "c", "d", SKIP_MARKER}


def test_times_are_positive_and_moments_follow_them(tmp_path):
    path = written(made(plan(n=50)), tmp_path / "s.csv")
    import_table(path, BANK, tmp_path / "exports")
    frame = load_responses(tmp_path / "exports")
    assert frame["seconds"].min() > 0
    assert frame["seconds"].median() == pytest.approx(45, rel=0.15)
    assert frame["answered_at"].notna().all()


def test_the_truth_can_be_simulated_from_again(tmp_path):
    simulation = made(plan())
    path = written(simulation, tmp_path / "s.csv")
    known = load_parameters(path.with_suffix(".truth.json"))
    assert known == {
        item.reference: (a, b) for item, (a, b) in zip(ITEMS, simulation.parameters.natural()[0].tolist(), strict=True)
    }


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"items": 3}',
        '{"items": [3]}',
        '{"items": [{"item": "x"}]}',
        '{"items": [{"item": "x", "b": "y"}]}',
    ],
)
def test_a_file_without_parameters_is_refused(tmp_path, content):
    (tmp_path / "c.json").write_text(content)
    with pytest.raises(PixauthorError) as caught:
        load_parameters(tmp_path / "c.json")
    assert caught.value.message == "responses.bad-parameters"


@pytest.mark.parametrize(
    "item", ['{"item": "x", "a": 0, "b": 1}', '{"item": "x", "a": 1, "b": NaN}', '{"item": "x", "a": -1, "b": 1}']
)
def test_impossible_parameters_are_refused(tmp_path, item):
    (tmp_path / "c.json").write_text(f'{{"items": [{item}]}}')
    with pytest.raises(PixauthorError) as caught:
        load_parameters(tmp_path / "c.json")
    assert caught.value.message == "responses.impossible-parameters"


def test_an_item_without_a_wrong_sample_is_named(tmp_path):
    item = BANK["texte-1"]
    with pytest.raises(PixauthorError, match="texte-1"):
        find_answers(replace(item, tests=item.tests[:1]), tmp_path)


def test_answers_worth_a_part_of_the_credit_are_left_out(tmp_path):
    pool = find_answers(BANK["cases-1"], tmp_path)
    assert set(pool.right) == {"a|c"}
    assert "a" not in pool.wrong
    assert {"b", "d", "b|d"} <= set(pool.wrong)
