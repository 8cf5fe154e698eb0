"""The tables of fit: that they say what the kernels found, of the right items and candidates."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from reference_data import oracle_parameters, read_lsat
from response_frames import draw_scores, to_long

from pixauthor.calibration.classical import analyse_form
from pixauthor.calibration.fit import dependence, item_fit, observed_points
from pixauthor.calibration.fit_case import make_case
from pixauthor.calibration.fit_evidence import fit_evidence
from pixauthor.calibration.fit_persons import item_times, person_fit
from pixauthor.calibration.fit_thresholds import FitThresholds
from pixauthor.calibration.fit_whole import compare_models, conditional_errors, model_fit, reliability
from pixauthor.calibration.flags import judge_item
from pixauthor.calibration.model import (
    CalibratedItem,
    Calibration,
    Design,
    Fit,
    GroupDistribution,
    Provenance,
    dichotomous_item,
)
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.irt.fit_persons import person_fit as fit_persons

NOW = datetime(2026, 11, 22, tzinfo=UTC)
N = 24
FLAT, COPY = 3, 11
NAMES = [f"item-{k + 1:02d}@1" for k in range(N)]
A = np.random.default_rng(1).uniform(0.9, 1.6, N)
B = np.where(np.arange(N) == FLAT, 0.0, np.random.default_rng(2).normal(0, 1, N))


def calibration_of(a, b, model="2pl", sd=1.0):
    """Return a calibration with these parameters, whatever data it is of."""
    names = [f"item-{k + 1:02d}@1" for k in range(len(a))]
    pairs = zip(names, a, b, strict=True)
    items = [dichotomous_item(item=name, a=x, b=y, model=model, n=500, p=0.5) for name, x, y in pairs]
    nothing = Provenance(
        data="", bank="", date="", simulated=True, n_persons=0, n_persons_left_out=0, n_answers=0, versions={}
    )
    return Calibration(
        design=Design(model=model),
        items=tuple(items),
        left_out=(),
        latent_mean=0.0,
        latent_sd=sd,
        alpha=None,
        fit=Fit(log_likelihood=0.0, n_parameters=0, last_move=0.0, converged=True),
        provenance=nothing,
    )


def draw(n_persons=1500):
    """Return answers of which one item is flat, one copies the next, and the first thirty candidates guess, fast."""
    rng = np.random.default_rng(3)
    scores = draw_scores(n_persons, np.where(np.arange(N) == FLAT, 0.0, A), B, seed=4)
    scores[:, COPY] = np.where(rng.random(n_persons) < 0.6, scores[:, COPY + 1], scores[:, COPY])
    scores[:30] = rng.random((30, N)) < 0.5
    responses = to_long(scores)
    seconds = rng.lognormal(3.5, 0.4, len(responses))
    return responses.assign(seconds=np.where(responses["candidate"] < "c00030", 1.0, seconds))


@pytest.fixture(scope="module")
def responses():
    return draw()


@pytest.fixture(scope="module")
def calibration():
    return calibration_of(A, B)


@pytest.fixture(scope="module")
def items(calibration, responses):
    return item_fit(calibration, responses)


@pytest.fixture(scope="module")
def pairs(calibration, responses):
    return dependence(calibration, responses)


@pytest.fixture(scope="module")
def persons(calibration, responses):
    return person_fit(calibration, responses)


def test_items_are_in_the_order_of_the_calibration_and_the_flat_one_is_to_be_revised(items):
    assert items["item"].tolist() == NAMES
    flat = items.iloc[FLAT]
    assert {"infit", "misfit"} <= set(flat["signals"])
    assert flat["verdict"] == "revise"
    assert "S-X²" in flat["reason"]
    assert items["s_x2"].idxmax() == FLAT
    fine = items.drop([FLAT, COPY, COPY + 1])
    assert (fine["verdict"] == "keep").all()
    assert (fine["reason"] == "").all()


@pytest.mark.parametrize("abilities", ["wle", "eap", "posterior"])
def test_mean_squares_can_be_taken_at_several_abilities(calibration, responses, abilities):
    found = item_fit(calibration, responses, abilities=abilities)
    assert found["infit"].idxmax() == FLAT
    assert found["lz"].isna().all() == (abilities == "posterior")


def test_lsat7_at_eap_is_that_of_mirt_whatever_the_order_of_the_responses():
    known = oracle_parameters("LSAT7_2PL_mirt")
    shuffled = to_long(read_lsat("LSAT7")).sample(frac=1, random_state=1)
    found = item_fit(calibration_of(*known), shuffled, abilities="eap")
    # mirt 1.47: itemfit(fit_stats = "S_X2") and itemfit(fit_stats = "infit", method = "EAP"), first item.
    assert found.loc[0, ["s_x2", "df", "p", "rmsea"]].astype(float).tolist() == pytest.approx(
        [4.75054, 2, 0.0929894, 0.0371032], rel=1e-5
    )
    assert found.loc[0, ["outfit", "infit"]].astype(float).tolist() == pytest.approx([0.775814, 0.958176], rel=1e-5)


def test_lsat7_as_a_whole_is_that_of_mirt():
    known = oracle_parameters("LSAT7_2PL_mirt")
    (row,) = model_fit(calibration_of(*known), to_long(read_lsat("LSAT7"))).to_dict("records")
    # mirt 1.47: logLik, BIC, G2 and M2.
    expected = {"log_likelihood": -2658.805, "bic": 5386.688, "g2": 31.70054, "m2": 11.93841, "cfi": 0.968463}
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-6)
    assert (row["g2_df"], row["m2_df"], row["m2_kind"], row["n_parameters"]) == (21, 5, "M2", 10)
    assert row["fit"] == "close"
    assert "0,037" in row["reason"]


def test_the_copied_item_stands_first_among_pairs(pairs):
    assert set(pairs.loc[0, ["item_1", "item_2"]]) == {NAMES[COPY], NAMES[COPY + 1]}
    assert pairs.loc[0, "dependent"]
    assert pairs.loc[0, "suspect"]
    assert len(pairs) == N * (N - 1) // 2
    assert pairs["dependent"].sum() == 1


def test_guessers_are_flagged_with_reasons_and_nearly_nobody_else(persons):
    assert persons["candidate"].is_monotonic_increasing
    rapid = persons["signals"].map(lambda found: "rapid" in found)
    assert rapid.tolist() == [True] * 30 + [False] * (len(persons) - 30)
    misfit = persons["signals"].map(lambda found: "misfit" in found)
    assert misfit[:30].mean() > 0.5
    # One per cent by the bound; a flat and a copied item add some.
    assert misfit[30:].mean() < 0.03
    assert "lz*" in persons.loc[misfit, "reason"].iloc[0]
    assert (persons.loc[~(rapid | misfit), "reason"] == "").all()


def test_the_model_does_not_fit_but_reliability_does_not_suffer(calibration, responses):
    (row,) = model_fit(calibration, responses).to_dict("records")
    assert row["m2_p"] < 1e-6
    assert row["m2_n"] == 1500
    assert np.isnan(row["g2"])
    (found,) = reliability(calibration, responses).to_dict("records")
    assert found["n_answers"] == N
    assert 0.75 < found["wle"] < found["empirical"] < 0.92
    assert found["marginal"] == pytest.approx(found["empirical"], abs=0.05)
    # The same by the classical way, which is checked against psych.
    (form,) = analyse_form(responses).to_dict("records")
    assert (found["n_complete"], found["alpha"], found["omega"]) == pytest.approx((1500, form["alpha"], form["omega"]))


def test_sums_of_which_nobody_has_all_parts_have_no_alpha(calibration, responses):
    parted = responses[(responses["candidate"] > "c00700") == (responses["item"] > responses["item"].min())]
    (found,) = reliability(calibration, parted).to_dict("records")
    assert found["n_complete"] == 0
    assert np.isnan(found["alpha"])
    assert np.isnan(found["omega"])


def test_fit_becomes_evidence_for_the_verdict_of_an_item(calibration, responses, items, pairs):
    times = item_times(responses)
    evidence = fit_evidence(items, pairs, times)
    assert judge_item(calibration.items[0], Thresholds(), evidence[NAMES[0]]).verdict == "keep"
    copied = judge_item(calibration.items[COPY], Thresholds(), evidence[NAMES[COPY]])
    assert "dependent" in [flag.id for flag in copied.flags]
    assert evidence[NAMES[COPY]].q3_with == NAMES[COPY + 1]
    assert evidence[NAMES[0]].rapid == pytest.approx(30 / 1500)
    alone = fit_evidence(items)
    assert (alone[NAMES[0]].q3, alone[NAMES[0]].rapid) == (None, None)


def test_rapid_answers_are_those_under_a_tenth_of_the_median_time(responses):
    times = item_times(responses)
    assert times["item"].tolist() == NAMES
    assert times["threshold"].tolist() == pytest.approx((times["median"] / 10).tolist())
    assert times["fidelity"].tolist() == pytest.approx([1 - 30 / 1500] * N)
    assert item_times(responses.assign(seconds=np.nan)).empty


def test_without_times_no_effort_is_judged(calibration, responses):
    found = person_fit(calibration, responses.assign(seconds=np.nan), bounds=FitThresholds(min_lz_star=-99.0))
    assert found["effort"].isna().all()
    assert (found["n_timed"] == 0).all()
    assert (found["reason"] == "").all()


def test_observed_points_follow_the_curves_of_all_but_the_flat_item(calibration, responses):
    points = observed_points(calibration, responses, n_groups=6)
    outside = (points["expected"] < points["low"]) | (points["expected"] > points["high"])
    by_item = outside.groupby(points["item"]).mean()
    assert by_item.idxmax() == NAMES[FLAT]
    assert by_item.drop(NAMES[FLAT]).mean() < 0.1
    assert points.groupby("item")["n"].sum().tolist() == pytest.approx([1500] * N)


def test_adaptive_answers_have_mean_squares_and_q3_but_no_s_x2_and_no_m2(calibration, responses):
    rng = np.random.default_rng(5)
    some = responses[rng.random(len(responses)) < 0.5]
    found = item_fit(calibration, some)
    assert found["s_x2"].isna().all()
    assert (found["n_s_x2"] == 0).all()
    assert found["infit"].idxmax() == FLAT
    assert "infit" in found["signals"][FLAT]
    (row,) = model_fit(calibration, some).to_dict("records")
    assert (row["fit"], np.isnan(row["m2"]), row["m2_n"]) == ("unknown", True, 0)
    assert "200" in row["reason"]
    assert dependence(calibration, some).loc[0, "dependent"]


def test_models_are_compared_from_the_smallest_to_the_largest(responses):
    fine = to_long(draw_scores(1500, np.ones(N), B, seed=6))
    candidates = {"2pl": calibration_of(np.ones(N), B), "rasch": calibration_of(np.ones(N), B, "rasch")}
    found = compare_models(candidates, fine)
    assert found["model"].tolist() == ["rasch", "2pl"]
    assert found["n_parameters"].tolist() == [N + 1, 2 * N]
    # The same parameters, so the same likelihood: nothing is gained by 23 more.
    assert found["chi2"].tolist() == pytest.approx([np.nan, 0.0], nan_ok=True, abs=1e-6)
    assert found["df"].tolist() == [0, N - 1]
    assert found.loc[1, "p"] == pytest.approx(1.0)


def test_models_of_other_items_do_not_compare(responses):
    shorter = calibration_of(A[:-1], B[:-1])
    with pytest.raises(PixauthorError) as caught:
        compare_models({"long": calibration_of(A, B), "short": shorter}, responses)
    assert caught.value.message == "fit.other-items"


def test_errors_are_smallest_where_the_items_are(calibration):
    found = conditional_errors(calibration)
    assert found["se"].to_numpy() == pytest.approx(found["information"].to_numpy() ** -0.5)
    assert abs(found.loc[found["se"].idxmin(), "theta"] - B.mean()) < 1


def test_responses_to_other_items_are_refused(calibration, responses):
    others = responses.assign(version=2)
    for table in (item_fit, model_fit, dependence, person_fit, reliability, observed_points):
        with pytest.raises(PixauthorError) as caught:
            table(calibration, others)
        assert caught.value.message == "fit.no-answers"


def test_unknown_names_are_refused_with_those_that_are_known(calibration, responses):
    with pytest.raises(PixauthorError) as caught:
        person_fit(calibration, responses, estimator="eap")
    assert "wle" in str(caught.value)
    with pytest.raises(PixauthorError) as caught:
        item_fit(calibration, responses, abilities="jml")
    assert "posterior" in str(caught.value)


def test_all_wrong_is_not_judged_under_maximum_likelihood(calibration, responses):
    nobody = responses.assign(score=np.where(responses["candidate"] == "c00100", 0.0, responses["score"]))
    found = person_fit(calibration, nobody, estimator="ml").set_index("candidate").loc["c00100"]
    assert np.isneginf(found["theta"])
    assert np.isnan(found["lz_star"])
    assert found["signals"] == ()


def test_a_candidate_with_few_answers_is_not_judged(calibration, responses):
    few = responses[(responses["candidate"] > "c00030") | (responses["item"] < "item-08")]
    found = person_fit(calibration, few).set_index("candidate").loc["c00000"]
    assert found["n"] == 7
    assert found["signals"] == ()


def test_an_item_that_nobody_was_asked_is_not_judged(calibration, responses):
    found = item_fit(calibration, responses[responses["item"] != "item-05"])
    row = found.iloc[4]
    assert row["n"] == 0
    assert np.isnan(row["infit"])
    assert np.isnan(row["p"])
    assert row["signals"] == ()


@pytest.mark.parametrize("unit", [1.0, 0.8])
def test_rasch_counts_the_spread_of_abilities_but_no_slope_on_a_scale_of_any_unit(responses, unit):
    one = model_fit(calibration_of(np.full(N, unit), B / unit, "rasch", sd=1.2 / unit), responses)
    assert one.loc[0, "n_parameters"] == N + 1
    assert one.loc[0, "m2_df"] == N * (N + 1) // 2 - (N + 1)


def test_a_candidate_s_first_answer_counts(calibration, responses):
    again = pd.concat([responses, responses.assign(score=1.0, answered_at=pd.Timestamp("2030-01-01", tz="UTC"))])
    dated = again.assign(answered_at=again["answered_at"].fillna(pd.Timestamp("2026-01-01", tz="UTC")))
    pd.testing.assert_frame_equal(item_fit(calibration, dated), item_fit(calibration, responses))


def test_a_large_bound_lets_every_item_through(calibration, responses):
    lax = replace(Thresholds(), max_fit=9.0, min_s_x2_p=0.0)
    assert (item_fit(calibration, responses, thresholds=lax)["verdict"] == "keep").all()


def test_groups_have_distributions_of_their_own_and_anchors_no_parameters(calibration):
    rng = np.random.default_rng(7)
    high = np.arange(1200) >= 600
    theta = rng.normal(np.where(high, 1.0, 0.0), np.where(high, 0.7, 1.0))[:, None]
    scores = (rng.random((1200, N)) < 1 / (1 + np.exp(-A * (theta - B)))).astype(float)
    drawn = to_long(scores)
    grouped = drawn.assign(group_class=np.where(drawn["candidate"] < "c00600", "low", "high"))
    # In the order of the file, whatever the alphabet.
    groups = tuple(
        GroupDistribution(name=name, n=600, mean=m, sd=s) for name, m, s in (("low", 0, 1), ("high", 1, 0.7))
    )
    items = (replace(calibration.items[0], anchor=True), *calibration.items[1:])
    apart = replace(calibration, design=replace(calibration.design, group="class"), groups=groups, items=items)
    (one,), (other,) = (model_fit(found, grouped).to_dict("records") for found in (calibration, apart))
    assert other["log_likelihood"] > one["log_likelihood"] + 50
    # The anchor gives up its two; mean and spread of both groups are free once it sets the scale.
    assert other["n_parameters"] == one["n_parameters"] - 2 + 4
    assert other["m2_n"] == 1200
    assert other["m2_p"] > 0.01
    assert len(person_fit(apart, grouped, estimator="map")) == 1200
    with pytest.raises(PixauthorError) as caught:
        model_fit(apart, drawn)
    assert caught.value.message == "fit.no-group"


def test_items_of_several_categories_fit_where_they_are_what_they_are_said_to_be(calibration):
    rng = np.random.default_rng(8)
    theta = rng.normal(size=1500)
    graded = {"a": 1.4, "b1": -0.8, "b2": 0.7}
    above = 1 / (1 + np.exp(-1.4 * (theta[:, None] - np.array([-0.8, 0.7]))))
    steps = (rng.random((1500, 1)) < above).sum(axis=1) / 2
    scores = (rng.random((1500, 12)) < 1 / (1 + np.exp(-A[:12] * (theta[:, None] - B[:12])))).astype(float)
    scores[:, 0] = steps
    partial = CalibratedItem(
        item=NAMES[0], model="graded", parameters=graded, categories=("0", "0.5", "1"), n=1500, p=float(steps.mean())
    )
    mixed = replace(calibration, items=(partial, *calibration.items[1:12]))
    found = item_fit(mixed, to_long(scores), thresholds=replace(Thresholds(), min_s_x2_p=0.001))
    assert (found["verdict"] == "keep").all()
    assert (found["n_s_x2"] == 1500).all()
    (row,) = model_fit(mixed, to_long(scores)).to_dict("records")
    assert (row["m2_kind"], row["n_parameters"]) == ("M2*", 25)
    assert row["m2_df"] == 12 + 66 - 25
    assert row["m2_p"] > 0.001


def test_what_rests_on_scores_is_absent_for_nominal_items():
    rng = np.random.default_rng(3)
    theta = rng.standard_normal((900, 1))
    steps = [rng.random((900, 6)) < 1 / (1 + np.exp(np.linspace(-1, 1, 6) + shift - theta)) for shift in (-0.6, 0.6)]
    frame = to_long(sum(steps) / 2)
    found = calibrate(frame, Design(model="gpcm", models={"item-02": "nominal", "item-05": "nominal"}), now=NOW)
    table = item_fit(found, frame).set_index("item")
    nominal, others = ["item-02@1", "item-05@1"], ["item-01@1", "item-03@1", "item-04@1", "item-06@1"]
    numbers = ["infit", "infit_z", "outfit", "outfit_z", "s_x2", "p", "rmsea"]
    assert table.loc[nominal, numbers].isna().all(axis=None)
    assert table.loc[others, numbers].notna().all(axis=None)
    assert table["lz"].notna().all()
    assert table.loc[nominal, "reason"].str.contains("nominal").all()
    assert not set(observed_points(found, frame)["item"]) & set(nominal)
    pairs = dependence(found, frame)
    touched = pairs["item_1"].isin(nominal) | pairs["item_2"].isin(nominal)
    assert pairs.loc[touched, "q3"].isna().all()
    assert pairs.loc[~touched, "q3_centred"].mean() == pytest.approx(0, abs=1e-12)
    people = person_fit(found, frame)
    # Infit as if these items had not been answered, at the same abilities; lz of all that was.
    alone = make_case(replace(found, items=tuple(item for item in found.items if item.item in others)), frame)
    squares = fit_persons(alone.answers, alone.items, people["theta"].to_numpy()).mean_squares
    assert people["infit"].to_numpy() == pytest.approx(squares.infit)
    assert not np.allclose(people["lz"], squares.lz)
