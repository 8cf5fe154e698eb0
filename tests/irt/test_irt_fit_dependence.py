"""Local dependence of pairs."""

import numpy as np
import pytest
from fit_reference import DENSE, answers_of, found_by, graded_and_2pl, grid_of, items_of, simulate

from pixauthor.irt.answers import from_long
from pixauthor.irt.dependence import posterior_residual_correlations, residual_correlations
from pixauthor.irt.dependence_tables import local_dependence
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap

GRID = normal_grid()
ALL = [*DENSE, "ICAR16_2PL_mirt", "ICAR16_Rasch_mirt"]


@pytest.mark.parametrize("name", ALL)
def test_q3_is_that_of_mirt(name):
    items = items_of(name)
    answers = answers_of(name, items, fold=True)
    found = residual_correlations(answers, items, eap(answers, items, [grid_of(name)]).theta)
    assert found.q3.size == items.n_items * (items.n_items - 1) // 2
    # Abilities agree to 1e-7 (see the tests of items), of ICAR under Rasch to 1e-4 (see those of reliability).
    error = 2e-5 if name == "ICAR16_Rasch_mirt" else 1e-6
    assert found.q3 == pytest.approx(np.array(found_by(name)["Q3"])[found.first, found.second], abs=error)
    assert found.q3_centred.mean() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", ["LSAT7_2PL_TAM", "sim_2PL_TAM"])
def test_q3_over_the_posterior_is_that_of_tam_with_and_without_holes(name):
    items = items_of(name)
    found = posterior_residual_correlations(answers_of(name, items), items, [GRID])
    reference = np.array(found_by(name)["Q3"], float)[found.first, found.second]
    assert found.q3 == pytest.approx(reference, abs=1e-7)
    assert name == "sim_2PL_TAM" or found.q3_centred.max() == pytest.approx(found_by(name)["aQ3"]["max"], abs=1e-7)


@pytest.mark.parametrize("name", ALL)
def test_ld_x2_and_its_signed_v_are_those_of_mirt(name):
    items = items_of(name)
    found = local_dependence(answers_of(name, items, fold=True), items, [grid_of(name)])
    reference = np.array(found_by(name)["LDX2"], float)
    # Nine digits of the reference are kept.
    assert found.x2 == pytest.approx(reference[found.second, found.first], rel=1e-7)
    assert found.v == pytest.approx(reference[found.first, found.second], rel=1e-7, abs=1e-12)
    assert (found.df == (items.n_categories[0] - 1) ** 2).all()


def test_sparse_and_dense_products_agree():
    rng = np.random.default_rng(1)
    items, theta = graded_and_2pl(30, rng), rng.normal(size=800)
    asked = rng.random((800, 30)) < 0.5
    dense = simulate(items, theta, rng, asked)
    # The same answers among 370 more items that nobody met: under the share of cells from which products are dense.
    many = graded_and_2pl(400, rng)
    which = np.repeat(np.arange(30), items.n_categories)[dense.columns]
    sparse = from_long(dense.persons, which, dense.columns - items.offsets[which], many.offsets, n_persons=800)
    narrow = many.select(np.arange(30))
    for find in (
        lambda answers, items: residual_correlations(answers, items, theta).q3,
        lambda answers, items: posterior_residual_correlations(answers, items, [GRID]).q3,
        lambda answers, items: local_dependence(answers, items, [GRID]).v,
    ):
        assert find(sparse, many) == pytest.approx(find(dense, narrow), abs=1e-12)


def test_a_copied_item_stands_out_among_pairs_that_enough_persons_met():
    rng = np.random.default_rng(2)
    items, theta = items_of("sim_2PL_TAM"), rng.normal(size=3000)
    answers = simulate(items, theta, rng)
    copied = answers.columns.reshape(3000, 40).copy()
    copied[:, 5] = np.where(rng.random(3000) < 0.5, copied[:, 4] - items.offsets[4] + items.offsets[5], copied[:, 5])
    columns = copied.ravel()
    kept = rng.random(columns.size) < 0.3
    which = np.repeat(np.arange(40), 2)[columns[kept]]
    persons = answers.persons[kept]
    sparse = from_long(persons, which, columns[kept] - items.offsets[which], items.offsets, n_persons=3000)
    at_eap = residual_correlations(sparse, items, eap(sparse, items, [GRID]).theta, min_common=100)
    over = posterior_residual_correlations(sparse, items, [GRID], min_common=100)
    tables = local_dependence(sparse, items, [GRID], min_common=100)
    assert at_eap.n.min() >= 100
    for values, found in ((at_eap.q3_centred, at_eap), (over.q3_centred, over), (tables.standardised, tables)):
        highest = values.argmax()
        assert (found.first[highest], found.second[highest]) == (4, 5)
    assert at_eap.q3_centred.max() > 0.2
    assert tables.standardised.max() > 10
    assert tables.v[tables.standardised.argmax()] > 0


def test_ld_x2_of_the_model_is_about_its_degrees_of_freedom_also_in_two_groups():
    rng = np.random.default_rng(3)
    items = graded_and_2pl(20, rng)
    grids = [normal_grid(), normal_grid(mean=1.0, sd=0.7)]
    groups = np.repeat([0, 1], 1500)
    theta = rng.normal(groups * 1.0, np.where(groups, 0.7, 1.0))
    drawn = simulate(items, theta, rng)
    which = np.repeat(np.arange(20), items.n_categories)[drawn.columns]
    categories = drawn.columns - items.offsets[which]
    answers = from_long(drawn.persons, which, categories, items.offsets, n_persons=3000, groups=groups)
    found = local_dependence(answers, items, grids)
    # With true parameters a table of two items has categories x categories - 1 degrees of freedom.
    cells = items.n_categories[found.first] * items.n_categories[found.second] - 1
    assert (found.x2 / cells).mean() == pytest.approx(1.0, abs=0.15)
    assert local_dependence(answers, items, [grids[0], grids[0]]).x2.sum() > 5 * found.x2.sum()


def test_pairs_that_too_few_met_are_left_out():
    rng = np.random.default_rng(4)
    items = graded_and_2pl(4, rng)
    asked = np.zeros((200, 4), bool)
    asked[:, :2], asked[:60, 2], asked[100:130, 3] = True, True, True
    answers = simulate(items, rng.normal(size=200), rng, asked)
    for found in (residual_correlations(answers, items, np.zeros(200)), local_dependence(answers, items, [GRID])):
        assert list(zip(found.first, found.second, found.n, strict=True)) == [(0, 1, 200), (0, 2, 60), (1, 2, 60)]
