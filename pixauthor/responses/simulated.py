"""Candidates of known ability answering a bank of known parameters: data to try the line on, always marked as such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.bank.item import Item
from pixauthor.irt.arrays import Floats
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.run import simulate_tests
from pixauthor.irt.cat.tables import make_tables
from pixauthor.irt.items import Items, dichotomous
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.simulate import booklet_design, complete_design, random_design, simulate_scores
from pixauthor.responses.model import GROUP_PREFIX

TRUTH_FORMAT: Final = "pixauthor-simulation-truth/1"
CENTRE_LEVEL: Final = 4
LOGITS_PER_LEVEL: Final = 0.8
SPREAD_B: Final = 0.35
SPREAD_LOG_A: Final = 0.25
RANDOMESQUE: Final = 5
"""An adaptive test draws each item among this many best ones."""


class Design(StrEnum):
    """Who gets which items: all; linked booklets; items drawn at random; items chosen by ability."""

    COMPLETE = "complete"
    BOOKLETS = "booklets"
    RANDOM = "random"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to simulate.

    Args:
        n_candidates: their number.
        design: who gets which items.
        per_candidate: items that each gets, unless the design is complete.
        seed: equal seeds give equal data.
        groups: for each variable, its values, each with the shift of its members' mean ability in logits.
    """

    n_candidates: int
    design: Design
    per_candidate: int
    seed: int
    groups: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """What is true of simulated data: abilities (n_candidates,), 2PL parameters, scores (n_candidates, n_items).

    A score is NaN where the item was not given.
    """

    plan: Plan
    items: tuple[Item, ...]
    candidates: tuple[str, ...]
    parameters: Items
    theta: Floats
    groups: Mapping[str, NDArray[np.str_]]
    scores: Floats


def draw_parameters(items: Sequence[Item], seed: int) -> Items:
    """Return parameters around the items' nominal levels: b = (level - 4) x 0.8 + N(0, 0.35), log a = N(0, 0.25)."""
    rng = stream(seed, 0)
    levels = np.array([item.level for item in items], float)
    b = (levels - CENTRE_LEVEL) * LOGITS_PER_LEVEL + rng.normal(0.0, SPREAD_B, levels.size)
    return dichotomous("2pl", a=rng.lognormal(0.0, SPREAD_LOG_A, levels.size), b=b)


def simulate(items: Sequence[Item], parameters: Items, plan: Plan) -> Simulation:
    """Return abilities and scores. Abilities are N(shift of the groups, 1).

    Raises:
        ValueError: when a candidate would get more items than there are.
    """
    candidates = tuple(f"sim{plan.seed}-{number:06d}" for number in range(1, plan.n_candidates + 1))
    groups, shift = _draw_groups(plan)
    theta = stream(plan.seed, 1).normal(size=plan.n_candidates) + shift
    return Simulation(
        plan=plan,
        items=tuple(items),
        candidates=candidates,
        parameters=parameters,
        theta=theta,
        groups=groups,
        scores=_draw_scores(theta, parameters, plan),
    )


def _draw_groups(plan: Plan) -> tuple[dict[str, NDArray[np.str_]], Floats]:
    rng = stream(plan.seed, 2)
    shift = np.zeros(plan.n_candidates)
    groups = {}
    for name, values in plan.groups.items():
        drawn = rng.integers(len(values), size=plan.n_candidates)
        groups[GROUP_PREFIX + name] = np.array(list(values))[drawn]
        shift += np.array(list(values.values()))[drawn]
    return groups, shift


def _draw_scores(theta: Floats, parameters: Items, plan: Plan) -> Floats:
    rng = stream(plan.seed, 3)
    n_items, n_persons = parameters.n_items, theta.size
    if plan.design is Design.ADAPTIVE:
        return _draw_adaptive(theta, parameters, plan.per_candidate, int(rng.integers(2**63)))
    if plan.design is Design.COMPLETE:
        given = complete_design(n_persons, n_items)
    else:
        draw = booklet_design if plan.design is Design.BOOKLETS else random_design
        given = draw(n_persons, n_items, plan.per_candidate, rng)
    return simulate_scores(theta, parameters, given, rng)


def _draw_adaptive(theta: Floats, parameters: Items, per_candidate: int, seed: int) -> Floats:
    tables = make_tables(parameters, normal_grid(), reach=float(np.abs(theta).max(initial=0.0)))
    done = simulate_tests(theta, tables, Rules(length=per_candidate, randomesque=RANDOMESQUE), seed)
    scores = np.full((theta.size, parameters.n_items), np.nan)
    np.put_along_axis(scores, done.items.astype(np.int64), done.categories.astype(float), axis=1)
    return scores


def encode_truth(simulation: Simulation) -> dict[str, Any]:
    """Return what is true of the data as JSON values, its items in the form of a calibration file.

    ``scores`` has one text per candidate with one sign per item, in order: 1, 0, or a point where it was not given.
    """
    plan, (parameters,) = simulation.plan, simulation.parameters.natural()
    signs = np.where(np.isnan(simulation.scores), ".", np.where(simulation.scores == 1, "1", "0"))
    return {
        "format": TRUTH_FORMAT,
        "simulated": True,
        "model": "2pl",
        "seed": plan.seed,
        "design": plan.design,
        "candidates": plan.n_candidates,
        "items_per_candidate": int((signs != ".").sum(axis=1).max(initial=0)),
        "groups": {name: dict(values) for name, values in plan.groups.items()},
        "items": [
            {"item": item.reference, "a": a, "b": b}
            for item, (a, b) in zip(simulation.items, parameters.tolist(), strict=True)
        ],
        "theta": dict(zip(simulation.candidates, simulation.theta.tolist(), strict=True)),
        "scores": {who: "".join(row) for who, row in zip(simulation.candidates, signs, strict=True)},
    }


def stream(seed: int, number: int) -> np.random.Generator:
    """Return the chance of one purpose: another design or number of candidates leaves the parameters alone."""
    return np.random.default_rng([seed, number])
