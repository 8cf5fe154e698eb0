"""Classical analysis as tables: items, the reliability of a form, and who chooses which option."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.scores import N_GROUPS
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import option_statistics, pairwise_covariance, quantile_groups
from pixauthor.irt.classical_reliability import reliability
from pixauthor.irt.classical_sparse import deviations, sparse_statistics
from pixauthor.irt.long import Long, sort_long
from pixauthor.responses.matrix import SparseScores, first_answers, to_sparse

MIN_PERSONS: Final = 30
"""Fewer candidates tell no reliability."""


def analyse_items(responses: pd.DataFrame, *, partial: bool = False) -> pd.DataFrame:
    """Return classical statistics, one row an item: item, n, p, sd, r_total, r_rest.

    Candidates need not have answered the same items (``irt.classical_sparse``). What the data do not say is NaN.

    Args:
        responses: long table.
        partial: count partial scores; by default only a full score is a success, as in pix.md §5.1.
    """
    scores = to_sparse(responses)
    found = sparse_statistics(_long_of(scores, partial))
    names = ("n", "p", "sd", "r_total", "r_rest")
    return pd.DataFrame({"item": list(scores.items), **{name: getattr(found, name) for name in names}})


def analyse_form(
    responses: pd.DataFrame, items: Sequence[str] | None = None, *, partial: bool = False, level: float = 0.95
) -> pd.DataFrame:
    """Return the reliability of a form, one row: n_persons, n_left_out, and the fields of ``Reliability``.

    Args:
        responses: long table.
        items: of the form, as ``id@version``; all by default. Only candidates who answered them all count.
        partial: count partial scores.
        level: of the interval of alpha.

    Raises:
        PixauthorError: when an item was not answered, or too few candidates answered them all.
    """
    scores = to_sparse(responses)
    chosen = list(scores.items if items is None else items)
    unknown = [item for item in chosen if item not in scores.items]
    if unknown:
        raise PixauthorError("classical.unknown-items", items=", ".join(unknown))
    place = pd.Index(chosen).get_indexer(pd.Index(scores.items))[scores.columns]
    met = np.bincount(scores.rows[place >= 0], minlength=len(scores.persons))
    complete = met == len(chosen)
    n_persons = int(complete.sum())
    if n_persons < MIN_PERSONS or len(chosen) < 2:
        raise PixauthorError("classical.no-form", n=n_persons, items=len(chosen), least=MIN_PERSONS)
    kept = complete[scores.rows] & (place >= 0)
    table = np.empty((n_persons, len(chosen)))
    table[(np.cumsum(complete) - 1)[scores.rows[kept]], place[kept]] = _credit(scores.values[kept], partial)
    found = asdict(reliability(pairwise_covariance(table), n_persons, level))
    return pd.DataFrame([{"n_persons": n_persons, "n_left_out": int((met > 0).sum()) - n_persons, **found}])


def distractor_curves(
    responses: pd.DataFrame, item: str, *, ability: pd.Series | None = None, n_groups: int = N_GROUPS
) -> pd.DataFrame:
    """Return who chose each answer by group of ability, with bands, one row an answer and group.

    Args:
        responses: long table.
        item: ``id@version``.
        ability: by candidate; by default how far each is above the average on the other items (``deviations``). Give
            abilities of a calibration where good candidates get harder items.
        n_groups: groups of equal size.

    Returns:
        option, group (from 1, the weakest), ability (mean of the group), n_group, share, low and high (95 %); and n, p
        and r_rest of the option as a whole. Empty when raw answers are unknown.
    """
    first = first_answers(responses)
    values = rest_of(first, item) if ability is None else ability
    given = first[(first["item"] + "@" + first["version"].astype(str) == item) & first["answer"].notna()]
    known = given.assign(ability=given["candidate"].map(values)).dropna(subset=["ability"])
    if known.empty:
        return pd.DataFrame()
    options, ticked = read_choices(known["answer"])
    theta = known["ability"].to_numpy(float)
    group = quantile_groups(theta, n_groups)
    found = option_statistics(ticked, theta, group, n_groups)
    means = pd.Series(theta).groupby(group).mean().reindex(range(n_groups)).to_numpy()
    parts = [
        pd.DataFrame(
            {
                "option": option,
                "group": np.arange(1, n_groups + 1),
                "ability": means,
                "n_group": found.n_by_group,
                "share": found.p_by_group[:, k],
                "low": found.low_by_group[:, k],
                "high": found.high_by_group[:, k],
                "n": found.n[k],
                "p": found.p[k],
                "r_rest": found.r_rest[k],
            }
        )
        for k, option in enumerate(options)
    ]
    return pd.concat(parts, ignore_index=True)


def rest_of(responses: pd.DataFrame, item: str) -> pd.Series:
    """Return how far each candidate who met an item is above the average on the others, by candidate."""
    scores = to_sparse(responses)
    long = _long_of(scores, partial=False)
    means = sparse_statistics(long).p
    mine = long.items == (scores.items.index(item) if item in scores.items else -1)
    rest = deviations(long, means)[1][mine]
    return pd.Series(rest, index=np.array(scores.persons, object)[long.persons[mine]])


def read_choices(answers: pd.Series) -> tuple[list[str], np.ndarray]:
    """Return the options named in JSON answers, in alphabetical order, and who chose which, (n_answers, n_options)."""
    codes, known = pd.factorize(answers)
    chosen = [_parts(json.loads(answer)) for answer in known]
    options = sorted({option for row in chosen for option in row})
    return options, np.array([[option in row for option in options] for row in chosen], bool)[codes]


def _parts(value: object) -> frozenset[str]:
    parts = value if isinstance(value, list) else [value]
    return frozenset(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in parts)


def _long_of(scores: SparseScores, partial: bool) -> Long:
    values = _credit(scores.values, partial)
    sizes = {"n_persons": len(scores.persons), "n_items": len(scores.items)}
    return sort_long(scores.rows, scores.columns, values, **sizes)


def _credit(values: Floats, partial: bool) -> Floats:
    return values if partial else np.where(values >= 1, 1.0, 0.0)
