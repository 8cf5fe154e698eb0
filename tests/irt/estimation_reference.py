"""Fits of ``data/estimates.json`` (``data/README-estimates.md``) and small problems to estimate."""

import json
from functools import cache
from pathlib import Path

import fit_reference
import numpy as np

from pixauthor.irt.answers import Answers, from_matrix
from pixauthor.irt.em import Problem, State, estimate
from pixauthor.irt.expect import InMemory
from pixauthor.irt.items import Items, arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.quadrature import normal_grid

HERE = Path(__file__).parent / "data"
NODES = normal_grid().nodes
STANDARD = (Latent(),)


@cache
def found_by(name):
    return json.loads((HERE / "estimates.json").read_text())[name]


@cache
def scores_of(name):
    """Return the categories that persons answered, (n_persons, n_items), NaN where they did not."""
    return fit_reference.scores_of(name)


@cache
def simulated(form):
    """Return the scores of ``data/sim_fixed_….txt``."""
    numbers = (HERE / f"sim_fixed_{form}.txt").read_text().split()
    n_items = {"old": 25, "new": 40}[form]
    return np.array([[int(digit) for digit in f"{int(number, 16):0{n_items}b}"] for number in numbers], float)


def begin(answers: Answers, items: Items) -> Items:
    """Return the items at the values that estimation starts from."""
    counts = np.bincount(answers.columns, answers.frequencies[answers.persons], items.n_columns)
    tables = [counts[items.columns(block)] for block in items.blocks]
    shares = [table / np.maximum(table.sum(axis=1, keepdims=True), 1) for table in tables]
    pairs = zip(items.blocks, shares, strict=True)
    return items.with_working([block.model.start(share) for block, share in pairs])


def problem_of(
    answers: Answers, items: Items, latents=STANDARD, *, priors=None, fixed=None, nodes=NODES, tolerance=1e-7, **more
) -> Problem:
    layout = lay_out(items, priors=priors, fixed=fixed)
    options = {"max_iterations": 5000, **more}
    return Problem(InMemory(answers), items, latents, layout, nodes, tolerance=tolerance, **options)


def posed(scores, model, latents=STANDARD, *, groups=None, **options) -> tuple[Answers, Problem]:
    """Return scores as answers, and the problem of fitting one model to them all."""
    n_categories = int(np.nanmax(scores)) + 1
    items = arrange([model] * scores.shape[1], [n_categories] * scores.shape[1])
    answers = from_matrix(scores, items.offsets, groups=groups)
    return answers, problem_of(answers, begin(answers, items), latents, **options)


def solve(problem: Problem) -> tuple[State, Items, tuple[Latent, ...]]:
    state = estimate(problem)
    return state, *problem.at(state)
