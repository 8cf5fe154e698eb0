"""What a calibration does with data that are good, poor, or no data at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from response_frames import draw_scores, to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import answers_of, estimate_abilities, grid_of, items_of, scores_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.expect import log_likelihood

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
A, B = np.array([0.8, 1.0, 1.3, 1.6, 1.0, 1.2]), np.array([-1.5, -0.7, 0.0, 0.5, 1.0, 1.6])
RASCH = Design(model="rasch")
LIBRARIES = {"pixauthor", "python", "numpy", "scipy", "pandas", "girth"}


@pytest.fixture(scope="module")
def scores():
    return draw_scores(1500, A, B, seed=5)


def refusal(scores_or_frame, design=RASCH):
    frame = scores_or_frame if hasattr(scores_or_frame, "columns") else to_long(scores_or_frame)
    with pytest.raises(PixauthorError) as caught:
        calibrate(frame, design, now=NOW)
    return caught.value


@pytest.mark.parametrize("model", ["rasch", "2pl"])
def test_log_likelihood_is_that_of_the_parameters_given(scores, model):
    found = calibrate(to_long(scores), Design(model=model), now=NOW)
    answers = answers_of(found, to_long(scores)).answers
    assert found.fit.log_likelihood == pytest.approx(log_likelihood(answers, items_of(found), [grid_of(found)]))


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
    assert set(made.versions) == LIBRARIES


def test_one_simulated_response_makes_the_calibration_simulated(scores):
    frame = to_long(scores)
    assert not calibrate(frame, RASCH, now=NOW).provenance.simulated
    assert calibrate(frame.assign(simulated=frame.index == 17), RASCH, now=NOW).provenance.simulated


def test_errors_are_there_when_asked_for(scores):
    none = calibrate(to_long(scores), replace(RASCH, errors="none"), now=NOW)
    assert (none.fit.definite, [item.errors for item in none.items]) == (None, [{}] * 6)
    some = calibrate(to_long(scores), RASCH, now=NOW)
    # The slope of the Rasch model is given, not estimated.
    assert [set(item.errors) for item in some.items] == [{"b"}] * 6
    assert replace(some, items=(), fit=none.fit) == replace(none, items=(), design=some.design)


def test_versions_of_an_item_are_two_items(scores):
    frame = to_long(scores)
    frame.loc[(frame["candidate"] < "c00700") & (frame["item"] == "item-01"), "version"] = 2
    found = calibrate(frame, replace(RASCH, min_answers=750, complete_cases=True), now=NOW)
    assert [(one.item, one.n, one.reason) for one in found.left_out] == [("item-01@2", 700, "few")]
    assert found.by_item["item-01@1"].n == 800


def test_a_version_that_the_bank_no_longer_has_gets_no_parameters(scores):
    old = to_long(scores[:700], version=1)
    new = to_long(scores[700:]).assign(candidate=lambda frame: "n" + frame["candidate"])
    new["version"] = new["version"].where(new["item"] != "item-01", 2)
    known = {"item-01@2", *(f"item-0{k}@1" for k in range(2, 7))}
    found = calibrate(pd.concat([old, new], ignore_index=True), RASCH, now=NOW, references=known)
    assert [(one.item, one.n, one.reason) for one in found.left_out] == [("item-01@1", 700, "unknown")]
    assert set(found.by_item) == known
    # Their answers to the other items count.
    assert found.by_item["item-02@1"].n == 1500


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


def test_holes_cost_nothing(scores):
    holes = scores.copy()
    holes[:300, 2] = np.nan
    found = calibrate(to_long(holes), RASCH, now=NOW)
    assert (found.provenance.n_persons, found.provenance.n_persons_left_out) == (1500, 0)
    assert [item.n for item in found.items] == [1500, 1500, 1200, 1500, 1500, 1500]
    part = calibrate(to_long(holes), replace(RASCH, complete_cases=True), now=NOW)
    assert (part.provenance.n_persons, part.provenance.n_persons_left_out) == (1200, 300)
    assert part.items == calibrate(to_long(scores[300:]), RASCH, now=NOW).items


def test_girth_refuses_holes_and_tells_what_it_could_keep(scores):
    holes = scores.copy()
    holes[:300, 2] = np.nan
    error = refusal(holes, replace(RASCH, engine="girth"))
    assert (error.message, error.fields["n"], error.fields["of"]) == ("calibration.holes", 1200, 1500)
    assert "--complete-cases" in error.render("fr")


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
        (Design(model="5pl"), "calibration.unknown-model"),
        (Design(models={"item-01": "5pl"}), "calibration.unknown-model"),
        (Design(engine="mirt"), "calibration.unknown-engine"),
        (Design(errors="exact"), "calibration.unknown-errors"),
        (Design(latent="student"), "calibration.unknown-latent"),
        (Design(group="pays"), "calibration.unknown-group"),
        (Design(priors={"c": "gamma(1, 2)"}), "calibration.bad-prior"),
        (Design(priors={"c": "beta(0, 2)"}), "calibration.bad-prior"),
        (Design(priors={"a": "lognormal(0, x)"}), "calibration.bad-prior"),
        (Design(priors={"e": "normal(0, 1)"}), "calibration.prior-name"),
        (Design(engine="girth", model="3pl"), "calibration.girth"),
        (Design(engine="girth", model="rasch", models={"item-01": "2pl"}), "calibration.girth"),
    ],
)
def test_what_is_unknown_is_refused(scores, design, message):
    assert refusal(scores, design).message == message


def test_an_estimate_that_is_no_number_is_refused(scores, monkeypatch):
    broken = {"Difficulty": np.zeros(6), "Discrimination": np.array([1, 1, np.nan, 1, 1, 1.0])}
    monkeypatch.setattr("girth.twopl_mml", lambda *_, **__: broken)
    error = refusal(scores, Design(engine="girth"))
    assert (error.message, error.fields["items"]) == ("calibration.not-finite", "item-03@1")


@pytest.mark.parametrize("engine", ["em", "girth"])
def test_stopping_too_early_is_seen(scores, engine):
    found = calibrate(to_long(scores), Design(engine=engine, max_iterations=1), now=NOW)
    assert not found.fit.converged
    assert found.fit.last_move > 0.02


def test_the_history_tells_the_likelihood_falling_into_place(scores):
    seen = []
    found = calibrate(to_long(scores), Design(), now=NOW, watch=seen.append)
    assert len(seen) == found.fit.iterations == len(found.fit.history)
    assert found.fit.history == seen[-1].log_likelihoods
    assert list(found.fit.history) == sorted(found.fit.history)
    assert found.fit.history[-1] == pytest.approx(found.fit.log_likelihood, abs=1e-6)


def test_an_item_with_its_key_reversed_is_flagged(scores):
    reversed_key = scores.copy()
    reversed_key[:, 3] = 1 - scores[:, 3]
    found = calibrate(to_long(reversed_key), Design(model="2pl"), now=NOW).by_item["item-04@1"]
    # Its slope was 1.6: keyed the other way it is as much below 0, as is the correlation.
    assert found.a == pytest.approx(-1.6, abs=0.5)
    assert {"key", "flat"} <= set(found.flags)
    assert found.verdict in ("revise", "retire")
    its = calibrate(to_long(reversed_key), Design(engine="girth"), now=NOW).by_item["item-04@1"]
    # girth keeps discriminations above 0.2: a negative one shows as this bound, and by the correlation.
    assert its.a == pytest.approx(0.2, abs=0.01)
    assert {"key", "flat"} <= set(its.flags)


def test_abilities_are_of_those_who_were_asked_a_calibrated_item(scores):
    found = calibrate(to_long(scores), RASCH, now=NOW)
    stranger = to_long(np.array([[1.0]]), ["another"]).assign(candidate="z")
    more = pd.concat([to_long(scores), stranger], ignore_index=True)
    assert scores_of(found, more).shape == (1500, 6)
    theta = estimate_abilities(found, more).theta
    assert np.corrcoef(theta, scores.sum(axis=1))[0, 1] > 0.99
