"""Answers and items of ``data/fit.json``, told in ``data/README-fit.md``, and simulated ones."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import logit

from pixauthor.irt.answers import from_long, from_matrix
from pixauthor.irt.items import arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.quadrature import normal_grid

HERE = Path(__file__).parent / "data"
THERE = Path(__file__).parents[1] / "calibration" / "data"
NODES = normal_grid().nodes
MODELS = {"2PL": "2pl", "1PL": "1pl", "Rasch": "rasch", "3PLprior": "3pl", "gpcm": "gpcm", "graded": "graded"}
DENSE = ("LSAT6_2PL_mirt", "LSAT7_2PL_mirt", "LSAT7_Rasch_mirt", "Science_gpcm_mirt", "Science_graded_mirt")


@cache
def found_by(name):
    return json.loads((HERE / "fit.json").read_text())[name]


@cache
def scores_of(name):
    """Return the categories that persons answered, (n_persons, n_items), NaN where they did not."""
    data = name.split("_")[0]
    if data.startswith("LSAT"):
        table = np.loadtxt(THERE / f"{data}_patterns.csv", delimiter=",", skiprows=1)
        return np.repeat(table[:, :-1], table[:, -1].astype(int), axis=0)
    if data == "ICAR16":
        return np.genfromtxt(THERE / "psych_ability_icar16.csv", delimiter=",", skip_header=1)
    lines = (HERE / ("science.txt" if data == "Science" else "sim_rasch_missing.txt")).read_text().split()
    return np.array([[np.nan if cell == "." else float(cell) for cell in line] for line in lines])


def items_of(name):
    """Return the items as the program estimated them."""
    working = np.array(found_by(name)["parameters"])
    model = MODELS[name.split("_")[1]]
    if model == "3pl":
        working[:, 2] = logit(working[:, 2])
    n_categories = 4 if model in ("gpcm", "graded") else 2
    return arrange([model] * len(working), [n_categories] * len(working)).with_working([working])


def latent_of(name):
    """Return the latent distribution; its spread was estimated under the Rasch model."""
    return Latent(sd=found_by(name).get("variance", 1.0) ** 0.5, free_sd="Rasch" in name)


def grid_of(name):
    return latent_of(name).grid(NODES)


def answers_of(name, items, *, complete=False, fold=False):
    scores = scores_of(name)
    kept = scores[~np.isnan(scores).any(axis=1)] if complete else scores[~np.isnan(scores).all(axis=1)]
    return from_matrix(kept, items.offsets, fold=fold)


def graded_and_2pl(n_items, rng):
    """Return items, 2PL and graded of three categories in turn."""
    models = ["2pl" if j % 2 == 0 else "graded" for j in range(n_items)]
    items = arrange(models, [2 if model == "2pl" else 3 for model in models])
    working = []
    for block in items.blocks:
        slopes = rng.uniform(0.8, 1.8, (block.positions.size, 1))
        first = rng.normal(0.5, 1.0, (block.positions.size, 1))
        working.append(np.hstack([slopes, first] if block.n_categories == 2 else [slopes, first, first - 1.2]))
    return items.with_working(working)


def simulate(items, theta, rng, asked=None):
    """Return answers drawn at abilities, to all items or to those that ``asked`` marks, (n_persons, n_items)."""
    p = np.exp(items.log_probabilities(theta))
    scores = np.empty((theta.size, items.n_items))
    for j in range(items.n_items):
        steps = p[items.offsets[j] : items.offsets[j + 1]].cumsum(axis=0)
        scores[:, j] = (rng.random(theta.size) > steps[:-1]).sum(axis=0)
    if asked is None:
        return from_matrix(scores, items.offsets, fold=False)
    persons, which = np.nonzero(asked)
    categories = scores[persons, which].astype(int)
    return from_long(persons, which, categories, items.offsets, n_persons=theta.size)
