"""Adaptive tests: the items and estimates of catR, the laws of each rule, the same chance on any number of threads."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from pixauthor.irt.cat.choose import deal
from pixauthor.irt.cat.exposure import exposure_rates, set_exposure
from pixauthor.irt.cat.outcomes import accuracy, overlap, reliability
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.run import BATCH, NONE, run_tests, simulate_tests, simulated_answers
from pixauthor.irt.cat.tables import STEP, make_tables
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.quadrature import Grid, normal_grid

DATA = Path(__file__).parent / "data"
GRID = normal_grid(61, 6.0)


def bank(n_items=200, seed=3):
    rng = np.random.default_rng(seed)
    return dichotomous("2pl", a=rng.lognormal(0, 0.25, n_items), b=rng.normal(0, 1.2, n_items))


def mixed_bank():
    items = arrange(["2pl", "gpcm", "graded", "nominal"] * 15, [2, 3, 4, 3] * 15)
    rng = np.random.default_rng(8)
    working = []
    for block in items.blocks:
        n = block.positions.size
        a, b = rng.lognormal(0, 0.2, (n, 1)), rng.normal(0, 1, (n, 1))
        natural = {
            "2pl": lambda a=a, b=b: np.hstack([a, b]),
            "gpcm": lambda a=a, b=b: np.hstack([a, b - 0.5, b + 0.5]),
            "graded": lambda a=a, b=b: np.hstack([a, b - 1, b, b + 1]),
            "nominal": lambda a=a, b=b: np.hstack([-a, 0 * a, a, 0.5 + b, 0 * b, -0.5 - b]),
        }[block.model.name]()
        working.append(MODELS[block.model.name].to_working(natural))
    return items.with_working(working)


ITEMS = bank()
TABLES = make_tables(ITEMS, GRID, reach=6)
THETA = np.random.default_rng(5).normal(size=3000)


def read_tcals():
    with (DATA / "tcals.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    a, b, c = (np.array([float(row[name]) for row in rows]) for name in "abc")
    return dichotomous("3pl", a=a, b=b, c=c), json.loads((DATA / "tcals_catR.json").read_text())


def test_item_information_is_that_of_catr():
    items, oracle = read_tcals()
    found = items.information(np.array(oracle["theta"], float)).T
    assert np.allclose(found, oracle["Ii"], rtol=1e-6, atol=1e-10)  # the oracle is kept to 8 digits


@pytest.mark.parametrize("length", [1, 2, 5, 10, 15])
def test_the_items_chosen_and_the_estimates_are_those_of_catr(length):
    items, oracle = read_tcals()
    expected = oracle["randomCAT"]
    nodes = np.linspace(-4, 4, 33)
    weights = np.exp(-(nodes**2) / 2)
    weights[[0, -1]] /= 2  # the trapezoid rule
    answers = dict(zip(expected["items"], expected["resp"], strict=True))
    done = run_tests(
        1,
        make_tables(items, Grid(nodes, weights / weights.sum())),
        Rules(length=length),
        lambda _, chosen: np.array([answers[int(chosen[0]) + 1]]),
        np.random.default_rng(0),
    )
    assert (done.items[0] + 1).tolist() == expected["items"][:length]
    # Posteriors are kept in single precision.
    assert done.theta[0] == pytest.approx(expected["thetaProv"][length - 1], abs=1e-6)
    assert done.se[0] == pytest.approx(expected["seProv"][length - 1], abs=1e-6)


def test_every_item_is_the_most_informative_of_those_left_at_the_estimate():
    done = simulate_tests(THETA[:20], TABLES, Rules(length=12), 4)
    log_p, columns = ITEMS.log_probabilities(GRID.nodes), ITEMS.offsets[done.items] + done.categories
    for items, answered in zip(done.items, columns, strict=True):
        for turn in range(1, 12):
            posterior = GRID.weights * np.exp(log_p[answered[:turn]].sum(axis=0))
            estimate = np.array([posterior @ GRID.nodes / posterior.sum()])
            information = ITEMS.information(estimate)[:, 0]
            information[items[:turn]] = 0
            # The bank is in order at abilities 0.02 logit apart: see tables.STEP; the steepest item has a = 2.3.
            assert information[items[turn]] >= information.max() * (1 - 2.3 * STEP)


def test_the_same_seed_gives_the_same_tests_on_any_number_of_threads():
    theta = np.random.default_rng(1).normal(size=BATCH + 100)
    rules = Rules(length=20, least=5, se=0.4, randomesque=4, spread=0.5, exposure=np.full(200, 0.8))
    one, two = (simulate_tests(theta, TABLES, rules, 11, threads=n) for n in (1, 2))
    for name in ("items", "categories", "lengths", "theta", "se", "reached"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
    other = simulate_tests(theta, TABLES, rules, 12)
    assert not np.array_equal(one.items, other.items)


def test_errors_of_estimation_are_those_that_the_posterior_announces():
    done = simulate_tests(THETA, TABLES, Rules(length=25), 2)
    everyone = np.zeros(THETA.size, np.int64)
    found = accuracy(THETA, done, everyone, 1, np.array([0.5]))
    # Abilities come from the prior; the standard deviation of a root mean square of n errors is about rmse / sqrt(2 n).
    assert found.rmse[0] == pytest.approx(found.se[0], rel=4 / np.sqrt(2 * THETA.size))
    assert abs(found.bias[0]) < 4 * found.rmse[0] / np.sqrt(THETA.size)
    assert reliability(THETA, done) == pytest.approx(1 - found.rmse[0] ** 2, abs=0.02)


def test_answers_come_with_the_probabilities_of_the_models():
    items = mixed_bank()
    n, ability = 20_000, 0.313
    tables = make_tables(items, GRID)
    answer = simulated_answers(tables, np.full(n, ability), np.random.default_rng(6))
    p = items.curves(np.array([ability])).p[:, 0]
    for item in range(4):
        categories = answer(np.arange(n), np.full(n, item, np.int32))
        expected = p[items.offsets[item] : items.offsets[item + 1]]
        shares = np.bincount(categories, minlength=expected.size) / n
        assert np.all(np.abs(shares - expected) < 4 * np.sqrt(expected * (1 - expected) / n))


def test_banks_of_mixed_models_are_estimated_without_bias():
    items = mixed_bank()
    done = simulate_tests(THETA, make_tables(items, GRID, reach=6), Rules(length=15), 2)
    assert np.sqrt(np.mean((done.theta - THETA) ** 2)) == pytest.approx(np.sqrt(np.mean(done.se**2)), rel=0.06)
    assert len(set(items.n_categories[np.unique(done.items)])) > 1


@pytest.mark.parametrize(
    "rules",
    [
        Rules(length=30),
        Rules(length=30, randomesque=6, spread=1.0),
        Rules(length=30, exposure=np.full(200, 0.05)),
        Rules(length=200),
        Rules(length=200, randomesque=3, exposure=np.full(200, 0.5)),
    ],
    ids=["plain", "randomesque", "hardly any allowed", "whole bank", "whole bank, held back"],
)
def test_no_item_comes_twice_and_every_test_is_filled(rules):
    done = simulate_tests(THETA[:50], TABLES, rules, 1)
    assert all(len(set(row)) == rules.length for row in done.items.tolist())
    assert np.all(done.items >= 0)


def test_a_test_ends_when_its_standard_error_is_reached_and_not_before():
    rules = Rules(length=40, least=8, se=0.35)
    done = simulate_tests(THETA[:500], TABLES, rules, 9)
    assert np.all((done.se <= 0.35) | (done.lengths == 40))
    assert np.all(done.lengths >= 8)
    assert np.array_equal((done.items != NONE).sum(axis=1), done.lengths)
    longer = simulate_tests(THETA[:500], TABLES, Rules(length=40), 9)
    assert np.ptp(done.lengths) > 0 == np.ptp(longer.lengths)


def test_a_draw_among_the_best_gives_each_the_same_chance():
    done = simulate_tests(np.zeros(4000), TABLES, Rules(length=1, randomesque=5), 3)
    best = np.argsort(-ITEMS.information(np.zeros(1))[:, 0])[:5]
    counts = np.bincount(done.items[:, 0], minlength=200)
    assert counts[best].sum() == 4000
    assert ((counts[best] - 800) ** 2 / 800).sum() < 18.5  # chi-square of 4 degrees of freedom, p = 0.001


def test_starts_are_spread_as_the_rule_says():
    rules = Rules(length=1, start=1.0, spread=0.5)
    firsts = np.unique(simulate_tests(np.zeros(2000), TABLES, rules, 3).items)
    allowed = np.unique(TABLES.order[TABLES.nearest(np.linspace(0.5, 1.5, 500)), 0])
    assert np.isin(firsts, allowed).all()
    assert firsts.size > 1


def test_contents_are_given_in_their_shares():
    contents = np.arange(200) % 4
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    tables = make_tables(ITEMS, GRID, contents=contents, reach=6)
    done = simulate_tests(THETA[:300], tables, Rules(length=20, shares=shares), 3)
    for row in contents[done.items]:
        assert np.bincount(row, minlength=4).tolist() == [8, 6, 4, 2]


def test_a_content_without_items_left_gives_way_to_the_others():
    contents = np.where(np.arange(200) < 3, 0, 1)
    tables = make_tables(ITEMS, GRID, contents=contents, reach=6)
    rules = Rules(length=20, shares=np.array([0.5, 0.5]), exposure=np.full(200, 0.5))
    done = simulate_tests(THETA[:50], tables, rules, 3)
    assert np.all((contents[done.items] == 0).sum(axis=1) == 3)


def test_sympson_hetter_keeps_every_item_under_the_wanted_rate():
    found = set_exposure(THETA, TABLES, Rules(length=15), 0.3, 7)
    assert found.reached
    assert found.highest[0] > 0.9
    fresh = np.random.default_rng(99).normal(size=4000)
    done = simulate_tests(fresh, TABLES, Rules(length=15, exposure=found.parameters), 1234)
    # Of 200 rates near 0.3, found with parameters that were themselves set from a sample.
    assert exposure_rates(done).max() < 0.3 + 6 * np.sqrt(0.3 * 0.7 / THETA.size)
    assert overlap(done) < overlap(simulate_tests(fresh, TABLES, Rules(length=15), 1234))


def test_an_item_is_given_with_its_probability_once_it_is_chosen():
    exposure = np.random.default_rng(2).uniform(0.2, 1, 200)
    done = simulate_tests(np.random.default_rng(4).normal(size=5000), TABLES, Rules(length=8, exposure=exposure), 5)
    given, often = exposure_rates(done) * 5000, done.reached > 300
    expected = exposure[often]
    error = np.sqrt(expected * (1 - expected) / done.reached[often])
    assert np.all(np.abs(given[often] / done.reached[often] - expected) < 4 * error + 1e-12)


def test_overlap_is_the_mean_share_of_common_items_of_all_pairs():
    done = simulate_tests(THETA[:40], TABLES, Rules(length=30, least=5, se=0.4), 6)
    sets = [set(row) - {NONE} for row in done.items.tolist()]
    common = [len(sets[i] & sets[j]) for i in range(40) for j in range(i)]
    assert overlap(done) == pytest.approx(np.mean(common) / done.lengths.mean())


def test_groups_without_examinees_have_no_accuracy():
    done = simulate_tests(THETA[:30], TABLES, Rules(length=5), 6)
    groups = np.where(np.arange(30) < 10, 0, np.where(np.arange(30) < 20, 2, -1))
    found = accuracy(THETA[:30], done, groups, 3, np.array([0.1, 0.9]))
    assert found.n.tolist() == [10, 0, 10]
    assert np.isnan(found.rmse[1])
    assert found.bias[2] == pytest.approx((done.theta - THETA[:30])[10:20].mean())


@pytest.mark.parametrize(
    "rules",
    [
        Rules(length=201),
        Rules(length=5, least=6),
        Rules(length=5, least=0),
        Rules(length=5, randomesque=0),
        Rules(length=5, exposure=np.zeros(200)),
        Rules(length=5, shares=np.array([0.4, 0.4])),
    ],
)
def test_rules_that_no_test_can_follow_are_refused(rules):
    with pytest.raises(ValueError, match=r"\d"):
        simulate_tests(THETA[:5], TABLES, rules, 0)


def test_a_limit_below_the_mean_rate_is_refused():
    with pytest.raises(ValueError, match="20 items of 200"):
        set_exposure(THETA, TABLES, Rules(length=20), 0.09, 1)


def test_an_item_always_given_is_never_held():
    hands = deal(
        100, TABLES, Rules(length=5, exposure=np.where(np.arange(200) < 100, 1.0, 0.5)), np.random.default_rng(1)
    )
    assert not hands.marks[:, :100].any()
    assert 0.45 < (hands.marks[:, 100:] > 0).mean() < 0.55


def test_nobody_takes_no_test():
    done = simulate_tests(np.empty(0), TABLES, Rules(length=5), 0)
    assert done.items.shape == (0, 5)
    assert np.isnan(overlap(done))
