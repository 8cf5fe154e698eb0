"""S-X2: do persons of each sum score choose the categories of an item as often as the model says?

Orlando and Thissen 2000, doi:10.1177/01466216000241003, and 2003, doi:10.1177/0146621602250534; several categories:
Kang and Chen 2008, doi:10.1111/j.1745-3984.2008.00071.x. Sparse cells are joined as by mirt 1.47, so that degrees of
freedom agree with its own.

A sum score means something only among persons who answered the same items. Persons are therefore taken by *form*, the
set of items answered; the statistics of the forms are summed. Where every person answered a set of his own (adaptive
tests), there is no statistic: use ``fit_items``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import chi2

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.forms import Form, find_forms
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.lord_wingersky import add_item, without_each
from pixauthor.irt.quadrature import Grid

MIN_PERSONS: Final = 200
"""A form answered by fewer persons is left out."""
MIN_EXPECTED: Final = 1.0
"""Cells in which fewer persons are expected are joined to a neighbour."""


@dataclass(frozen=True, slots=True, eq=False)
class SumScoreFit:
    """S-X2 of each item, all (n_items,); NaN where the data allow no test.

    Args:
        statistic: sum over the forms.
        df: degrees of freedom: cells that vary freely, less estimated parameters.
        p: chance of so much or more under the model.
        rmsea: misfit by degree of freedom, independent of the number of persons.
        n: persons of the forms used.
    """

    statistic: Floats
    df: Ints
    p: Floats
    rmsea: Floats
    n: Floats


class _Cells(NamedTuple):
    """Persons of one sum score by category, observed and expected."""

    seen: Floats
    due: Floats


def s_x2(
    answers: Answers, items: Items, grids: Sequence[Grid], n_free: Ints, *, min_persons: int = MIN_PERSONS
) -> SumScoreFit:
    """Return the fit of each item.

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: latent distribution of each group, on the same nodes.
        n_free: estimated parameters that each item answers for, (n_items,); see ``parameters_by_item``.
        min_persons: forms of fewer persons are left out.
    """
    table = np.zeros((3, items.n_items))
    p = np.exp(items.log_probabilities(grids[0].nodes))
    matrix = answers.indicator()
    for form in find_forms(answers, items):
        frequencies = answers.frequencies[form.rows]
        if form.which.size < 2 or frequencies.sum() < min_persons:
            continue
        rows, weights = matrix[form.rows], grids[form.group].weights
        for item, observed, expected in _tables(rows, frequencies, items, p, form, weights):
            table[:, item] += *_join(observed, expected), frequencies.sum()
    statistic, cells, n = table
    df = np.where(n > 0, cells - n_free, 0).astype(np.int64)
    tested = df > 0
    statistic = np.where(tested, statistic, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        rmsea = np.sqrt(np.maximum(0.0, (statistic - df) / (df * (n - 1))))
    return SumScoreFit(statistic, df, np.where(tested, chi2.sf(statistic, np.maximum(df, 1)), np.nan), rmsea, n)


def parameters_by_item(items: Items, layout: Layout, latents: Sequence[Latent]) -> Ints:
    """Return how many estimated parameters each item answers for, (n_items,).

    Its own, and those of the latent distributions, as mirt counts.
    """
    counts = np.full(items.n_items, sum(latent.free().size for latent in latents))
    for block, slots in zip(items.blocks, layout.slots, strict=True):
        counts[block.positions] += (slots >= 0).sum(axis=1)
    return counts


def _tables(
    matrix: csr_array, frequencies: Floats, items: Items, p: Floats, form: Form, weights: Floats
) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield each item of a form, with the persons observed and expected by sum score and category.

    Args:
        matrix: answers of the form's persons (``Answers.indicator``), (n_rows, n_columns).
        frequencies: how many persons each row stands for, (n_rows,).
        items: n_items items.
        p: of every column, (n_columns, n_nodes).
        form: who answered what.
        weights: of the nodes, (n_nodes,).
    """
    scores = (matrix @ items.credits).astype(np.int64)
    n_scores = int((items.n_categories[form.which] - 1).sum()) + 1
    members = np.bincount(scores, frequencies, n_scores)
    at_score = csr_array((frequencies, (scores, np.arange(scores.size))), shape=(n_scores, scores.size))
    observed = (at_score @ matrix).toarray()
    curves = [p[items.offsets[j] : items.offsets[j + 1]] for j in form.which]
    for item, own, rest in zip(form.which.tolist(), curves, without_each(curves), strict=True):
        share = np.zeros((n_scores, len(own)))
        for credit, right in enumerate(own):
            share[credit : credit + len(rest), credit] = (rest * right) @ weights
        total = add_item(rest, own) @ weights
        yield (
            item,
            observed[:, items.offsets[item] : items.offsets[item + 1]],
            share / total[:, None] * members[:, None],
        )


def _join(observed: Floats, expected: Floats) -> tuple[float, int]:
    """Return X2 of a table (n_scores, n_categories) and the number of its cells that vary freely."""
    if len(observed) < 2 * observed.shape[1] - 1:
        return 0.0, 0
    pairs = zip(_possible(observed), _possible(expected), strict=True)
    rows = _join_scores([_join_categories(seen, due) for seen, due in pairs if seen.sum() > 0])
    return sum(float(((seen - due) ** 2 / due).sum()) for seen, due in rows), sum(due.size - 1 for _, due in rows)


def _possible(table: Floats) -> Floats:
    """Return the rows in which every category is possible; the others are added to the nearest of them.

    The lowest and the highest score say nothing, and are left out.
    """
    reach = table.shape[1] - 1
    last = len(table) - 1 - reach
    nearest = np.clip(np.arange(1, len(table) - 1), reach, last) - reach
    rows = np.zeros((last - reach + 1, table.shape[1]))
    np.add.at(rows, nearest, table[1:-1])
    return rows


def _join_categories(seen: Floats, due: Floats) -> _Cells:
    """Return the cells of a sum score: while one is sparse, the least joins its smaller neighbour; two stay."""
    while due.size > 2 and due.min() < MIN_EXPECTED:
        least = int(due.argmin())
        sides = [side for side in (least - 1, least + 1) if 0 <= side < due.size]
        second = max(least, min(sides, key=lambda side: float(due[side])))
        ends = np.delete(np.arange(due.size), second)
        seen, due = np.add.reduceat(seen, ends), np.add.reduceat(due, ends)
    return _Cells(seen, due)


def _join_scores(rows: list[_Cells]) -> list[_Cells]:
    """Return the sum scores: the first with a sparse cell joins its neighbour of fewer persons, until none is left."""
    while len(rows) > 1:
        sparse = next((k for k, row in enumerate(rows) if row.due.min() < MIN_EXPECTED), None)
        if sparse is None:
            break
        sides = [side for side in (sparse - 1, sparse + 1) if 0 <= side < len(rows)]
        into = min(sides, key=lambda side: float(rows[side].seen.sum()))
        joined = _Cells(*(_add_ends(*pair) for pair in zip(rows[into], rows[sparse], strict=True)))
        rows = [joined if k == into else row for k, row in enumerate(rows) if k != sparse]
    return rows


def _add_ends(cells: Floats, ends: Floats) -> Floats:
    """Return cells with two more added to the first and the last of them."""
    result = cells.copy()
    result[[0, -1]] += ends[[0, -1]]
    return result
