"""Poor data and wrong requests: refused in a sentence that names the items and a way out, or left out by name."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from response_frames import draw_scores, to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import encode_calibration
from pixauthor.errors import PixauthorError
from pixauthor.source.schema import is_valid

NOW = datetime(2026, 11, 22, tzinfo=UTC)
A, B = np.array([0.8, 1.0, 1.3, 1.6, 1.0, 1.2]), np.array([-1.5, -0.7, 0.0, 0.5, 1.0, 1.6])
SCORES = draw_scores(1500, A, B, seed=5)
HALVES = np.where((np.arange(1500) < 700)[:, None] == (np.arange(6) < 3), SCORES, np.nan)


@pytest.fixture(scope="module")
def good():
    return calibrate(to_long(SCORES), Design(), now=NOW)


def beside(column, scores=SCORES):
    return np.column_stack([scores, column])


def refusal(frame, design=None, **options):
    """Return the message, and the sentences that people read in both languages."""
    with pytest.raises(PixauthorError) as caught:
        calibrate(frame, design or Design(), now=NOW, **options)
    return caught.value.message, caught.value.render("fr"), caught.value.render("en")


def is_sound(calibration):
    """Tell whether every number is finite, the file is valid, and no error is there without meaning."""
    data = json.loads(json.dumps(encode_calibration(calibration), allow_nan=False))
    return is_valid(data, "calibration") and all(e > 0 for item in calibration.items for e in item.errors.values())


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl", "graded"])
def test_candidates_with_all_right_or_all_wrong_cost_nothing(model):
    sure = np.vstack([SCORES, np.ones((100, 6)), np.zeros((100, 6))])
    found = calibrate(to_long(sure), Design(model=model), now=NOW)
    assert found.provenance.n_persons == 1700
    assert found.fit.converged
    assert is_sound(found)


@pytest.mark.parametrize(
    ("column", "models", "n", "reason"),
    [
        (np.ones(1500), {}, 1500, "all-right"),
        (np.zeros(1500), {}, 1500, "all-wrong"),
        (np.full(1500, 0.5), {}, 1500, "all-wrong"),  # partly right is wrong to a dichotomous model
        (np.full(1500, 0.5), {"item-07": "graded"}, 1500, "one-score"),
        (np.zeros(1500), {"item-07": "gpcm"}, 1500, "all-wrong"),
        (np.where(np.arange(1500) < 3, SCORES[:, 0], np.nan), {}, 3, "few"),
    ],
)
def test_items_that_tell_nothing_are_left_out_by_name(good, column, models, n, reason):
    found = calibrate(to_long(beside(column)), Design(models=models), now=NOW)
    assert [(one.item, one.n, one.reason) for one in found.left_out] == [("item-07@1", n, reason)]
    assert found.items == good.items


def test_an_item_that_nobody_met_has_no_line(good):
    references = {f"item-0{k}@1" for k in range(1, 8)}
    found = calibrate(to_long(beside(np.full(1500, np.nan))), Design(), now=NOW, references=references)
    assert (found.items, found.left_out) == (good.items, ())


def test_three_answers_give_parameters_without_errors_and_flags_that_say_so():
    found = calibrate(to_long(beside([0, 1, 0, *[np.nan] * 1497])), Design(min_answers=1), now=NOW)
    poor = found.by_item["item-07@1"]
    assert (poor.n, poor.verdict) == (3, "collect")
    assert "few" in poor.flags
    # Its slope is at the bound: there is no maximum, hence no error of it.
    assert abs(poor.a) == pytest.approx(30, abs=0.5)
    assert not poor.errors
    assert is_sound(found)


def test_a_copied_item_is_flagged_and_has_no_errors():
    found = calibrate(to_long(beside(SCORES[:, 0])), Design(), now=NOW)
    for name in ("item-01@1", "item-07@1"):
        assert "steep" in found.by_item[name].flags
        assert not found.by_item[name].errors


def test_answers_that_a_step_explains_give_no_error_without_meaning():
    steps = (np.linspace(-3, 3, 1500)[:, None] > B).astype(float)
    found = calibrate(to_long(steps), Design(max_iterations=60), now=NOW)
    assert {"steep"} == {flag for item in found.items for flag in item.flags}
    assert not any(item.errors for item in found.items)
    assert not (found.fit.converged and found.fit.definite)


def test_parts_that_nobody_ties_together_are_refused_with_the_items_and_ways_out():
    message, french, english = refusal(to_long(HALVES))
    assert message == "calibration.untied"
    assert "item-04@1, item-05@1, item-06@1" in french
    assert "--anchors" in french
    assert "--anchors" in english


@pytest.mark.parametrize("tied", [True, False])
def test_parts_that_a_later_candidate_ties_are_one_whatever_the_size_of_the_pieces(monkeypatch, tied):
    monkeypatch.setattr("pixauthor.calibration.connection._CHUNK", 100)
    scores = HALVES.copy()
    scores[1200] = SCORES[1200] if tied else HALVES[1200]
    if tied:
        assert len(calibrate(to_long(scores), Design(), now=NOW).items) == 6
    else:
        assert refusal(to_long(scores))[0] == "calibration.untied"


def test_anchors_tie_parts_together(good):
    message, _, _ = refusal(to_long(HALVES), anchors=replace(good, items=good.items[:1]))
    assert message == "calibration.untied"
    found = calibrate(to_long(HALVES), Design(), now=NOW, anchors=replace(good, items=(good.items[0], good.items[3])))
    assert [item.anchor for item in found.items] == [True, False, False, True, False, False]


def test_anchors_that_the_responses_do_not_have_are_refused_by_name(good):
    message, french, _ = refusal(to_long(SCORES, [f"new-{k}" for k in range(6)]), anchors=good)
    assert message == "calibration.no-anchors"
    assert "item-01@1" in french


@pytest.mark.parametrize("score", [1.5, -0.1, np.nan, np.inf])
@pytest.mark.parametrize("model", ["2pl", "graded"])
def test_a_score_outside_0_to_1_is_refused_with_its_item(score, model):
    frame = to_long(SCORES)
    frame.loc[5, "score"] = score
    message, french, english = refusal(frame, Design(model=model))
    assert message == "calibration.bad-score"
    assert "item-06@1" in french
    assert "item-06@1" in english


@pytest.mark.parametrize("column", ["candidate", "item", "version"])
def test_a_response_without_its_names_is_refused(column):
    frame = to_long(SCORES)
    frame[column] = frame[column].astype(object)
    frame.loc[5, column] = None
    assert refusal(frame)[0] == "calibration.nameless"
    message, french, _ = refusal(frame.drop(columns=column))
    assert message == "calibration.no-column"
    assert column in french


def test_too_many_scores_for_steps_are_refused_with_the_item_and_ways_out():
    message, french, _ = refusal(to_long(beside(np.linspace(0, 1, 1500))), Design(models={"item-07": "graded"}))
    assert message == "calibration.many-categories"
    assert "item-07@1" in french
    assert "Arrondissez" in french


def test_a_model_for_an_item_that_is_not_there_is_refused():
    message, french, _ = refusal(to_long(SCORES), Design(models={"item-01": "3pl", "item-09@1": "3pl"}))
    assert message == "calibration.model-of-nothing"
    assert "item-09@1" in french
    assert "item-01" not in french


def test_an_unknown_version_is_left_out_by_name(good):
    frame = to_long(SCORES)
    frame["version"] = frame["version"].where(frame["item"] != "item-01", 2)
    found = calibrate(frame, Design(), now=NOW, references={item.item for item in good.items})
    assert [(one.item, one.reason) for one in found.left_out] == [("item-01@2", "unknown")]


def test_no_responses_are_too_few():
    message, french, _ = refusal(to_long(SCORES[:0]))
    assert message == "calibration.too-few-items"
    assert "Importez" in french


@pytest.mark.parametrize(
    "wrong",
    [{"points": 4}, {"bound": 0.0}, {"bound": -6.0}, {"max_iterations": 0}, {"min_answers": 0}, {"tolerance": 0.0}],
)
def test_numbers_without_sense_are_refused(wrong):
    message, french, _ = refusal(to_long(SCORES), Design(**wrong))
    ((name, value),) = wrong.items()
    assert message == "calibration.bad-number"
    assert f"{name} = {value}" in french


def test_groups_must_be_known_single_and_large_enough():
    frame = to_long(SCORES)
    member = frame["candidate"]
    cases = [
        (np.where(member < "c00700", "a", None), "calibration.no-group", "800"),
        (np.where(frame.index == 0, "b", "a"), "calibration.several-groups", "c00000"),
        (np.where(member < "c00019", "a", "b"), "calibration.small-group", "a (19)"),
    ]
    for values, expected, said in cases:
        message, french, _ = refusal(frame.assign(group_class=values), Design(group="class"))
        assert message == expected
        assert said in french


def test_an_estimation_that_stops_early_says_so_and_how_far_it_was():
    found = calibrate(to_long(SCORES), Design(max_iterations=2), now=NOW)
    assert (found.fit.converged, found.fit.iterations) == (False, 2)
    assert found.fit.last_move > 0.001
    assert is_sound(found)


def test_a_slope_that_runs_away_is_no_convergence_and_its_item_is_named():
    rng = np.random.default_rng(5)
    theta, b = rng.normal(size=1500), np.linspace(-2, 2, 12)
    scores = (rng.random((1500, 12)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float)
    found = calibrate(to_long(scores), Design(model="4pl"), now=NOW)
    assert not found.fit.converged
    assert found.fit.moving == ("item-06@1",)
    assert "steep" in found.by_item["item-06@1"].flags
    kept = calibrate(to_long(scores), Design(model="4pl", priors={"a": "lognormal(0, 0.5)"}), now=NOW)
    assert (kept.fit.converged, kept.fit.moving) == (True, ())


def test_an_estimation_that_stops_early_names_items_that_still_move():
    found = calibrate(to_long(SCORES), Design(max_iterations=2), now=NOW)
    assert found.fit.moving
    assert set(found.fit.moving) <= {item.item for item in found.items}
