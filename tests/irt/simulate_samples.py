"""Banks to simulate from, and whether answers follow the model."""

import numpy as np

from pixauthor.irt.items import arrange, dichotomous


def bank(n_items, seed=3):
    rng = np.random.default_rng(seed)
    return dichotomous("2pl", a=rng.lognormal(0, 0.25, n_items), b=rng.normal(0, 1.2, n_items))


def mixed():
    """Return items of five models with two to four categories, in turns."""
    kinds = [("graded", 4), ("3pl", 2), ("gpcm", 3), ("2pl", 2), ("nominal", 3)] * 4
    items = arrange(*zip(*kinds, strict=True))
    rng = np.random.default_rng(1)
    shares = [rng.dirichlet(np.full(block.n_categories, 5.0), block.positions.size) for block in items.blocks]
    return items.with_working([block.model.start(each) for block, each in zip(items.blocks, shares, strict=True)])


def assert_follows_model(categories, items, ability):
    """Every category is as frequent as the model says, within sampling error."""
    p = np.split(items.curves(np.array([ability])).p[:, 0], items.offsets[1:-1])
    for item, expected in enumerate(p):
        answered = categories[:, item][~np.isnan(categories[:, item])].astype(int)
        if answered.size > 200:
            share = np.bincount(answered, minlength=expected.size) / answered.size
            assert np.all(np.abs(share - expected) < 4.5 * np.sqrt(expected * (1 - expected) / answered.size))
