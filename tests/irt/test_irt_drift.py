"""Drift of anchors: what moved is found, and the link does without it."""

import numpy as np
import pytest
from linking_forms import common, forms, items_of

from pixauthor.irt.displacement import displacement_errors, mean_difficulties
from pixauthor.irt.drift import find_shifts, purify, robust_z, solve_among
from pixauthor.irt.items import dichotomous
from pixauthor.irt.linking import solve, stack, transform
from pixauthor.irt.linking_anchors import Anchors
from pixauthor.irt.linking_errors import spread_covariance
from pixauthor.irt.quadrature import normal_grid

SCALE, SHIFT = 1.2, -0.3
GRID = normal_grid()


def drifting(moves, noise=0.04, steeper=(), seed=4, n_items=16):
    """Old items, and new ones on another scale, some of which moved by so many logits."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.7, 1.8, n_items), np.linspace(-2, 2, n_items)
    old = dichotomous("2pl", a=a, b=b)
    now = b + noise * rng.standard_normal(n_items)
    slopes = a * np.exp(noise * rng.standard_normal(n_items))
    for item, move in moves.items():
        now[item] += move
    for item in steeper:
        slopes[item] *= 2.2
    return transform(dichotomous("2pl", a=slopes, b=now), 1 / SCALE, -SHIFT / SCALE), old


def clean(new, old, least=3, method="stocking-lord", limit=0.06):
    anchors = Anchors(new, old, GRID, None)
    found = purify(
        lambda kept: solve_among(anchors, kept, method),
        lambda link, kept: find_shifts(new, old, link, GRID, kept).rmsd - limit,
        new.n_items,
        least,
    )
    return found, find_shifts(new, old, found.link, GRID, found.kept)


def test_robust_z_by_hand():
    # Quartiles 1, 2, 3 of 0..4 (linear interpolation): spread 0.74 * 2 = 1.48.
    assert robust_z(np.arange(5.0)) == pytest.approx(np.array([-2, -1, 0, 1, 2]) / 1.48)


def test_equal_differences_are_no_drift_and_one_beside_them_is_infinitely_far():
    assert robust_z(np.array([0.1, 0.1, 0.1, 0.1, 0.9])).tolist() == [0, 0, 0, 0, np.inf]
    assert np.isnan(robust_z(np.array([np.nan, 0.0]))[0])


def test_what_is_usual_is_set_by_the_anchors_named():
    differences, among = np.array([0.0, 1.0, 2.0, 50.0]), np.array([True, True, True, False])
    assert robust_z(differences, among)[3] == pytest.approx((50 - 1) / 0.74)


@pytest.mark.parametrize("method", ["mean-sigma", "haebara", "stocking-lord"])
def test_purification_drops_what_moved_and_finds_the_line(method):
    new, old = drifting({3: 0.9, 12: -1.1})
    found, shifts = clean(new, old, method=method)
    assert set(found.dropped) == {3, 12}
    assert not found.short
    # Noise of 0.04 on 14 anchors: B is known to about 0.04 / sqrt(14) = 0.011, A to about half of that more.
    assert found.link.shift == pytest.approx(SHIFT, abs=0.035)
    assert found.link.scale == pytest.approx(SCALE, abs=0.06)
    assert shifts.displacement[[3, 12]] == pytest.approx([0.9, -1.1], abs=0.15)
    assert np.sign(shifts.bias[[3, 12]]).tolist() == [-1, 1]


def test_the_worst_goes_first():
    assert clean(*drifting({3: 0.9, 8: -1.6}))[0].dropped[0] == 8


def test_a_steeper_curve_is_seen_where_the_difficulty_stays():
    found, shifts = clean(*drifting({}, steeper=[8]))
    assert found.dropped == (8,)
    assert shifts.steepening[8] == pytest.approx(np.log(2.2), abs=0.15)


def test_nothing_is_dropped_from_stable_anchors():
    found, _ = clean(*drifting({}))
    assert found.dropped == ()
    assert found.kept.all()


def test_purification_stops_at_the_least_number_of_anchors():
    found, _ = clean(*drifting({0: 1.0, 5: -1.0, 10: 2.0}), least=15)
    assert found.kept.sum() == 15
    assert found.short


def test_an_anchor_that_only_looked_bad_comes_back():
    new, old = drifting(dict.fromkeys((1, 4, 7, 10, 13), 1.5), n_items=16)
    # From a bad start: the first rounds blame two stable anchors.
    rounds = []

    def badness(link, kept):
        rounds.append(kept.copy())
        scores = find_shifts(new, old, link, GRID, kept).rmsd - 0.06
        return np.where(np.isin(np.arange(16), [0, 2]), 9.0, scores) if len(rounds) < 3 else scores

    anchors = Anchors(new, old, GRID, None)
    found = purify(lambda kept: solve_among(anchors, kept, "haebara"), badness, 16, 3)
    assert not rounds[2][[0, 2]].any()
    assert found.kept[[0, 2]].all()
    assert set(found.dropped) == {1, 4, 7, 10, 13}


def test_items_of_several_categories_drift_too():
    old = items_of("graded", "gpcm", "2pl", "1pl", "rasch", "nominal")
    changed = old.with_working(
        [
            block.working + (0.8 if block.model.name == "graded" else 0.0) * np.eye(block.working.shape[1])[1]
            for block in old.blocks
        ]
    )
    shifts = find_shifts(changed, old, solve(old, old, "haebara"), GRID)
    assert np.flatnonzero(shifts.rmsd > 0.05).tolist() == [0, 1]
    assert np.isnan(shifts.displacement[-2:]).all()
    assert np.isnan(shifts.bias[-2:]).all()
    assert (shifts.rmsd[2:] < 1e-7).all()


def test_rmsd_of_two_categories_is_the_distance_of_chances_of_success():
    new, old = drifting({4: 0.7})
    shifts = find_shifts(new, old, solve(new, old), GRID)
    line = solve(new, old)
    moved = transform(new, line.scale, line.shift)
    apart = moved.expected_scores(GRID.nodes) - old.expected_scores(GRID.nodes)
    assert shifts.rmsd == pytest.approx(np.sqrt(apart**2 @ GRID.weights))
    assert shifts.bias == pytest.approx(apart @ GRID.weights)


@pytest.mark.parametrize("method", ["mean-sigma", "stocking-lord"])
def test_errors_of_displacements_are_those_of_many_drawn_calibrations(method):
    # 200 draws know a standard error to 5 %: four of those.
    (new, old), kept = drifting({3: 0.5}, n_items=8), np.arange(8) != 3
    anchors = Anchors(new, old, GRID, None)
    rng = np.random.default_rng(8)
    known = [spread_covariance(items, (0.05 + 0.03 * np.abs(items.natural()[0]),), GRID, 800) for items in (new, old)]
    roots = [np.linalg.cholesky(covariance @ np.eye(16)) for covariance in known]

    def displaced(one, other):
        line = solve_among(Anchors(one, other, GRID, None), kept, method)
        return mean_difficulties(transform(one, line.scale, line.shift)) - mean_difficulties(other)

    drawn = []
    for _ in range(200):
        forms_ = [
            items.with_working([(stack(items) + root @ rng.standard_normal(16)).reshape(-1, 2)])
            for items, root in zip((new, old), roots, strict=True)
        ]
        drawn.append(displaced(*forms_))
    found = displacement_errors(new, old, solve_among(anchors, kept, method), known)
    assert found == pytest.approx(np.std(drawn, axis=0), rel=0.2)


def test_the_simulated_forms_of_equateirt_do_not_drift():
    new, old = forms()["3"], forms()["4"]
    at_new, at_old = common(new, old)
    found, _ = clean(new[1].select(at_new), old[1].select(at_old))
    assert found.dropped == ()
