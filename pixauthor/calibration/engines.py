"""Estimators by name: each takes prepared answers and gives items, distributions, and how the estimation ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from pixauthor.calibration.item_parameters import fill
from pixauthor.calibration.model import CalibratedItem, Calibration, Design
from pixauthor.calibration.prepare import Prepared, require_complete
from pixauthor.calibration.priors import read_priors
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Bools
from pixauthor.irt.em import Problem, State, advance, iterate
from pixauthor.irt.expect import InMemory, Source
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out

Watch = Callable[[State], None]
"""Told the state after each iteration: draws progress, saves, or raises to stop."""

MANY: Final = 1_000_000
"""Answers from which tables are in single precision until the estimate is near."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimate:
    """What an engine found: the problem in our terms, and the state at the end."""

    problem: Problem
    state: State
    gives_errors: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """What an engine is given.

    Args:
        data: answers and starting values.
        design: options.
        anchors: the calibration whose items keep their parameters; None without.
        starts: a calibration to take starting values from; None for those of the models.
        source: where the answers are, if not in ``data``.
        watch: told each iteration.
        start: to go on from.
    """

    data: Prepared
    design: Design
    anchors: Calibration | None = None
    starts: Calibration | None = None
    source: Source | None = None
    watch: Watch = lambda _: None
    start: State | None = None


Engine = Callable[[Task], Estimate]

_EM_TOLERANCE: Final = MappingProxyType({np.float64: 1e-5, np.float32: 1e-4})
"""Steps grow small before parameters do: those of LSAT6 are within 1e-3 of the maximum with the first only."""
_GIRTH_TOLERANCE: Final = 0.02


def estimate_with_em(task: Task) -> Estimate:
    """Return marginal maximum likelihood estimates of sparse answers by our own EM (``irt.em``)."""
    problem = _problem(task, task.design.tolerance or _tolerance(task))
    state = first = problem.start()
    if task.start:
        if task.start.point.size != first.point.size:
            raise PixauthorError("calibration.other-start", n=task.start.point.size, of=first.point.size)
        state = task.start
    for state in iterate(problem, state):  # noqa: B020 the state replaces the one before
        task.watch(state)
    return Estimate(problem=problem, state=state, gives_errors=True)


def estimate_with_girth(task: Task) -> Estimate:
    """Return marginal maximum likelihood estimates by girth 0.8: a second opinion on dense, dichotomous data.

    girth gives neither standard errors nor a report of convergence: one step of EM of ours tells how near it is. Its
    own Rasch estimator fixes the spread of abilities at 1; the one with a common slope is used instead, which is the
    Rasch model with that spread free.

    Raises:
        PixauthorError: for data with holes, or a model or option that girth does not have.
    """
    import girth

    data, design = task.data, task.design
    if design.model not in ("rasch", "2pl") or design.models or design.group or task.anchors or task.source:
        raise PixauthorError("calibration.girth")
    require_complete(data)
    options: dict[str, Any] = {
        "max_iteration": design.max_iterations,
        "quadrature_n": design.points,
        "quadrature_bounds": (-design.bound, design.bound),
    }
    right = (data.answers.columns % 2).reshape(data.n_persons, len(data.names)).T.astype(int)
    estimator = girth.onepl_mml if design.model == "rasch" else girth.twopl_mml
    found = estimator(right, options=options)
    b = np.asarray(found["Difficulty"], float)
    a = np.broadcast_to(np.asarray(found["Discrimination"], float), b.shape)
    _require_sense(a, b, data.names)
    spread = float(a[0]) if design.model == "rasch" else 1.0
    natural = np.column_stack([a / spread, b * spread])
    problem = _problem(replace(task, start=None), design.tolerance or _GIRTH_TOLERANCE)
    items = problem.items.with_working([problem.items.blocks[0].model.to_working(natural)])
    latents = tuple(replace(latent, sd=spread) for latent in problem.latents)
    problem = replace(problem, items=items, latents=latents, accelerate=False)
    after = advance(problem, problem.start())
    state = replace(after, point=problem.layout.pack(items, latents), latents=latents)
    return Estimate(problem=problem, state=state, gives_errors=False)


