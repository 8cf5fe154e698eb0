"""The verbal aggression data with what difR found in it, and answers drawn with DIF that is known."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

from pixauthor.irt.answers import Answers, from_long, from_matrix
from pixauthor.irt.items import Items, dichotomous
from pixauthor.irt.long import Long, to_long
from pixauthor.irt.quadrature import normal_grid

DATA = Path(__file__).parent / "data"


@cache
def difr(name):
    """Return one result of difR 5.1 on the verbal aggression data (tests/irt/data/README-dif.md)."""
    return json.loads((DATA / "verbal_difR.json").read_text())[name]


@cache
def read_verbal():
    """Return scores, (316, 24), and groups: 0 women, 1 men, the focal group."""
    with (DATA / "verbal.csv").open(newline="") as stream:
        _, *rows = csv.reader(stream)
    table = np.array(rows, float)
    return table[:, :24], table[:, 25].astype(int)


def compared_verbal() -> Long:
    scores, groups = read_verbal()
    offsets = np.arange(scores.shape[1] + 1) * 2
    return to_long(from_matrix(scores, offsets, groups=groups, fold=False), offsets)


def bank(n_items, seed=0) -> Items:
    rng = np.random.default_rng(seed)
    return dichotomous("2pl", a=rng.uniform(0.8, 1.6, n_items), b=rng.normal(0, 1, n_items))


def shifted(items: Items, shift, factor=1.0) -> Items:
    """Return 2PL items whose difficulties are moved and slopes multiplied: those of the focal group."""
    (natural,) = items.natural()
    return dichotomous("2pl", a=natural[:, 0] * factor, b=natural[:, 1] + shift)


def draw(items: Items, theta, rng, each=None) -> np.ndarray:
    """Return scores, (n_persons, n_items); with ``each``, NaN but for so many items of each person at random."""
    right = np.exp(items.log_probabilities(theta)[1::2]).T
    scores = (rng.random(right.shape) < right).astype(float)
    if each is not None:
        rank = np.argsort(np.argsort(rng.random(scores.shape), axis=1), axis=1)
        scores[rank >= each] = np.nan
    return scores


def two_groups(items: Items, focal: Items, n, seed=1, impact=0.0, each=None) -> Answers:
    """Return the answers of ``n`` candidates of each group; the focal one has mean ability ``impact``."""
    rng = np.random.default_rng(seed)
    scores = np.concatenate(
        [draw(items, rng.normal(0, 1, n), rng, each), draw(focal, rng.normal(impact, 1, n), rng, each)]
    )
    return from_matrix(scores, items.offsets, groups=np.repeat([0, 1], n), fold=False)


def adaptive(items: Items, n, n_given, *, impact, seed=3) -> Answers:
    """Return the answers of ``n`` candidates in two groups, each given items near its running ability, without DIF."""
    rng = np.random.default_rng(seed)
    (natural,) = items.natural()
    grid, groups = normal_grid(41), rng.integers(0, 2, n)
    theta, estimate = rng.normal(0, 1, n) + impact * groups, np.zeros(n)
    seen, log_posterior = np.zeros((n, items.n_items), bool), np.tile(np.log(grid.weights), (n, 1))
    log_p, found = items.log_probabilities(grid.nodes), []
    for _ in range(n_given):
        distance = np.abs(natural[:, 1] - estimate[:, None]) + rng.exponential(0.15, seen.shape)
        given = np.where(seen, np.inf, distance).argmin(axis=1)
        seen[np.arange(n), given] = True
        right = rng.random(n) < 1 / (1 + np.exp(-natural[given, 0] * (theta - natural[given, 1])))
        log_posterior += log_p[2 * given + right]
        weights = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
        estimate = weights @ grid.nodes / weights.sum(axis=1)
        found.append((np.arange(n), given, right.astype(int)))
    return from_long(*(np.concatenate(part) for part in zip(*found, strict=True)), items.offsets, groups=groups)
