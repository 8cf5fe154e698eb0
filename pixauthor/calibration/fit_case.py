"""From a calibration and responses to the arrays that fit statistics work on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.expect import Expectation, InMemory, log_prior_of
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout, lay_out
from pixauthor.irt.quadrature import Grid
from pixauthor.responses.matrix import to_sparse


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitCase:
    """Answers to calibrated items, with their models.

    Args:
        names: ``id@version`` of the items, (n_items,).
        persons: ids of the candidates who answered one of them, (n_persons,).
        items: their models, at the parameters of the calibration.
        layout: which parameters were estimated.
        latent: distribution of ability.
        grid: the same at the nodes of the quadrature.
        answers: one row a candidate.
    """

    names: tuple[str, ...]
    persons: tuple[str, ...]
    items: Items
    layout: Layout
    latent: Latent
    grid: Grid
    answers: Answers

    @property
    def n_parameters(self) -> int:
        """Number of estimated parameters."""
        return self.layout.n_free + self.latent.free().size


def make_case(calibration: Calibration, responses: pd.DataFrame) -> FitCase:
    """Return the first answers of each candidate to the calibrated items.

    Raises:
        PixauthorError: when nobody answered any of them.
    """
    names = tuple(one.item for one in calibration.items)
    items = kernel_items(calibration)
    scores = to_sparse(responses)
    which = pd.Index(names).get_indexer(pd.Index(scores.items))[scores.columns]
    known = which >= 0
    if not known.any():
        raise PixauthorError("fit.no-answers")
    met, rows = np.unique(scores.rows[known], return_inverse=True)
    which = which[known]
    # Half a point is no success: a score is rounded down to the category that is fully reached.
    categories = np.floor(scores.values[known] * (items.n_categories[which] - 1) + 1e-9).astype(np.int64)
    fixed_slopes = MODELS[calibration.design.model].fixed_slope
    return FitCase(
        names=names,
        persons=tuple(scores.persons[row] for row in met),
        items=items,
        layout=_lay_out(items, fixed_slopes=fixed_slopes),
        latent=Latent(mean=calibration.latent_mean, sd=calibration.latent_sd, free_sd=fixed_slopes),
        grid=grid_of(calibration),
        answers=from_long(rows, which, categories, items.offsets, n_persons=met.size),
    )


def _lay_out(items: Items, *, fixed_slopes: bool) -> Layout:
    """Return which parameters were estimated.

    A Rasch item that was put on a scale of another unit has a slope, which was not.
    """
    layout = lay_out(items)
    if not fixed_slopes:
        return layout
    at, slots = 0, []
    for block in items.blocks:
        places = np.full(block.working.shape, -1)
        places[:, 1:] = at + np.arange(places[:, 1:].size).reshape(len(places), -1)
        slots.append(places)
        at += places[:, 1:].size
    return Layout(tuple(slots), at, layout.priors)


def expect(case: FitCase) -> Expectation:
    """Return what the posteriors of all candidates say of the answers at each ability."""
    tables = case.items.log_probabilities(case.grid.nodes), log_prior_of([case.grid])
    return InMemory(case.answers).expect(*tables)
