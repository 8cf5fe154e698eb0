"""The options of a choice item as categories without order: the nominal response model, beside a calibration.

The other items keep their parameters, so that ability means what it means in the calibration (Bock 1972,
doi:10.1007/BF02291411; fixed parameters as in Kim 2006, doi:10.1111/j.1745-3984.2006.00021.x).
"""

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from pixauthor.calibration.item_parameters import fill, model_of
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import Answered, answers_of, grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.arrays import Floats
from pixauthor.irt.em import Problem, estimate
from pixauthor.irt.expect import Expectation
from pixauthor.irt.items import Block, Items, arrange, gather
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.standard_errors import covariance, information, natural_errors
from pixauthor.responses.matrix import first_answers

MIN_CHOSEN: Final = 10
"""Options chosen less often are put together: their slopes would have no meaning."""
OTHERS: Final = "…"
_TOLERANCE: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OptionModel:
    """The curves of an item's options.

    Args:
        item: ``id@version``.
        table: ``option``, ``n``, ``score`` (mean of those who chose it), ``slope`` and ``intercept`` (centred on 0 over
            the options) with ``se_slope`` and ``se_intercept``, one row an option, the steepest last: a right option
            must rise most.
        items: the item alone, nominal, its categories in the order of the table's index.
    """

    item: str
    table: pd.DataFrame
    items: Items

    def curves(self, theta: Floats) -> pd.DataFrame:
        """Return ``option``, ``theta`` and ``p``, one row an option and ability."""
        p = np.exp(self.items.log_probabilities(theta))
        names = self.table.sort_index()["option"]
        rows = {"option": np.repeat(names.to_numpy(), theta.size), "theta": np.tile(theta, len(names)), "p": p.ravel()}
        return pd.DataFrame(rows)


def fit_options(
    calibration: Calibration, responses: pd.DataFrame, item: str, *, answered: Answered | None = None
) -> OptionModel:
    """Return the nominal model of the raw answers to one item.

    Args:
        calibration: abilities and the other items.
        responses: long table, with raw answers.
        item: ``id@version``, calibrated.
        answered: ``scores.answers_of`` the responses, if it is at hand.

    Raises:
        PixauthorError: when the item was not calibrated, or its raw answers are unknown or all alike.
    """
    names = [one.item for one in calibration.items]
    if item not in names:
        raise PixauthorError("calibration.not-calibrated", item=item, known=", ".join(names[:5]))
    chosen, scores = _choices(responses, item)
    options = sorted(chosen.unique())
    if len(options) < 2:
        raise PixauthorError("calibration.no-options", item=item)
    place = names.index(item)
    answers, start = _arrange(calibration, answered or answers_of(calibration, responses), chosen, place, options)
    grid = grid_of(calibration)
    # What is known is the distribution itself, whatever its shape.
    latents = (Latent(histogram=grid.weights),)
    alone = start.select(np.array([place]))
    problem = Problem(
        source=_others_known(answers, start, place, grid),
        items=alone,
        latents=(Latent(),),
        layout=lay_out(alone),
        nodes=grid.nodes,
        tolerance=_TOLERANCE,
    )
    alone, _ = problem.at(estimate(problem))
    found = gather(start.item(k) if k != place else alone.item(0) for k in range(start.n_items))
    layout = lay_out(found, fixed=np.arange(found.n_items) != place)
    known = covariance(information(answers, found, latents, layout, grid.nodes))
    number = next(k for k, block in enumerate(found.blocks) if place in block.positions)
    counted = scores.groupby(chosen).agg(["size", "mean"]).loc[options]
    table = _tabulate(counted, found.natural()[number][0], natural_errors(found, layout, known)[number][0])
    return OptionModel(item=item, table=table, items=alone)


