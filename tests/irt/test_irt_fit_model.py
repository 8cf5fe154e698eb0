"""Fit of whole models."""

import math

import numpy as np
import pytest
from estimation_reference import begin, problem_of
from fit_reference import (
    NODES,
    answers_of,
    found_by,
    graded_and_2pl,
    grid_of,
    items_of,
    latent_of,
    scores_of,
    simulate,
)
from scipy.linalg import null_space

from pixauthor.irt.answers import from_long
from pixauthor.irt.em import estimate
from pixauthor.irt.expect import posterior
from pixauthor.irt.fit_model import ChiSquared, Likelihood, chi_squared, g_squared, likelihood_ratio
from pixauthor.irt.fit_moments import m2
from pixauthor.irt.forms import Form
from pixauthor.irt.items import dichotomous
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.moment_derivatives import moment_derivatives
from pixauthor.irt.moments import expected_moments, form_at_nodes
from pixauthor.irt.quadrature import normal_grid

LSAT = ("LSAT6_2PL_mirt", "LSAT7_2PL_mirt", "LSAT7_1PL_mirt", "LSAT7_Rasch_mirt")
COARSE = normal_grid(31).nodes
SCIENCE = ("Science_gpcm_mirt", "Science_graded_mirt")


def likelihood_of(name):
    found = found_by(name)
    items = items_of(name)
    answers = answers_of(name, items, fold=True)
    logs = posterior(answers, items, [grid_of(name)]).log_likelihoods
    value = Likelihood(
        log_likelihood=float(logs @ answers.frequencies),
        n_parameters=found["nest"],
        n_persons=float(answers.frequencies.sum()),
    )
    return value, answers, items, logs


@pytest.mark.parametrize(
    "name", [*LSAT, *SCIENCE, "ICAR16_2PL_mirt", "ICAR16_Rasch_mirt", "simraschmissing_Rasch_mirt"]
)
def test_criteria_are_those_of_mirt(name):
    found, expected = likelihood_of(name)[0], found_by(name)
    # Nine digits of the reference; persons without any answer count for nothing, in mirt too.
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=1e-4)
    assert found.aic == pytest.approx(expected["AIC"], abs=1e-3)
    assert found.bic == pytest.approx(expected["BIC"], abs=1e-3)
    assert found.sabic == pytest.approx(expected["SABIC"], abs=1e-3)


@pytest.mark.parametrize("name", [*LSAT, *SCIENCE])
def test_g2_of_short_tests_is_that_of_mirt(name):
    likelihood, answers, items, logs = likelihood_of(name)
    found, expected = g_squared(answers, items, logs, likelihood.n_parameters), found_by(name)
    assert found.statistic == pytest.approx(expected["G2"], abs=1e-5)
    assert found.df == expected["G2_df"]
    assert found.p == pytest.approx(expected["G2_p"], abs=1e-6)


def test_g2_counts_alike_rows_together_whether_folded_or_not():
    items = items_of("LSAT7_2PL_mirt")
    alone, folded = (answers_of("LSAT7_2PL_mirt", items, fold=fold) for fold in (False, True))
    one, other = (
        g_squared(answers, items, posterior(answers, items, [grid_of("LSAT7_2PL_mirt")]).log_likelihoods, 10)
        for answers in (alone, folded)
    )
    assert one.statistic == pytest.approx(other.statistic, rel=1e-10)


def test_there_is_no_g2_with_holes_or_with_more_patterns_than_persons():
    likelihood, answers, items, logs = likelihood_of("ICAR16_2PL_mirt")
    assert g_squared(answers, items, logs, likelihood.n_parameters) is None
    complete = answers_of("ICAR16_2PL_mirt", items, complete=True)
    assert g_squared(complete, items, np.zeros(complete.n_persons), 32) is None


def test_a_likelihood_ratio_compares_nested_models_on_the_same_persons():
    smaller, larger = (likelihood_of(f"LSAT7_{model}_mirt")[0] for model in ("Rasch", "2PL"))
    found = likelihood_ratio(smaller, larger)
    # Twice the difference of mirt's log-likelihoods, -2664.9008910 and -2658.8051136; four parameters more.
    assert found == ChiSquared(pytest.approx(12.1915546, abs=1e-5), 4, pytest.approx(0.015982, abs=1e-6))
    with pytest.raises(ValueError, match="nested"):
        likelihood_ratio(larger, smaller)
    assert math.isnan(chi_squared(0.0, 0).p)


def moments_of(name, **options):
    items, latent = items_of(name), latent_of(name)
    return m2(answers_of(name, items, fold=True), items, lay_out(items), [latent], NODES, **options)


