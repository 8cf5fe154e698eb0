"""Fits of ``data/estimates.json`` (``data/README-estimates.md``) and small problems to estimate."""

import json
from functools import cache
from pathlib import Path

import fit_reference
import numpy as np
from scipy.special import logit

from pixauthor.irt.answers import Answers, from_matrix
from pixauthor.irt.em import Problem, State, estimate
from pixauthor.irt.expect import InMemory, log_likelihood, log_prior_of
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Block, Items, arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.maximise import score
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


def small(names, n_persons=300, seed=1, n_categories=None) -> tuple[Answers, Items]:
    """Return simulated answers to one item a name, with holes, and the items they were drawn from."""
    rng = np.random.default_rng(seed)
    kinds = [2 if MODELS[name].dichotomous else (n_categories or 3) for name in names]
    items = arrange(names, kinds)
    true = items.with_working([draw(block, rng) for block in items.blocks])
    asked = rng.random((n_persons, len(names))) < 0.9
    return fit_reference.simulate(true, rng.normal(size=n_persons), rng, asked), true


def draw(block: Block, rng) -> np.ndarray:
    """Return plausible working parameters of a block's items."""
    n, k = block.positions.size, block.n_categories
    slopes = np.ones(n) if block.model.fixed_slope else rng.uniform(0.9, 1.6, n)
    if block.model.common_slope:
        slopes[:] = 1.2
    locations = rng.normal(0, 0.8, n)[:, None]
    if block.model.dichotomous:
        rates = np.array([logit(0.15), logit(0.95)])[: block.working.shape[1] - 2]
        return np.column_stack([slopes, -slopes[:, None] * locations, np.tile(rates, (n, 1))])
    if block.model.name == "nominal":
        rising = np.linspace(0, 1.5, k)[1:] * slopes[:, None]
        return np.column_stack([rising, rng.normal(0, 0.6, (n, k - 1))])
    steps = locations + np.linspace(-0.8, 0.8, k - 1)
    return block.model.to_working(np.column_stack([slopes, steps]))


def value_of(problem: Problem, answers: Answers, point) -> float:
    """Return the marginal log-likelihood with the priors at a vector of free parameters."""
    items, latents = problem.layout.unpack(point, problem.items, problem.latents)
    grids = [latent.grid(problem.nodes) for latent in latents]
    return log_likelihood(answers, items, grids) + problem.layout.log_prior(items)


def slope_of(problem: Problem, point) -> np.ndarray:
    """Return its derivatives: by Fisher's identity those of the complete data, averaged over the posterior."""
    items, latents = problem.layout.unpack(point, problem.items, problem.latents)
    grids = [latent.grid(problem.nodes) for latent in latents]
    found = problem.source.expect(items.log_probabilities(problem.nodes), log_prior_of(grids))
    slope = np.zeros(problem.layout.n_free)
    for number, (block, slots) in enumerate(zip(items.blocks, problem.layout.slots, strict=True)):
        own = score(problem.layout, number, block, found.counts[items.columns(block)], problem.nodes)
        np.add.at(slope, slots[slots >= 0], own[slots >= 0])
    rest = [one.gradient(problem.nodes) @ mass for one, mass in zip(latents, found.masses, strict=True)]
    return np.concatenate([slope, *rest])


def differences(function, point, step=1e-4) -> np.ndarray:
    """Return the derivatives of a function by central differences, one row a parameter."""
    moves = np.eye(point.size) * step
    return np.array([(function(point + move) - function(point - move)) / (2 * step) for move in moves])
