import numpy as np
import pytest
from dif_samples import bank, compared_verbal, difr, shifted, two_groups
from scipy.optimize import minimize

from pixauthor.irt.dif import total_scores
from pixauthor.irt.dif_logistic import JODOIN_GIERL, ZUMBO_THOMAS, Gain, logistic_dif, r2_classes
from pixauthor.irt.long import Long, to_long

ALL = np.ones(24, bool)


@pytest.fixture(scope="module")
def verbal():
    data = compared_verbal()
    return logistic_dif(data, total_scores(data, ALL))


@pytest.mark.parametrize(
    ("name", "call"), [("both", "Logistic_both"), ("uniform", "Logistic_udif"), ("nonuniform", "Logistic_nudif")]
)
def test_tests_are_those_of_difr(verbal, name, call):
    expected, found = difr(call), getattr(verbal, name)
    assert found.chi2 == pytest.approx(expected["Logistik"], abs=1e-8)
    assert found.p == pytest.approx(expected["p.value"], abs=1e-9)
    assert found.r2 == pytest.approx(expected["deltaR2"], abs=1e-9)


def test_coefficients_and_errors_are_those_of_difr(verbal):
    # difR gives the full model where it finds DIF, and the smaller one elsewhere.
    expected = np.array(difr("Logistic_both")["logitPar"])
    full = expected[:, 3] != 0
    assert verbal.full.coefficients[full] == pytest.approx(expected[full], abs=1e-6)
    # R takes the weights of the step before the last for standard errors.
    assert verbal.full.errors[full] == pytest.approx(np.array(difr("Logistic_both")["logitSe"])[full], rel=1e-3)
    moved = np.array(difr("Logistic_udif")["logitPar"])
    uniform = moved[:, 2] != 0
    assert verbal.log_odds[uniform] == pytest.approx(moved[uniform, 2], abs=1e-6)


def test_the_regression_is_the_optimum_of_a_general_optimiser():
    rng = np.random.default_rng(8)
    n = 400
    matching, groups = rng.normal(0, 1, n), rng.integers(0, 2, n)
    odds = 0.3 + 1.2 * matching - 0.5 * groups + 0.4 * matching * groups
    scores = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)
    data = Long(np.zeros(n, int), np.arange(n), scores, groups, np.ones(n), 1)
    design = np.column_stack([np.ones(n), matching, groups, matching * groups])
    slow = minimize(lambda beta: np.logaddexp(0, np.where(scores > 0, -1, 1) * (design @ beta)).sum(), np.zeros(4))
    found = logistic_dif(data, matching).full
    assert found.log_likelihood[0] == pytest.approx(-slow.fun, abs=1e-8)
    assert found.coefficients[0] == pytest.approx(slow.x, abs=1e-4)


def test_uniform_and_turned_curves_are_told_apart():
    items = bank(30)
    shift, factor = np.where(np.arange(30) == 3, 0.8, 0.0), np.where(np.arange(30) == 11, 0.35, 1.0)
    data = to_long(two_groups(items, shifted(items, shift, factor), 2000, impact=-0.5), items.offsets)
    found = logistic_dif(data, total_scores(data, np.ones(30, bool)))
    assert found.uniform.p[3] < 1e-10 < found.nonuniform.p[3]
    assert found.log_odds[3] < -0.4
    assert found.nonuniform.chi2.argmax() == 11
    assert found.full.coefficients[11, 3] < 0


def test_the_level_is_held_without_dif():
    items = bank(40, seed=4)
    data = to_long(two_groups(items, items, 800, seed=6), items.offsets)
    found = logistic_dif(data, total_scores(data, np.ones(40, bool)))
    # 40 tests at 5 %: more than 6 in 14 runs of 1000.
    assert (found.uniform.p < 0.05).sum() <= 6
    assert (found.nonuniform.p < 0.05).sum() <= 6
    assert (found.both.p < 0.05).sum() <= 6


def test_the_unit_of_the_matching_score_does_not_matter():
    data = compared_verbal()
    total = total_scores(data, ALL)
    one, other = logistic_dif(data, total), logistic_dif(data, 1e5 * total)
    assert one.both.chi2 == pytest.approx(other.both.chi2, abs=1e-7)
    assert one.full.errors[:, 1] == pytest.approx(1e5 * other.full.errors[:, 1])


def test_a_perfect_prediction_has_no_number():
    n = 40
    matching = np.arange(n, dtype=float)
    data = Long(np.zeros(n, int), np.arange(n), (matching > 19).astype(float), np.arange(n) % 2, np.ones(n), 2)
    found = logistic_dif(data, matching)
    # Item 1 has no answers at all.
    assert np.isnan([found.both.chi2, found.uniform.p, found.nonuniform.r2]).all()
    assert np.isnan(found.log_odds).all()
    assert r2_classes(found.both) == ["", ""]


def test_classes_want_significance_and_size():
    test = Gain(np.zeros(5), np.array([0.2, 0.01, 0.01, 0.01, np.nan]), np.array([0.3, 0.02, 0.05, 0.2, np.nan]))
    assert r2_classes(test, JODOIN_GIERL) == ["A", "A", "B", "C", ""]
    assert r2_classes(test, ZUMBO_THOMAS) == ["A", "A", "A", "B", ""]