def _require_sense(a: np.ndarray, b: np.ndarray, names: tuple[str, ...]) -> None:
    wrong = ~(np.isfinite(a) & np.isfinite(b))
    if wrong.any():
        items = ", ".join(name for name, bad in zip(names, wrong, strict=True) if bad)
        raise PixauthorError("calibration.not-finite", items=items)


def _problem(task: Task, tolerance: float) -> Problem:
    data, design = task.data, task.design
    items, fixed = _fix_anchors(_start_from(data, task.starts), data.names, task.anchors)
    nodes = np.linspace(-design.bound, design.bound, design.points)
    return Problem(
        source=task.source or InMemory(data.answers, precision_of(data.answers)),
        items=items,
        latents=_latents(data, design, items, anchored=bool(fixed.any())),
        layout=lay_out(items, fixed=fixed, priors=read_priors(design)),
        nodes=nodes,
        tolerance=tolerance,
        max_iterations=design.max_iterations,
    )


def _tolerance(task: Task) -> float:
    # The weights of a histogram creep on long after items and abilities stand still.
    crude = task.design.latent == "histogram"
    return _EM_TOLERANCE[np.float32 if crude else precision_of(task.data.answers)]


def precision_of(answers: Answers) -> type[np.floating]:
    """Return the type of the tables of an estimation: single precision when there are many answers."""
    return np.float32 if answers.n_answers >= MANY else np.float64


def _fix_anchors(items: Items, names: tuple[str, ...], anchors: Calibration | None) -> tuple[Items, Bools]:
    """Return the items with the parameters of the anchors, and which those are."""
    known = anchors.by_item if anchors else {}
    fixed = np.array([name in known for name in names])
    if anchors and not fixed.any():
        raise PixauthorError("calibration.no-anchors", items=", ".join(list(known)[:5]))
    return _with_parameters(items, {k: known[name] for k, name in enumerate(names) if name in known}), fixed


def _start_from(data: Prepared, starts: Calibration | None) -> Items:
    """Return the items with starting values from a calibration, where that has the same model and categories."""
    known = starts.by_item if starts else {}
    alike = {
        k: known[name]
        for k, name in enumerate(data.names)
        if name in known and known[name].categories == data.categories[k]
    }
    chosen = {
        int(k): alike[k]
        for block in data.items.blocks
        for k in block.positions
        if k in alike and alike[k].model == block.model.name
    }
    return _with_parameters(data.items, chosen)


def _with_parameters(items: Items, known: Mapping[int, CalibratedItem]) -> Items:
    """Return the items with the parameters of calibrated ones at some positions, in the models of ``items``."""
    working = [block.working.copy() for block in items.blocks]
    for values, block in zip(working, items.blocks, strict=True):
        for row, position in enumerate(block.positions):
            if position in known:
                values[row] = fill([block.model.name], [known[position]]).blocks[0].working[0]
                if block.model.common_slope:
                    values[:, 0] = values[row, 0]
    return items.with_working(working)


def _latents(data: Prepared, design: Design, items: Items, *, anchored: bool) -> tuple[Latent, ...]:
    unit = any(block.model.fixed_slope for block in items.blocks)
    normal = Latent().grid(np.linspace(-design.bound, design.bound, design.points)).weights
    histogram = normal if design.latent == "histogram" else None
    first = Latent(free_mean=anchored, free_sd=anchored or unit, histogram=histogram)
    other = Latent(free_mean=True, free_sd=True, histogram=histogram)
    return (first, *(other for _ in data.groups[1:]))


ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({"em": estimate_with_em, "girth": estimate_with_girth})
