"""Mean squares of items, and observed beside expected curves."""

import numpy as np
import pytest
from fit_reference import DENSE, NODES, answers_of, found_by, graded_and_2pl, grid_of, items_of, simulate
from scipy.stats import norm

from pixauthor.irt.expect import InMemory, log_prior_of
from pixauthor.irt.fit_items import item_mean_squares, jeffreys_interval, observed_curves, posterior_mean_squares
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap, maximum_likelihood

GRID = normal_grid()


def counts_of(answers, items, grid):
    return InMemory(answers, n_threads=1).expect(items.log_probabilities(grid.nodes), log_prior_of([grid])).counts


def table(expected, *names):
    return np.array([expected[name] for name in names])


def columns(found):
    return np.stack([found.outfit, found.outfit_z, found.infit, found.infit_z])


@pytest.mark.parametrize("name", [*DENSE, "LSAT7_3PLprior_mirt"])
def test_infit_outfit_and_lz_at_eap_are_those_of_mirt(name):
    items = items_of(name)
    answers = answers_of(name, items, fold=True)
    found = item_mean_squares(answers, items, eap(answers, items, [grid_of(name)]).theta)
    expected = found_by(name)
    # Abilities agree to 1e-7, as the nodes of mirt's fscores are not quite its 61; deviates carry that over.
    reference = table(expected["itemfit_infit_EAP"], "outfit", "z.outfit", "infit", "z.infit")
    assert columns(found) == pytest.approx(reference, abs=1e-6)
    assert found.lz == pytest.approx(table(expected["itemfit_Zh"], "Zh")[0], abs=1e-6)


def test_mean_squares_of_icar_are_those_of_mirt_but_for_its_floor():
    items = items_of("ICAR16_2PL_mirt")
    answers = answers_of("ICAR16_2PL_mirt", items, complete=True)
    found = item_mean_squares(answers, items, eap(answers, items, [grid_of("ICAR16_2PL_mirt")]).theta)
    expected = found_by("ICAR16_2PL_mirt")
    reference = table(expected["itemfit_infit_EAP"], "outfit", "z.outfit", "infit", "z.infit")
    # mirt raises variances under 10**-2.5 to that: nine persons on each of two hard items.
    assert np.abs(columns(found) - reference).max(axis=1) == pytest.approx([8e-6, 6e-2, 1.05e-4, 3e-3], rel=0.1)
    assert np.delete(columns(found), [12, 13], axis=1) == pytest.approx(
        np.delete(reference, [12, 13], axis=1), abs=1e-5
    )
    assert found.lz == pytest.approx(table(expected["itemfit_Zh"], "Zh")[0], abs=1e-6)


@pytest.mark.parametrize("name", ["LSAT7_Rasch_mirt", "ICAR16_Rasch_mirt"])
def test_mean_squares_at_ml_are_those_of_mirt_once_extremes_are_where_it_puts_them(name):
    items = items_of(name)
    answers = answers_of(name, items, complete=True)
    theta = maximum_likelihood(answers, items).theta
    known = theta[np.isfinite(theta)]
    # mirt: all wrong and all right lie 0.1 logit beyond the last finite estimates; here they are left out by default.
    placed = np.clip(theta, known.min() - 0.1, known.max() + 0.1)
    reference = table(found_by(name)["itemfit_infit_ML"], "outfit", "z.outfit", "infit", "z.infit")
    assert columns(item_mean_squares(answers, items, placed)) == pytest.approx(reference, abs=2e-4)
    assert item_mean_squares(answers, items, theta).n.max() == known.size


@pytest.mark.parametrize("name", ["LSAT7_2PL_TAM", "sim_2PL_TAM"])
def test_mean_squares_over_the_posterior_are_those_of_tam_with_and_without_holes(name):
    items = items_of(name)
    found = posterior_mean_squares(counts_of(answers_of(name, items, fold=True), items, GRID), items, NODES)
    # TAM stops at a change of 1e-8; 1.1e-7 seen in an outfit, 4e-7 in a deviate.
    expected = table(found_by(name)["msq.itemfit"], "Outfit", "Outfit_t", "Infit", "Infit_t")
    assert columns(found) == pytest.approx(expected, abs=1e-5)


