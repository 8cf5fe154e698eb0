"""Answers of candidates whose abilities are known, under the designs by which items are given out.

All randomness comes from ``rng``: the same seed gives the same answers. Designs are masks (n_persons, n_items), true
where the item is given. For adaptive tests see ``cat``, for very many candidates ``simulate_sparse``.
"""

from typing import Final

import numpy as np

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.items import Items

_BATCH: Final = 2048


def simulate_scores(theta: Floats, items: Items, given: Bools, rng: np.random.Generator) -> Floats:
    """Return the categories answered, NaN where the item is not given, (n_persons, n_items).

    Args:
        theta: abilities in logits, (n_persons,).
        items: n_items items.
        given: the design.
        rng: source of chance.
    """
    chance, scores = rng.random(given.shape), np.empty(given.shape)
    for first in range(0, theta.size, _BATCH):
        batch = slice(first, first + _BATCH)
        for block in items.blocks:
            p = np.exp(block.model.log_probabilities(block.working, theta[batch]))
            scores[batch, block.positions] = draw_categories(np.moveaxis(p, 2, 0), chance[batch][:, block.positions])
    return np.where(given, scores, np.nan)


def draw_categories(p: Floats, chance: Floats) -> Ints:
    """Return a category of each answer.

    Args:
        p: probabilities of the categories, (..., n_categories).
        chance: uniform numbers between 0 and 1, (...).
    """
    at_least = np.cumsum(p[..., :0:-1], axis=-1)
    return np.asarray((chance[..., None] < at_least).sum(axis=-1))


def complete_design(n_persons: int, n_items: int) -> Bools:
    """Return the design in which everyone gets every item."""
    return np.ones((n_persons, n_items), bool)


def random_design(n_persons: int, n_items: int, per_person: int, rng: np.random.Generator) -> Bools:
    """Return the design in which each person gets ``per_person`` items drawn at random."""
    require_enough(n_items, per_person)
    rank = rng.random((n_persons, n_items)).argsort(axis=1).argsort(axis=1)
    return np.asarray(rank < per_person)


def booklet_design(n_persons: int, n_items: int, per_person: int, rng: np.random.Generator) -> Bools:
    """Return a design of booklets of ``per_person`` items, each sharing about half of them with the next.

    Items stand on a circle in random order and a booklet is an arc of it; the arcs overlap all around, so that every
    item is linked to every other through persons (two items each at least). Booklets go to equal numbers of persons.
    """
    require_enough(n_items, per_person)
    starts = np.arange(0, n_items, max(1, per_person // 2))
    circle = rng.permutation(n_items)
    booklets = np.zeros((starts.size, n_items), bool)
    for booklet, start in zip(booklets, starts, strict=True):
        booklet[circle[(start + np.arange(per_person)) % n_items]] = True
    return booklets[rng.permutation(n_persons) % starts.size]


def require_enough(n_items: int, per_person: int) -> None:
    """Refuse a number of items that nobody can get.

    Raises:
        ValueError: when it is below 1 or above the number of items.
    """
    if not 1 <= per_person <= n_items:
        raise ValueError(f"a person gets 1 to {n_items} items, not {per_person}")
