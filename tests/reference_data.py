"""The published tables of ``tests/calibration/data`` as arrays, and what other programs found in them."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.quadrature import Grid, normal_grid

DATA = Path(__file__).parent / "calibration" / "data"


@cache
def oracle(name):
    return json.loads((DATA / "oracles.json").read_text())[name]


def oracle_items(name) -> TwoPL:
    found = oracle(name)
    a = np.array(found["a"], float)
    return TwoPL(a, -np.array(found["d"]) / a)


def oracle_grid(name) -> Grid:
    return normal_grid(61, 6.0, sd=oracle(name)["latent_variance"] ** 0.5)


def read_table(name):
    with (DATA / name).open(newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def read_lsat(name):
    """Return scores, (1000, 5)."""
    table = np.array(read_table(f"{name}_patterns.csv")[1], int)
    return np.repeat(table[:, :-1], table[:, -1], axis=0).astype(float)


def read_icar():
    """Return scores, (1525, 16), NaN where not answered."""
    return np.array(
        [[float(cell) if cell else np.nan for cell in row] for row in read_table("psych_ability_icar16.csv")[1]]
    )


def complete(scores):
    return scores[~np.isnan(scores).any(axis=1)]


DATA_OF = {
    "LSAT6_2PL_mirt": lambda: read_lsat("LSAT6"),
    "LSAT7_2PL_mirt": lambda: read_lsat("LSAT7"),
    "LSAT7_Rasch_mirt": lambda: read_lsat("LSAT7"),
    "ICAR16_2PL_mirt": read_icar,
    "ICAR16_Rasch_mirt": read_icar,
}
