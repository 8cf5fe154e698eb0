"""Abilities of candidates when the items are known, for any mix of models and answers missing by design.

Estimates and standard errors are in logits, (n_persons,). Persons are worked on in chunks over threads; results are
the same on any number of threads.

Four estimators: the mean of the posterior (``eap``), its mode (``maximum_a_posteriori``), the maximum of the likelihood
(``maximum_likelihood``) and Warm's (``weighted_likelihood``). The first two pull towards the prior and exist for
everyone; the third is infinite for extreme answers; the last is finite and nearly without bias.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.integrate import cumulative_trapezoid

from pixauthor.irt.abilities import Abilities, NormalPrior
from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import densities_of, log_prior_of, prepare
from pixauthor.irt.irf import Curves
from pixauthor.irt.items import Items
from pixauthor.irt.modes import NODES, find_modes
from pixauthor.irt.patterns import Pattern, pattern_of, ratio
from pixauthor.irt.quadrature import Grid

_MOST_PAIRS: Final = 2**18
"""Answers looked at together at abilities of their own; each takes about 200 bytes for a while."""


def eap(
    answers: Answers,
    items: Items,
    grids: Sequence[Grid],
    *,
    dtype: type[np.floating] = np.float64,
    n_threads: int | None = None,
) -> Abilities:
    """Return posterior means and posterior standard deviations (Bock and Mislevy 1982, doi:10.1177/014662168200600405).

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: the prior of each group, on the same nodes. As far apart as the smallest standard error, they leave no
            error that shows: sums over equal distances converge exponentially.
        dtype: of the tables; float32 is faster and errs by less than 1e-4 logit.
        n_threads: one for each core by default.
    """
    nodes = grids[0].nodes
    tables = items.log_probabilities(nodes).astype(dtype), log_prior_of(grids).astype(dtype)
    powers = np.stack([np.ones_like(nodes), nodes, nodes**2], axis=1).astype(dtype)

    def moments(part: Answers) -> Floats:
        return np.asarray(densities_of(prepare(part, dtype), *tables)[0] @ powers, float)

    total, first, second = by_chunk(moments, answers, n_threads).reshape(-1, 3).T
    mean = first / total
    return Abilities(mean, np.sqrt(np.maximum(second / total - mean**2, 0.0)))


def maximum_likelihood(
    answers: Answers, items: Items, *, observed: bool = False, n_threads: int | None = None
) -> Abilities:
    """Return the most likely abilities: infinite, without error, where the likelihood rises without end.

    Args:
        answers: of n_persons.
        items: n_items items.
        observed: errors from the curvature of the log-likelihood (as mirt), not from Fisher's information (as catR).
            The two differ under models with asymptotes and the graded one.
        n_threads: one for each core by default.
    """
    return _highest(answers, items, lambda *_: _NO_PULL, observed, n_threads)


def maximum_a_posteriori(
    answers: Answers,
    items: Items,
    priors: Sequence[NormalPrior],
    *,
    observed: bool = False,
    n_threads: int | None = None,
) -> Abilities:
    """Return the modes of the posterior under a normal prior for each group. Arguments as in ``maximum_likelihood``."""
    means, precisions = np.array([(prior.mean, prior.sd**-2) for prior in priors]).T

    def pull(part: Answers, _: Pattern) -> _Pull:
        mean, precision = means[part.groups], precisions[part.groups]
        heights = -0.5 * precision[:, None] * (NODES - mean[:, None]) ** 2
        return _Pull(heights, lambda theta, _: precision * (mean - theta), precision)

    return _highest(answers, items, pull, observed, n_threads)


def weighted_likelihood(answers: Answers, items: Items, *, n_threads: int | None = None) -> Abilities:
    """Return Warm's estimates, free of bias to the first order (Warm 1989, doi:10.1007/BF02294627).

    To the score is added J / (2 I), with J the sum of P' P'' / P over the categories of the items answered (Penfield
    and Bergeron 2005, Applied Psychological Measurement 29, 218-233). Errors are 1 / sqrt(I). Arguments as in
    ``maximum_likelihood``.
    """
    curves = items.curves(NODES)
    information, correction = (
        np.repeat(items.sum_by_item(table), items.n_categories, axis=0)
        for table in (ratio(curves.slope**2, curves.p), ratio(curves.slope * curves.bend, curves.p))
    )

    def pull(part: Answers, pattern: Pattern) -> _Pull:
        matrix = prepare(part).matrix
        slopes = ratio(matrix @ correction, 2 * (matrix @ information))
        return _Pull(
            cumulative_trapezoid(slopes, NODES, axis=1, initial=0.0), lambda _, curves: pattern.correction(curves), 0.0
        )

    return _highest(answers, items, pull, False, n_threads)


def by_chunk(
    function: Callable[..., Floats],
    answers: Answers,
    n_threads: int | None = None,
    *others: Iterable[Any],
    size: int = CHUNK,
) -> Floats:
    """Return the rows that a function gives for each chunk of persons, one after the other.

    Args:
        function: of a chunk, and of one of each of ``others``.
        answers: of all persons.
        n_threads: one for each core by default.
        others: one entry a chunk.
        size: persons a chunk.
    """
    with ThreadPoolExecutor(n_threads or os.cpu_count() or 1) as pool:
        parts = [*pool.map(function, answers.chunks(size), *others)]
    return np.concatenate(parts) if parts else np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class _Pull:
    """What is added to the log-likelihood: at ``NODES``, (n_persons, n_nodes), its slope, and its precision."""

    heights: Floats | float
    slope: Callable[[Floats, Curves], Floats | float]
    precision: Floats | float


_NO_PULL: Final = _Pull(0.0, lambda *_: 0.0, 0.0)


def _highest(
    answers: Answers, items: Items, pull_of: Callable[[Answers, Pattern], _Pull], observed: bool, n_threads: int | None
) -> Abilities:
    log_p = items.log_probabilities(NODES)

    def estimate(part: Answers) -> Floats:
        pattern = pattern_of(part, items)
        pull = pull_of(part, pattern)

        def derivative(theta: Floats) -> Floats:
            curves = pattern.curves(theta)
            return pattern.score(curves) + pull.slope(theta, curves)

        theta = find_modes(prepare(part).matrix @ log_p + pull.heights, derivative)
        curves = pattern.curves(np.where(np.isfinite(theta), theta, 0.0))
        return np.column_stack([theta, pattern.information(curves, observed) + pull.precision])

    size = max(1, min(CHUNK, _MOST_PAIRS * answers.n_persons // max(answers.n_answers, 1)))
    theta, information = by_chunk(estimate, answers, n_threads, size=size).reshape(-1, 2).T
    known = np.isfinite(theta) & (information > 0)
    return Abilities(theta, 1 / np.sqrt(np.where(known, information, np.nan)))
