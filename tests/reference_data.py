"""The published tables of ``calibration/data`` and ``irt/data`` as arrays, and what other programs found in them."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

from pixauthor.irt.items import Items, dichotomous
from pixauthor.irt.quadrature import Grid, normal_grid

DATA = Path(__file__).parent / "calibration" / "data"
MORE = Path(__file__).parent / "irt" / "data"


@cache
def oracle(name):
    return json.loads((DATA / "oracles.json").read_text())[name]


@cache
def estimates(name):
    """Return a fit of ``irt/data/estimates.json``, told in ``README-estimates.md`` beside it."""
    return json.loads((MORE / "estimates.json").read_text())[name]


def oracle_parameters(name):
    """Return a and b, each (n_items,)."""
    found = oracle(name)
    a = np.array(found["a"], float)
    return a, -np.array(found["d"]) / a


def oracle_items(name) -> Items:
    a, b = oracle_parameters(name)
    return dichotomous("2pl", a=a, b=b)


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


def read_science():
    """Return categories 0 to 3, (392, 4)."""
    return _read_digits("science.txt")


def read_missing():
    """Return the simulated Rasch scores of TAM, NaN where missing, (n_persons, 40)."""
    return _read_digits("sim_rasch_missing.txt")


def read_simulated(form):
    """Return the scores of one form, ``old`` (2000, 25) or ``new`` (1500, 40)."""
    n_items = {"old": 25, "new": 40}[form]
    numbers = (MORE / f"sim_fixed_{form}.txt").read_text().split()
    return np.array([[int(digit) for digit in f"{int(number, 16):0{n_items}b}"] for number in numbers], float)


def _read_digits(name):
    lines = (MORE / name).read_text().split()
    return np.array([[np.nan if cell == "." else float(cell) for cell in line] for line in lines])


def complete(scores):
    return scores[~np.isnan(scores).any(axis=1)]


DATA_OF = {
    "LSAT6_2PL_mirt": lambda: read_lsat("LSAT6"),
    "LSAT7_2PL_mirt": lambda: read_lsat("LSAT7"),
    "LSAT7_Rasch_mirt": lambda: read_lsat("LSAT7"),
    "ICAR16_2PL_mirt": read_icar,
    "ICAR16_Rasch_mirt": read_icar,
}
