"""Linking against equateIRT, and its laws."""

from itertools import pairwise

import numpy as np
import pytest
from linking_forms import NATURAL, common, forms, gauss_hermite, items_of, rows_of

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, dichotomous, gather
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.linking import METHODS, Coefficients, chain, influences, link, solve, stack, through, transform
from pixauthor.irt.linking_errors import curve_errors, spread_covariance, transformed_errors
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.simulate import random_design, simulate_scores
from pixauthor.irt.standard_errors import covariance, information
from pixauthor.irt.standard_errors import natural_errors as natural_errors_of

FORMS = forms()
LINKS = rows_of("est2pl_links.csv")
MEANS = ["mean-mean", "mean-gmean", "mean-sigma"]
CURVES = ["haebara", "stocking-lord"]
SCALE, SHIFT = 1.3, -0.4


def anchors(new, old):
    in_new, in_old = common(FORMS[new], FORMS[old])
    return FORMS[new][1].select(in_new), FORMS[old][1].select(in_old)


def numbers(row, *names):
    return [float(row[name]) for name in names]


def shaken(items, size=0.03, seed=1):
    rng = np.random.default_rng(seed)
    return items.with_working(
        [block.working + size * rng.standard_normal(block.working.shape) for block in items.blocks]
    )


def with_vector(items, vector):
    sizes = np.cumsum([block.working.size for block in items.blocks])[:-1]
    pairs = zip(items.blocks, np.split(vector, sizes), strict=True)
    return items.with_working([part.reshape(block.working.shape) for block, part in pairs])


@pytest.mark.parametrize("row", LINKS, ids=lambda row: f"{row['method']} {row['path']}")
def test_links_and_chains_are_those_of_equateirt(row):
    # The oracle has 11 digits; minimisers of curves stop within 1e-8 of each other.
    stops = row["path"].split("-")
    found = chain([link(*anchors(new, old), row["method"], old_grid=gauss_hermite()) for new, old in pairwise(stops)])
    assert [found.scale, found.shift] == pytest.approx(numbers(row, "A", "B"), abs=1e-7)


@pytest.fixture(scope="module")
def covariances():
    """Covariances of each form's estimates for 5,000 persons, from the scores of 20,000 simulated ones."""
    grid = normal_grid(41, 5.0)
    return {number: simulated_covariance(items, grid, 20_000, 5_000) for number, (_, items) in FORMS.items()}


