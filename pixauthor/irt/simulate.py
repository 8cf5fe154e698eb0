"""Answers of candidates whose abilities are known, under the designs by which items are given out.

All randomness comes from ``rng``: the same seed gives the same answers. Designs are masks (n_persons, n_items), true
where the item is given.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.dichotomous import Floats, ResponseFunction
from pixauthor.irt.quadrature import Grid

Mask = NDArray[np.bool_]

RANDOMESQUE: Final = 5
"""An adaptive test draws among this many best items (Kingsbury and Zara 1989, doi:10.1207/s15324818ame0204_6)."""
_BATCH: Final = 2048


def simulate_scores(theta: Floats, items: ResponseFunction, given: Mask, rng: np.random.Generator) -> Floats:
    """Return scores of 1 or 0, NaN where the item is not given, (n_persons, n_items).

    Args:
        theta: abilities in logits, (n_persons,).
        items: n_items response functions.
        given: the design.
        rng: source of chance.
    """
    right = rng.random(given.shape) < items.probability(theta)
    return np.where(given, right.astype(float), np.nan)


def complete_design(n_persons: int, n_items: int) -> Mask:
    """Return the design in which everyone gets every item."""
    return np.ones((n_persons, n_items), bool)


def random_design(n_persons: int, n_items: int, per_person: int, rng: np.random.Generator) -> Mask:
    """Return the design in which each person gets ``per_person`` items drawn at random."""
    _require_enough(n_items, per_person)
    rank = rng.random((n_persons, n_items)).argsort(axis=1).argsort(axis=1)
    return np.asarray(rank < per_person)


def booklet_design(n_persons: int, n_items: int, per_person: int, rng: np.random.Generator) -> Mask:
    """Return a design of booklets of ``per_person`` items, each sharing about half of them with the next.

    Items stand on a circle in random order and a booklet is an arc of it; the arcs overlap all around, so that every
    item is linked to every other through persons (two items each at least). Booklets go to equal numbers of persons.
    """
    _require_enough(n_items, per_person)
    starts = np.arange(0, n_items, max(1, per_person // 2))
    circle = rng.permutation(n_items)
    booklets = np.zeros((starts.size, n_items), bool)
    for booklet, start in zip(booklets, starts, strict=True):
        booklet[circle[(start + np.arange(per_person)) % n_items]] = True
    return booklets[rng.permutation(n_persons) % starts.size]


def simulate_adaptive(
    theta: Floats,
    items: ResponseFunction,
    per_person: int,
    grid: Grid,
    rng: np.random.Generator,
    *,
    randomesque: int = RANDOMESQUE,
) -> Floats:
    """Return the scores of adaptive tests of ``per_person`` items, NaN where not given, (n_persons, n_items).

    Each item is drawn among the ``randomesque`` most informative at the posterior mean so far.

    Args:
        theta: abilities in logits, (n_persons,).
        items: n_items response functions, known to the test.
        per_person: length of the test.
        grid: prior of the ability estimate.
        rng: source of chance.
        randomesque: number of best items to draw among.

    Raises:
        ValueError: when the test is longer than the bank.
    """
    _require_enough(items.b.size, per_person)
    starts = range(0, theta.size, _BATCH)
    return np.concatenate(
        [
            np.empty((0, items.b.size)),
            *(_adapt(theta[start : start + _BATCH], items, per_person, grid, rng, randomesque) for start in starts),
        ]
    )


def _adapt(
    theta: Floats, items: ResponseFunction, per_person: int, grid: Grid, rng: np.random.Generator, randomesque: int
) -> Floats:
    persons = np.arange(theta.size)
    probability = items.probability(theta)
    log_right, log_wrong = items.log_probabilities(grid.nodes)
    log_posterior = np.tile(np.log(grid.weights), (theta.size, 1))
    scores = np.full((theta.size, items.b.size), np.nan)
    for _ in range(per_person):
        chosen = _choose(items.information(_mean(log_posterior, grid)), ~np.isnan(scores), randomesque, rng)
        right = rng.random(theta.size) < probability[persons, chosen]
        scores[persons, chosen] = right
        log_posterior += np.where(right, log_right[:, chosen], log_wrong[:, chosen]).T
    return scores


def _mean(log_posterior: Floats, grid: Grid) -> Floats:
    weights = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    return np.asarray(weights @ grid.nodes / weights.sum(axis=1))


def _choose(information: Floats, used: Mask, randomesque: int, rng: np.random.Generator) -> NDArray[np.intp]:
    # Items already given come last, and are never drawn: the draw stops at the number of items that remain.
    best = np.argsort(np.where(used, np.inf, -information), axis=1)[:, :randomesque]
    remaining = (~used).sum(axis=1)
    drawn = (rng.random(len(best)) * np.minimum(best.shape[1], remaining)).astype(int)
    return np.asarray(best[np.arange(len(best)), drawn])


def _require_enough(n_items: int, per_person: int) -> None:
    if not 1 <= per_person <= n_items:
        raise ValueError(f"a person gets 1 to {n_items} items, not {per_person}")