@dataclass(frozen=True, slots=True, eq=False)
class _OneItem:
    """Who chose what, ones in (n_persons, n_options); ``known`` is the logarithm of all else, (n_persons, n_nodes)."""

    known: Floats
    chose: csr_array

    def expect(self, log_p: Floats, _: Floats) -> Expectation:
        """Return the expectation under what is known (``expect.Source``)."""
        joint = self.known + self.chose @ log_p
        top = joint.max(axis=1, keepdims=True)
        weights = np.exp(joint - top)
        total = weights.sum(axis=1, keepdims=True)
        weights /= total
        return Expectation(self.chose.T @ weights, weights.sum(axis=0)[None], float((top + np.log(total)).sum()))


def _others_known(answers: Answers, items: Items, place: int, grid: Grid) -> _OneItem:
    """Return the answers to the item at ``place``, beside what the others say once and for all."""
    own = slice(items.offsets[place], items.offsets[place + 1])
    log_p, matrix = items.log_probabilities(grid.nodes), answers.indicator()
    log_p[own] = 0
    with np.errstate(divide="ignore"):
        known = matrix @ log_p + np.log(grid.weights)
    return _OneItem(known, matrix[:, own])


def _choices(responses: pd.DataFrame, item: str) -> tuple[pd.Series, pd.Series]:
    """Return what each candidate answered first, rare answers put together, and the score that this gave."""
    name, _, version = item.rpartition("@")
    asked = responses[(responses["item"] == name) & (responses["version"] == int(version))]
    mine = first_answers(asked).dropna(subset=["answer"])
    by_candidate = mine.set_index("candidate")
    given = by_candidate["answer"].map({answer: name_of(answer) for answer in by_candidate["answer"].unique()})
    counts = given.value_counts()
    return given.where(given.map(counts) >= MIN_CHOSEN, OTHERS), by_candidate["score"]


def name_of(answer: str) -> str:
    """Return what an option is called, given a raw answer as JSON: those ticked together are one."""
    value = json.loads(answer)
    return ", ".join(map(str, sorted(value))) if isinstance(value, list) else str(value)


def _arrange(
    calibration: Calibration, answered: Answered, chosen: pd.Series, place: int, options: list[str]
) -> tuple[Answers, Items]:
    """Return the answers of those who chose, and the items, with the options of one item as its categories."""
    old, item_of = answered.items, np.repeat(np.arange(answered.items.n_items), answered.items.n_categories)
    models = [model_of(calibration, one) for one in calibration.items]
    counts = [one.n_categories for one in calibration.items]
    models[place], counts[place] = "nominal", len(options)
    fresh = arrange(models, counts)
    which = item_of[answered.answers.columns]
    categories = answered.answers.columns - old.offsets[which]
    mine, persons = which == place, answered.answers.persons
    given = chosen.reindex(np.array(answered.persons, object)[persons[mine]])
    codes = pd.Index(options).get_indexer(pd.Index(given))
    categories[mine] = codes
    chose = np.zeros(answered.answers.n_persons, bool)
    chose[persons[mine][codes >= 0]] = True
    # The others tell nothing of this item: abilities, and all other items, are as they were.
    kept = chose[persons]
    rows = np.cumsum(chose) - 1
    answers = from_long(rows[persons[kept]], which[kept], categories[kept], fresh.offsets)
    shares = np.bincount(codes[codes >= 0], minlength=len(options)) / max(1, (codes >= 0).sum())
    return answers, fresh.with_working([_working(block, calibration, place, shares) for block in fresh.blocks])


def _working(block: Block, calibration: Calibration, place: int, shares: Floats) -> Floats:
    """Return the parameters of the calibration, those of the studied item to start from."""
    start = block.model.start(shares[None]) if place in block.positions else None
    rows = [
        start[0]
        if start is not None and k == place
        else fill([block.model.name], [calibration.items[k]]).blocks[0].working[0]
        for k in block.positions
    ]
    return np.array(rows)


def _tabulate(counted: pd.DataFrame, natural: Floats, errors: Floats) -> pd.DataFrame:
    n = len(counted)
    table = pd.DataFrame(
        {
            "option": list(counted.index),
            "n": counted["size"].to_numpy(),
            "score": counted["mean"].to_numpy(),
            "slope": natural[:n],
            "se_slope": errors[:n],
            "intercept": natural[n:],
            "se_intercept": errors[n:],
        }
    )
    return table.sort_values("slope")
