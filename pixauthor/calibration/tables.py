"""A calibration as tables: its items, and the covariance of what was estimated."""

import numpy as np
import pandas as pd

from pixauthor.calibration.fit_case import make_case
from pixauthor.calibration.model import Calibration
from pixauthor.irt.standard_errors import covariance, information


def item_table(calibration: Calibration) -> pd.DataFrame:
    """Return one row an item: item, model, parameters and errors (``a``, ``se_a``, ``b``, ...), statistics, verdict.

    As ``coef(IRTpars = TRUE, simplify = TRUE)`` of mirt. Logits, without the factor 1.7; NaN where a model has no such
    parameter, or its error is not known.
    """
    rows = [
        {
            "item": item.item,
            "model": item.model,
            **item.parameters,
            **{f"se_{name}": error for name, error in item.errors.items()},
            "n": item.n,
            "p": item.p,
            "r_rest": item.r_rest,
            "anchor": item.anchor,
            "flags": ", ".join(item.flags),
            "verdict": item.verdict,
        }
        for item in calibration.items
    ]
    table = pd.DataFrame(rows)
    names = sorted({name for item in calibration.items for name in item.parameters})
    parameters = [column for name in names for column in (name, f"se_{name}") if column in table]
    return table[["item", "model", *parameters, "n", "p", "r_rest", "anchor", "flags", "verdict"]]


def covariance_table(calibration: Calibration, responses: pd.DataFrame) -> pd.DataFrame:
    """Return the covariance of the estimated parameters, as ``vcov`` of mirt; NaN when they have none that makes sense.

    In natural form; rows and columns are ``(item, parameter)``. What was fixed is not there, nor are the distributions
    of ability.

    Args:
        calibration: the estimates.
        responses: those that it was made from.
    """
    case = make_case(calibration, responses)
    found = information(case.answers, case.items, case.latents, case.layout, case.nodes)
    matrix = covariance(found).matrix
    labels, rows = [], []
    for block, slots in zip(case.items.blocks, case.layout.slots, strict=True):
        jacobians = block.model.jacobian(block.working)
        names = block.model.natural_names(block.n_categories)
        for position, places, jacobian in zip(block.positions, slots, jacobians, strict=True):
            free = places >= 0
            row = np.zeros((len(names), len(matrix)))
            np.add.at(row.T, places[free], jacobian[:, free].T)
            moved = np.asarray(row.any(axis=1))
            rows.append(row[moved])
            labels += [(case.names[position], name) for name, kept in zip(names, moved, strict=True) if kept]
    carry = np.concatenate(rows)
    index = pd.MultiIndex.from_tuples(labels, names=["item", "parameter"])
    return pd.DataFrame(carry @ matrix @ carry.T, index=index, columns=index)
