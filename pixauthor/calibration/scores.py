"""Abilities of the candidates of a calibration, and what they chose."""

import json
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.model import Calibration
from pixauthor.irt.abilities import Abilities, eap
from pixauthor.irt.classical import option_statistics, quantile_groups, rest_scores
from pixauthor.irt.dichotomous import Floats, TwoPL
from pixauthor.irt.quadrature import Grid, normal_grid
from pixauthor.responses.matrix import first_answers, to_matrix

N_GROUPS: Final = 5


def items_of(calibration: Calibration) -> TwoPL:
    """Return the response functions of a calibration, in the order of its items."""
    return TwoPL(np.array([item.a for item in calibration.items]), np.array([item.b for item in calibration.items]))


def grid_of(calibration: Calibration) -> Grid:
    """Return the quadrature on the scale of the items."""
    design, sd = calibration.design, calibration.latent_sd
    return normal_grid(design.points, design.bound * max(sd, 1.0), calibration.latent_mean, sd)


def scores_of(calibration: Calibration, responses: pd.DataFrame) -> pd.DataFrame:
    """Return right (1) or wrong (0) by candidate and calibrated item, NaN where it was not asked.

    A candidate who was asked none of the calibrated items has no row.
    """
    matrix = to_matrix(responses)
    frame = pd.DataFrame(matrix.scores, index=list(matrix.persons), columns=list(matrix.items))
    known = frame.reindex(columns=[item.item for item in calibration.items]).dropna(how="all")
    return known.where(known.isna(), (known >= 1).astype(float))


def estimate_abilities(calibration: Calibration, responses: pd.DataFrame) -> Abilities:
    """Return EAP abilities with their standard errors, in logits, in the order of ``scores_of``."""
    return eap(scores_of(calibration, responses).to_numpy(), items_of(calibration), grid_of(calibration))


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
    matrix = to_matrix(first)
    rest = pd.DataFrame(rest_scores(matrix.scores), index=list(matrix.persons), columns=list(matrix.items))
    given = first.dropna(subset=["answer"]).groupby(["item", "version"])
    return {item: _choices(item, given, rest) for item in items}


def _choices(item: str, given: Any, rest: pd.DataFrame) -> pd.DataFrame:
    item_id, _, version = item.rpartition("@")
    if (item_id, int(version)) not in given.indices:
        return pd.DataFrame()
    answers = given.get_group((item_id, int(version))).set_index("candidate")["answer"]
    chosen = answers.map(_options)
    options = sorted({option for row in chosen for option in row})
    ticked = np.array([[option in row for option in options] for row in chosen])
    known: Floats = np.asarray(rest[item].reindex(chosen.index), float)
    found = option_statistics(ticked, known, quantile_groups(np.nan_to_num(known), N_GROUPS), N_GROUPS)
    shares = {f"group_{k + 1}": found.p_by_group[k] for k in range(N_GROUPS)}
    table = pd.DataFrame({"option": options, "n": found.n, "p": found.p, "r_rest": found.r_rest, **shares})
    return table.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def _options(answer: str) -> frozenset[str]:
    value = json.loads(answer)
    parts = value if isinstance(value, list) else [value]
    return frozenset(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in parts)
