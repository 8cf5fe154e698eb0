import numpy as np
import pytest
from estimation_reference import small

from pixauthor.irt.irf import MODELS
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.priors import Beta, Normal

NAMES = ["1pl", "2pl", "3pl", "gpcm", "pcm", "1pl", "nominal", "1pl"]
LATENTS = (Latent(), Latent(mean=0.5, sd=1.5, free_mean=True, free_sd=True))


@pytest.fixture
def items():
    return small(NAMES, 20)[1]


def test_packing_and_unpacking_gives_the_same_back(items):
    layout = lay_out(items)
    vector = layout.pack(items, LATENTS)
    again, latents = layout.unpack(vector, items, LATENTS)
    for one, other in zip(items.blocks, again.blocks, strict=True):
        np.testing.assert_array_equal(one.working, other.working)
    assert latents[1].mean == 0.5
    assert latents[1].sd == pytest.approx(1.5)
    np.testing.assert_array_equal(layout.pack(again, latents), vector)


@pytest.mark.parametrize("name", MODELS)
def test_every_free_parameter_has_one_place(name):
    items = small([name] * 4, 20)[1]
    layout = lay_out(items)
    (slots,) = layout.slots
    assert set(slots[slots >= 0]) == set(range(layout.n_free))
    assert layout.tied == MODELS[name].common_slope
    assert (slots[:, 0] < 0).all() == MODELS[name].fixed_slope


def test_a_common_slope_is_one_place(items):
    layout = lay_out(items)
    moved, _ = layout.unpack(layout.pack(items, ()) + 0.25, items, ())
    slopes = next(block.working[:, 0] for block in moved.blocks if block.model.name == "1pl")
    assert np.ptp(slopes) == 0
    assert slopes.size == 3


def test_anchors_do_not_move(items):
    fixed = np.arange(len(NAMES)) % 2 == 0
    layout = lay_out(items, fixed=fixed)
    moved, _ = layout.unpack(layout.pack(items, ()) + 1, items, ())
    for before, after in zip(items.blocks, moved.blocks, strict=True):
        anchored = fixed[before.positions]
        np.testing.assert_array_equal(after.working[anchored], before.working[anchored])
        assert (after.working[~anchored] != before.working[~anchored]).any(axis=1).all()


def test_priors_count_for_free_parameters_only(items):
    priors = {"3pl": {"logit_c": Beta(5, 17)}, "2pl": {"slope": Normal(1, 0.5), "unknown": Normal(0, 1)}}
    free, held = (lay_out(items, priors=priors, fixed=fixed) for fixed in (None, np.ones(len(NAMES), bool)))
    three, two = (next(b.working for b in items.blocks if b.model.name == name) for name in ("3pl", "2pl"))
    expected = Beta(5, 17).log_density(three[:, 2]).sum() + Normal(1, 0.5).log_density(two[:, 0]).sum()
    assert free.log_prior(items) == pytest.approx(expected)
    assert held.log_prior(items) == 0.0
    assert held.n_free == 0
