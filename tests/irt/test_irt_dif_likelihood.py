import numpy as np
import pytest
from dif_samples import bank, shifted, two_groups

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.dif import purify
from pixauthor.irt.dif_doubled import double, fit
from pixauthor.irt.dif_likelihood import effect_sizes, likelihood_ratios
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.latent import Latent
from pixauthor.irt.long import between

NODES = np.linspace(-6, 6, 31)
FREE = Latent(free_mean=True, free_sd=True)
N = 12
MOVED, TURNED = 3, 8


def start(n_items):
    return dichotomous("2pl", a=np.ones(n_items), b=np.zeros(n_items))


@pytest.fixture(scope="module")
def doubled():
    items = bank(N)
    shift, factor = np.where(np.arange(N) == MOVED, 0.9, 0.0), np.where(np.arange(N) == TURNED, 0.35, 1.0)
    answers = two_groups(items, shifted(items, shift, factor), 1200, impact=-0.5)
    return double(answers, start(N), (Latent(), FREE), NODES)


@pytest.fixture(scope="module")
def anchors():
    return ~np.isin(np.arange(N), [MOVED, TURNED])


@pytest.fixture(scope="module")
def found(doubled, anchors):
    return likelihood_ratios(doubled, anchors)


def test_planted_items_are_found_and_told_apart(found, anchors):
    assert found.both.p[~anchors].max() < 1e-3 < found.both.p[anchors].min()
    assert found.uniform.p[MOVED] < 1e-6 < 0.01 < found.nonuniform.p[MOVED]
    assert found.nonuniform.p[TURNED] < 1e-2
    assert found.signed[MOVED] < -0.1  # harder for the focal group
    assert found.unsigned[MOVED] == pytest.approx(-found.signed[MOVED], abs=0.01)
    assert found.unsigned[TURNED] > 1.2 * abs(found.signed[TURNED])


def test_the_groups_abilities_are_recovered(found):
    # Drawn with mean -0.5 and sd 1; the standard error of a mean of 1200 is 0.03, and the anchors add as much.
    assert found.base.latents[1].mean == pytest.approx(-0.5, abs=0.15)
    assert found.base.latents[1].sd == pytest.approx(1.0, abs=0.12)


def test_uniform_and_nonuniform_add_up(found):
    assert found.both.chi2 == pytest.approx(found.uniform.chi2 + found.nonuniform.chi2, abs=1e-6)
    assert (set(found.both.df), set(found.uniform.df), set(found.nonuniform.df)) == ({2}, {1}, {1})


def test_kinds_are_told_only_when_asked(doubled, anchors, found):
    quick = likelihood_ratios(doubled, anchors, kinds=False)
    assert quick.both.chi2 == pytest.approx(found.both.chi2)
    assert np.isnan([quick.uniform.chi2, quick.nonuniform.p]).all()


def test_refitting_everything_changes_little(doubled, anchors, found):
    studied = np.isin(np.arange(N), [0, 1, MOVED, TURNED])
    refitted = likelihood_ratios(doubled, anchors, studied, refit=True)
    assert refitted.both.chi2[studied] == pytest.approx(found.both.chi2[studied], rel=0.08, abs=0.1)
    assert refitted.unsigned[studied] == pytest.approx(found.unsigned[studied], abs=0.005)
    assert np.isnan(refitted.both.chi2[~studied]).all()
    # With an anchor's other parameters kept, the gain can only be smaller.
    assert (found.both.chi2[:2] <= refitted.both.chi2[:2] + 1e-3).all()


def test_more_freedom_never_lowers_the_likelihood(doubled, anchors):
    none, some, all_free = (
        fit(doubled.problem, equal) for equal in (np.ones(N, bool), anchors, anchors & (np.arange(N) < 6))
    )
    assert none.log_likelihood < some.log_likelihood < all_free.log_likelihood


def test_equal_items_are_equal_in_both_groups(doubled, anchors, found):
    (working,) = (block.working for block in found.base.items.blocks)
    assert (working[:N][anchors] == working[N:][anchors]).all()
    assert (working[:N][~anchors] != working[N:][~anchors]).all()