@pytest.mark.parametrize("name", LSAT)
def test_m2_is_that_of_mirt(name):
    found, expected = moments_of(name), found_by(name)["M2"]
    # Under Rasch mirt counts the spread of abilities as estimated, but does not take away what it explains: of complete
    # data 3e-6, nearly nothing (with holes more: see below). The others agree to the digits kept.
    assert found.statistic == pytest.approx(expected["M2"], abs=5e-6)
    assert found.df == expected["df"]
    assert found.p == pytest.approx(expected["p"], abs=1e-7)
    assert found.rmsea == pytest.approx(expected["RMSEA"], abs=1e-7)
    assert found.srmsr == pytest.approx(expected["SRMSR"], abs=1e-7)
    assert found.cfi == pytest.approx(expected["CFI"], abs=1e-6)
    assert found.tli == pytest.approx(expected["TLI"], abs=1e-6)
    # mirt divides by n - 1 in RMSEA, by n in its bounds.
    bounds = np.array([expected["RMSEA_5"], expected["RMSEA_95"]]) * np.sqrt(1000 / 999)
    assert (found.rmsea_low, found.rmsea_high) == (
        pytest.approx(bounds[0], abs=1e-5),
        pytest.approx(bounds[1], abs=1e-5),
    )


def test_m2_of_four_likert_items_has_no_degrees_of_freedom_but_c2_has_two():
    for name in SCIENCE:
        scores, categories = moments_of(name), moments_of(name, by_category=True)
        # mirt: "too few degrees of freedom".
        assert (scores.df, math.isnan(scores.statistic)) == (0, True)
        # Twelve shares and six products, less sixteen parameters.
        assert categories.df == 2
        assert categories.statistic > 0


def its_own_m2(name):
    """Return M2 as mirt 1.47 reckons it, and the number of directions it is over.

    Each observed less expected moment is multiplied by the share of the candidates who gave it, all candidates are
    taken for n, and what the parameters of items explain is taken away: not what the spread of abilities does.
    """
    items, latent, scores = items_of(name), latent_of(name), scores_of(name)
    scores = scores[~np.isnan(scores).all(axis=1)]
    n_items, layout = scores.shape[1], lay_out(items)
    grid, form = latent.grid(NODES), Form(np.arange(len(scores)), np.arange(n_items), 0)
    at = form_at_nodes(items, form, grid, False)
    expected = expected_moments(at, grid)
    first, second = np.triu_indices(n_items, 1)
    given = np.column_stack([scores, scores[:, first] * scores[:, second]])
    drawn_in = (np.nanmean(given, axis=0) - expected.values) * (~np.isnan(given)).mean(axis=0)
    slopes = moment_derivatives(at, items, form, layout, [latent], NODES)[:, : layout.n_free]
    free = null_space(slopes.T)
    rest = free.T @ drawn_in
    statistic = len(scores) * rest @ np.linalg.solve(free.T @ expected.covariance @ free, rest)
    return statistic, free.shape[1]


@pytest.mark.parametrize(("name", "uncounted"), [("2PL", 0), ("Rasch", 1)])
def test_m2_of_icar_with_its_holes_is_that_of_mirt_when_reckoned_its_way(name, uncounted):
    # mirt 1.47, M2() of ICAR, NAs kept: 592.3676773413 on 104 (2PL), 775.6536345505 on 119 (Rasch; it is over 120).
    expected = found_by(f"ICAR16_{name}_mirt")["M2"]
    statistic, n_directions = its_own_m2(f"ICAR16_{name}_mirt")
    assert statistic == pytest.approx(expected["M2"], abs=1e-6)
    assert n_directions == expected["df"] + uncounted


def test_m2_of_estimates_from_data_with_holes_is_chi_squared():
    rng = np.random.default_rng(7)
    true = dichotomous("rasch", a=np.ones(8), b=np.linspace(-1.5, 1.5, 8))
    p = []
    for _ in range(24):
        # Two in five have holes, where chance wants them; they help to estimate.
        asked = (rng.random((600, 8)) > 0.3) | (np.arange(600) >= 240)[:, None]
        answers = simulate(true, rng.normal(0, 1.3, 600), rng, asked)
        problem = problem_of(answers, begin(answers, true), (Latent(free_sd=True),), nodes=COARSE, tolerance=1e-5)
        items, latents = problem.at(estimate(problem))
        found = m2(answers, items, problem.layout, latents, COARSE)
        assert found.df == 8 + 28 - 9
        p.append(found.p)
    # 24 uniform numbers: 0.5 with a standard error of 0.06. Of 400 such samples of 10 items and 1,000 persons, 4.3 %
    # were under 0.05 and 8.8 % under 0.10; of M2 with all persons, reckoned as mirt does, 7.0 % and 14.5 %.
    assert np.mean(p) == pytest.approx(0.5, abs=0.18)


@pytest.mark.parametrize("by_category", [False, True])
def test_m2_of_complete_persons_among_holes_is_that_of_the_complete_alone(by_category):
    items, latent = items_of("ICAR16_2PL_mirt"), latent_of("ICAR16_2PL_mirt")
    found, alone = (
        m2(answers, items, lay_out(items), [latent], NODES, by_category=by_category)
        for answers in (answers_of("ICAR16_2PL_mirt", items), answers_of("ICAR16_2PL_mirt", items, complete=True))
    )
    assert (found.n, found.df) == (1248, 104)
    assert found == alone


