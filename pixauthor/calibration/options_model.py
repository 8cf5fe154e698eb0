"""The options of a choice item as categories without order: the nominal response model, beside a calibration.

The other items keep their parameters, so that ability means what it means in the calibration (Bock 1972,
doi:10.1007/BF02291411; fixed parameters as in Kim 2006, doi:10.1111/j.1745-3984.2006.00021.x).
"""

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.item_parameters import fill, model_of
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import answers_of, grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.arrays import Floats
from pixauthor.irt.em import Problem, estimate
from pixauthor.irt.expect import Expectation, InMemory
from pixauthor.irt.items import Block, Items, arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
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
        table: ``option``, ``n``, ``slope`` and ``intercept`` (centred on 0 over the options) with ``se_slope`` and
            ``se_intercept``, one row an option, the steepest last: a right option must rise most.
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


def fit_options(calibration: Calibration, responses: pd.DataFrame, item: str) -> OptionModel:
    """Return the nominal model of the raw answers to one item.

    Args:
        calibration: abilities and the other items.
        responses: long table, with raw answers.
        item: ``id@version``, calibrated.

    Raises:
        PixauthorError: when the item was not calibrated, or its raw answers are unknown or all alike.
    """
    names = [one.item for one in calibration.items]
    if item not in names:
        raise PixauthorError("calibration.not-calibrated", item=item, known=", ".join(names[:5]))
    chosen = _choices(responses, item)
    options = sorted(chosen.unique())
    if len(options) < 2:
        raise PixauthorError("calibration.no-options", item=item)
    place = names.index(item)
    answers, start = _arrange(calibration, responses, chosen, place, options)
    grid = grid_of(calibration)
    # What is known is the distribution itself, whatever its shape.
    latents = (Latent(histogram=grid.weights),)
    layout = lay_out(start, fixed=np.arange(start.n_items) != place)
    problem = Problem(
        source=_Known(InMemory(answers), np.log(grid.weights)),
        items=start,
        latents=(Latent(),),
        layout=layout,
        nodes=grid.nodes,
        tolerance=_TOLERANCE,
    )
    found, _ = problem.at(estimate(problem))
    matrix = covariance(information(answers, found, latents, layout, grid.nodes)).matrix
    number = next(k for k, block in enumerate(found.blocks) if place in block.positions)
    table = _tabulate(options, chosen, found.natural()[number][0], natural_errors(found, layout, matrix)[number][0])
    return OptionModel(item=item, table=table, items=found.select(np.array([place])))


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Answers of candidates whose distribution of ability is given."""

    answers: InMemory
    log_weights: Floats

    def expect(self, log_p: Floats, _: Floats) -> Expectation:
        """Return the expectation under the given distribution (``expect.Source``)."""
        return self.answers.expect(log_p, self.log_weights[None])


def _choices(responses: pd.DataFrame, item: str) -> pd.Series:
    """Return what each candidate answered first, rare answers put together."""
    first = first_answers(responses)
    mine = first[(first["item"] + "@" + first["version"].astype(str)) == item].dropna(subset=["answer"])
    given = mine.set_index("candidate")["answer"].map(_name)
    counts = given.value_counts()
    return given.where(given.map(counts) >= MIN_CHOSEN, OTHERS)


def _name(answer: str) -> str:
    value = json.loads(answer)
    return ", ".join(map(str, sorted(value))) if isinstance(value, list) else str(value)


def _arrange(
    calibration: Calibration, responses: pd.DataFrame, chosen: pd.Series, place: int, options: list[str]
) -> tuple[Answers, Items]:
    """Return the answers, and the items, with the options of one item as its categories."""
    answered = answers_of(calibration, responses)
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
    kept = categories >= 0
    answers = from_long(
        persons[kept], which[kept], categories[kept], fresh.offsets, n_persons=answered.answers.n_persons
    )
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


def _tabulate(options: list[str], chosen: pd.Series, natural: Floats, errors: Floats) -> pd.DataFrame:
    n, counts = len(options), chosen.value_counts()
    table = pd.DataFrame(
        {
            "option": options,
            "n": [int(counts[option]) for option in options],
            "slope": natural[:n],
            "se_slope": errors[:n],
            "intercept": natural[n:],
            "se_intercept": errors[n:],
        }
    )
    return table.sort_values("slope")
