"""S-X2 and the distributions of sum scores that it stands on."""

from itertools import product

import numpy as np
import pytest
from fit_reference import answers_of, found_by, graded_and_2pl, grid_of, items_of, latent_of, simulate

from pixauthor.irt.answers import Answers
from pixauthor.irt.fit_sum_scores import parameters_by_item, s_x2
from pixauthor.irt.items import dichotomous
from pixauthor.irt.layout import lay_out
from pixauthor.irt.lord_wingersky import add_items, nothing, without_each
from pixauthor.irt.quadrature import normal_grid

GRID = normal_grid()


def curves_of(items):
    p = np.exp(items.log_probabilities(GRID.nodes))
    return [p[items.offsets[j] : items.offsets[j + 1]] for j in range(items.n_items)]


def test_sum_scores_are_as_likely_as_all_their_patterns_together():
    curves = curves_of(graded_and_2pl(5, np.random.default_rng(1)))
    found = add_items(nothing(GRID.nodes.size), curves)
    slow = np.zeros_like(found)
    for pattern in product(*(range(len(p)) for p in curves)):
        slow[sum(pattern)] += np.prod([p[k] for p, k in zip(curves, pattern, strict=True)], axis=0)
    assert found == pytest.approx(slow, abs=1e-15)


def test_leaving_each_item_out_is_adding_all_the_others():
    curves = curves_of(graded_and_2pl(7, np.random.default_rng(2)))
    for k, found in enumerate(without_each(curves)):
        others = curves[:k] + curves[k + 1 :]
        assert found == pytest.approx(add_items(nothing(GRID.nodes.size), others), abs=1e-15)


@pytest.mark.parametrize(
    "name",
    [
        "LSAT6_2PL_mirt",
        "LSAT7_2PL_mirt",
        "LSAT7_1PL_mirt",
        "LSAT7_Rasch_mirt",
        "LSAT7_3PLprior_mirt",
        "ICAR16_2PL_mirt",
        "ICAR16_Rasch_mirt",
        "Science_gpcm_mirt",
        "Science_graded_mirt",
    ],
)
def test_s_x2_is_that_of_mirt_with_its_degrees_of_freedom(name):
    items, expected = items_of(name), found_by(name)["itemfit_S_X2"]
    n_free = parameters_by_item(items, lay_out(items), [latent_of(name)])
    found = s_x2(answers_of(name, items, fold=True), items, [grid_of(name)], n_free)
    # Nine digits of the reference are kept; the same parameters and nodes give the same tables.
    assert found.statistic == pytest.approx(np.array(expected["S_X2"]), rel=1e-7)
    assert found.df.tolist() == expected["df.S_X2"]
    assert found.p == pytest.approx(np.array(expected["p.S_X2"]), rel=1e-6, abs=1e-12)
    assert found.rmsea == pytest.approx(np.array(expected["RMSEA.S_X2"]), rel=1e-6, abs=1e-12)
    # ICAR has holes: mirt leaves the incomplete out, and so does a form of fewer than 200 persons.
    assert (found.n == answers_of(name, items, complete=True).n_persons).all()


def booklets(rng, n_persons=3000):
    """Return items of mixed models in two booklets that share items, who was asked what, and abilities."""
    items = graded_and_2pl(15, rng)
    asked = np.zeros((n_persons, 15), bool)
    asked[: n_persons // 2, :10], asked[n_persons // 2 :, 5:] = True, True
    return items, asked, rng.normal(size=n_persons)


def test_forms_add_up_and_fitting_items_are_seldom_rejected():
    rng = np.random.default_rng(3)
    items, asked, theta = booklets(rng)
    n_free = np.zeros(items.n_items, int)
    p = np.concatenate([s_x2(simulate(items, theta, rng, asked), items, [GRID], n_free).p for _ in range(20)])
    # 300 tests with the true parameters, so no degree of freedom is lost; 5 % +- 3.5 standard errors.
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.045)
    assert p.mean() == pytest.approx(0.5, abs=0.06)


def test_an_item_that_is_steeper_than_its_curve_is_found():
    rng = np.random.default_rng(4)
    b = rng.normal(size=20)
    truth = dichotomous("2pl", a=np.where(np.arange(20) == 7, 2.5, 1.0), b=b)
    believed = dichotomous("2pl", a=np.ones(20), b=b)
    answers = simulate(truth, rng.normal(size=2000), rng)
    found = s_x2(answers, believed, [GRID], np.full(20, 2))
    assert found.statistic.argmax() == 7
    assert found.p[7] < 1e-6


def test_rows_with_frequencies_count_as_many_persons():
    items = items_of("Science_graded_mirt")
    alone, folded = (answers_of("Science_graded_mirt", items, fold=fold) for fold in (False, True))
    n_free = np.full(4, 4)
    assert folded.n_persons < alone.n_persons
    one, other = (s_x2(answers, items, [GRID], n_free).statistic for answers in (alone, folded))
    assert one == pytest.approx(other, rel=1e-12)


def test_where_everyone_answered_items_of_his_own_there_is_no_statistic():
    rng = np.random.default_rng(5)
    items = graded_and_2pl(30, rng)
    asked = rng.random((500, 30)).argsort(axis=1) < 12
    found = s_x2(simulate(items, rng.normal(size=500), rng, asked), items, [GRID], np.full(30, 2))
    assert np.isnan(found.statistic).all()
    assert np.isnan(found.p).all()
    assert not found.n.any()


def test_without_persons_there_is_no_statistic():
    items = graded_and_2pl(3, np.random.default_rng(6))
    none = Answers(np.zeros(1, np.int64), np.empty(0, np.int32), items.n_columns, np.empty(0, np.int32), np.empty(0))
    assert np.isnan(s_x2(none, items, [GRID], np.full(3, 2)).statistic).all()