def simulated_covariance(items, grid, n_simulated, n_persons):
    rng = np.random.default_rng(20_221_122)
    log_p = items.log_probabilities(grid.nodes)
    theta = rng.standard_normal(n_simulated)
    right = np.exp(items.log_probabilities(theta)[1::2].T) > rng.random((n_simulated, items.n_items))
    joint = np.where(right, 1.0, 0.0) @ log_p[1::2] + np.where(right, 0.0, 1.0) @ log_p[::2] + np.log(grid.weights)
    posterior = np.exp(joint - joint.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    p = np.exp(log_p[1::2])
    by_intercept = right - posterior @ p.T
    by_slope = right * (posterior @ grid.nodes)[:, None] - posterior @ (p * grid.nodes).T
    scores = np.stack([by_slope, by_intercept], axis=2).reshape(n_simulated, -1)
    return np.linalg.inv(scores.T @ scores * (n_persons / n_simulated))


def anchored(covariance, at):
    both = np.stack([2 * at, 2 * at + 1], axis=1).ravel()
    return covariance[np.ix_(both, both)]


DIRECT = [row for row in LINKS if row["seA"] and row["method"] != "mean-sigma"]


@pytest.mark.parametrize("row", DIRECT, ids=lambda row: f"{row['method']} {row['path']}")
def test_standard_errors_are_those_of_equateirt(row, covariances):
    # equateIRT has the observed information of ltm's 5,000 persons, we the expected one from 20,000 simulated:
    # a variance that is itself known to about sqrt(2 / 20,000) = 1 % a direction, summed over forty of them.
    new, old = row["path"].split("-")
    at_new, at_old = common(FORMS[new], FORMS[old])
    known = (anchored(covariances[new], at_new), anchored(covariances[old], at_old))
    found = link(*anchors(new, old), row["method"], old_grid=gauss_hermite(), covariances=known)
    assert found.se == pytest.approx(numbers(row, "seA", "seB"), rel=0.02)


@pytest.mark.parametrize("row", DIRECT[::3], ids=lambda row: f"{row['method']} {row['path']}")
def test_standard_errors_of_items_are_enough_for_those_of_a_link(row, covariances):
    # The approximation of spread_covariance: 2 % beyond the 2 % above.
    new, old = row["path"].split("-")
    at_new, at_old = common(FORMS[new], FORMS[old])
    both = anchors(new, old)
    known = []
    for items, form, at in zip(both, (new, old), (at_new, at_old), strict=True):
        jacobian = items.blocks[0].model.jacobian(items.blocks[0].working)
        full = anchored(covariances[form], at)
        own = np.stack([full[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] for k in range(items.n_items)])
        errors = np.sqrt(np.diagonal(jacobian @ own @ jacobian.transpose(0, 2, 1), axis1=1, axis2=2))
        known.append(spread_covariance(items, (errors,), normal_grid(), 5_000))
    found = link(*both, row["method"], old_grid=gauss_hermite(), covariances=tuple(known))
    assert found.se == pytest.approx(numbers(row, "seA", "seB"), rel=0.04)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("model", [name for name in NATURAL if name != "nominal"])
def test_a_link_finds_the_line_that_moved_the_items(method, model):
    old = items_of(model)
    fixed = model in {"rasch", "pcm"}
    scale = 1.0 if fixed else SCALE
    new = transform(old, 1 / scale, -SHIFT / scale)
    found = link(new, old, method)
    assert [found.scale, found.shift] == pytest.approx([scale, SHIFT], abs=1e-7)


def test_haebara_links_nominal_items_and_mixed_models():
    for old in (items_of("nominal"), items_of("2pl", "graded", "nominal", "gpcm", "3pl")):
        found = link(transform(old, 1 / SCALE, -SHIFT / SCALE), old, "haebara")
        assert [found.scale, found.shift] == pytest.approx([SCALE, SHIFT], abs=1e-7)


@pytest.mark.parametrize("method", [*MEANS, "stocking-lord"])
def test_items_without_order_have_neither_difficulty_nor_score(method):
    items = items_of("2pl", "nominal")
    with pytest.raises(ValueError, match="nominal"):
        link(items, items, method)


@pytest.mark.parametrize("model", NATURAL)
def test_a_transformed_item_behaves_at_the_moved_ability_as_before(model):
    items, theta = items_of(model), np.linspace(-3, 3, 7)
    moved = transform(items, SCALE, SHIFT)
    before, after = items.log_probabilities(theta), moved.log_probabilities(SCALE * theta + SHIFT)
    assert after == pytest.approx(before, abs=1e-12)


@pytest.mark.parametrize("grids", [("old_grid",), ("new_grid",), ("old_grid", "new_grid")])
@pytest.mark.parametrize("method", METHODS)
def test_influences_are_the_derivatives_of_the_link(method, grids):
    # Central differences of a minimiser that is exact to about 1e-9, over steps of 1e-4.
    models = ["2pl", "3pl", "graded", "gpcm", "pcm"]
    old = items_of(*models)
    new = shaken(transform(old, 1 / SCALE, -SHIFT / SCALE))
    options = {name: normal_grid(21, 5.0, sd=1.2) for name in grids}
    found = solve(new, old, method, **options)
    for k, (items, influence) in enumerate([(new, found.by_new), (old, found.by_old)]):
        vector = stack(items)
        for parameter in range(k, vector.size, 7):
            step = np.zeros(vector.size)
            step[parameter] = 1e-4
            above, below = (
                solve(
                    *[with_vector(items, vector + sign * step) if form == k else (new, old)[form] for form in (0, 1)],
                    method,
                    **options,
                )
                for sign in (1, -1)
            )
            slope = [(above.scale - below.scale) / 2e-4, (above.shift - below.shift) / 2e-4]
            assert influence[:, parameter] == pytest.approx(slope, abs=1e-5)


@pytest.mark.parametrize("method", CURVES)
def test_with_a_grid_on_either_scale_no_calibration_is_preferred(method):
    new, old = anchors("1", "2")
    new_grid, old_grid = normal_grid(), normal_grid(sd=1.2)
    there = link(new, old, method, old_grid=old_grid, new_grid=new_grid)
    back = link(old, new, method, old_grid=new_grid, new_grid=old_grid).inverse()
    assert [back.scale, back.shift] == pytest.approx([there.scale, there.shift], abs=1e-8)


def test_a_line_and_its_inverse_make_no_move_and_keep_their_errors():
    line = Coefficients(scale=SCALE, shift=SHIFT, covariance=np.array([[4e-4, 1e-4], [1e-4, 9e-4]]))
    same = line.then(line.inverse())
    assert [same.scale, same.shift] == pytest.approx([1, 0], abs=1e-12)
    assert line.inverse().inverse().se == pytest.approx(line.se)


def test_the_errors_of_a_chain_are_those_of_many_drawn_chains():
    # 40,000 draws know a standard error to 0.35 %; the delta method leaves out terms of the order of 1e-3.
    rng = np.random.default_rng(3)
    spreads = [np.array([[4e-4, 1e-4], [1e-4, 9e-4]]), np.array([[2e-4, -1e-4], [-1e-4, 3e-4]])]
    lines = [(SCALE, SHIFT), (0.9, 0.2)]
    drawn = [rng.multivariate_normal(line, spread, 40_000).T for line, spread in zip(lines, spreads, strict=True)]
    (scale, shift), (later, last) = drawn
    found = chain([Coefficients(scale=a, shift=b, covariance=c) for (a, b), c in zip(lines, spreads, strict=True)])
    assert found.se == pytest.approx([np.std(later * scale), np.std(later * shift + last)], rel=0.015)
    assert np.isnan(chain([found, Coefficients()]).se).all()


def test_rasch_anchors_keep_their_unit():
    b = np.array([-1.0, 0.2, 1.3])
    old = dichotomous("rasch", a=np.ones(3), b=b)
    new = dichotomous("rasch", a=np.ones(3), b=1.1 * b - 0.5)
    for method in METHODS:
        assert link(new, old, method).scale == 1.0
    found = link(new, old, "mean-sigma", covariances=(0.01 * np.eye(6), 0.01 * np.eye(6)))
    assert found.se[0] == 0.0


@pytest.mark.parametrize(("a", "method"), [([-0.5, 1.0], "mean-gmean"), ([-1.5, 1.0], "mean-mean")])
def test_slopes_that_are_not_positive_give_no_scale(a, method):
    new = dichotomous("2pl", a=np.array(a), b=np.array([0.0, 1.0]))
    old = dichotomous("2pl", a=np.array([1.0, 1.0]), b=np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="positive"):
        link(new, old, method)


@pytest.mark.parametrize("method", CURVES)
def test_curves_that_agree_on_no_scale_are_refused(method):
    # Items that tell nothing of ability on one scale are steep on the other: A would be nil.
    b = np.array([-1.0, 0.0, 1.0])
    flat, steep = dichotomous("2pl", a=np.full(3, 1e-4), b=b), dichotomous("2pl", a=np.full(3, 2.0), b=b)
    with pytest.raises(ValueError, match="no scale"):
        link(flat, steep, method)


@pytest.mark.parametrize("method", CURVES)
@pytest.mark.parametrize(("scale", "shift"), [(3.0, 4.0), (0.3, -3.0), (1.0, -12.0)])
def test_lines_far_from_none_are_found_too(method, scale, shift):
    old = items_of("3pl", "gpcm")
    found = link(transform(old, 1 / scale, -shift / scale), old, method)
    assert [found.scale, found.shift] == pytest.approx([scale, shift], abs=1e-7)


def test_one_difficulty_has_no_spread():
    one = dichotomous("2pl", a=np.array([1.0]), b=np.array([0.3]))
    with pytest.raises(ValueError, match="two different"):
        link(one, one, "mean-sigma")


def natural_errors(items):
    """Standard errors of about the size that 2,000 persons give."""
    return tuple(0.04 + 0.02 * np.abs(natural) for natural in items.natural())


def test_a_spread_covariance_multiplies_as_its_table_would():
    items = items_of("2pl", "graded", "3pl")
    known = spread_covariance(items, natural_errors(items), normal_grid(sd=1.4), 2_000)
    table = known @ np.eye(stack(items).size)
    assert table == pytest.approx(table.T, abs=1e-12)
    first = items.blocks[0]
    size = first.working.shape[1]
    assert table[:size, :size] == pytest.approx(known.within[0][0], abs=1e-12)
    jacobian = first.model.jacobian(first.working[:1])[0]
    back = np.sqrt(np.diag(jacobian @ table[:size, :size] @ jacobian.T))
    assert back == pytest.approx(natural_errors(items)[0][0])
    # Nothing is shared where old items fix the scale.
    alone = spread_covariance(items, natural_errors(items), normal_grid(), None) @ np.eye(len(table))
    assert alone[:size, size:] == pytest.approx(0.0)


@pytest.mark.parametrize("method", ["mean-mean", "mean-sigma"])
def test_errors_through_a_chain_are_those_of_many_drawn_calibrations(method):
    # 250 draws know a standard error to 4.5 %: four of those, and 3 % for what the delta method leaves out.
    stops = [FORMS[number] for number in "123"]
    items = [form[1] for form in stops]
    known = [spread_covariance(one, natural_errors(one), normal_grid(), 2_000) for one in items]
    dense = [covariance @ np.eye(40) for covariance in known]

    def solved(drawn):
        links = []
        for k in (0, 1):
            # The common items come in one order in neighbouring forms.
            kept = [np.isin(stops[one][0], stops[other][0]) for one, other in ((k, k + 1), (k + 1, k))]
            new, old = (form.select(np.flatnonzero(mask)) for form, mask in zip(drawn[k : k + 2], kept, strict=True))
            found = solve(new, old, method)
            links.append(found._replace(by_new=widen(found.by_new, kept[0]), by_old=widen(found.by_old, kept[1])))
        return links

    links = solved(items)
    line = through(links, known)
    by_form = influences(links)
    rng = np.random.default_rng(5)
    lines, moved = [], []
    for _ in range(250):
        drawn = [
            with_vector(one, rng.multivariate_normal(stack(one), table))
            for one, table in zip(items, dense, strict=True)
        ]
        there = through(solved(drawn))
        lines.append([there.scale, there.shift])
        moved.append(transform(drawn[0], there.scale, there.shift).natural()[0])
    assert line.se == pytest.approx(np.std(lines, axis=0), rel=0.21)
    (errors,) = transformed_errors(items[0], known[0], line, by_form[0])
    assert errors == pytest.approx(np.std(moved, axis=0), rel=0.21)
    # A line taken as exact and apart from the items says something else.
    (naive,) = transformed_errors(items[0], known[0], Coefficients(scale=line.scale, shift=line.shift), 0 * by_form[0])
    assert np.abs(naive / errors - 1).max() > 0.2


def widen(influence, kept):
    wide = np.zeros((2, 2 * kept.size))
    wide[:, np.repeat(kept, 2)] = influence
    return wide


def test_the_uncertainty_of_a_curve_is_that_of_many_drawn_ones():
    # 2,000 draws know it to 1.6 %; curves are bent over errors of this size, a few per cent.
    items, grid = items_of("2pl", "graded", "nominal"), normal_grid(21, 4.0)
    known = spread_covariance(items, natural_errors(items), grid, None)
    table, rng = known @ np.eye(stack(items).size), np.random.default_rng(6)
    root = np.linalg.cholesky(table + 1e-12 * np.eye(len(table)))
    p = items.curves(grid.nodes).p
    squares = [
        items.sum_by_item((with_vector(items, stack(items) + root @ noise).curves(grid.nodes).p - p) ** 2)
        @ grid.weights
        for noise in rng.standard_normal((2_000, len(table)))
    ]
    assert curve_errors(items, known, grid) == pytest.approx(np.sqrt(np.mean(squares, axis=0) / 2), rel=0.08)


def test_standard_errors_of_items_are_enough_where_answers_are_few_and_models_many():
    # 8 answers of 24 by each of 1,500 persons; the full covariance is the inverse of the observed information.
    rng = np.random.default_rng(1)
    items = jittered(["2pl"] * 8 + ["graded"] * 8 + ["gpcm"] * 8, rng)
    scores = simulate_scores(rng.standard_normal(1_500), items, random_design(1_500, 24, 8, rng), rng)
    layout, grid = lay_out(items), normal_grid()
    answers = from_matrix(scores, items.offsets, fold=False)
    full = covariance(information(answers, items, [Latent()], layout, grid.nodes))
    assert full.definite
    short = spread_covariance(items, natural_errors_of(items, layout, full), grid, 1_500)
    for method in METHODS:
        exact, near = (link(items, items, method, covariances=(known, known)).se for known in (full.matrix, short))
        # The origin and the unit are known less well than by N abilities seen: up to a tenth, here.
        assert near == pytest.approx(exact, rel=0.1)


def jittered(models, rng):
    """One item of each of these models, with parameters of its own."""
    blocks = []
    for name in models:
        model = MODELS[name]
        n_steps = 1 if model.dichotomous else 3
        natural = np.array([[rng.uniform(0.7, 1.8), *np.sort(rng.normal(size=n_steps))]])
        blocks.append(arrange([name], [n_steps + 1]).with_working([model.to_working(natural)]).item(0))
    return gather(blocks)
