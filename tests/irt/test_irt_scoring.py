"""Abilities by every estimator, under every model: those of mirt, TAM, ltm and catR, and the laws that they obey."""

import numpy as np
import pytest
from scipy.special import logit
from scores_reference import MIRT, answers_of, found_by, items_of, scores_in, tcals

from pixauthor.irt.abilities import NormalPrior
from pixauthor.irt.answers import from_long, from_matrix
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap, maximum_a_posteriori, maximum_likelihood, weighted_likelihood

ITEMS = dichotomous("2pl", a=np.array([0.8, 1.0, 1.7, 0.6]), b=np.array([-1.0, 0.2, 0.5, 2.0]))
ESTIMATORS = {
    "EAP": lambda answers, items, sd=1.0: eap(answers, items, [normal_grid(sd=sd)]),
    # mirt and ltm take errors from the curvature at the mode.
    "MAP": lambda answers, items, sd=1.0: maximum_a_posteriori(answers, items, [NormalPrior(sd=sd)], observed=True),
    "ML": lambda answers, items, _=1.0: maximum_likelihood(answers, items, observed=True),
    "WLE": lambda answers, items, _=1.0: weighted_likelihood(answers, items),
}


def rows(scores, items=ITEMS):
    return from_matrix(np.atleast_2d(np.array(scores, float)), items.offsets, fold=False)


def mixed():
    """Return five items of five models with two to four categories."""
    items = arrange(["graded", "3pl", "gpcm", "2pl", "nominal"], [4, 2, 3, 2, 3])
    working = {
        "graded": [[1.4, 1.5, 0.1, -1.2]],
        "3pl": [[1.8, -0.5, logit(0.2)]],
        "gpcm": [[0.9, 0.6, -0.3]],
        "2pl": [[1.1, 0.4]],
        "nominal": [[0.5, 1.3, 0.2, -0.4]],
    }
    return items.with_working([np.array(working[block.model.name]) for block in items.blocks])


def drawn(items, n, seed, share=0.6):
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, items.n_categories, (n, items.n_items)).astype(float)
    scores[rng.random(scores.shape) > share] = np.nan
    return scores


# mirt 1.47 keeps probabilities above 1e-10, which moves EAP by 2e-6; its optimiser stops near 1e-6 for the modes, whose
# errors come from a numerical Hessian.
@pytest.mark.parametrize("name", MIRT)
@pytest.mark.parametrize(
    ("method", "of_theta", "of_se"), [("EAP", 5e-6, 5e-6), ("MAP", 1e-5, 2e-4), ("ML", 1e-5, 1e-3)]
)
def test_scores_are_those_of_mirt(name, method, of_theta, of_se):
    items = items_of(name)
    theta, se = scores_in(found_by(name)[method])
    found = ESTIMATORS[method](answers_of(name, items), items, found_by(name)["variance"] ** 0.5)
    # Not the one pattern for which mirt stops at a lower maximum (the next test), nor one without answers.
    same = ~np.isnan(theta) & np.isfinite(found.theta)
    assert same.sum() >= 0.6 * len(theta)
    assert found.theta[same] == pytest.approx(theta[same], abs=of_theta)
    assert found.se[same] == pytest.approx(se[same], abs=of_se)


def test_likelihood_with_guessing_is_maximised_over_all_its_maxima():
    # mirt reports -3.38 for 10000, a local maximum: guessing the first item is more likely still.
    items = items_of("LSAT7_3PLprior_mirt")
    answers = rows([1, 0, 0, 0, 0], items)
    assert maximum_likelihood(answers, items).theta.tolist() == [-np.inf]
    local, guessing = (answers.indicator() @ items.log_probabilities(np.array([-3.3792, -20.0])))[0]
    assert guessing > local
    finite = np.isfinite(maximum_likelihood(answers_of("LSAT7_3PLprior_mirt", items), items).theta)
    of_mirt = ~np.isnan(scores_in(found_by("LSAT7_3PLprior_mirt")["ML"])[0])
    assert (finite != of_mirt).sum() == 1


