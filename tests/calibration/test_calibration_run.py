"""What a calibration does with data that are good, poor, or no data at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from response_frames import draw_scores, to_long

from pixauthor.calibration.flags import Thresholds, find_flags, judge
from pixauthor.calibration.model import Design, dichotomous_item
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import estimate_abilities, items_of, scores_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.marginal import log_likelihood
from pixauthor.irt.quadrature import normal_grid

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
A, B = np.array([0.8, 1.0, 1.3, 1.6, 1.0, 1.2]), np.array([-1.5, -0.7, 0.0, 0.5, 1.0, 1.6])
RASCH = Design(model="rasch")


@pytest.fixture(scope="module")
def scores():
    return draw_scores(1500, A, B, seed=5)


def refusal(scores_or_frame, design=RASCH):
    frame = scores_or_frame if hasattr(scores_or_frame, "columns") else to_long(scores_or_frame)
    with pytest.raises(PixauthorError) as caught:
        calibrate(frame, design, now=NOW)
    return caught.value


@pytest.mark.parametrize("model", ["rasch", "2pl"])
def test_parameters_of_simulated_candidates_are_recovered(model):
    # 3,000 candidates, 12 items: standard errors of 0.06 to 0.11 for a, 0.04 to 0.11 for b; bounds are three of the
    # largest.
    b = np.linspace(-1.5, 1.5, 12)
    a = np.ones(12) if model == "rasch" else np.tile([0.8, 1.2, 1.6], 4)
    found = calibrate(to_long(draw_scores(3000, a, b, seed=11)), Design(model=model), now=NOW)
    assert [item.a for item in found.items] == pytest.approx(a, abs=0.33)
    assert [item.b for item in found.items] == pytest.approx(b, abs=0.33)
    assert found.latent_sd == pytest.approx(1, abs=0.1)
    assert found.fit.converged


def test_log_likelihood_is_that_of_the_parameters_given(scores):
    for model in ("rasch", "2pl"):
        found = calibrate(to_long(scores), Design(model=model), now=NOW)
        # Rasch parameters are on a scale where abilities spread by latent_sd: 61 other nodes, hence not to the digit.
        grid = normal_grid(61, 6.0, sd=found.latent_sd)
        assert found.fit.log_likelihood == pytest.approx(log_likelihood(scores, items_of(found), grid), abs=1e-3)


def test_equal_data_give_equal_calibrations_whatever_the_order_of_the_rows(scores):
    frame = to_long(scores)
    mixed = frame.sample(frac=1, random_state=3)
    assert calibrate(frame, RASCH, now=NOW) == calibrate(mixed, RASCH, now=NOW)


def test_another_score_gives_another_digest_of_the_data(scores):
    frame = to_long(scores)
    changed = frame.assign(score=frame["score"].where(frame.index != 4, 1 - frame["score"]))
    one, other = (calibrate(data, RASCH, now=NOW).provenance.data for data in (frame, changed))
    assert one != other


def test_provenance_tells_data_bank_date_and_versions(scores):
    paris = timezone(timedelta(hours=1))
    made = calibrate(to_long(scores, simulated=True), RASCH, now=NOW.astimezone(paris), bank="ab" * 32).provenance
    assert made.date == "2026-11-22T10:15:00+00:00"
    assert (made.bank, made.simulated, made.n_persons, made.n_answers) == ("ab" * 32, True, 1500, 9000)
    assert set(made.versions) == {"pixauthor", "python", "numpy", "scipy", "pandas", "girth"}


def test_one_simulated_response_makes_the_calibration_simulated(scores):
    frame = to_long(scores)
    assert not calibrate(frame, RASCH, now=NOW).provenance.simulated
    assert calibrate(frame.assign(simulated=frame.index == 17), RASCH, now=NOW).provenance.simulated


def test_no_standard_error_is_made_up(scores):
    found = calibrate(to_long(scores), RASCH, now=NOW)
    assert {(item.se_a, item.se_b) for item in found.items} == {(None, None)}


def test_versions_of_an_item_are_two_items(scores):
    frame = to_long(scores)
    frame.loc[(frame["candidate"] < "c00700") & (frame["item"] == "item-01"), "version"] = 2
    found = calibrate(frame, replace(RASCH, min_answers=750, complete_cases=True), now=NOW)
    assert [(one.item, one.n, one.reason) for one in found.left_out] == [("item-01@2", 700, "few")]
    assert found.by_item["item-01@1"].n == 800


def test_a_version_that_the_bank_no_longer_has_does_not_stand_in_the_way(scores):
    old = to_long(scores[:700], version=1)
    new = to_long(scores[700:]).assign(candidate=lambda frame: "n" + frame["candidate"])
    new["version"] = new["version"].where(new["item"] != "item-01", 2)
    known = {"item-01@2", *(f"item-0{k}@1" for k in range(2, 7))}
    frame = pd.concat([old, new], ignore_index=True)
    assert refusal(frame).message == "calibration.holes"
    found = calibrate(frame, replace(RASCH, complete_cases=True), now=NOW, references=known)
    assert [(one.item, one.reason) for one in found.left_out] == [("item-01@1", "unknown")]
    assert set(found.by_item) == known


def test_items_that_say_nothing_are_left_out_and_named(scores):
    extra = np.column_stack([scores, np.ones(1500), np.zeros(1500), np.full(1500, np.nan)])
    extra[:20, 8] = scores[:20, 0]
    found = calibrate(to_long(extra), RASCH, now=NOW)
    assert [(one.item, one.n, one.reason) for one in found.left_out] == [
        ("item-07@1", 1500, "all-right"),
        ("item-08@1", 1500, "all-wrong"),
        ("item-09@1", 20, "few"),
    ]
    assert [item.item for item in found.items] == [f"item-0{k}@1" for k in range(1, 7)]


def test_partly_right_counts_as_wrong(scores):
    partly = np.where(scores == 0, 0.5, scores)
    one, other = (calibrate(to_long(data), RASCH, now=NOW) for data in (scores, partly))
    assert one.items == other.items


def test_candidates_all_right_or_all_wrong_are_kept(scores):
    sure = np.vstack([scores, np.ones((50, 6)), np.zeros((50, 6))])
    found = calibrate(to_long(sure), RASCH, now=NOW)
    assert found.provenance.n_persons == 1600
    # They can only be explained by abilities further apart.
    assert found.latent_sd > calibrate(to_long(scores), RASCH, now=NOW).latent_sd


def test_holes_are_refused_unless_complete_cases_are_asked_for(scores):
    holes = scores.copy()
    holes[:300, 2] = np.nan
    error = refusal(holes)
    assert error.message == "calibration.holes"
    assert (error.fields["n"], error.fields["of"]) == (1200, 1500)
    found = calibrate(to_long(holes), replace(RASCH, complete_cases=True), now=NOW)
    assert (found.provenance.n_persons, found.provenance.n_persons_left_out) == (1200, 300)
    assert found.items == calibrate(to_long(scores[300:]), RASCH, now=NOW).items


def test_adaptive_data_leave_too_few_complete_cases(scores):
    sparse = np.where(np.random.default_rng(2).random(scores.shape) < 0.5, scores, np.nan)
    error = refusal(sparse, replace(RASCH, complete_cases=True))
    assert (error.message, error.fields["least"]) == ("calibration.few-complete", 50)


def test_items_constant_among_complete_cases_are_named(scores):
    holes = scores.copy()
    holes[scores[:, 0] == 0, 1] = np.nan
    error = refusal(holes, replace(RASCH, complete_cases=True))
    assert (error.message, error.fields["items"]) == ("calibration.constant", "item-01@1")


def test_too_few_items_are_refused_with_those_left_out(scores):
    error = refusal(np.column_stack([scores[:, :2], np.ones(1500)]))
    assert (error.message, error.fields["n"]) == ("calibration.too-few-items", 2)
    assert error.fields["left_out"] == "item-03@1 (toutes les réponses sont justes)"


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (Design(model="3pl"), "calibration.unknown-model"),
        (Design(engine="mirt"), "calibration.unknown-engine"),
    ],
)
def test_unknown_model_or_engine_is_refused(scores, design, message):
    assert refusal(scores, design).message == message


def test_an_estimate_that_is_no_number_is_refused(scores, monkeypatch):
    broken = TwoPL(np.array([1, 1, np.nan, 1, 1, 1.0]), np.zeros(6))
    monkeypatch.setattr("pixauthor.calibration.run.ENGINES", {"girth": lambda *_: broken})
    error = refusal(scores)
    assert (error.message, error.fields["items"]) == ("calibration.not-finite", "item-03@1")


def test_stopping_too_early_is_seen(scores):
    found = calibrate(to_long(scores), Design(model="2pl", max_iterations=1), now=NOW)
    assert not found.fit.converged
    assert found.fit.last_move > found.design.tolerance


def test_an_item_with_its_key_reversed_is_flagged(scores):
    reversed_key = scores.copy()
    reversed_key[:, 3] = 1 - scores[:, 3]
    found = calibrate(to_long(reversed_key), Design(model="2pl"), now=NOW).by_item["item-04@1"]
    # girth keeps discriminations above 0.2: a negative one shows as this bound, and by the correlation.
    assert found.a == pytest.approx(0.2, abs=0.01)
    assert {"key", "flat"} <= set(found.flags)
    assert found.verdict == "revise"


ITEM = dichotomous_item(item="x@1", a=1.0, b=0.0, n=500, p=0.5, r_rest=0.4)


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({}, ()),
        ({"n": 199}, ("few",)),
        ({"p": 0.14}, ("hard",)),
        ({"p": 0.96}, ("easy",)),
        ({"r_rest": -0.01}, ("key",)),
        ({"r_rest": 0.19}, ("weak",)),
        ({"r_rest": None}, ()),
        ({"a": 0.49}, ("flat",)),
        ({"a": 3.1}, ("steep",)),
        ({"b": -4.1}, ("far",)),
        ({"p": 0.1, "r_rest": 0.1}, ("hard", "weak")),
    ],
)
def test_flags_follow_the_thresholds(change, flags):
    assert find_flags(replace(ITEM, **change), Thresholds()) == flags


def test_thresholds_are_settings():
    assert find_flags(replace(ITEM, n=100), Thresholds(min_n=50)) == ()
    assert find_flags(ITEM, Thresholds(min_r=0.5)) == ("weak",)


def test_verdict_waits_for_answers_before_it_judges():
    assert [judge(flags) for flags in ((), ("weak",), ("few",), ("few", "weak"))] == [
        "keep",
        "revise",
        "collect",
        "collect",
    ]


def test_abilities_are_of_those_who_were_asked_a_calibrated_item(scores):
    found = calibrate(to_long(scores), RASCH, now=NOW)
    stranger = to_long(np.array([[1.0]]), ["another"]).assign(candidate="z")
    more = pd.concat([to_long(scores), stranger], ignore_index=True)
    assert scores_of(found, more).shape == (1500, 6)
    theta = estimate_abilities(found, more).theta
    assert np.corrcoef(theta, scores.sum(axis=1))[0, 1] > 0.99