def test_purification_of_anchors_finds_the_planted_items(doubled, anchors):
    done = purify(lambda kept: likelihood_ratios(doubled, kept).both.p < 0.005, N)
    assert done.settled
    assert (done.anchors == anchors).all()


def test_the_level_is_held_without_dif():
    items = bank(20, seed=2)
    answers = two_groups(items, items, 500, seed=3, impact=0.6)
    found = likelihood_ratios(double(answers, start(20), (Latent(), FREE), NODES), np.ones(20, bool))
    # 20 tests at 5 %: more than 4 in 3 runs of 1000.
    assert (found.both.p < 0.05).sum() <= 4
    assert found.unsigned.max() < 0.08


def test_sparse_answers_do():
    items = bank(60, seed=5)
    shift = np.where(np.arange(60) == 7, 1.0, 0.0)
    answers = two_groups(items, shifted(items, shift), 1500, seed=3, impact=-0.6, each=20)
    found = likelihood_ratios(double(answers, start(60), (Latent(), FREE), NODES), np.ones(60, bool))
    assert found.both.p.argmin() == 7
    assert found.signed[7] < -0.1


def test_a_rasch_item_differs_by_its_difficulty_only():
    items = dichotomous("rasch", a=np.ones(10), b=np.linspace(-1.5, 1.5, 10))
    moved = dichotomous("rasch", a=np.ones(10), b=np.linspace(-1.5, 1.5, 10) + 0.7 * (np.arange(10) == 4))
    answers = two_groups(items, moved, 800, seed=4)
    latents = Latent(free_sd=True), FREE
    found = likelihood_ratios(double(answers, items, latents, NODES), np.arange(10) != 4)
    assert set(found.both.df) == {1}
    assert np.isnan(found.nonuniform.chi2).all()
    assert found.both.p.argmin() == 4
    (working,) = (block.working for block in found.base.items.blocks)
    assert (working[:, 0] == 1).all()


def test_items_of_many_categories_and_models_together():
    rng = np.random.default_rng(6)
    n, n_items = 700, 8
    theta, groups = rng.normal(0, 1, 2 * n), np.repeat([0, 1], n)
    shift = np.where(np.arange(n_items) == 2, 0.8, 0.0) * groups[:, None]
    steps = rng.random((2 * n, n_items, 2)) < 1 / (1 + np.exp(-(theta[:, None, None] - shift[..., None] - [-0.7, 0.7])))
    scores = steps.sum(axis=2).astype(float)
    scores[:, 5:] = scores[:, 5:] > 0
    items = arrange(["graded"] * 3 + ["gpcm"] * 2 + ["2pl"] * 3, [3] * 5 + [2] * 3)
    shares = np.array([0.3, 0.4, 0.3])
    items = items.with_working(
        [
            block.model.start(
                np.tile(shares[: block.n_categories] / shares[: block.n_categories].sum(), (len(block.positions), 1))
            )
            for block in items.blocks
        ]
    )
    answers = from_matrix(scores, items.offsets, groups=groups, fold=False)
    found = likelihood_ratios(double(answers, items, (Latent(), FREE), NODES), np.arange(n_items) != 2)
    assert found.both.df.tolist() == [3] * 5 + [2] * 3
    assert found.both.p.argmin() == 2
    assert found.uniform.p[2] < 1e-6


def test_effects_by_hand():
    # Difficulties 0 and 1, all candidates at theta 0: P = 1/2 against 1 / (1 + e).
    pair = dichotomous("2pl", a=np.ones(2), b=np.array([0.0, 1.0]))
    signed, unsigned, essd = effect_sizes(pair, np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    assert (signed, unsigned) == pytest.approx((1 / (1 + np.e) - 0.5, 0.5 - 1 / (1 + np.e)))
    assert np.isnan(essd)  # no spread


def test_groups_are_picked_and_renumbered():
    scores = np.array([[1, 0], [0, np.nan], [1, 1], [0, 1]])
    answers = from_matrix(scores, np.array([0, 2, 4]), groups=np.array([2, 0, 1, 2]), fold=False)
    picked = between(answers, [2, 0])
    assert picked.groups.tolist() == [0, 1, 0]
    assert [picked.columns[a:b].tolist() for a, b in zip(picked.starts, picked.starts[1:], strict=False)] == [
        [1, 2],
        [0],
        [0, 3],
    ]
