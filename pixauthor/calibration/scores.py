"""Abilities of the candidates of a calibration, and what they chose."""

import json

import numpy as np
import pandas as pd

from pixauthor.calibration.model import Calibration
from pixauthor.irt.abilities import Abilities, eap
from pixauthor.irt.classical import option_statistics, quantile_groups, rest_scores
from pixauthor.irt.irf import Floats, TwoPL
from pixauthor.irt.quadrature import Grid, normal_grid
from pixauthor.responses.matrix import to_matrix

N_GROUPS = 5


def items_of(calibration: Calibration) -> TwoPL:
    """Return the response functions of a calibration, in the order of its items."""
    return TwoPL(np.array([item.a for item in calibration.items]), np.array([item.b for item in calibration.items]))


def grid_of(calibration: Calibration) -> Grid:
    """Return the quadrature on the scale of the items."""
    design, sd = calibration.design, calibration.latent_sd
    return normal_grid(design.points, design.bound * max(sd, 1.0), calibration.latent_mean, sd)


def scores_of(calibration: Calibration, responses: pd.DataFrame) -> pd.DataFrame:
    """Return right (1) or wrong (0) by candidate and calibrated item, NaN where it was not asked."""
    matrix = to_matrix(responses)
    frame = pd.DataFrame(matrix.scores, index=list(matrix.persons), columns=list(matrix.items))
    known = frame.reindex(columns=[item.item for item in calibration.items])
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
    matrix = to_matrix(responses)
    if item not in matrix.items:
        return pd.DataFrame()
    rest = pd.Series(rest_scores(matrix.scores)[:, matrix.items.index(item)], index=list(matrix.persons))
    item_id, _, version = item.rpartition("@")
    asked = responses[(responses["item"] == item_id) & (responses["version"] == int(version))]
    given = asked.drop_duplicates("candidate").set_index("candidate")["answer"].dropna()
    if given.empty:
        return pd.DataFrame()
    chosen = given.map(_options)
    options = sorted({option for row in chosen for option in row})
    ticked = np.array([[option in row for option in options] for row in chosen])
    known: Floats = np.asarray(rest.reindex(chosen.index), float)
    found = option_statistics(ticked, known, quantile_groups(np.nan_to_num(known), N_GROUPS), N_GROUPS)
    shares = {f"group_{k + 1}": found.p_by_group[k] for k in range(N_GROUPS)}
    table = pd.DataFrame({"option": options, "n": found.n, "p": found.p, "r_rest": found.r_rest, **shares})
    return table.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def _options(answer: str) -> frozenset[str]:
    value = json.loads(answer)
    parts = value if isinstance(value, list) else [value]
    return frozenset(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in parts)
