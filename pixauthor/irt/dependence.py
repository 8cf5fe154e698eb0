"""Do answers to two items agree more than ability explains? Q3: correlations of residuals, on answers with holes.

Only pairs that enough persons answered are looked at, and only their answers: products of sparse matrices, no table of
all persons by all items.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import log_prior_of, posterior_of, prepare
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.residuals import answered, residuals_at

MIN_COMMON: Final = 50
"""Pairs answered by fewer persons are left out."""
DENSE: Final = 0.1
"""Share of filled cells from which dense products are faster."""

_Residual = Callable[[Answers, int], tuple[Ints, Ints, Floats]]
"""Person, item and residual of each answer of a chunk, given also the number of its first person."""


@dataclass(frozen=True, slots=True, eq=False)
class ResidualCorrelations:
    """Yen's Q3 of pairs of items, each array (n_pairs,).

    Args:
        first: item.
        second: item after it.
        n: persons who answered both.
        q3: correlation of their residuals.
        q3_centred: the same less the mean of all pairs: aQ3. Under the model Q3 is a little below 0, about
            -1 / (n_items - 1), because the ability was estimated from the same answers.
    """

    first: Ints
    second: Ints
    n: Floats
    q3: Floats
    q3_centred: Floats


def residual_correlations(
    answers: Answers, items: Items, theta: Floats, *, min_common: int = MIN_COMMON
) -> ResidualCorrelations:
    """Return Q3 at estimated abilities (Yen 1984, doi:10.1177/014662168400800201), as mirt's ``residuals``.

    Centred: Christensen, Makransky and Horton 2017, doi:10.1177/0146621616677520.

    Args:
        answers: of n_persons.
        items: n_items items.
        theta: abilities in logits, (n_persons,); persons without a finite one are left out. mirt takes EAP.
        min_common: pairs answered by fewer persons are left out.
    """

    def residual(part: Answers, first: int) -> tuple[Ints, Ints, Floats]:
        return residuals_at(part, items, theta[first : first + part.n_persons])[:3]

    return _correlate(answers, items, residual, min_common)


def posterior_residual_correlations(
    answers: Answers, items: Items, grids: Sequence[Grid], *, min_common: int = MIN_COMMON
) -> ResidualCorrelations:
    """Return Q3 with expected scores averaged over the posterior of each person, as TAM's ``tam.modelfit``.

    Better than at an estimate when persons gave few answers. Arguments as in ``local_dependence``.
    """
    nodes = grids[0].nodes
    expected, tables = items.expected_scores(nodes), (items.log_probabilities(nodes), log_prior_of(grids))

    def residual(part: Answers, _: int) -> tuple[Ints, Ints, Floats]:
        persons, which, category = answered(part, items, np.zeros(part.n_persons))
        means = posterior_of(prepare(part), *tables).weights @ expected.T
        return persons, which, category - means[persons, which]

    return _correlate(answers, items, residual, min_common)


def _correlate(answers: Answers, items: Items, residual: _Residual, min_common: int) -> ResidualCorrelations:
    """Return the correlations of residuals over the persons who answered both items."""
    asked, residuals, squares = _tables(answers, items, residual)
    frequencies = answers.frequencies[:, None]
    weighted, masses = asked * frequencies, residuals * frequencies
    factors = (weighted, asked), (masses, asked), (masses, residuals), (squares, weighted)
    with ThreadPoolExecutor() as pool:
        n, sums, crossed, squared = pool.map(lambda pair: pair[0].T @ pair[1], factors)
    first, second = _pairs_of(n, max(min_common, 2))
    size, both = _entries(n, first, second), _entries(crossed, first, second)
    own, other = _entries(sums, first, second), _entries(sums, second, first)
    variance = _entries(squared, first, second) - own**2 / size
    variance_other = _entries(squared, second, first) - other**2 / size
    with np.errstate(divide="ignore", invalid="ignore"):
        q3 = (both - own * other / size) / np.sqrt(variance * variance_other)
    finite = q3[np.isfinite(q3)]
    return ResidualCorrelations(first, second, size, q3, q3 - (finite.mean() if finite.size else np.nan))


def _tables(answers: Answers, items: Items, residual: _Residual) -> tuple[Any, Any, Any]:
    """Return who answered what, the residuals and their squares, each (n_persons, n_items), 0 where not answered."""
    parts, first = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))], 0
    for part in answers.chunks():
        persons, which, values = residual(part, first)
        parts.append((persons + first, which, values))
        first += part.n_persons
    rows, which, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    shape = (answers.n_persons, items.n_items)
    tables = [csr_array((entries, (rows, which)), shape=shape) for entries in (np.ones(rows.size), values, values**2)]
    dense = rows.size > DENSE * shape[0] * shape[1]
    asked, residuals, squares = (table.toarray() if dense else table for table in tables)
    return asked, residuals, squares


def _pairs_of(n: Any, least: float) -> tuple[Ints, Ints]:
    """Return the pairs of items that so many persons answered, the first before the second."""
    if isinstance(n, np.ndarray):
        first, second = np.nonzero(np.triu(n, 1) >= least)
        return first, second
    entries = n.tocoo()
    kept = (entries.coords[0] < entries.coords[1]) & (entries.data >= least)
    first, second = (axis[kept].astype(np.int64) for axis in entries.coords)
    order = np.lexsort((second, first))
    return first[order], second[order]


def _entries(matrix: Any, rows: Ints, columns: Ints) -> Floats:
    """Return some entries of a matrix, dense or sparse, (n_pairs,)."""
    # What scipy gives for entries of a sparse matrix, an array or a sparse one, depends on its version.
    return to_dense(matrix[rows, columns])


def to_dense(matrix: Any) -> Floats:
    """Return a matrix as an array, whether it is sparse or not."""
    return np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray())