def test_answers_drawn_from_the_model_have_mean_squares_of_one_and_normal_deviates():
    rng = np.random.default_rng(1)
    items, theta = graded_and_2pl(60, rng), rng.normal(size=1500)
    found = item_mean_squares(simulate(items, theta, rng, rng.random((1500, 60)) < 0.3), items, theta)
    assert found.infit == pytest.approx(np.ones(60), abs=0.2)
    for z in (found.infit_z, found.outfit_z, found.lz):
        # Sixty standard normals: three standard errors of a mean, and of a standard deviation.
        assert z.mean() == pytest.approx(0.0, abs=0.4)
        assert z.std() == pytest.approx(1.0, abs=0.3)


def test_few_answers_a_person_shrink_mean_squares_at_eap_but_not_over_the_posterior():
    rng = np.random.default_rng(2)
    items, theta = graded_and_2pl(40, rng), rng.normal(size=4000)
    answers = simulate(items, theta, rng, rng.random((4000, 40)).argsort(axis=1) < 4)
    at_eap = item_mean_squares(answers, items, eap(answers, items, [GRID]).theta)
    over = posterior_mean_squares(counts_of(answers, items, GRID), items, NODES)
    assert at_eap.infit.mean() < 0.92
    assert over.infit.mean() == pytest.approx(1.0, abs=0.01)


def test_an_item_nobody_answered_has_no_mean_square():
    rng = np.random.default_rng(3)
    items = graded_and_2pl(3, rng)
    asked = np.tile([True, False, True], (50, 1))
    answers = simulate(items, np.zeros(50), rng, asked)
    for found in (
        item_mean_squares(answers, items, np.zeros(50)),
        posterior_mean_squares(counts_of(answers, items, GRID), items, NODES),
    ):
        assert np.isnan(columns(found)[:, 1]).all()
        assert np.isfinite(columns(found)[[0, 2]][:, [0, 2]]).all()


def test_observed_curves_share_out_every_answer_and_cover_the_expected_ones():
    rng = np.random.default_rng(4)
    items, theta = graded_and_2pl(30, rng), rng.normal(size=4000)
    answers = simulate(items, theta, rng, rng.random((4000, 30)) < 0.5)
    counts = counts_of(answers, items, GRID)
    found = observed_curves(counts, items, NODES, n_groups=8)
    assert found.n.sum(axis=1) == pytest.approx(items.sum_by_item(counts.sum(axis=1)))
    assert (np.diff(found.theta, axis=1) > 0).all()
    inside = (found.low <= found.expected) & (found.expected <= found.high)
    assert inside.mean() > 0.95
    given = (found.n * found.observed).sum(axis=1) * (items.n_categories - 1)
    assert given.sum() == pytest.approx(items.credits[answers.columns].sum())


def test_an_item_flatter_than_its_curve_leaves_the_band_at_both_ends():
    rng = np.random.default_rng(5)
    items, theta = items_of("sim_2PL_TAM"), rng.normal(size=4000)
    (block,) = items.blocks
    working = block.working.copy()
    working[20, 0] = 0.0
    answers = simulate(items.with_working([working]), theta, rng)
    found = observed_curves(counts_of(answers, items, GRID), items, NODES, n_groups=6)
    outside = (found.expected < found.low) | (found.high < found.expected)
    assert outside[20, [0, -1]].all()


@pytest.mark.parametrize(("successes", "n"), [(0, 20), (3, 20), (10, 20), (20, 20)])
def test_jeffreys_intervals_hold_the_share_and_end_at_the_ends(successes, n):
    low, high = (float(bound) for bound in jeffreys_interval(np.array(successes), np.array(n)))
    assert 0 <= low <= successes / n <= high <= 1
    half = norm.ppf(0.975) * np.sqrt(0.25 / n)
    assert high - low < 2.2 * half
