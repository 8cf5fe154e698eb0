"""From a calibration and responses to the arrays that fit statistics work on."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pixauthor.calibration.groups import labels_of
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import answers_of, grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Bools, Floats
from pixauthor.irt.expect import Expectation, InMemory, log_prior_of
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout, lay_out
from pixauthor.irt.quadrature import Grid
from pixauthor.responses.model import GROUP_PREFIX

ORDERLESS: Final = "nominal"
"""The model whose categories have no order: what rests on scores says nothing of its items."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitCase:
    """Answers to calibrated items, with their models.

    Args:
        names: ``id@version`` of the items, (n_items,).
        persons: ids of the candidates who answered one of them, (n_persons,).
        items: their models, at the parameters of the calibration.
        layout: which parameters were estimated.
        latents: distribution of ability in each group.
        grids: the same at the nodes of the quadrature.
        answers: one row a candidate.
    """

    names: tuple[str, ...]
    persons: tuple[str, ...]
    items: Items
    layout: Layout
    latents: tuple[Latent, ...]
    grids: tuple[Grid, ...]
    answers: Answers

    @property
    def nodes(self) -> Floats:
        """Nodes of the quadrature, (n_nodes,)."""
        return self.grids[0].nodes

    @property
    def n_parameters(self) -> int:
        """Number of estimated parameters."""
        return self.layout.n_free + sum(latent.free().size for latent in self.latents)

    @property
    def ordered(self) -> Bools:
        """Which items have categories in an order, (n_items,): those of the nominal model have no score."""
        found = np.ones(self.items.n_items, bool)
        for block in self.items.blocks:
            found[block.positions] = block.model.name != ORDERLESS
        return found

    def scored(self) -> "FitCase":
        """Return the case without the answers to items that have no score; all candidates stay."""
        columns = np.repeat(self.ordered, self.items.n_categories)
        kept, answers = columns[self.answers.columns], self.answers
        lengths = np.bincount(answers.persons[kept], minlength=answers.n_persons)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        return replace(self, answers=replace(answers, starts=starts, columns=answers.columns[kept]))

    @property
    def population(self) -> Grid:
        """The distributions of all groups mixed, each by its candidates."""
        shares = np.bincount(self.answers.groups, minlength=len(self.grids)) / len(self.persons)
        return Grid(self.nodes, shares @ np.stack([grid.weights for grid in self.grids]))


def make_case(calibration: Calibration, responses: pd.DataFrame) -> FitCase:
    """Return the first answers of each candidate to the calibrated items.

    Raises:
        PixauthorError: when nobody answered any of them, or a candidate is in none of the groups.
    """
    found = answers_of(calibration, responses)
    if not found.persons:
        raise PixauthorError("fit.no-answers")
    groups = _groups(calibration, responses, found.persons)
    latents, nodes = _latents(calibration), grid_of(calibration).nodes
    return FitCase(
        names=tuple(item.item for item in calibration.items),
        persons=found.persons,
        items=found.items,
        layout=_lay_out(calibration, found.items),
        latents=latents,
        grids=tuple(latent.grid(nodes) for latent in latents),
        answers=replace(found.answers, groups=groups),
    )


def _groups(calibration: Calibration, responses: pd.DataFrame, persons: tuple[str, ...]) -> NDArray[np.int32]:
    """Return the number of each candidate's group, (n_persons,)."""
    if not calibration.groups:
        return np.zeros(len(persons), np.int32)
    column = GROUP_PREFIX + calibration.design.group.removeprefix(GROUP_PREFIX)
    if column not in responses:
        raise PixauthorError("fit.no-group", group=column, n=len(persons))
    labelled = responses.assign(**{column: labels_of(responses, column)}).dropna(subset=[column])
    of = labelled.drop_duplicates("candidate").set_index("candidate")[column].astype(object)
    names = pd.Index([group.name for group in calibration.groups])
    found = names.get_indexer(pd.Index(of.reindex(list(persons))))
    if (found < 0).any():
        raise PixauthorError("fit.no-group", group=column, n=int((found < 0).sum()))
    return np.asarray(found, np.int32)


def _latents(calibration: Calibration) -> tuple[Latent, ...]:
    """Return the distributions of ability; what an engine fixes to set the scale is no parameter of theirs."""
    anchored = any(item.anchor for item in calibration.items)
    unit = any(MODELS[item.model].fixed_slope for item in calibration.items)
    weights = np.array(calibration.histogram) if calibration.histogram else None
    of_groups = [(group.mean, group.sd) for group in calibration.groups]
    of_all = (calibration.latent_mean, calibration.latent_sd)
    first, *others = of_groups or [of_all]
    return (
        Latent(*first, free_mean=anchored, free_sd=anchored or unit, histogram=weights),
        *(Latent(mean, sd, free_mean=True, free_sd=True) for mean, sd in others),
    )


def _lay_out(calibration: Calibration, items: Items) -> Layout:
    """Return which parameters were estimated.

    A Rasch item that was put on a scale of another unit has a slope, which was not.
    """
    fixed = np.array([item.anchor for item in calibration.items], bool)
    slopes = np.array([MODELS[item.model].fixed_slope for item in calibration.items], bool)
    layout = lay_out(items, fixed=fixed)
    return _without_slopes(layout, items, slopes) if slopes.any() else layout


def _without_slopes(layout: Layout, items: Items, fixed: Bools) -> Layout:
    """Return the layout without the slopes of some items, its places numbered anew."""
    slots = [places.copy() for places in layout.slots]
    for block, places in zip(items.blocks, slots, strict=True):
        places[fixed[block.positions], 0] = -1
    kept = np.unique(np.concatenate([places[places >= 0] for places in slots]))
    renumbered = tuple(np.where(places >= 0, np.searchsorted(kept, places), -1) for places in slots)
    return Layout(renumbered, kept.size, layout.priors)


def expect(case: FitCase) -> Expectation:
    """Return what the posteriors of all candidates say of the answers at each ability."""
    return InMemory(case.answers).expect(case.items.log_probabilities(case.nodes), log_prior_of(case.grids))
