"""From long responses to the cases that the methods of DIF work on, and the items that cannot be studied."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pixauthor.calibration.categories import RIGHT, bounds_of, to_categories
from pixauthor.calibration.dif_groups import Groups, group_numbers
from pixauthor.calibration.dif_methods import Case
from pixauthor.calibration.dif_thresholds import DifThresholds
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import grid_of, items_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.arrays import Bools, Ints
from pixauthor.irt.dif_doubled import Doubled, double, fit
from pixauthor.irt.items import Items, arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.long import to_long
from pixauthor.irt.quadrature import Grid, normal_grid
from pixauthor.responses.matrix import to_sparse

_POINTS = 41


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Studied:
    """Answers of all candidates who are in a group, and what is known of the items.

    Args:
        names: ``id@version`` of the items, (n_items,).
        items: their models, with parameters of the calibration or to start from.
        known: the parameters are those of a calibration.
        grid: of ability, on the scale of the parameters.
        persons, columns, categories: one entry an answer: candidate, item and category, (n_answers,).
        groups: of each candidate, 0 for the reference, (n_persons,).
    """

    names: tuple[str, ...]
    items: Items
    known: bool
    grid: Grid
    persons: Ints
    columns: Ints
    categories: Ints
    groups: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Two groups' answers.

    Args:
        answers: group 0 the reference, group 1 the focal group; only to items without a problem, renumbered.
        items: of these answers.
        usable: items without a problem, (n_items of ``Studied``,).
        counts: answers in each group, (n_items of ``Studied``, 2).
        problems: of each item of ``Studied``, "" for none: messages of ``dif.reason``.
    """

    answers: Answers
    items: Items
    usable: Bools
    counts: Ints
    problems: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether everyone answered every item."""
        return self.answers.n_answers == self.answers.n_persons * self.items.n_items


def gather_studied(responses: pd.DataFrame, groups: Groups, calibration: Calibration | None) -> Studied:
    """Return the answers of candidates in a group; only to the items of the calibration, if there is one.

    Raises:
        PixauthorError: when no item of the calibration was answered.
    """
    scores = to_sparse(responses[responses["candidate"].isin(groups.member.index)])
    if calibration is None:
        names, items, grid = scores.items, None, normal_grid(_POINTS)
    else:
        names, items, grid = tuple(one.item for one in calibration.items), items_of(calibration), grid_of(calibration)
    place = pd.Index(names).get_indexer(pd.Index(scores.items))
    columns = place[scores.columns]
    kept = columns >= 0
    if not kept.any():
        raise PixauthorError("dif.no-items")
    columns, values = columns[kept], scores.values[kept]
    model = items or arrange(["2pl"] * len(names), [2] * len(names))
    # Half a point is no success: a score is rounded down to the category that is fully reached.
    bounds = [bounds_of(item) for item in calibration.items] if calibration else [np.array(RIGHT)] * len(names)
    categories = to_categories(columns, values, bounds)
    counts = np.bincount(model.offsets[columns] + categories, minlength=model.n_columns).astype(float)
    return Studied(
        names=names,
        items=items or _with_start(model, counts),
        known=items is not None,
        grid=grid,
        persons=scores.rows[kept],
        columns=columns,
        categories=categories,
        groups=group_numbers(groups, scores.persons),
    )


def take_sample(studied: Studied, focal: int, thresholds: DifThresholds) -> Sample:
    """Return the answers of the reference group and of one focal group."""
    group = np.select([studied.groups == 0, studied.groups == focal], [0, 1], -1)
    mine = group[studied.persons] >= 0
    persons, columns, categories = studied.persons[mine], studied.columns[mine], studied.categories[mine]
    n_items = len(studied.names)
    counts = np.bincount(columns * 2 + group[persons], minlength=2 * n_items).reshape(n_items, 2)
    met = np.bincount(studied.items.offsets[columns] + categories, minlength=studied.items.n_columns) > 0
    varies = np.add.reduceat(met.astype(int), studied.items.offsets[:-1]) > 1
    checks = [counts.min(axis=1) == 0, ~varies, counts.min(axis=1) < thresholds.min_n]
    problems = np.select(checks, ["unasked", "constant", "few"], "")
    usable = problems == ""
    kept = usable[columns]
    renumbered, rows = np.cumsum(usable) - 1, np.unique(persons[kept], return_inverse=True)
    items = studied.items.select(np.flatnonzero(usable))
    answers = from_long(rows[1], renumbered[columns[kept]], categories[kept], items.offsets, groups=group[rows[0]])
    return Sample(answers=answers, items=items, usable=usable, counts=counts, problems=tuple(map(str, problems)))


def make_case(sample: Sample, studied: Studied, *, likelihood: bool) -> Case:
    """Return the case of a sample; ``likelihood``: the likelihood ratio is asked for."""
    doubled = _double(sample, studied) if likelihood or not (sample.complete or studied.known) else None
    items, grid = (None, None) if sample.complete else (sample.items, studied.grid)
    if doubled and not sample.complete and not studied.known:
        compact = fit(doubled.problem, np.ones(sample.items.n_items, bool))
        if not compact.converged:
            raise PixauthorError("dif.not-converged")
        items, grid = compact.items.select(np.arange(sample.items.n_items)), compact.latents[0].grid(studied.grid.nodes)
    return Case(
        long=to_long(sample.answers, sample.items.offsets),
        n_categories=sample.items.n_categories,
        complete=sample.complete,
        items=items,
        grid=grid,
        doubled=doubled if likelihood else None,
    )


def _double(sample: Sample, studied: Studied) -> Doubled:
    # A slope that is fixed sets the unit of the scale, and the spread of abilities is free.
    unit = any(block.model.fixed_slope for block in sample.items.blocks)
    reference, focal = Latent(free_sd=unit), Latent(free_mean=True, free_sd=True)
    return double(sample.answers, sample.items, (reference, focal), studied.grid.nodes)


def _with_start(items: Items, counts: np.ndarray) -> Items:
    """Return the items with parameters to start from, given the answers in each column, (n_columns,)."""
    shares = [counts[items.columns(block)] + 0.5 for block in items.blocks]
    pairs = zip(items.blocks, shares, strict=True)
    return items.with_working([block.model.start(part / part.sum(axis=1, keepdims=True)) for block, part in pairs])