# Not the 3PL, where mirt maximises likelihood x sqrt(information): that is Warm's estimate for 1PL and 2PL alone. catR
# has Warm's, and agrees (below). Errors are of another definition in mirt.
@pytest.mark.parametrize("name", [name for name in MIRT if "3PL" not in name])
def test_weighted_likelihood_is_that_of_mirt(name):
    items = items_of(name)
    found = weighted_likelihood(answers_of(name, items), items)
    assert found.theta == pytest.approx(scores_in(found_by(name)["WLE"])[0], abs=1e-5, nan_ok=True)
    known = np.isfinite(found.theta)
    at = np.diag(answered_information(name, items, np.where(known, found.theta, 0.0)))
    assert found.se[known] == pytest.approx(at[known] ** -0.5)


def answered_information(name, items, theta):
    """Return the information of the items that each person answered at each ability, (n_persons, n_theta)."""
    asked = np.array([[score is not None for score in row] for row in found_by(name)["patterns"]], float)
    return asked @ items.information(theta)


# catR 3.17 integrates EAP by trapezoids and stops its searches near 1e-6.
@pytest.mark.parametrize(
    ("method", "estimate"),
    [
        ("BM", lambda answers, items: maximum_a_posteriori(answers, items, [NormalPrior()])),
        ("EAP", lambda answers, items: eap(answers, items, [normal_grid(33, 4.0)])),
        ("WL", weighted_likelihood),
        ("ML", maximum_likelihood),
    ],
)
def test_scores_with_guessing_are_those_of_catr(method, estimate):
    scores = np.full(85, np.nan)
    scores[found_by("tcals_catR")["asked"]] = found_by("tcals_catR")["answers"]
    found, expected = estimate(rows(scores, tcals()), tcals()), found_by("tcals_catR")["est"][method]
    assert found.theta[0] == pytest.approx(expected["theta"], abs=5e-6)
    assert found.se[0] == pytest.approx(expected["se"], abs=5e-6)


def test_eap_along_an_adaptive_test_is_that_of_catr():
    told = found_by("tcals_catR")["adaptive"]
    n = len(told["items"])
    scores = np.full((n, 85), np.nan)
    for given in range(n):
        scores[given, told["items"][: given + 1]] = told["answers"][: given + 1]
    found = eap(rows(scores, tcals()), tcals(), [normal_grid(33, 4.0)])
    # With one answer the bounds of the integral still weigh: trapezoids against plain sums, half a weight at each end.
    assert found.theta == pytest.approx(told["theta"], abs=2e-4)
    assert found.se[4:] == pytest.approx(told["se"][4:], abs=1e-4)


def test_scores_are_those_of_tam():
    # TAM 4.4.2 with the same 61 nodes; tam.wle stops near 1e-7.
    told = found_by("sim_2PL_TAM")
    items = arrange(["2pl"] * 40, [2] * 40).with_working([np.column_stack([told["slope"], told["intercept"]])])
    for found, name in ((eap, "EAP"), (weighted_likelihood, "WLE")):
        grids = [[normal_grid()]] if name == "EAP" else []
        scores = found(answers_of("sim_2PL_TAM", items), items, *grids)
        theta, se = scores_in(told[name])
        assert scores.theta == pytest.approx(theta, abs=2e-6)
        assert scores.se == pytest.approx(se, abs=2e-6)


