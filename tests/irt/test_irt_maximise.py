import numpy as np
import pytest
from estimation_reference import NODES, small
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.irt.expect import InMemory, log_prior_of
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange
from pixauthor.irt.layout import lay_out
from pixauthor.irt.maximise import BOUND, expected_value, maximise, score
from pixauthor.irt.priors import Beta, Normal
from pixauthor.irt.quadrature import normal_grid

PRIORS = {name: {"logit_c": Beta(5, 17), "logit_d": Beta(17, 5)} for name in ("3pl", "4pl")}
MIXED = ["1pl", "2pl", "gpcm", "1pl", "graded", "nominal", "3pl"]


def counted(names, seed=1, n_persons=300):
    """Return items, their layout, and the counts that answers simulated from others lead to expect."""
    answers, true = small(names, n_persons, seed)
    tables = true.log_probabilities(NODES), log_prior_of([normal_grid()])
    counts = InMemory(answers).expect(*tables).counts
    shares = [np.full((block.positions.size, block.n_categories), 1 / block.n_categories) for block in true.blocks]
    items = true.with_working([block.model.start(share) for block, share in zip(true.blocks, shares, strict=True)])
    return items, lay_out(items, priors=PRIORS), counts


@pytest.mark.parametrize("names", [[name] * 3 for name in MODELS] + [MIXED], ids=[*MODELS, "mixed"])
def test_after_some_steps_the_slope_is_nil(names):
    items, layout, counts = counted(names)
    best = maximise(items, layout, counts, NODES, steps=200)
    slope = np.zeros(layout.n_free)
    for number, (block, slots) in enumerate(zip(best.blocks, layout.slots, strict=True)):
        own = score(layout, number, block, counts[best.columns(block)], NODES)
        np.add.at(slope, slots[slots >= 0], own[slots >= 0])
    np.testing.assert_allclose(slope, 0.0, atol=2e-3)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), name=st.sampled_from([*MODELS, "mixed"]))
def test_no_step_lowers_the_expected_likelihood(seed, name):
    items, layout, counts = counted(MIXED if name == "mixed" else [name] * 3, seed, 60)
    values = [expected_value(items, layout, counts, NODES)]
    for _ in range(6):
        items = maximise(items, layout, counts, NODES)
        values.append(expected_value(items, layout, counts, NODES))
    assert (np.diff(values) >= -1e-8 * abs(values[0])).all()


def test_difficulty_by_hand():
    # One node, at 0.5: the most likely curve of a Rasch item passes through the share right there, 0.7.
    items = arrange(["rasch"], [2]).with_working([np.array([[1.0, 0.0]])])
    best = maximise(items, lay_out(items), np.array([[30.0], [70.0]]), np.array([0.5]), steps=20)
    assert best.blocks[0].working[0, 1] == pytest.approx(np.log(0.7 / 0.3) - 0.5)


def test_a_prior_draws_towards_its_mode():
    items, _, counts = counted(["2pl"] * 3)
    free, drawn = (
        maximise(items, lay_out(items, priors=priors), counts, NODES, steps=100).blocks[0].working[:, 0]
        for priors in (None, {"2pl": {"slope": Normal(3.0, 0.01)}})
    )
    assert (np.abs(drawn - 3) < 0.1).all()
    assert (np.abs(free - 3) > 1).all()


def test_without_answers_parameters_stay_finite():
    items, layout, counts = counted(["2pl", "3pl", "gpcm", "graded", "nominal"])
    best = maximise(items, layout, np.zeros_like(counts), NODES, steps=30)
    assert all(np.isfinite(block.working).all() for block in best.blocks)


@pytest.mark.parametrize("name", MODELS)
def test_answers_of_one_category_only_end_at_the_bound(name):
    items, layout, counts = counted([name] * 3)
    counts = counts.copy()
    counts[items.offsets[1] : items.offsets[2] - 1] = 0.0
    best = maximise(items, layout, counts, NODES, steps=100)
    for block in best.blocks:
        assert np.isfinite(block.working).all()
        assert np.abs(block.working).max() <= BOUND
