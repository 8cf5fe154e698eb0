"""Calibrations and tables of items for the tests of scales."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pixauthor.calibration.model import Calibration, Design, Fit, Provenance, dichotomous_item


def item(name, b, a=1.0, se=0.1, **rest):
    return dichotomous_item(item=name, a=a, b=b, n=500, p=0.5, r_rest=0.4, se_a=se, se_b=se, **rest)


def calibration(items, *, simulated=False):
    made = Provenance(
        data="0" * 64,
        bank="",
        date="2026-11-22T10:00:00+00:00",
        simulated=simulated,
        n_persons=500,
        n_persons_left_out=0,
        n_answers=5000,
        versions={},
    )
    return Calibration(
        design=Design(),
        items=tuple(items),
        left_out=(),
        latent_mean=0.0,
        latent_sd=1.0,
        alpha=None,
        fit=Fit(log_likelihood=-1.0, n_parameters=2, last_move=0.0, converged=True),
        provenance=made,
    )


@dataclass
class Levelled:
    """Stands for an item of the bank: what a scale asks of it."""

    competence: str
    level: int


def table(levels, places, errors=0.1, competence="1.1"):
    """Return items as ``levelled_locations`` does."""
    levels = np.asarray(levels)
    return pd.DataFrame(
        {
            "item": [f"i{number}-1@1" for number in range(levels.size)],
            "competence": competence,
            "level": levels,
            "location": np.asarray(places, float),
            "se": np.broadcast_to(np.asarray(errors, float), levels.shape),
        }
    )


def drawn(rng, n_each=10, n_levels=6, width=0.8, spread=0.4, se=0.1):
    """Return items whose levels are ``width`` logits apart: level k around width (k - 1/2), so cut k at width k."""
    levels = np.repeat(np.arange(1, n_levels + 1), n_each)
    true = width * (levels - 0.5) + rng.normal(0, spread, levels.size)
    return table(levels, true + rng.normal(0, se, levels.size), se)
