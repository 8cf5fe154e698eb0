"""Standard errors of item parameters: the observed information, and the cheap cross-product of scores.

Louis 1982, doi:10.1111/j.2517-6161.1982.tb01203.x: the observed information is that of the complete data
(``complete_information``) less what is lost by not seeing abilities, the posterior covariance of each person's score
summed over persons.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.complete_information import add_complete
from pixauthor.irt.definite import invert_root, times_itself
from pixauthor.irt.expect import Expectation, log_prior_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.score_complete import add_up_complete, is_complete
from pixauthor.irt.score_sums import add_up
from pixauthor.irt.score_table import ScoreTable, score_table
from pixauthor.irt.threads import one_blas_thread

_NIL: Final = 1e-6
"""Share of a parameter's information that the others may leave unexplained, under which it has none: quadrature, and
products in single precision, leave 1e-7 of what is nil, and such an error would be a thousand times the usual."""


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """Covariance of the free parameters, as a root: what standard errors want, and a third less work than the whole.

    Args:
        root: R, such that the covariance is R R', (n_free, n_free); NaN when the information is not positive definite.
        definite: the information is positive definite: the estimate is a maximum, and the errors mean something.
    """

    root: Floats
    definite: bool

    @property
    def matrix(self) -> Floats:
        """The whole covariance, made when asked for, (n_free, n_free); NaN like the root."""
        return times_itself(self.root)


def information(
    answers: Answers,
    items: Items,
    latents: Sequence[Latent],
    layout: Layout,
    nodes: Floats,
    n_threads: int | None = None,
) -> Floats:
    """Return the observed information on the free parameters: minus the second derivative of the log-likelihood.

    With that of the priors. A histogram is taken as known: its weights have no errors. The order is that of ``Layout``,
    (n_free, n_free).

    Args:
        answers: of n_persons.
        items: the estimate.
        latents: distribution of each group.
        layout: free parameters.
        nodes: of the quadrature, (n_nodes,).
        n_threads: one for each core by default; the same bytes on any number.
    """
    table = score_table(items, latents, layout, nodes)
    tables = items.log_probabilities(nodes), log_prior_of([latent.grid(nodes) for latent in latents])
    lost, found = _sums(answers, table)(answers, table, tables, n_threads, centred=True)
    known = np.negative(lost, out=lost)
    add_complete(known, items, latents, layout, nodes, found)
    return known


def cross_product(
    answers: Answers,
    items: Items,
    latents: Sequence[Latent],
    layout: Layout,
    nodes: Floats,
    n_threads: int | None = None,
) -> Floats:
    """Return the sum over persons of the outer product of their scores, which needs no second derivative.

    In large samples, and under the right model, it nears the observed information. Arguments as in ``information``.
    """
    table = score_table(items, latents, layout, nodes)
    tables = items.log_probabilities(nodes), log_prior_of([latent.grid(nodes) for latent in latents])
    return _sums(answers, table)(answers, table, tables, n_threads, centred=False)[0]


def _sums(answers: Answers, table: ScoreTable) -> Callable[..., tuple[Floats, Expectation]]:
    return add_up_complete if is_complete(answers, table) else add_up


def covariance(information: Floats, n_threads: int | None = None, *, overwrite: bool = False) -> Covariance:
    """Return the inverse of an information matrix, or NaN where it has none that makes sense.

    Args:
        information: (n_free, n_free).
        n_threads: one for each core by default; the same bytes on any number.
        overwrite: work in the memory of ``information``, which is lost then.
    """
    diagonal = np.diagonal(information)
    if not information.size:
        return Covariance(information.copy(), definite=True)
    if not np.isfinite(information).all() or not diagonal.min() > 0:
        return Covariance(np.full_like(information, np.nan), definite=False)
    root = information if overwrite else information.copy()
    if not invert_root(root, _NIL, n_threads):
        root[:] = np.nan
        return Covariance(root, definite=False)
    return Covariance(root, definite=True)


def natural_errors(items: Items, layout: Layout, known: Covariance) -> tuple[Floats, ...]:
    """Return the standard errors of the natural parameters by the delta method, one array a block, 0 where fixed.

    Args:
        items: the estimate.
        layout: free parameters.
        known: their covariance.
    """
    with one_blas_thread():
        return tuple(
            np.array([np.linalg.norm(one @ known.root[own], axis=1) for one, own in zip(jacobian, slots, strict=True)])
            for jacobian, slots in zip(_free_jacobians(items, layout), layout.slots, strict=True)
        )


def _free_jacobians(items: Items, layout: Layout) -> Iterator[Floats]:
    """Yield each block's derivatives of natural parameters, (n_items, n_natural, n_working), 0 in what is fixed."""
    for block, slots in zip(items.blocks, layout.slots, strict=True):
        yield np.where(slots[:, None] >= 0, block.model.jacobian(block.working), 0.0)