def test_scores_are_those_of_ltm():
    # ltm 1.2.0: modes by optim, which stops near 1e-4; EAP by 21 Gauss-Hermite points.
    told = found_by("LSAT6_2PL_ltm")
    items = dichotomous("2pl", a=np.array(told["a"]), b=np.array(told["b"]))
    for name, method in (("EB", "MAP"), ("EAP", "EAP")):
        theta, se = scores_in(told[name])
        found = ESTIMATORS[method](answers_of("LSAT6_2PL_ltm", items), items)
        assert found.theta == pytest.approx(theta, abs=1e-4)
        assert found.se == pytest.approx(se, abs=1e-5)


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
@pytest.mark.parametrize("name", [name for name in MODELS if name != "nominal"])
def test_a_better_answer_never_lowers_the_estimate(method, name):
    n = 2 if MODELS[name].dichotomous else 3
    items = arrange([name] * 4, [n] * 4)
    shares = np.array([[3.0, 2, 1], [1, 1, 1], [1, 2, 2], [2, 2, 1]])[:, :n]
    items = items.with_working([MODELS[name].start(shares / shares.sum(axis=1, keepdims=True))])
    found = ESTIMATORS[method](rows([[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]], items), items)
    assert (np.diff(found.theta) >= 0).all()


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_an_item_not_asked_changes_nothing(method):
    items, scores = mixed(), drawn(mixed(), 40, 5)
    scores[:, 3] = np.nan
    whole = ESTIMATORS[method](rows(scores, items), items)
    kept = items.select(np.array([0, 1, 2, 4]))
    short = ESTIMATORS[method](rows(np.delete(scores, 3, axis=1), kept), kept)
    np.testing.assert_allclose(whole.theta, short.theta, atol=1e-9)
    np.testing.assert_allclose(whole.se, short.se, atol=1e-9)


def test_modes_are_higher_than_every_point_of_a_fine_grid():
    items, theta = mixed(), np.linspace(-19, 19, 3801)
    answers = rows(drawn(items, 200, 6, share=0.8), items)
    heights = answers.indicator() @ items.log_probabilities(theta)
    for found, added in (
        (maximum_likelihood(answers, items), 0.0),
        (maximum_a_posteriori(answers, items, [NormalPrior(mean=0.5, sd=1.2)]), -((theta - 0.5) ** 2) / (2 * 1.2**2)),
    ):
        finite = np.isfinite(found.theta)
        best = theta[(heights + added).argmax(axis=1)]
        assert finite.sum() > 40
        assert found.theta[finite] == pytest.approx(best[finite], abs=0.0101)
        assert np.isnan(found.se[~finite]).all()


def test_modes_are_where_the_slope_is_nil():
    items = mixed()
    answers = rows(drawn(items, 60, 8, share=0.9), items)
    found = maximum_likelihood(answers, items)
    for person in np.flatnonzero(np.isfinite(found.theta)):
        curves = items.curves(found.theta[person : person + 1])
        columns = answers.columns[answers.starts[person] : answers.starts[person + 1]]
        assert (curves.slope / curves.p)[columns].sum() == pytest.approx(0, abs=1e-7)


def test_each_group_has_its_own_prior():
    scores = np.array([[1, 0, 1, np.nan]] * 2)
    both = from_matrix(scores, ITEMS.offsets, groups=np.array([0, 1]), fold=False)
    priors = [(0.0, 1.0), (1.0, 0.5)]
    grids = [normal_grid(121, 8.0, mean, sd) for mean, sd in priors]
    modes = maximum_a_posteriori(both, ITEMS, [NormalPrior(mean=prior[0], sd=prior[1]) for prior in priors])
    for group, (prior, grid) in enumerate(zip(priors, grids, strict=True)):
        alone = rows(scores[0])
        assert eap(both, ITEMS, grids).theta[group] == pytest.approx(eap(alone, ITEMS, [grid]).theta[0])
        assert modes.theta[group] == pytest.approx(
            maximum_a_posteriori(alone, ITEMS, [NormalPrior(mean=prior[0], sd=prior[1])]).theta[0]
        )


def test_all_right_or_all_wrong_has_no_finite_likelihood_estimate_and_no_error():
    found = maximum_likelihood(rows([[1] * 4, [0] * 4]), ITEMS)
    assert found.theta.tolist() == [np.inf, -np.inf]
    assert np.isnan(found.se).all()


def test_steep_items_do_not_hide_on_which_side_the_estimate_is():
    # 1 - P is 0 in double precision 20 logits away from these items.
    steep = dichotomous("2pl", a=np.array([4.0, 5.0, 6.0]), b=np.array([-1.0, 0.0, 1.0]))
    sure = rows([[1] * 3, [0] * 3], steep)
    assert maximum_likelihood(sure, steep).theta.tolist() == [np.inf, -np.inf]
    high, low = weighted_likelihood(sure, steep).theta
    assert 1 < high < 2
    assert -2 < low < -1


