"""Two groups' answers to items that may differ between the groups, and models in which some items do not.

Every item stands twice, for the reference group at j and for the focal group at n_items + j, and the two are kept equal
or let free: all models have the same data, and each starts where the last one ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.em import Problem, estimate
from pixauthor.irt.expect import InMemory
from pixauthor.irt.items import Items, gather
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout, lay_out
from pixauthor.irt.priors import Prior


@dataclass(frozen=True, slots=True, eq=False)
class Doubled:
    """Two groups' answers to items that stand twice.

    Args:
        problem: its items are those of the reference group, then those of the focal group; its layout keeps none equal.
        answers: to these 2 n_items items, columns as in the problem.
    """

    problem: Problem
    answers: Answers

    @property
    def n_items(self) -> int:
        """Items, each counted once."""
        return self.problem.items.n_items // 2


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A model fitted: the doubled items, the groups' abilities, its log-likelihood, and whether it converged."""

    items: Items
    latents: tuple[Latent, ...]
    log_likelihood: float
    converged: bool


def double(
    answers: Answers,
    items: Items,
    latents: tuple[Latent, Latent],
    nodes: Floats,
    *,
    priors: Mapping[str, Mapping[str, Prior]] | None = None,
    tolerance: float = 1e-4,
    max_iterations: int = 500,
) -> Doubled:
    """Return the data of a comparison.

    Args:
        answers: of groups 0 (reference) and 1 (focal).
        items: models, and parameters to start from.
        latents: of the two groups; the focal group's is free, save where the scale asks for more.
        nodes: of the quadrature, (n_nodes,).
        priors: as ``layout.lay_out``.
        tolerance: as ``em.Problem``.
        max_iterations: as ``em.Problem``.
    """
    singles = [items.item(j) for j in range(items.n_items)]
    twice = gather([*singles, *singles])
    columns = answers.columns + (answers.groups[answers.persons] * items.n_columns).astype(np.int32)
    doubled = replace(answers, columns=columns, n_columns=2 * items.n_columns)
    problem = Problem(
        InMemory(doubled),
        twice,
        latents,
        lay_out(twice, priors=priors),
        nodes,
        tolerance=tolerance,
        max_iterations=max_iterations,
    )
    return Doubled(problem, doubled)


def fit(problem: Problem, whole: Bools, partly: Bools | None = None, start: Fitted | None = None) -> Fitted:
    """Return the model in which some items are equal between the groups.

    Args:
        problem: of items that stand twice.
        whole: items equal in all their parameters, (n_items,).
        partly: items equal in all but their intercepts: curves may be moved, not turned, (n_items,).
        start: a model fitted before, to start from.
    """
    layout = share(problem, whole, np.zeros_like(whole) if partly is None else partly)
    items, latents = (start.items, start.latents) if start else (problem.items, problem.latents)
    # The start must obey the layout, or two values would claim one place.
    items, latents = layout.unpack(layout.pack(items, latents), items, latents)
    own = replace(problem, items=items, latents=latents, layout=layout)
    state = estimate(own)
    return Fitted(*own.at(state), state.log_likelihoods[-1], state.converged and state.falls == 0)


def share(problem: Problem, whole: Bools, partly: Bools) -> Layout:
    """Return the layout that keeps items equal between the groups. Arguments as ``fit``."""
    free = problem.layout
    target = np.arange(free.n_free)
    for j in map(int, np.flatnonzero(whole | partly)):
        (_, own), (_, other) = _find(problem, j), _find(problem, whole.size + j)
        alike = (own >= 0) & (whole[j] | ~_intercepts(problem.items, j))
        target[other[alike]] = own[alike]
    kept, renumbered = np.unique(target, return_inverse=True)
    slots = tuple(np.where(slots >= 0, renumbered[slots], -1) for slots in free.slots)
    return replace(free, slots=slots, n_free=kept.size)


def layout_of_pair(problem: Problem, item: int) -> Layout:
    """Return the layout of one item in both groups, without what it shares with other items."""
    (number, own), (_, other) = _find(problem, item), _find(problem, problem.items.n_items // 2 + item)
    slots = np.where(own != other, np.stack([own, other]), -1)
    kept = np.unique(slots[slots >= 0])
    slots = np.where(slots >= 0, np.searchsorted(kept, slots), -1)
    return Layout((slots,), kept.size, (problem.layout.priors[number],))


def degrees(problem: Problem, item: int) -> tuple[int, int]:
    """Return how many parameters of an item, and how many intercepts of them, may differ between the groups."""
    (_, own), (_, other) = _find(problem, item), _find(problem, problem.items.n_items // 2 + item)
    apart = own != other
    return int(apart.sum()), int((apart & _intercepts(problem.items, item)).sum())


def _find(problem: Problem, item: int) -> tuple[int, Ints]:
    """Return the number of an item's block, and the places of its working parameters in the vector, -1 where fixed."""
    for number, (block, slots) in enumerate(zip(problem.items.blocks, problem.layout.slots, strict=True)):
        row = np.flatnonzero(block.positions == item)
        if row.size:
            return number, slots[row[0]]
    raise IndexError(item)


def _intercepts(items: Items, item: int) -> Bools:
    block = items.item(item)
    names = block.model.working_names(block.n_categories)
    return np.array([name.startswith("intercept") for name in names])
