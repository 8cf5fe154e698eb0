"""The adaptive algorithm: estimates against hand values and irt's, choice, balance, exposure, stopping, replay."""

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_samples import item_of, sample_framework

from pixauthor.bank.bank import Bank
from pixauthor.delivery import engine
from pixauthor.delivery.algorithms import ADAPTIVE, KNOWLEDGE, algorithm_of
from pixauthor.delivery.algorithms.ability import estimate
from pixauthor.delivery.algorithms.adaptive import ability_of
from pixauthor.delivery.measure import Curve, Measure
from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import survey
from pixauthor.delivery.session import SessionState, step
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import CutScore, LevelCuts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CUTS = LevelCuts(floor=-3.5, cuts=tuple(CutScore(level=k, theta=-3.5 + 0.8 * k) for k in range(1, 9)))
KINDS = ("single-choice", "multiple-choice", "short-text", "number", "blanks", "ordering", "file-task", "simulator")


def bank_of(copies=3):
    """Several items of each skill, so that there is something to choose among."""
    items = []
    for kind in KINDS:
        first = item_of(kind)
        items += [replace(first, id=f"{first.skill}-{n:02d}") for n in range(1, copies + 1)]
    return Bank.of(items)


def measured(copies=3, slope=1.2, **fields):
    scope = survey(sample_framework(), bank_of(copies), "1.2", "fr", ("validated",))
    items = [item for found in scope.items.values() for item in found]
    curves = {item.reference: Curve(a=slope, b=(item.level - 4.5) * 0.7 + 0.05 * int(item.id[-2:])) for item in items}
    return replace(scope, measure=Measure(curves=curves, mean=0.0, sd=1.0, cuts={"": CUTS}, digest="d", **fields))


def opening(scope, **fields):
    said = {"session": "essai", "seed": 1, "locale": "fr", "statuses": ("validated",), "max_items": 15, "at": AT}
    return engine.start(scope, **{**said, "engine": ADAPTIVE, "theta": 4.5, **fields})


def played(scope, seed=1, theta=4.5, **fields):
    events = play(
        scope,
        opening(scope, seed=seed, session=f"essai-{seed}", **fields),
        SimulatedCandidate(theta=theta),
        resolve=lambda _item, answer: None if isinstance(answer, dict) and "upload" in answer else answer,
    )
    return events, replay(events, scope)


def test_without_answers_the_estimate_is_the_prior():
    ability = estimate([], 0.3, 1.2)
    assert ability.theta == pytest.approx(0.3, abs=1e-9)
    assert ability.se == pytest.approx(1.2, rel=1e-4)


def test_the_estimate_is_the_mean_of_the_posterior_by_fine_integration():
    answers = [(Curve(a=1.3, b=-0.5), True), (Curve(a=0.8, b=0.4, c=0.2), False), (Curve(a=2.0, b=0.1, d=0.95), True)]
    theta = np.linspace(-8, 8, 20001)
    posterior = np.exp(-0.5 * theta**2)
    for curve, right in answers:
        p = curve.c + (curve.d - curve.c) / (1 + np.exp(-curve.a * (theta - curve.b)))
        posterior *= p if right else 1 - p
    mean = (theta * posterior).sum() / posterior.sum()
    sd = math.sqrt(((theta - mean) ** 2 * posterior).sum() / posterior.sum())
    ability = estimate(answers, 0.0, 1.0)
    assert ability.theta == pytest.approx(mean, abs=1e-5)
    assert ability.se == pytest.approx(sd, abs=1e-5)


@given(st.floats(-4, 4), st.floats(0.2, 3), st.floats(-3, 3), st.floats(0, 0.3))
def test_information_is_the_square_of_the_slope_over_the_variance(theta, a, b, c):
    curve = Curve(a=a, b=b, c=c)
    h = 1e-5
    slope = (curve.probability(theta + h) - curve.probability(theta - h)) / (2 * h)
    p = curve.probability(theta)
    assert curve.information(theta) == pytest.approx(slope**2 / (p * (1 - p)), rel=1e-4, abs=1e-9)


def test_an_estimate_of_far_away_answers_is_a_number():
    extreme = estimate([(Curve(a=3.0, b=300.0), True)] * 20, 0.0, 1.0)
    assert math.isfinite(extreme.theta)
    assert extreme.se >= 0


