"""From a calibration and responses to the arrays that fit statistics work on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.expect import Expectation, InMemory, log_prior_of
from pixauthor.irt.items import Items, dichotomous
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
    items = items_of_design(calibration)
    scores = to_sparse(responses)
    which = pd.Index(names).get_indexer(pd.Index(scores.items))[scores.columns]
    known = which >= 0
    if not known.any():
        raise PixauthorError("fit.no-answers")
    met, rows = np.unique(scores.rows[known], return_inverse=True)
    which = which[known]
    # Half a point is no success: a score is rounded down to the category that is fully reached.
    categories = np.floor(scores.values[known] * (items.n_categories[which] - 1) + 1e-9).astype(np.int64)
    unit = any(block.model.fixed_slope for block in items.blocks)
    return FitCase(
        names=names,
        persons=tuple(scores.persons[row] for row in met),
        items=items,
        layout=lay_out(items),
        latent=Latent(mean=calibration.latent_mean, sd=calibration.latent_sd, free_sd=unit),
        grid=grid_of(calibration),
        answers=from_long(rows, which, categories, items.offsets, n_persons=met.size),
    )


def items_of_design(calibration: Calibration) -> Items:
    """Return the items under the models that were estimated, in the order of the calibration."""
    a, b = (np.array([getattr(item, name) for item in calibration.items]) for name in ("a", "b"))
    return dichotomous(calibration.design.model, a=a, b=b)


def expect(case: FitCase) -> Expectation:
    """Return what the posteriors of all candidates say of the answers at each ability."""
    tables = case.items.log_probabilities(case.grid.nodes), log_prior_of([case.grid])
    return InMemory(case.answers).expect(*tables)
