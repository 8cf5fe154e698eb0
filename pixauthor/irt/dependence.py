"""Do answers to two items agree more than ability explains? Q3: correlations of residuals, on answers with holes.

Only pairs that enough persons answered are looked at, and only their answers: products of sparse matrices, no table of
all persons by all items.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import posterior
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.residuals import answered, residuals_at

MIN_COMMON: Final = 50
"""Pairs answered by fewer persons are left out."""
DENSE: Final = 0.1
"""Share of filled cells from which dense products are faster."""


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

    def residual(part: Answers, theta: Floats) -> tuple[Ints, Ints, Floats]:
        return residuals_at(part, items, theta)[:3]

    return _correlate(answers, items, residual, theta, min_common)


def posterior_residual_correlations(
    answers: Answers, items: Items, grids: Sequence[Grid], *, min_common: int = MIN_COMMON
) -> ResidualCorrelations:
    """Return Q3 with expected scores averaged over the posterior of each person, as TAM's ``tam.modelfit``.

    Better than at an estimate when persons gave few answers. Arguments as in ``local_dependence``.
    """
    expected = items.expected_scores(grids[0].nodes)

    def residual(part: Answers, weights: Floats) -> tuple[Ints, Ints, Floats]:
        persons, which, category = answered(part, items, np.zeros(part.n_persons))
        return persons, which, category - (weights @ expected.T)[persons, which]

    return _correlate(answers, items, residual, posterior(answers, items, grids).weights, min_common)


def _correlate(
    answers: Answers,
    items: Items,
    residual: Callable[[Answers, Floats], tuple[Ints, Ints, Floats]],
    known: Floats,
    min_common: int,
) -> ResidualCorrelations:
    """Return the correlations of residuals: of a chunk of persons and what is known of them, (n_persons, ...)."""
    asked, residuals, squares = _tables(answers, items, residual, known)
    frequencies = answers.frequencies[:, None]
    weighted, masses = asked * frequencies, residuals * frequencies
    n, sums, crossed, squared = (
        to_dense(left.T @ right)
        for left, right in ((weighted, asked), (masses, asked), (masses, residuals), (squares, weighted))
    )
    first, second = np.nonzero(np.triu(n, 1) >= max(min_common, 2))
    size, own, other = n[first, second], sums[first, second], sums[second, first]
    variance, variance_other = squared[first, second] - own**2 / size, squared[second, first] - other**2 / size
    with np.errstate(divide="ignore", invalid="ignore"):
        q3 = (crossed[first, second] - own * other / size) / np.sqrt(variance * variance_other)
    finite = q3[np.isfinite(q3)]
    return ResidualCorrelations(first, second, size, q3, q3 - (finite.mean() if finite.size else np.nan))


def _tables(
    answers: Answers, items: Items, residual: Callable[[Answers, Floats], tuple[Ints, Ints, Floats]], known: Floats
) -> tuple[Any, Any, Any]:
    """Return who answered what, the residuals and their squares, each (n_persons, n_items), 0 where not answered."""
    parts, first = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))], 0
    for part in answers.chunks():
        persons, which, values = residual(part, known[first : first + part.n_persons])
        parts.append((persons + first, which, values))
        first += part.n_persons
    rows, which, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    shape = (answers.n_persons, items.n_items)
    tables = [csr_array((entries, (rows, which)), shape=shape) for entries in (np.ones(rows.size), values, values**2)]
    dense = rows.size > DENSE * shape[0] * shape[1]
    asked, residuals, squares = (table.toarray() if dense else table for table in tables)
    return asked, residuals, squares


def to_dense(matrix: Any) -> Floats:
    """Return a matrix as an array, whether it is sparse or not."""
    return np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray())