def test_a_session_asks_no_item_twice_and_no_skill_twice_while_others_are_left():
    scope = measured()
    _, again = played(scope)
    asked = [served.item for served in again.state.served]
    assert len(set(asked)) == len(asked)
    skills = [scope.item(item).skill for item in asked[: len(scope.skills)]]
    assert len(set(skills)) == len(skills)


def test_tubes_are_asked_in_proportion_to_their_skills():
    scope = measured()
    _, again = played(scope, max_items=8)
    tubes = Counter(scope.skill(scope.item(served.item).skill).tube for served in again.state.served)
    assert tubes == {"types": 6, "fichiers": 2}


def test_a_wanted_precision_ends_the_session_as_soon_as_it_is_there():
    scope = measured(slope=2.5)
    events, again = played(scope, wanted_se=0.45)
    finished = events[-1]
    assert finished.reason == "precise"
    assert finished.theta_se <= 0.45
    before = replace(again.state, answers=again.state.answers[:-1])
    assert ability_of(before, scope).se > 0.45


def test_the_first_two_items_are_easier_than_the_most_telling_ones():
    scope = measured()
    state = step(SessionState(), opening(scope), scope)
    first = engine.next_item(state, scope)
    assert scope.measure.curves[first.reference].b < -0.3


def test_items_of_no_use_are_never_given_with_sympson_hetter():
    free = measured()
    worn = next(iter(free.measure.curves))
    kept = {reference: 0.0 if reference == worn else 1.0 for reference in free.measure.curves}
    scope = replace(free, measure=replace(free.measure, exposure=kept))
    asked = Counter(served.item for seed in range(25) for served in played(scope, seed, max_items=8)[1].state.served)
    assert worn.partition("@")[0] not in asked
    assert len(asked) > 8


def test_chance_among_the_best_spreads_the_first_item():
    scope = measured()
    firsts = {played(scope, seed, max_items=1)[1].state.served[0].item for seed in range(40)}
    assert len(firsts) == 5


def test_a_replay_gives_the_same_items_and_the_same_theta():
    scope = measured()
    for seed in range(5):
        events, again = played(scope, seed)
        assert again.differences == ()
        assert ability_of(again.state, scope).theta == events[-1].theta


def test_ability_is_recovered_and_its_error_is_told_honestly():
    scope = measured(copies=4, slope=1.5)
    # Its right answer is a file: left uncalibrated, it is never asked.
    curves = {name: curve for name, curve in scope.measure.curves.items() if not name.startswith("fichiers-1")}
    scope = replace(scope, measure=replace(scope.measure, curves=curves))
    errors, ses = [], []
    for seed in range(60):
        # In levels, as simulated candidates are; one level is 0.7 logit here.
        level = 2.5 + 4 * (seed % 5) / 4
        events = play_by_curves(scope, seed, (level - 4.5) * 0.7)
        errors.append(events.theta - (level - 4.5) * 0.7)
        ses.append(events.theta_se)
    rmse = math.sqrt(sum(e * e for e in errors) / len(errors))
    assert rmse < 1.3 * sum(ses) / len(ses)
    assert abs(sum(errors) / len(errors)) < 0.2


def play_by_curves(scope, seed, theta):
    """Let a candidate answer by the curves themselves; return the end of the session."""
    rng = np.random.default_rng(seed)
    state = step(SessionState(), opening(scope, seed=seed), scope)
    while item := engine.next_item(state, scope):
        state = step(state, engine.serve(state, item, AT), scope)
        right = rng.random() < scope.measure.curves[item.reference].probability(theta)
        value = next(test.answer for test in item.tests if test.outcome == ("ok" if right else "ko"))
        state = step(state, engine.answer(state, scope, value, seconds=1, at=AT), scope)
    return engine.close(state, scope, AT)


def test_without_a_measure_the_way_out_is_said():
    scope = replace(measured(), measure=None)
    state = step(SessionState(), opening(scope), scope)
    with pytest.raises(PixauthorError, match="calibration et une échelle") as caught:
        engine.next_item(state, scope)
    assert KNOWLEDGE in caught.value.render()


def test_a_bank_that_is_not_calibrated_is_refused():
    scope = measured()
    scope = replace(scope, measure=replace(scope.measure, curves={}))
    with pytest.raises(PixauthorError, match="calibré"):
        engine.next_item(step(SessionState(), opening(scope), scope), scope)


def test_an_unknown_algorithm_is_refused_by_name():
    with pytest.raises(PixauthorError) as caught:
        algorithm_of("oracle/9")
    assert "oracle/9" in caught.value.render()
