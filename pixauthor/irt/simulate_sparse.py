"""Answers of very many candidates to a few items each of a large bank, for tests of speed and of scale."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.answered import pair
from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import log_prior_of, posterior_of, prepare
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid, normal_grid
from pixauthor.irt.simulate import draw_categories, require_enough

N_STAGES: Final = 4
_WIDTH: Final = 4
"""An adaptive stage draws from so many times the items that it gives, those around the estimate."""

Columns = NDArray[np.int32]


def simulate_sparse(
    theta: Floats,
    items: Items,
    per_person: int,
    rng: np.random.Generator,
    *,
    adaptive: bool = True,
    grid: Grid | None = None,
    n_threads: int | None = None,
) -> Answers:
    """Return the answers of tests in stages.

    Each stage has a part of the bank of its own, from easy to hard. The first draws from all of its part, the others
    around what the answers so far say of the ability. Items are therefore given by what was answered, never by what is
    true, so that who got what may be left out of account when items are calibrated (Rubin 1976,
    doi:10.1093/biomet/63.3.581).

    Args:
        theta: abilities in logits, (n_persons,).
        items: n_items items.
        per_person: items that each gets.
        rng: source of chance; the same one gives the same answers on any number of threads.
        adaptive: without it, there is one stage, with all items, each as likely as any other.
        grid: prior of the estimates; a standard normal by default.
        n_threads: one for each core by default.

    Raises:
        ValueError: when a person would get more items than there are.
    """
    require_enough(items.n_items, per_person)
    bank = _arrange(items, per_person, N_STAGES if adaptive else 1, grid or normal_grid())
    starts = range(0, theta.size, CHUNK)
    columns = np.empty((theta.size, per_person), np.int32)

    def fill(start: int, chance: np.random.Generator) -> None:
        columns[start : start + CHUNK] = _test(bank, theta[start : start + CHUNK], chance)

    with ThreadPoolExecutor(n_threads or os.cpu_count() or 1) as pool:
        list(pool.map(fill, starts, rng.spawn(len(starts))))
    return _answers(columns, items.n_columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """Items of one stage, from easy to hard, with the abilities about which they tell most, and how many are given."""

    which: Ints
    locations: Floats
    n_given: int


@dataclass(frozen=True, slots=True, eq=False)
class _Bank:
    items: Items
    stages: tuple[_Stage, ...]
    nodes: Floats
    log_p: Floats
    log_prior: Floats


def _arrange(items: Items, per_person: int, n_stages: int, grid: Grid) -> _Bank:
    information = items.information(grid.nodes)
    # An item far from all abilities tells nothing of any: it may stand anywhere.
    locations = information @ grid.nodes / np.maximum(information.sum(axis=1), np.finfo(float).tiny)
    order = np.argsort(locations, kind="stable")
    parts = [order[number::n_stages] for number in range(n_stages)]
    lengths = [(per_person + n_stages - 1 - number) // n_stages for number in range(n_stages)]
    stages = [_Stage(part, locations[part], n) for part, n in zip(parts, lengths, strict=True) if n]
    log_p, log_prior = items.log_probabilities(grid.nodes), log_prior_of([grid])
    return _Bank(items, tuple(stages), grid.nodes, log_p.astype(np.float32), log_prior.astype(np.float32))


def _test(bank: _Bank, theta: Floats, rng: np.random.Generator) -> Columns:
    """Return the columns answered, (n_persons, per_person)."""
    columns = np.empty((theta.size, 0), np.int32)
    for stage in bank.stages:
        centre = _guess(bank, columns, rng) if columns.size else None
        which = stage.which[_draw_places(stage, centre, theta.size, rng)]
        p = pair(bank.items, which.ravel()).probabilities(np.repeat(theta, stage.n_given))
        category = draw_categories(p, rng.random(which.size)).reshape(which.shape)
        columns = np.concatenate([columns, (bank.items.offsets[which] + category).astype(np.int32)], axis=1)
    return columns


def _draw_places(stage: _Stage, centre: Floats | None, n_persons: int, rng: np.random.Generator) -> Ints:
    """Return different places in a stage, one in each of ``n_given`` parts of it, (n_persons, n_given).

    With an ability to centre upon, (n_persons,), not of the whole stage but of a neighbourhood.
    """
    n = stage.which.size
    span = n if centre is None else min(n, _WIDTH * stage.n_given)
    edges = np.arange(stage.n_given + 1) * span // stage.n_given
    places = edges[:-1] + (rng.random((n_persons, stage.n_given)) * np.diff(edges)).astype(np.int64)
    if centre is None:
        return np.asarray(places)
    first = np.searchsorted(stage.locations, centre) - span // 2
    return np.asarray(places + np.clip(first, 0, n - span)[:, None])


def _guess(bank: _Bank, columns: Columns, rng: np.random.Generator) -> Floats:
    """Return abilities drawn about the posterior means, as far as their errors allow, (n_persons,).

    With the means themselves, the easiest and hardest items would go to nobody.
    """
    chunk = prepare(_answers(columns, bank.items.n_columns), np.float32)
    weights = posterior_of(chunk, bank.log_p, bank.log_prior).weights
    mean, square = (weights @ np.stack([bank.nodes, bank.nodes**2], axis=1)).T
    return np.asarray(mean + np.sqrt(np.maximum(square - mean**2, 0.0)) * rng.normal(size=mean.size))


def _answers(columns: Columns, n_columns: int) -> Answers:
    n_persons, per_person = columns.shape
    starts = np.arange(n_persons + 1, dtype=np.int64) * per_person
    return Answers(starts, columns.ravel(), n_columns, np.zeros(n_persons, np.int32), np.ones(n_persons))
