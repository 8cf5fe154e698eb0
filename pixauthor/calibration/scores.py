"""Abilities of the candidates of a calibration, and what they chose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.categories import bounds_of, to_categories
from pixauthor.calibration.groups import keep_grouped
from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.split import split_items
from pixauthor.irt.abilities import Abilities
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.classical import option_statistics, quantile_groups
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.quadrature import Grid
from pixauthor.irt.scoring import eap
from pixauthor.responses.matrix import first_answers, to_sparse

N_GROUPS: Final = 5


def items_of(calibration: Calibration) -> Items:
    """Return the response functions of a calibration, in the order of its items."""
    return kernel_items(calibration)


def grid_of(calibration: Calibration) -> Grid:
    """Return the quadrature of the calibration with the distribution of its candidates, on the scale of the items."""
    design = calibration.design
    scale, shift = 1.0, 0.0
    for link in calibration.links:
        scale, shift = link.scale * scale, link.scale * shift + link.shift
    nodes = scale * np.linspace(-design.bound, design.bound, design.points) + shift
    histogram = np.array(calibration.histogram) if calibration.histogram else None
    return Latent(mean=calibration.latent_mean, sd=calibration.latent_sd, histogram=histogram).grid(nodes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """The first answers of candidates to calibrated items.

    Args:
        persons: ids of those who answered one of them, (n_persons,).
        items: in the order of the calibration.
        answers: one row a candidate.
    """

    persons: tuple[str, ...]
    items: Items
    answers: Answers


def answers_of(calibration: Calibration, responses: pd.DataFrame) -> Answered:
    """Return the answers to the calibrated items as categories of these."""
    items = items_of(calibration)
    design = calibration.design
    # Those without a group had no part in it, if they were left out.
    mine = keep_grouped(responses, design) if design.drop_missing_group else responses
    scores = to_sparse(split_items(mine, design))
    place = pd.Index([item.item for item in calibration.items]).get_indexer(pd.Index(scores.items))
    which = place[scores.columns]
    known = which >= 0
    met, rows = np.unique(scores.rows[known], return_inverse=True)
    categories = to_categories(which[known], scores.values[known], [bounds_of(item) for item in calibration.items])
    answers = from_long(rows, which[known], categories, items.offsets, n_persons=met.size)
    return Answered(persons=tuple(scores.persons[row] for row in met), items=items, answers=answers)


def scores_of(calibration: Calibration, responses: pd.DataFrame) -> pd.DataFrame:
    """Return scores from 0 to 1 by candidate and calibrated item, NaN where it was not asked.

    Right or wrong for dichotomous items. A candidate who was asked none of the calibrated items has no row.
    """
    found = answers_of(calibration, responses)
    table = np.full((len(found.persons), found.items.n_items), np.nan)
    item = np.repeat(np.arange(found.items.n_items), found.items.n_categories)[found.answers.columns]
    shares = found.items.credits / np.repeat(found.items.n_categories - 1, found.items.n_categories)
    table[found.answers.persons, item] = shares[found.answers.columns]
    return pd.DataFrame(table, index=list(found.persons), columns=[one.item for one in calibration.items])


def estimate_abilities(calibration: Calibration, responses: pd.DataFrame) -> Abilities:
    """Return EAP abilities with their standard errors, in logits, in the order of ``scores_of``."""
    found = answers_of(calibration, responses)
    return eap(found.answers, found.items, [grid_of(calibration)])


def distractor_table(responses: pd.DataFrame, item: str) -> pd.DataFrame:
    """Return who chose each answer to a choice item: n, p, point-biserial with the rest, share by ability group.

    Args:
        responses: long table.
        item: ``id@version``.

    Returns:
        One row per answer given, the most frequent first; empty when raw answers are unknown.
    """
    return distractor_tables(responses, [item])[item]


def distractor_tables(responses: pd.DataFrame, items: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the ``distractor_table`` of several items."""
    first = first_answers(responses)
    given = first.assign(rest=_rest(first)).dropna(subset=["answer"]).groupby(["item", "version"])
    return {item: _choices(item, given) for item in items}


def _rest(first: pd.DataFrame) -> pd.Series:
    """Return how far the candidate of each answer is above the mean scores of the other items that he met, on average.

    As ``irt.classical_sparse`` has it: who met easy items is not the better for it. NaN when there is no other.
    """
    above = first["score"] - first.groupby(["item", "version"])["score"].transform("mean")
    by_candidate = above.groupby(first["candidate"])
    others = by_candidate.transform("size") - 1
    rest = (by_candidate.transform("sum") - above) / others.where(others > 0)
    return rest.round(9)  # what is equal stays so, whatever the order of the answers


def _choices(item: str, given: Any) -> pd.DataFrame:
    item_id, _, version = item.rpartition("@")
    if (item_id, int(version)) not in given.indices:
        return pd.DataFrame()
    rows = given.get_group((item_id, int(version)))
    chosen, rest = rows["answer"].map(_options), rows["rest"].to_numpy(float)
    options = sorted({option for row in chosen for option in row})
    ticked = np.array([[option in row for option in options] for row in chosen])
    found = option_statistics(ticked, rest, quantile_groups(np.nan_to_num(rest), N_GROUPS), N_GROUPS)
    shares = {f"group_{k + 1}": found.p_by_group[k] for k in range(N_GROUPS)}
    table = pd.DataFrame({"option": options, "n": found.n, "p": found.p, "r_rest": found.r_rest, **shares})
    return table.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def _options(answer: str) -> frozenset[str]:
    value = json.loads(answer)
    parts = value if isinstance(value, list) else [value]
    return frozenset(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in parts)