def test_expected_moments_are_what_simulated_persons_have():
    rng = np.random.default_rng(1)
    items, n = graded_and_2pl(4, rng), 200_000
    latent = Latent(mean=0.4, sd=0.8)
    grid = latent.grid(NODES)
    form = Form(np.arange(n), np.arange(4), 0)
    answers = simulate(items, rng.normal(0.4, 0.8, n), rng)
    at = form_at_nodes(items, form, grid, True)
    expected = expected_moments(at, grid)
    scores = items.credits[answers.columns.reshape(n, 4)]
    first, second = np.triu_indices(4, 1)
    shares = [scores[:, j] == k for j in range(4) for k in range(1, items.n_categories[j])]
    drawn = np.column_stack([*shares, scores[:, first] * scores[:, second]])
    error = np.sqrt(np.diag(expected.covariance) / n)
    assert np.abs(drawn.mean(axis=0) - expected.values).max() < 4 * error.max()
    assert np.cov(drawn.T) == pytest.approx(expected.covariance, abs=0.02)
    assert expected.correlations == pytest.approx(np.corrcoef(scores.T)[first, second], abs=0.01)


@pytest.mark.parametrize("by_category", [False, True])
def test_derivatives_of_moments_are_their_finite_differences(by_category):
    items = graded_and_2pl(5, np.random.default_rng(2))
    latents = (Latent(mean=0.2, sd=1.1), Latent(mean=-0.3, sd=0.9, free_mean=True, free_sd=True))
    layout, form = lay_out(items), Form(np.arange(1), np.array([0, 1, 3, 4]), 1)

    def values(vector):
        moved, distributions = layout.unpack(vector, items, latents)
        grid = distributions[1].grid(NODES)
        return expected_moments(form_at_nodes(moved, form, grid, by_category), grid).values

    at = form_at_nodes(items, form, latents[1].grid(NODES), by_category)
    found = moment_derivatives(at, items, form, layout, latents, NODES)
    point, step = layout.pack(items, latents), 1e-5
    for k in range(point.size):
        move = step * (np.arange(point.size) == k)
        slope = (values(point + move) - values(point - move)) / (2 * step)
        assert found[:, k] == pytest.approx(slope, abs=1e-8)


def test_m2_of_the_model_is_chi_squared_over_booklets_and_groups():
    rng = np.random.default_rng(3)
    items = graded_and_2pl(12, rng)
    latents = (Latent(), Latent(mean=0.8, free_mean=True, free_sd=True))
    asked = np.zeros((2400, 12), bool)
    asked[:800, :8], asked[800:1600, 4:], asked[1600:, 2:10] = True, True, True
    groups = (np.arange(2400) >= 1600).astype(int)
    p = []
    for _ in range(25):
        drawn = simulate(items, rng.normal(0.8 * groups, 1.0), rng, asked)
        which = np.repeat(np.arange(12), items.n_categories)[drawn.columns]
        categories = drawn.columns - items.offsets[which]
        answers = from_long(drawn.persons, which, categories, items.offsets, n_persons=2400, groups=groups)
        found = m2(answers, items, lay_out(items), latents, NODES)
        p.append(found.p)
    # The true parameters stand for estimates: M2 takes away what parameters can explain. 25 uniform numbers.
    assert np.mean(p) == pytest.approx(0.5, abs=0.18)
    assert found.n == 2400
    # Three forms of 8 + 28 moments, and all 32 parameters that they can tell.
    assert 3 * 36 - 32 <= found.df <= 3 * 36 - 24


def test_a_second_dimension_is_seen_by_m2():
    rng = np.random.default_rng(4)
    items = dichotomous("2pl", a=np.full(16, 1.3), b=np.linspace(-1.5, 1.5, 16))
    theta = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], 2000)
    halves = [simulate(items, theta[:, k], rng).columns.reshape(2000, 16) for k in (0, 1)]
    columns = np.where(np.arange(16) % 2, halves[0], halves[1]).ravel()
    which = np.repeat(np.arange(16), 2)[columns]
    answers = from_long(np.repeat(np.arange(2000), 16), which, columns - items.offsets[which], items.offsets)
    found = m2(answers, items, lay_out(items), [Latent()], NODES)
    assert found.p < 1e-6
    assert found.rmsea > 0.05
    assert found.rmsea_low < found.rmsea < found.rmsea_high
    assert found.cfi < 0.95


def test_there_is_no_m2_where_no_form_has_enough_persons():
    rng = np.random.default_rng(5)
    items = graded_and_2pl(10, rng)
    asked = rng.random((300, 10)) < 0.6
    answers = simulate(items, rng.normal(size=300), rng, asked)
    assert m2(answers, items, lay_out(items), [Latent()], NODES) is None
