"""Seeding plans: standard errors as simulated, no plan with fewer answers, limits kept."""

import numpy as np
import pytest
from scipy.special import expit

from pixauthor.irt.seeding import Candidates, Guesses, allocate, answer_information


def candidates(n=(800, 1500, 700), error=0.3):
    return Candidates(
        n=np.array(n, float), mean=np.array([-1.0, 0, 1]), sd=np.full(3, 0.7), error=np.full(3, float(error))
    )


def guesses(b=(-1.5, 0.0, 0.8), b_sd=0.0, a=1.1):
    return Guesses(a=np.full(len(b), a), b=np.array(b, float), b_sd=np.full(len(b), float(b_sd)))


def estimate(seen, right, error, start, known_slope, rounds=25):
    """Return the most likely (a, b) of each replication, by Fisher scoring; abilities known up to a normal error."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(11)
    weights = weights / weights.sum()
    theta = seen[:, :, None] + error * nodes
    a, b = np.full(len(seen), start[0]), np.full(len(seen), start[1])
    for _ in range(rounds):
        distance = theta - b[:, None, None]
        chance = expit(a[:, None, None] * distance)
        change = chance * (1 - chance)
        p = chance @ weights
        gradients = np.stack([(distance * change) @ weights, -a[:, None] * (change @ weights)])
        if known_slope:
            gradients[0] = 0
        score = (gradients * ((right - p) / (p * (1 - p)))).sum(axis=2)
        information = np.einsum("arn,brn->rab", gradients / (p * (1 - p)), gradients)
        information[:, 0, 0] += known_slope
        step = np.linalg.solve(information, score.T[:, :, None])[:, :, 0]
        a, b = np.clip(a + step[:, 0], 0.1, 5), np.clip(b + step[:, 1], -8, 8)
    return a, b


@pytest.mark.parametrize(("error", "known_slope"), [(0.0, False), (0.4, False), (0.4, True)])
def test_standard_errors_of_simulated_calibrations_are_those_expected(error, known_slope):
    groups, items = candidates(error=error), guesses()
    plan = allocate(answer_information(items, groups), groups.n, 0.13, known_slope=known_slope)
    rng, n_replications = np.random.default_rng(17), 400
    for item, (a, b) in enumerate(zip(items.a, items.b, strict=True)):
        of = np.repeat(np.arange(3), plan.answers[item].astype(int))
        seen = groups.mean[of] + np.sqrt(groups.sd[of] ** 2 - error**2) * rng.normal(size=(n_replications, of.size))
        theta = seen + error * rng.normal(size=seen.shape)
        right = rng.random(seen.shape) < expit(a * (theta - b))
        found_a, found_b = estimate(seen, right, error, (a, b), known_slope)
        # The standard deviation of 400 is known to 1 / sqrt(800) = 3.5 %; finite samples add a little.
        assert found_b.std() == pytest.approx(plan.se_b[item], rel=0.12)
        assert found_a.std() == pytest.approx(plan.se_a[item], rel=0.12, abs=1e-9)


def test_the_wanted_error_is_reached_with_nothing_to_spare():
    groups = candidates()
    plan = allocate(answer_information(guesses(b_sd=0.4), groups), groups.n, 0.14)
    assert np.all(plan.se_b <= 0.14 * (1 + 1e-4))
    assert np.all(plan.se_b >= 0.14 * 0.98)  # answers are whole


def test_no_other_split_of_an_item_takes_fewer_answers():
    groups = candidates()
    information = answer_information(guesses(b=(0.4,)), groups)
    plan = allocate(information, groups.n, 0.12, slots=3)
    counts = np.arange(0, 801, 20)
    splits = np.stack(np.meshgrid(counts, counts, counts), axis=-1).reshape(-1, 3)
    gathered = np.einsum("sg,gab->sab", splits, information[0])
    enough = splits[gathered[:, 1, 1] - gathered[:, 0, 1] ** 2 / np.maximum(gathered[:, 0, 0], 1e-9) >= 0.12**-2]
    assert plan.answers.sum() <= enough.sum(axis=1).min()
    assert plan.answers.sum() >= enough.sum(axis=1).min() - 60  # the list goes by steps of 20


def test_a_known_slope_needs_fewer_answers_of_those_nearest():
    groups = candidates()
    information = answer_information(guesses(), groups)
    known, free = (allocate(information, groups.n, 0.15, known_slope=known) for known in (True, False))
    assert known.answers.sum() < free.answers.sum()
    assert known.answers.argmax(axis=1).tolist() == [0, 1, 2]
    assert not known.se_a.any()


def test_too_few_slots_leave_all_items_short_in_the_same_proportion():
    groups = candidates()
    information = answer_information(guesses(b=np.linspace(-1, 1, 20)), groups)
    plan = allocate(information, groups.n, 0.1, slots=1)
    assert np.all(plan.slots <= 1)
    assert plan.slots.max() > 0.98
    assert plan.se_b.min() > 0.1
    assert plan.se_b.max() / plan.se_b.min() < 1.03


def test_nobody_gets_an_item_twice_and_what_everyone_cannot_tell_is_not_asked():
    groups = candidates(n=(50, 60, 40))
    plan = allocate(answer_information(guesses(), groups), groups.n, 0.05)
    assert np.array_equal(plan.answers, np.tile(groups.n, (3, 1)))
    assert np.all(plan.se_b > 0.05)


def test_uncertain_abilities_tell_less():
    sure, unsure = (answer_information(guesses(), candidates(error=error)) for error in (0.0, 0.5))
    assert np.all(np.linalg.det(unsure) < np.linalg.det(sure))


def test_information_of_a_known_ability_is_that_of_the_model():
    group = Candidates(n=np.ones(1), mean=np.array([0.7]), sd=np.full(1, 1e-9), error=np.zeros(1))
    a, b = 1.3, -0.2
    p = expit(a * (0.7 - b))
    gradient = np.array([0.9, -a]) * np.sqrt(p * (1 - p))
    found = answer_information(Guesses(a=np.array([a]), b=np.array([b]), b_sd=np.zeros(1)), group)[0, 0]
    assert np.allclose(found, np.outer(gradient, gradient))
