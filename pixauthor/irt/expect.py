"""The E-step: what the answers say of abilities, and how often each category is expected at each ability.

Both are products with the sparse matrix of answers (persons by columns): ``S @ log_p`` gives the log-likelihood of
every pattern at every node, ``S.T @ posterior`` the expected counts. Persons are worked on in chunks over threads. Sums
are taken in the order of the chunks, so that the result does not depend on the number of threads.

Source: Bock and Aitkin 1981, doi:10.1007/BF02293801.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Protocol

import numpy as np

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.threads import n_cores, one_blas_thread

_DENSE: Final = 0.15
"""Share of filled cells from which a chunk is faster as a dense matrix."""
_LEAST: Final = -80.0
"""Logarithm of the least weight of a node beside the heaviest. Smaller numbers leave the normal range of single
precision, where every sum takes twenty times as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """Sums over persons, all that the M-step needs.

    Args:
        counts: expected number of answers in each column at each node, (n_columns, n_nodes).
        masses: expected number of persons of each group at each node, (n_groups, n_nodes).
        log_likelihood: natural logarithm of the marginal likelihood.
    """

    counts: Floats
    masses: Floats
    log_likelihood: float

    def __add__(self, other: "Expectation") -> "Expectation":
        return Expectation(
            self.counts + other.counts, self.masses + other.masses, self.log_likelihood + other.log_likelihood
        )


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What the answers say of each person.

    Args:
        weights: posterior weights of the nodes, (n_persons, n_nodes); rows sum to 1.
        log_likelihoods: natural logarithm of each person's marginal likelihood, (n_persons,).
    """

    weights: Floats
    log_likelihoods: Floats


class Source(Protocol):
    """Where answers are: in memory, in a file, on a cluster."""

    def expect(self, log_p: Floats, log_prior: Floats) -> Expectation:
        """Return the expectation over all persons.

        Args:
            log_p: log-probability of every column, (n_columns, n_nodes).
            log_prior: logarithm of every group's weights, (n_groups, n_nodes).
        """


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Some persons as a matrix, made once for all iterations: sparse, or dense where few cells are empty."""

    matrix: Any
    answers: Answers


def prepare(answers: Answers, dtype: type[np.floating] = np.float64) -> Chunk:
    """Return a chunk of these persons, whose products are computed in ``dtype``."""
    matrix = answers.indicator(dtype)
    cells = answers.n_persons * answers.n_columns
    return Chunk(matrix.toarray() if answers.n_answers > _DENSE * cells else matrix, answers)


def densities_of(chunk: Chunk, log_p: Floats, log_prior: Floats) -> tuple[Floats, Floats]:
    """Return the posterior of each person of a chunk up to a factor, and the logarithm of this factor.

    The densities are (n_persons, n_nodes), the highest of each person 1; the logarithms are (n_persons, 1). Arguments
    as in ``Source.expect``.
    """
    joint = np.asarray(chunk.matrix @ log_p)
    joint += log_prior[chunk.answers.groups] if len(log_prior) > 1 else log_prior
    top = joint.max(axis=1, keepdims=True)
    np.maximum(np.subtract(joint, top, out=joint), _LEAST, out=joint)
    return np.exp(joint, out=joint), top


def posterior_of(chunk: Chunk, log_p: Floats, log_prior: Floats) -> Posterior:
    """Return the posterior of each person of a chunk. Arguments as in ``Source.expect``."""
    weights, top = densities_of(chunk, log_p, log_prior)
    total = weights.sum(axis=1, keepdims=True)
    weights /= total
    return Posterior(weights, (top + np.log(total))[:, 0].astype(np.float64))


def expect_chunk(chunk: Chunk, log_p: Floats, log_prior: Floats) -> Expectation:
    """Return the expectation over the persons of a chunk."""
    return totals_of(chunk, posterior_of(chunk, log_p, log_prior), len(log_prior))


def totals_of(chunk: Chunk, found: Posterior, n_groups: int) -> Expectation:
    """Return the sums over the persons of a chunk of what is known of each."""
    answers, dtype = chunk.answers, found.weights.dtype
    alone = (answers.frequencies == 1).all()
    weights = found.weights if alone else found.weights * answers.frequencies[:, None].astype(dtype)
    members = np.eye(n_groups, dtype=dtype)[answers.groups]
    return Expectation(
        np.asarray(chunk.matrix.T @ weights, np.float64),
        np.asarray(members.T @ weights, np.float64),
        float(found.log_likelihoods @ answers.frequencies),
    )


class InMemory:
    """Answers in memory, in chunks over threads.

    Args:
        answers: of all persons.
        dtype: of the tables; float32 halves time and memory, and errs by about 1e-7 of a log-likelihood.
        n_threads: one for each core by default.
    """

    def __init__(self, answers: Answers, dtype: type[np.floating] = np.float64, n_threads: int | None = None) -> None:
        self._dtype = dtype
        self._n_threads = n_threads or n_cores()
        self._chunks = tuple(prepare(part, dtype) for part in answers.chunks(CHUNK))

    def expect(self, log_p: Floats, log_prior: Floats) -> Expectation:
        """Return the expectation over all persons (``Source``)."""
        tables = log_p.astype(self._dtype), log_prior.astype(self._dtype)
        with one_blas_thread(), ThreadPoolExecutor(self._n_threads) as pool:
            parts = pool.map(lambda chunk: expect_chunk(chunk, *tables), self._chunks)
            return reduce(Expectation.__add__, parts)


def log_prior_of(grids: Sequence[Grid]) -> Floats:
    """Return the logarithm of the weights of each group's grid, (n_groups, n_nodes); the grids share their nodes."""
    with np.errstate(divide="ignore"):
        return np.log(np.stack([grid.weights for grid in grids]))


def posterior(answers: Answers, items: Items, grids: Sequence[Grid]) -> Posterior:
    """Return the posterior of every person, chunk after chunk.

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: the prior of each group, on the same nodes.
    """
    tables = items.log_probabilities(grids[0].nodes), log_prior_of(grids)
    parts = [posterior_of(prepare(part), *tables) for part in answers.chunks()]
    return Posterior(
        np.concatenate([np.empty((0, grids[0].nodes.size)), *(part.weights for part in parts)]),
        np.concatenate([np.empty(0), *(part.log_likelihoods for part in parts)]),
    )


def log_likelihood(answers: Answers, items: Items, grids: Sequence[Grid]) -> float:
    """Return the marginal log-likelihood of all answers. Arguments as in ``posterior``."""
    return float(posterior(answers, items, grids).log_likelihoods @ answers.frequencies)
