"""Plausible values: draws from what the answers and the prior say of each ability.

They show the spread of a population, which means of posteriors narrow (Mislevy 1991, doi:10.1007/BF02294457). They are
no scores: a person's own values differ by chance.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import log_prior_of, posterior_of, prepare
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.scoring import by_chunk


def plausible_values(
    answers: Answers,
    items: Items,
    grids: Sequence[Grid],
    n_draws: int,
    rng: np.random.Generator,
    *,
    n_threads: int | None = None,
) -> Floats:
    """Return draws from each person's posterior in logits, (n_persons, n_draws).

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: the prior of each group, on the same nodes at equal distances.
        n_draws: a person.
        rng: source of chance; the same one gives the same draws on any number of threads.
        n_threads: one for each core by default.
    """
    nodes = grids[0].nodes
    tables = items.log_probabilities(nodes), log_prior_of(grids)
    streams = rng.spawn(-(-answers.n_persons // CHUNK))

    def draw(part: Answers, chance: np.random.Generator) -> Floats:
        return _draw(posterior_of(prepare(part), *tables).weights, nodes, n_draws, chance)

    return by_chunk(draw, answers, n_threads, streams).reshape(-1, n_draws)


def _draw(weights: Floats, nodes: Floats, n_draws: int, rng: np.random.Generator) -> Floats:
    """Return draws from densities known at nodes up to a factor, (n_rows, n_draws).

    Around each node the density is a straight line with the slope between its neighbours. The draws are then shifted
    and stretched a little, so that their mean and variance are those of the nodes, which are nearly exact while the
    lines' are not.
    """
    step, rows = nodes[1] - nodes[0], np.arange(len(weights))[:, None]
    tilts = np.zeros_like(weights)
    np.divide(weights[:, 2:] - weights[:, :-2], 4 * weights[:, 1:-1], out=tilts[:, 1:-1], where=weights[:, 1:-1] > 0)
    np.clip(tilts, -1.0, 1.0, out=tilts)
    chosen = _choose(weights, rng.random((len(weights), n_draws)))
    drawn = nodes[chosen] + step * _draw_on_line(tilts[rows, chosen], rng)
    mean, sd = _moments(weights, nodes, 0.0)
    mean_drawn, sd_drawn = _moments(weights, nodes + step * tilts / 6, step**2 / 12 * (1 - tilts**2 / 3))
    return np.asarray(mean + (drawn - mean_drawn) * (sd / sd_drawn))


def _choose(weights: Floats, chance: Floats) -> NDArray[np.intp]:
    """Return a node for each chance, (n_rows, n_draws)."""
    # One search through all rows at once: row i lies between i and i + 1.
    rows = np.arange(len(weights))[:, None]
    found = np.searchsorted(np.ravel(weights.cumsum(axis=1) + rows), chance + rows)
    return np.asarray(np.clip(found - rows * weights.shape[1], 0, weights.shape[1] - 1))


def _draw_on_line(tilt: Floats, rng: np.random.Generator) -> Floats:
    """Return draws x in [-1/2, 1/2] with density 1 + 2 tilt x, whose mean is tilt / 6."""
    chance = rng.random(tilt.shape)
    return np.asarray((2 * chance - 1 + tilt / 2) / (1 + np.sqrt((1 - tilt) ** 2 + 4 * tilt * chance)))


def _moments(weights: Floats, means: Floats, variances: Floats | float) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of mixtures, each (n_rows, 1)."""
    mean = (weights * means).sum(axis=1, keepdims=True)
    square = (weights * ((means - mean) ** 2 + variances)).sum(axis=1, keepdims=True)
    return mean, np.sqrt(square)
