"""Standard errors of item parameters: the observed information, and the cheap cross-product of scores.

Louis 1982, doi:10.1111/j.2517-6161.1982.tb01203.x: the observed information is that of the complete data less what is
lost by not seeing abilities, the posterior covariance of each person's score summed over persons. A score is a smooth
function of ability, so its covariance is a sum over the polynomials that are orthogonal under the person's posterior
(Parseval); a few terms give it to many digits, at a cost that grows with answers per person squared and not with nodes.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import log_prior_of, posterior_of, prepare
from pixauthor.irt.items import Block, Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import score

_LONG: Final = 16
_TERMS: Final = {True: 5, False: 12}
"""Polynomials in the posterior covariance of a score, after at least ``_LONG`` answers a person or fewer: posteriors
are narrow after many answers. More terms change no standard error of the reference data by 1e-4 of itself."""
_STRIPES: Final = 2
"""Sums kept apart, one a thread, whatever the number of cores: the same bytes on any machine."""
_STEP: Final = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Information:
    """Information on the free parameters (``Layout``: items, then latent distributions).

    Args:
        observed: minus the second derivative of the log-likelihood (with the priors), (n_free, n_free).
        cross_product: sum over persons of the outer product of their scores, (n_free, n_free).
    """

    observed: Floats
    cross_product: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """Covariance of the free parameters.

    Args:
        matrix: (n_free, n_free); NaN when the information is not positive definite.
        definite: the information is positive definite: the estimate is a maximum, and the errors mean something.
    """

    matrix: Floats
    definite: bool


def information(
    answers: Answers, items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats, terms: int | None = None
) -> Information:
    """Return the information at an estimate.

    Args:
        answers: of n_persons.
        items: the estimate.
        latents: distribution of each group.
        layout: free parameters.
        nodes: of the quadrature, (n_nodes,).
        terms: polynomials in the posterior covariance; as many as the length of the test wants by default.
    """
    n_terms = terms or _TERMS[answers.n_answers >= _LONG * answers.n_persons]
    table = _score_table(items, latents, layout, nodes)
    log_p = items.log_probabilities(nodes)
    log_prior = log_prior_of([latent.grid(nodes) for latent in latents])
    from pixauthor.irt.score_products import add_products

    parts = list(answers.chunks())

    def run(stripe: int) -> tuple[Floats, Floats, Floats, Floats]:
        n = table.n_free
        lost, crossed = np.zeros((n, n)), np.zeros((n, n))
        counts, masses = np.zeros_like(log_p), np.zeros_like(log_prior)
        for part in parts[stripe::_STRIPES]:
            chunk = prepare(part)
            weights = posterior_of(chunk, log_p, log_prior).weights
            basis = _basis(weights, nodes, n_terms)
            known = _with_group(part)
            add_products(
                known.starts, known.columns, table.gradients, table.slots, basis, part.frequencies, crossed, lost
            )
            weights *= part.frequencies[:, None]
            counts += chunk.matrix.T @ weights
            np.add.at(masses, part.groups, weights)
        return lost, crossed, counts, masses

    with ThreadPoolExecutor(_STRIPES) as pool:
        lost, crossed, counts, masses = (sum(found) for found in zip(*pool.map(run, range(_STRIPES)), strict=True))
    complete = _complete(items, latents, layout, nodes, np.asarray(counts), np.asarray(masses))
    return Information(complete - _symmetric(np.asarray(lost)), _symmetric(np.asarray(crossed)))


def covariance(information: Floats) -> Covariance:
    """Return the inverse of an information matrix, or NaN where it has none that makes sense."""
    scale = np.sqrt(np.maximum(np.diagonal(information), np.finfo(float).tiny))
    scaled = information / np.outer(scale, scale)
    try:
        np.linalg.cholesky(scaled)
        inverse = np.linalg.inv(scaled)
    except np.linalg.LinAlgError:
        return Covariance(np.full_like(information, np.nan), definite=False)
    return Covariance((inverse + inverse.T) / 2 / np.outer(scale, scale), definite=True)


def natural_errors(items: Items, layout: Layout, matrix: Floats) -> tuple[Floats, ...]:
    """Return the standard errors of the natural parameters by the delta method, one array a block, 0 where fixed.

    Args:
        items: the estimate.
        layout: free parameters.
        matrix: covariance of the free parameters, (n_free, n_free).
    """
    errors = []
    for block, slots in zip(items.blocks, layout.slots, strict=True):
        free = slots >= 0
        own = matrix[slots[:, :, None], slots[:, None, :]] * (free[:, :, None] & free[:, None, :])
        jacobian = block.model.jacobian(block.working)
        variances = np.einsum("jnw,jwv,jnv->jn", jacobian, own, jacobian)
        errors.append(np.sqrt(variances))
    return tuple(errors)


@dataclass(frozen=True, slots=True, eq=False)
class _ScoreTable:
    """d log P / d parameter of every column, and of each group's weights as one column more a group.

    Args:
        gradients: (n_columns + n_groups, most parameters, n_nodes).
        slots: place in the vector of free parameters, -1 where fixed or unused, (n_columns + n_groups, most).
        n_free: length of the vector.
    """

    gradients: Floats
    slots: NDArray[np.int32]
    n_free: int


def _score_table(items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats) -> _ScoreTable:
    most = max(2, *(block.working.shape[1] for block in items.blocks))
    n_rows = items.n_columns + len(latents)
    gradients, slots = np.zeros((n_rows, most, nodes.size)), np.full((n_rows, most), -1, np.int32)
    for block, places in zip(items.blocks, layout.slots, strict=True):
        columns, n = items.columns(block), places.shape[1]
        slopes = block.model.gradients(block.working, nodes)
        gradients[columns, :n] = np.nan_to_num(slopes).swapaxes(1, 2)
        slots[columns, :n] = places[:, None]
    at = layout.n_free
    for number, latent in enumerate(latents):
        slopes = latent.gradient(nodes) if latent.histogram is None else np.empty((0, nodes.size))
        gradients[items.n_columns + number, : len(slopes)] = slopes
        slots[items.n_columns + number, : len(slopes)] = np.arange(at, at + len(slopes))
        at += len(slopes)
    return _ScoreTable(gradients, slots, at)


def _with_group(part: Answers) -> Answers:
    """Return the answers with one more for each person: the column of his group."""
    lengths = np.diff(part.starts)
    starts = part.starts + np.arange(part.starts.size)
    columns = np.insert(part.columns, np.cumsum(lengths), part.n_columns + part.groups)
    return Answers(starts, columns.astype(np.int32), part.n_columns, part.groups, part.frequencies)


def _basis(weights: Floats, nodes: Floats, terms: int) -> Floats:
    """Return posterior weights times the polynomials orthonormal under them, (n_persons, 1 + terms, n_nodes)."""
    values = [np.ones_like(weights)]
    for _ in range(min(terms, nodes.size - 1)):
        # The three-term recurrence, with a full second pass: plain orthogonalisation loses digits in narrow posteriors.
        fresh = nodes * values[-1]
        for _ in range(2):
            for one in values:
                fresh = fresh - (weights * one * fresh).sum(axis=1, keepdims=True) * one
        norm = np.sqrt((weights * fresh**2).sum(axis=1, keepdims=True))
        values.append(np.divide(fresh, norm, out=np.zeros_like(fresh), where=norm > _TINY))
    return np.asarray(np.stack(values, axis=1) * weights[:, None])


_TINY: Final = 1e-10


def _complete(
    items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats, counts: Floats, masses: Floats
) -> Floats:
    """Return the information if abilities were known: minus the derivative of the expected score, counts held."""
    at = layout.n_free
    size = at + sum(latent.free().size for latent in latents)
    matrix = np.zeros((size, size))
    for number, (block, slots) in enumerate(zip(items.blocks, layout.slots, strict=True)):
        bends = _item_curvatures(layout, number, block, counts[items.columns(block)], nodes)
        both = (slots[:, :, None] >= 0) & (slots[:, None, :] >= 0)
        rows, columns = (np.broadcast_to(axis, both.shape)[both] for axis in (slots[:, :, None], slots[:, None, :]))
        np.add.at(matrix, (rows, columns), bends[both])
    for latent, mass in zip(latents, masses, strict=True):
        n = latent.free().size
        matrix[at : at + n, at : at + n] = _latent_curvature(latent, mass, nodes)
        at += n
    return matrix


def _item_curvatures(layout: Layout, number: int, block: Block, counts: Floats, nodes: Floats) -> Floats:
    """Return minus the second derivatives of each item's expected log-likelihood, (n_items, n_par, n_par)."""
    columns = []
    for column in range(block.working.shape[1]):
        move = np.zeros_like(block.working)
        move[:, column] = _STEP
        ahead, behind = (replace(block, working=block.working + sign * move) for sign in (1, -1))
        slopes = (score(layout, number, one, counts, nodes) for one in (behind, ahead))
        columns.append(reduce(np.subtract, slopes) / (2 * _STEP))
    found = np.stack(columns, axis=2)
    return np.asarray((found + found.swapaxes(1, 2)) / 2)


def _latent_curvature(latent: Latent, mass: Floats, nodes: Floats) -> Floats:
    """Return minus the second derivatives of a group's expected log-weights, (n_free, n_free)."""
    free = latent.free()
    moves = np.eye(free.size) * _STEP
    slopes = [(latent.with_free(free - m).gradient(nodes) - latent.with_free(free + m).gradient(nodes)) for m in moves]
    found = np.array([slope @ mass / (2 * _STEP) for slope in slopes]).reshape(free.size, free.size)
    return np.asarray((found + found.T) / 2)


def _symmetric(upper: Floats) -> Floats:
    """Return the whole matrix, given half of each diagonal term and one of each pair (``score_products``)."""
    return upper + upper.T
