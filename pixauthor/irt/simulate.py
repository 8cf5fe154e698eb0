"""Answers of candidates whose abilities are known, under the designs by which items are given out.

All randomness comes from ``rng``: the same seed gives the same answers. Designs are masks (n_persons, n_items), true
where the item is given.
"""

from typing import Final

import numpy as np

from pixauthor.irt.answered import pair
from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid

RANDOMESQUE: Final = 5
"""An adaptive test draws among this many best items (Kingsbury and Zara 1989, doi:10.1207/s15324818ame0204_6)."""
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


def simulate_adaptive(
    theta: Floats,
    items: Items,
    per_person: int,
    grid: Grid,
    rng: np.random.Generator,
    *,
    randomesque: int = RANDOMESQUE,
) -> Floats:
    """Return the categories answered in adaptive tests of ``per_person`` items, NaN where not given.

    Each item is drawn among the ``randomesque`` most informative at the posterior mean so far.

    Args:
        theta: abilities in logits, (n_persons,).
        items: n_items items, known to the test.
        per_person: length of the test.
        grid: prior of the ability estimate.
        rng: source of chance.
        randomesque: number of best items to draw among.

    Returns:
        (n_persons, n_items).

    Raises:
        ValueError: when the test is longer than the bank.
    """
    require_enough(items.n_items, per_person)
    starts = range(0, theta.size, _BATCH)
    return np.concatenate(
        [
            np.empty((0, items.n_items)),
            *(_adapt(theta[start : start + _BATCH], items, per_person, grid, rng, randomesque) for start in starts),
        ]
    )


def _adapt(
    theta: Floats, items: Items, per_person: int, grid: Grid, rng: np.random.Generator, randomesque: int
) -> Floats:
    persons = np.arange(theta.size)
    log_p = items.log_probabilities(grid.nodes)
    log_posterior = np.tile(np.log(grid.weights), (theta.size, 1))
    scores = np.full((theta.size, items.n_items), np.nan)
    for _ in range(per_person):
        told = items.information(_mean(log_posterior, grid)).T
        chosen = _choose(told, ~np.isnan(scores), randomesque, rng)
        category = draw_categories(pair(items, chosen).probabilities(theta), rng.random(theta.size))
        scores[persons, chosen] = category
        log_posterior += log_p[items.offsets[chosen] + category]
    return scores


def _mean(log_posterior: Floats, grid: Grid) -> Floats:
    weights = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    return np.asarray(weights @ grid.nodes / weights.sum(axis=1))


def _choose(information: Floats, used: Bools, randomesque: int, rng: np.random.Generator) -> Ints:
    # Items already given come last, and are never drawn: the draw stops at the number of items that remain.
    best = np.argsort(np.where(used, np.inf, -information), axis=1)[:, :randomesque]
    remaining = (~used).sum(axis=1)
    drawn = (rng.random(len(best)) * np.minimum(best.shape[1], remaining)).astype(int)
    return np.asarray(best[np.arange(len(best)), drawn])


def require_enough(n_items: int, per_person: int) -> None:
    """Refuse a number of items that nobody can get.

    Raises:
        ValueError: when it is below 1 or above the number of items.
    """
    if not 1 <= per_person <= n_items:
        raise ValueError(f"a person gets 1 to {n_items} items, not {per_person}")
