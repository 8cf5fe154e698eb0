"""Marginal maximum likelihood by EM: expected counts, then the parameters that fit them best, until nothing moves.

Accelerated by Anderson's method (Anderson 1965, doi:10.1145/321296.321305; Walker and Ni 2011, doi:10.1137/10078356X)
with a safeguard: a leap after which the likelihood is lower is taken back, and plain EM goes on.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.em_vector import bounded, join, part
from pixauthor.irt.expect import Source, log_prior_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import maximise
from pixauthor.irt.threads import one_blas_thread

DEPTH: Final = 6
"""Steps that Anderson's method looks back on."""
_SLACK: Final = 1e-8
"""Share of the log-likelihood by which it may fall from rounding alone, of tables in single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be estimated, from what.

    Args:
        source: the answers.
        items: models, starting values, and the values of fixed parameters.
        latents: distribution of ability in each group.
        layout: free, fixed and equal parameters.
        nodes: of the quadrature, (n_nodes,).
        tolerance: convergence is when one plain step of EM moves no parameter further, in working units.
        max_iterations: E-steps allowed.
        accelerate: leap by Anderson's method; plain EM otherwise.
    """

    source: Source
    items: Items
    latents: tuple[Latent, ...]
    layout: Layout
    nodes: Floats
    tolerance: float = 1e-4
    max_iterations: int = 500
    accelerate: bool = True

    def start(self) -> "State":
        """Return the state before the first iteration."""
        return State(point=self.layout.pack(self.items, self.latents), latents=self.latents)

    def at(self, state: "State") -> tuple[Items, tuple[Latent, ...]]:
        """Return items and latent distributions of a state."""
        return self.layout.unpack(state.point, self.items, state.latents)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """Where the estimation stands, complete: saved and read back, it goes on exactly as it would have.

    Args:
        point: free parameters, (n_free,).
        latents: distributions of ability; their free parameters are those of ``point``.
        safe: what plain EM made of the point before a leap, where to go on when the leap was bad: the free parameters,
            then the roots of all histograms' weights, (n_all,).
        points: likewise, points looked back on, newest last, (n_kept, n_all).
        images: what one step of EM made of each, (n_kept, n_all).
        log_likelihoods: penalised by the priors, one an iteration.
        changes: longest move of a plain step, one an iteration; NaN where a leap was taken back.
        leapt: the point was reached by a leap.
        falls: plain steps after which the likelihood fell; there must be none.
        converged: the last plain step moved nothing further than the tolerance.
    """

    point: Floats
    latents: tuple[Latent, ...]
    safe: Floats | None = None
    points: Floats | None = None
    images: Floats | None = None
    log_likelihoods: tuple[float, ...] = ()
    changes: tuple[float, ...] = ()
    leapt: bool = False
    falls: int = 0
    converged: bool = False

    @property
    def n_iterations(self) -> int:
        """E-steps done."""
        return len(self.changes)


def iterate(problem: Problem, start: State | None = None) -> Iterator[State]:
    """Yield the state after each iteration, until convergence or the limit of iterations.

    The caller draws progress, saves what it wants to resume from, or stops.
    """
    state = start or problem.start()
    while not state.converged and state.n_iterations < problem.max_iterations:
        state = advance(problem, state)
        yield state


def estimate(problem: Problem, start: State | None = None) -> State:
    """Return the state at the end of ``iterate``."""
    first = start or problem.start()
    return deque(iterate(problem, first), maxlen=1).pop() if not first.converged else first


def advance(problem: Problem, state: State) -> State:
    """Return the state after one more iteration."""
    with one_blas_thread():
        return _advance(problem, state)


def _advance(problem: Problem, state: State) -> State:
    items, latents = problem.at(state)
    with np.errstate(invalid="ignore", divide="ignore"):
        log_p = items.log_probabilities(problem.nodes)
    grids = [latent.grid(problem.nodes) for latent in latents]
    found = problem.source.expect(log_p, log_prior_of(grids))
    value = found.log_likelihood + problem.layout.log_prior(items)
    best = max(state.log_likelihoods, default=-np.inf)
    fell = not value >= best - _SLACK * abs(best)
    if fell and state.leapt:
        return _take_back(problem, state, value)
    fitted = maximise(items, problem.layout, found.counts, problem.nodes, log_p=log_p)
    moved = tuple(latent.fit(mass, problem.nodes) for latent, mass in zip(latents, found.masses, strict=True))
    image = problem.layout.pack(fitted, moved)
    change = float(max(np.abs(image - state.point).max(initial=0.0), _histogram_change(latents, moved)))
    done = replace(
        state,
        point=image,
        latents=moved,
        log_likelihoods=(*state.log_likelihoods, value),
        changes=(*state.changes, change),
        leapt=False,
        falls=state.falls + (fell and bool(state.log_likelihoods)),
        converged=change <= problem.tolerance and bool(np.isfinite(value)),
    )
    return done if done.converged or not problem.accelerate else _leap(problem, state, done)


def _take_back(problem: Problem, state: State, value: float) -> State:
    """Return to where plain EM was before a leap, and forget what led to it."""
    assert state.safe is not None  # noqa: S101 a leap always leaves its safe point
    point, latents = _place(problem, state.safe, state.latents)
    kept = state.log_likelihoods[-1] if not np.isfinite(value) else max(value, state.log_likelihoods[-1])
    return replace(
        state,
        point=point,
        latents=latents,
        points=None,
        images=None,
        log_likelihoods=(*state.log_likelihoods, kept),
        changes=(*state.changes, np.nan),
        leapt=False,
    )


def _leap(problem: Problem, before: State, after: State) -> State:
    """Return the state after Anderson's step from the point before, whose plain image is ``after.point``."""
    image = join(after.point, after.latents)
    points, images = _remember(before.points, join(before.point, before.latents)), _remember(before.images, image)
    kept = replace(after, points=points, images=images, safe=image)
    residuals = images - points
    steps, bends = np.diff(images, axis=0), np.diff(residuals, axis=0)
    if not len(steps):
        return kept
    weights = np.linalg.lstsq(bends.T, residuals[-1], rcond=1e-10)[0]
    target = bounded(image - weights @ steps, image, after.point.size)
    if not np.isfinite(target).all():
        return kept
    point, latents = _place(problem, target, after.latents)
    return replace(kept, point=point, latents=latents, leapt=True)


def _place(problem: Problem, joined: Floats, latents: Sequence[Latent]) -> tuple[Floats, tuple[Latent, ...]]:
    point, moved = part(joined, latents, problem.nodes)
    return point, problem.layout.unpack(point, problem.items, moved)[1]


def _remember(rows: Floats | None, row: Floats) -> Floats:
    return row[None] if rows is None else np.concatenate([rows, row[None]])[-(DEPTH + 1) :]


def _histogram_change(before: Sequence[Latent], after: Sequence[Latent]) -> float:
    """Return the longest move of a histogram's weight."""
    pairs = ((one.histogram, other.histogram) for one, other in zip(before, after, strict=True))
    return max((float(np.abs(a - b).max()) for a, b in pairs if a is not None and b is not None), default=0.0)