@pytest.mark.parametrize("name", MODELS)
def test_weighted_likelihood_is_finite_for_extreme_answers(name):
    n = 2 if MODELS[name].dichotomous else 4
    items = arrange([name] * 6, [n] * 6).with_working([MODELS[name].start(np.full((6, n), 1 / n))])
    found = weighted_likelihood(rows([[n - 1] * 6, [0] * 6], items), items)
    assert np.isfinite([found.theta, found.se]).all()
    assert found.theta[0] > found.theta[1]


def test_who_was_asked_nothing_has_the_prior_and_no_likelihood_estimate():
    nothing = rows([np.nan] * 4)
    for prior in (ESTIMATORS["EAP"](nothing, ITEMS), ESTIMATORS["MAP"](nothing, ITEMS)):
        assert prior.theta == pytest.approx(0, abs=1e-8)
        assert prior.se == pytest.approx(1, abs=1e-6)
    for method in ("ML", "WLE"):
        found = ESTIMATORS[method](nothing, ITEMS)
        assert np.isnan([found.theta, found.se]).all()


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_no_person_is_no_error(method):
    assert ESTIMATORS[method](from_matrix(np.empty((0, 4)), ITEMS.offsets, fold=False), ITEMS).theta.shape == (0,)


def many(n=9000):
    """Return more persons than two chunks have, with ten answers each to a bank of 60."""
    rng = np.random.default_rng(2)
    items = dichotomous("2pl", a=rng.lognormal(0, 0.3, 60), b=rng.normal(size=60))
    which = rng.random((n, 60)).argsort(axis=1)[:, :10]
    right = rng.integers(0, 2, which.shape)
    return from_long(np.repeat(np.arange(n), 10), which.ravel(), right.ravel(), items.offsets), items


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_threads_and_chunks_change_no_bit(method):
    answers, items = many()
    estimate = {
        "EAP": lambda n: eap(answers, items, [normal_grid()], n_threads=n, dtype=np.float32),
        "MAP": lambda n: maximum_a_posteriori(answers, items, [NormalPrior()], n_threads=n),
        "ML": lambda n: maximum_likelihood(answers, items, n_threads=n),
        "WLE": lambda n: weighted_likelihood(answers, items, n_threads=n),
    }[method]
    one, two = estimate(1), estimate(2)
    np.testing.assert_array_equal(one.theta, two.theta)
    np.testing.assert_array_equal(one.se, two.se)


def test_single_precision_errs_by_less_than_a_ten_thousandth():
    answers, items = many()
    double, single = (eap(answers, items, [normal_grid()], dtype=dtype) for dtype in (np.float64, np.float32))
    assert single.theta == pytest.approx(double.theta, abs=1e-4)
    assert single.se == pytest.approx(double.se, abs=1e-4)


def test_estimates_recover_abilities_without_bias_but_for_shrinkage():
    rng = np.random.default_rng(11)
    items = dichotomous("3pl", a=rng.lognormal(0.2, 0.2, 40), b=rng.uniform(-2.5, 2.5, 40), c=np.full(40, 0.2))
    theta = np.repeat([-1.0, 0.0, 1.0], 2000)
    right = rng.random((theta.size, 40)) < items.curves(theta).p[1::2].T
    answers = from_matrix(right.astype(float), items.offsets, fold=False)
    warm = weighted_likelihood(answers, items)
    for truth in (-1.0, 0.0, 1.0):
        mine = warm.theta[theta == truth]
        spread = items.information(np.array([truth])).sum() ** -0.5
        # The bias of Warm's estimate is of second order; its spread is near the Cramér-Rao bound.
        assert mine.mean() == pytest.approx(truth, abs=0.05)
        assert mine.std() == pytest.approx(spread, rel=0.12)
    posterior = eap(answers, items, [normal_grid()])
    assert posterior.theta[theta == -1.0].mean() > -0.97
