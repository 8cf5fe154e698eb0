"""Cut scores from nominal levels: places of items, the three regressions, their errors."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scale_samples import Levelled, calibration, drawn, item, table
from scipy.optimize import minimize
from scipy.special import expit, logit

from pixauthor.calibration.scale_locations import item_locations, levelled_locations, locate
from pixauthor.calibration.scale_ordinal import fit_proportional_odds
from pixauthor.calibration.scale_proposal import Bootstrap, propose_by_competence, propose_cuts
from pixauthor.calibration.scale_regression import REGRESSIONS
from pixauthor.errors import PixauthorError
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange

PARAMETERS = {
    "rasch": ({"a": 1.0, "b": 0.4}, 2),
    "2pl": ({"a": 1.3, "b": 0.4}, 2),
    "3pl": ({"a": 1.3, "b": 0.4, "c": 0.25}, 2),
    "4pl": ({"a": 1.3, "b": 0.4, "c": 0.2, "d": 0.95}, 2),
    "pcm": ({"a": 1.0, "b1": -0.4, "b2": 0.5}, 3),
    "gpcm": ({"a": 0.7, "b1": 0.9, "b2": -0.5, "b3": 1.0}, 4),
    "graded": ({"a": 1.3, "b1": -0.4, "b2": 0.5}, 3),
}


def expected_share(model, natural, n_categories, theta):
    values = np.array([[natural[name] for name in MODELS[model].natural_names(n_categories)]])
    found = arrange([model], [n_categories]).with_working([MODELS[model].to_working(values)])
    return float(found.expected_scores(np.array([theta]))[0, 0]) / (n_categories - 1)


@pytest.mark.parametrize("model", PARAMETERS)
@pytest.mark.parametrize("probability", [0.5, 0.67, 0.8])
def test_at_its_place_an_item_is_answered_with_the_response_probability(model, probability):
    natural, n_categories = PARAMETERS[model]
    found = locate(model, natural, n_categories, probability)
    assert expected_share(model, natural, n_categories, found.theta) == pytest.approx(probability, abs=1e-9)


@pytest.mark.parametrize("model", PARAMETERS)
def test_slopes_of_the_place_equal_finite_differences(model):
    natural, n_categories = PARAMETERS[model]
    found, step = locate(model, natural, n_categories, 0.67), 1e-5
    for name, value in natural.items():
        high, low = (locate(model, {**natural, name: value + way * step}, n_categories, 0.67) for way in (1, -1))
        assert found.slopes[name] == pytest.approx((high.theta - low.theta) / (2 * step), abs=1e-5)


def test_at_one_half_the_place_of_a_2pl_item_is_its_difficulty_with_its_error():
    found = item_locations(calibration([item("x-1@1", 0.4, a=2.0, se=0.15)]), 0.5)
    assert found.loc[0, ["location", "se"]].tolist() == pytest.approx([0.4, 0.15])


def test_the_error_of_a_place_holds_that_of_the_slope():
    found = item_locations(calibration([item("x-1@1", 0.4, a=2.0, se=0.15)]), 0.67)
    assert found.loc[0, "location"] == pytest.approx(0.4 + logit(0.67) / 2)
    assert found.loc[0, "se"] == pytest.approx(np.hypot(0.15, logit(0.67) / 4 * 0.15))


@pytest.mark.parametrize(
    ("model", "natural"),
    [
        ("3pl", {"a": 1.0, "b": 0.0, "c": 0.7}),
        ("4pl", {"a": 1.0, "b": 0.0, "c": 0.1, "d": 0.6}),
        ("2pl", {"a": -1.0, "b": 0.0}),
    ],
)
def test_an_item_that_no_ability_masters_has_no_place(model, natural):
    assert np.isnan(locate(model, natural, 2, 0.67).theta)


def test_items_of_several_models_have_places_and_those_of_the_nominal_one_have_none():
    steps, options = (
        {"a": 1.0, "b1": -0.5, "b2": 0.5},
        {"a0": -1.0, "a1": 0.0, "a2": 1.0, "c0": 0.0, "c1": 0.0, "c2": 0.0},
    )
    three = {"categories": ("x", "y", "z")}
    items = [
        item("x-1@1", 0.4),
        replace(item("y-1@1", 0.0), model="graded", parameters=steps, errors=dict.fromkeys(steps, 0.1), **three),
        replace(item("z-1@1", 0.0), model="nominal", parameters=options, errors=dict.fromkeys(options, 0.1), **three),
    ]
    found = item_locations(calibration(items), 0.67).set_index("item")
    assert found.loc["y-1@1", "location"] == pytest.approx(locate("graded", steps, 3, 0.67).theta)
    assert found.loc["y-1@1", "se"] > 0
    assert found.loc["z-1@1"].isna().all()


def test_unknown_errors_leave_the_error_of_the_place_unknown():
    assert np.isnan(item_locations(calibration([item("x-1@1", 0.4, se=None)])).loc[0, "se"])


def test_places_come_with_the_levels_of_the_bank_and_items_out_of_it_are_left_out():
    bank = {"x-1": Levelled("1.1", 3), "y-1": Levelled("1.2", 5)}
    found = levelled_locations(calibration([item("y-1@2", 1.0), item("gone-1@1", 0.0), item("x-1@1", -1.0)]), bank)
    assert found[["item", "competence", "level"]].to_numpy().tolist() == [["x-1@1", "1.1", 3], ["y-1@2", "1.2", 5]]


# -- the three regressions


def test_monotone_cuts_are_the_middles_between_mean_places():
    # Means -1, 0, 2: by hand, cuts -0.5 and 1; mean step 1.5, so floor -2 and last cut 2.5.
    cuts = propose_cuts(table([1, 1, 2, 2, 3, 3], [-1.1, -0.9, -0.1, 0.1, 1.9, 2.1], 0.0))
    assert cuts.floor == pytest.approx(-2.0)
    assert cuts.thetas == pytest.approx((-0.5, 1.0, 2.5))
    assert [cut.extrapolated for cut in cuts.cuts] == [False, False, True]


def test_monotone_errors_are_those_of_means():
    # Spread within levels 0.02 (by hand: 6 residuals of 0.1, 3 free), so a mean of 2 has variance 0.01.
    cuts = propose_cuts(table([1, 1, 2, 2, 3, 3], [-1.1, -0.9, -0.1, 0.1, 1.9, 2.1], 0.0))
    # Cut 1 is (m1 + m2) / 2; the last is (m2 + m3) / 2 + (m3 - m1) / 2.
    assert [cut.se for cut in cuts.cuts] == pytest.approx(
        [np.sqrt(0.01 / 2), np.sqrt(0.01 / 2), np.sqrt(0.01 * (0.25 + 0.25 + 1))], abs=1e-6
    )


def test_levels_whose_means_fall_are_pooled():
    # Levels 2 and 3 are swapped: both count as 1, so the cut between them is 1.
    cuts = propose_cuts(table([1, 1, 2, 2, 3, 3, 4, 4], [-1, -1, 1.5, 1.5, 0.5, 0.5, 3, 3], 0.1))
    assert cuts.thetas[:3] == pytest.approx((0.0, 1.0, 2.0))


def test_a_line_gives_levels_of_one_width_and_passes_levels_without_items():
    cuts = propose_cuts(table([1, 1, 3, 3, 6, 6], [-1.05, -0.95, 0.95, 1.05, 3.95, 4.05], 0.1), "linear")
    assert np.diff((cuts.floor, *cuts.thetas)) == pytest.approx(np.ones(6), abs=1e-6)
    assert cuts.thetas[0] == pytest.approx(-0.5, abs=1e-6)


def test_missing_lower_levels_are_extrapolated():
    cuts = propose_cuts(table([3, 3, 4, 4, 5, 5], [-0.1, 0.1, 0.9, 1.1, 1.9, 2.1], 0.1))
    assert cuts.thetas == pytest.approx((-1.5, -0.5, 0.5, 1.5, 2.5))
    assert [cut.extrapolated for cut in cuts.cuts] == [True, True, False, False, True]
    assert cuts.cuts[0].se > cuts.cuts[2].se


def ordinal_data(n=400, seed=4):
    rng = np.random.default_rng(seed)
    x = rng.normal(1.0, 2.0, n)
    thresholds = np.array([-2.0, 0.5, 2.0])
    below = expit(thresholds - 1.2 * x[:, None])
    return (rng.random(n)[:, None] > below).sum(axis=1), x


def negative_log_likelihood(estimates, categories, x):
    thresholds = np.concatenate([[-np.inf], estimates[:-1], [np.inf]])
    upper, lower = (expit(thresholds[categories + k] - estimates[-1] * x) for k in (1, 0))
    return -np.log(np.maximum(upper - lower, 1e-300)).sum()


def test_proportional_odds_reach_the_optimum_that_a_general_optimiser_finds():
    categories, x = ordinal_data()
    found = fit_proportional_odds(categories, x, 4)
    start = np.array([-1.0, 0.0, 1.0, 0.5])
    slow = minimize(negative_log_likelihood, start, (categories, x), method="BFGS", options={"gtol": 1e-5})
    assert np.append(found.thresholds, found.slope) == pytest.approx(slow.x, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-slow.fun, abs=1e-6)
    # Expected and observed information agree within sampling; BFGS only approaches the latter.
    errors = np.sqrt(np.diag(found.covariance))
    assert errors == pytest.approx(np.sqrt(np.diag(slow.hess_inv)), rel=0.2)


def test_proportional_odds_do_not_depend_on_the_unit_of_x():
    categories, x = ordinal_data()
    one, other = (fit_proportional_odds(categories, values, 4) for values in (x, 10 * x + 3))
    assert other.slope == pytest.approx(one.slope / 10)
    assert other.thresholds / other.slope == pytest.approx(10 * one.thresholds / one.slope + 3, abs=1e-5)


@pytest.mark.parametrize("method", REGRESSIONS)
def test_cuts_are_recovered_within_their_errors(method):
    # 120 banks of 10 items a level: the cut of level k is at 0.8 k.
    rng = np.random.default_rng(7)
    true = 0.8 * np.arange(1, 6)
    found, covered = [], []
    for _ in range(120):
        cuts = propose_cuts(drawn(rng), method).cuts[:5]
        thetas, errors = np.array([cut.theta for cut in cuts]), np.array([cut.se for cut in cuts])
        found.append(thetas)
        covered.append(np.abs(thetas - true) < 1.96 * errors)
    assert np.mean(found, axis=0) == pytest.approx(true, abs=0.06)
    # 600 intervals that are not independent; the ordinal model is not the one that drew the items.
    assert 0.90 < np.mean(covered) <= 1.0


@pytest.mark.parametrize("method", ["monotone", "linear"])
def test_the_bootstrap_finds_the_errors_of_the_delta_method(method):
    items = drawn(np.random.default_rng(11), n_each=60, se=0.3)
    delta = propose_cuts(items, method)
    drawn_anew = propose_cuts(items, method, Bootstrap(resamples=300, seed=1))
    assert drawn_anew.thetas == delta.thetas
    # 300 resamples tell an error to 4 %; levels draw their own spread, the delta method one for all.
    errors = [[cut.se for cut in one.cuts] for one in (drawn_anew, delta)]
    assert errors[0] == pytest.approx(errors[1], rel=0.3)


def test_the_bootstrap_carries_the_errors_of_the_items():
    # One item a level: drawing items anew changes nothing, so all that is left is their error.
    items = table([1, 2, 3, 4], [0.0, 1.0, 2.0, 3.0], 0.2)
    cuts = propose_cuts(items, "monotone", Bootstrap(resamples=2000, seed=2))
    assert cuts.cuts[1].se == pytest.approx(0.2 / np.sqrt(2), rel=0.08)


def test_equal_seeds_give_equal_errors_and_others_do_not():
    items = drawn(np.random.default_rng(1))
    one, same, other = (propose_cuts(items, "linear", Bootstrap(resamples=50, seed=seed)) for seed in (3, 3, 4))
    assert one == same != other


def test_without_any_error_known_none_is_claimed():
    cuts = propose_cuts(table([1, 2, 3], [0.0, 1.0, 2.0], np.nan))
    assert cuts.thetas == pytest.approx((0.5, 1.5, 2.5))
    assert [cut.se for cut in cuts.cuts] == [None, None, None]


@pytest.mark.parametrize(
    ("levels", "places", "method", "message"),
    [
        ([1, 1, 2, 2], [0, 0.1, 1, 1.1], "monotone", "scale.few-levels"),
        ([3, 3], [0, 1], "linear", "scale.few-levels"),
        ([1, 2, 4, 5], [0, 1, 2, 3], "monotone", "scale.level-without-item"),
        ([1, 2, 4, 5], [0, 1, 2, 3], "ordinal", "scale.level-without-item"),
        ([1, 1, 2, 2, 3, 3], [2, 2.1, 1, 1.1, 0, 0.1], "linear", "scale.no-trend"),
        ([1, 1, 2, 2, 3, 3], [2, 1.0, 1.9, 1.2, 0, 0.1], "ordinal", "scale.no-trend"),
        ([1, 1, 2, 2, 3, 3], [1, 1, 1, 1, 1, 1], "ordinal", "scale.no-trend"),
        ([1, 1, 2, 2, 3, 3], [0, 0.1, 1, 1.1, 2, 2.1], "ordinal", "scale.separated"),
        ([1, 1, 2, 2, 3, 3], [2, 2.1, 1, 1.1, 0, 0.1], "monotone", "scale.not-increasing"),
        ([1, 1, 2, 2, 3, 3, 4, 4], [3, 3.1, 2, 2.1, 1, 1.1, 4, 4.1], "monotone", "scale.not-increasing"),
        ([], [], "monotone", "scale.no-items"),
        ([1, 2, 3], [0, 1, 2], "spline", "scale.unknown-method"),
    ],
)
def test_levels_that_give_no_cuts_are_refused_with_a_way_out(levels, places, method, message):
    with pytest.raises(PixauthorError) as caught:
        propose_cuts(table(levels, places, 0.1), method)
    assert caught.value.message == message
    assert caught.value.render("fr") != caught.value.render("en")


def test_a_bootstrap_that_mostly_fails_is_refused():
    # Two of six items draw the line: resamples often lose the slope.
    items = table([1, 1, 1, 2, 2, 2], [0, 1.0, -1.0, 0.1, 1.2, -1.0], 0.5)
    with pytest.raises(PixauthorError) as caught:
        propose_cuts(items, "linear", Bootstrap(resamples=100, seed=0))
    assert caught.value.message == "scale.bootstrap-failed"


def test_a_competence_without_enough_items_keeps_the_shared_cuts_and_is_told():
    rng = np.random.default_rng(5)
    items = drawn(rng).assign(competence="1.1")
    few = table([1, 4], [0.0, 2.0], competence="2.1")
    found, refused = propose_by_competence(pd.concat([items, few], ignore_index=True))
    assert list(found) == ["1.1"]
    assert refused["2.1"].message == "scale.level-without-item"
