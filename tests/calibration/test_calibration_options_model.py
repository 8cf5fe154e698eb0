"""Nominal models of raw answers: the key rises with ability, and known slopes are found again."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from response_frames import to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.options_model import OTHERS, fit_options
from pixauthor.calibration.run import calibrate
from pixauthor.errors import PixauthorError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
N = 4000
SLOPES = np.array([0.9, 0.1, -0.4, -0.6])
INTERCEPTS = np.array([0.5, 0.2, 0.0, -0.7])


@pytest.fixture(scope="module")
def study():
    """Ten items, the last a choice among four options of known nominal parameters; a is its key."""
    rng = np.random.default_rng(7)
    theta = rng.standard_normal(N)
    b = np.linspace(-1.5, 1.5, 9)
    right = rng.random((N, 9)) < 1 / (1 + np.exp(-1.3 * (theta[:, None] - b)))
    strength = np.exp(SLOPES * theta[:, None] + INTERCEPTS)
    chosen = (rng.random((N, 1)) > np.cumsum(strength / strength.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    letters = np.array(list("abcd"))[chosen]
    scores = np.column_stack([right, letters == "a"]).astype(float)
    answers = np.full(scores.shape, None, object)
    answers[:, 9] = [json.dumps(letter) for letter in letters]
    frame = to_long(scores, answers=answers)
    return frame, calibrate(frame, Design(), now=NOW)


def test_known_slopes_and_intercepts_are_found_again(study):
    frame, calibration = study
    table = fit_options(calibration, frame, "item-10@1").table.set_index("option").loc[list("abcd")]
    # Four standard errors; the scale of the other items has an error of its own, smaller.
    assert np.abs((table["slope"] - (SLOPES - SLOPES.mean())) / table["se_slope"]).max() < 4
    assert np.abs((table["intercept"] - (INTERCEPTS - INTERCEPTS.mean())) / table["se_intercept"]).max() < 4
    assert table["se_slope"].between(0.01, 0.1).all()


def test_the_key_rises_most_and_comes_last(study):
    frame, calibration = study
    found = fit_options(calibration, frame, "item-10@1")
    assert found.table["option"].iloc[-1] == "a"
    curves = found.curves(np.array([-2.0, 2.0])).pivot_table(index="theta", columns="option", values="p")
    assert curves.sum(axis=1).to_numpy() == pytest.approx([1, 1])
    assert curves["a"].is_monotonic_increasing
    assert curves["d"].is_monotonic_decreasing


def test_with_two_options_it_is_the_dichotomous_model_again(study):
    frame, calibration = study
    two = frame.assign(answer=[json.dumps("yes" if score else "no") for score in frame["score"]])
    table = fit_options(calibration, two, "item-04@1").table.set_index("option")
    # The slope of one option over the other is a; the others being fixed, to the tolerance of both runs.
    assert table.loc["yes", "slope"] - table.loc["no", "slope"] == pytest.approx(calibration.items[3].a, abs=2e-3)


def test_rare_answers_are_put_together(study):
    frame, calibration = study
    rare = frame.copy()
    places = rare.index[rare["item"] == "item-10"][:6]
    rare.loc[places, "answer"] = [json.dumps(f"x{k}") for k in range(6)]
    assert OTHERS in set(fit_options(calibration, rare, "item-10@1").table["option"])


@pytest.mark.parametrize(("item", "message"), [("item-99@1", "not-calibrated"), ("item-01@1", "no-options")])
def test_an_item_without_raw_answers_or_parameters_is_refused(study, item, message):
    with pytest.raises(PixauthorError) as caught:
        fit_options(study[1], study[0], item)
    assert caught.value.message == f"calibration.{message}"
