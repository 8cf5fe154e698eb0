"""The link of two calibrations, without the anchors that drifted."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pixauthor.calibration.drift import AnchorEvidence, DriftRules, badness, drift_table
from pixauthor.calibration.linking_forms import Form, common_items, name_some
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Bools
from pixauthor.irt.displacement import displacement_errors, mean_difficulties
from pixauthor.irt.drift import find_shifts, purify, solve_among, widen
from pixauthor.irt.linking import Coefficients, through, transform
from pixauthor.irt.linking_anchors import Anchors, Solution, steps
from pixauthor.irt.linking_errors import SpreadCovariance, curve_errors
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """Which anchors to use.

    Args:
        purify: leave out anchors that drifted, the worst first.
        rules: when an anchor has drifted.
        only: anchors to use, as ``id@version``; all common items when empty.
        without: common items not to use.
    """

    purify: bool = True
    rules: DriftRules = field(default_factory=DriftRules)
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """A link of two calibrations.

    Args:
        line: from the new one's scale to the old one's.
        anchors: one row per anchor (``drift.drift_table``), with its difficulty in the old calibration, in the new
            one, and in the new one on the old scale.
        short: anchors that drifted are still used, because too few would have been left.
        solution: A and B, with their derivatives by all parameters of both.
    """

    line: Coefficients
    anchors: pd.DataFrame
    short: bool
    solution: Solution


def link_neighbours(new: Form, old: Form, method: str, options: LinkOptions) -> Step:
    """Return the link of two calibrations.

    Raises:
        PixauthorError: when they have too little in common, or nothing that can be compared.
    """
    names = common_items(new.calibration, old.calibration, options.only, options.without)
    at_new, at_old = new.at(names), old.at(names)
    anchors = Anchors(new.items.select(at_new), old.items.select(at_old), old.grid, new.grid)
    known = _both(new.covariance(at_new), old.covariance(at_old))

    def evidence(solution: Solution, kept: Bools) -> AnchorEvidence:
        return _evidence(anchors, old.grid, known, solution, kept)

    found = purify(
        _solver(anchors, method, names),
        lambda solution, kept: badness(evidence(solution, kept), options.rules),
        len(names),
        options.rules.least_anchors if options.purify else len(names),
    )
    moved = transform(anchors.new, found.link.scale, found.link.shift)
    table = drift_table(names, evidence(found.link, found.kept), found.kept, options.rules)
    for position, (column, items) in enumerate(
        {"b_old": anchors.old, "b_new": anchors.new, "b_linked": moved}.items(), start=1
    ):
        table.insert(position, column, mean_difficulties(items))
    return Step(
        line=through([found.link], known),
        anchors=table,
        short=found.short and options.purify,
        solution=widen(found.link, new.items, old.items, at_new, at_old),
    )


def _solver(anchors: Anchors, method: str, names: tuple[str, ...]) -> Callable[[Bools], Solution]:
    if method != "haebara":
        unordered = [names[k] for block in anchors.new.blocks if not steps(block) for k in block.positions]
        if unordered:
            raise PixauthorError("linking.no-order", items=name_some(unordered), method=method)

    def solver(kept: Bools) -> Solution:
        try:
            return solve_among(anchors, kept, method)
        except ValueError:
            used = [name for name, one in zip(names, kept, strict=True) if one]
            raise PixauthorError("linking.no-scale", items=name_some(used), method=method) from None

    return solver


def _evidence(
    anchors: Anchors, grid: Grid, known: list[SpreadCovariance] | None, solution: Solution, kept: Bools
) -> AnchorEvidence:
    shifts = find_shifts(anchors.new, anchors.old, solution, grid, kept)
    unknown = np.full(kept.size, np.nan)
    if known is None:
        return AnchorEvidence(shifts=shifts, displacement_error=unknown, rmsd_error=unknown)
    ordered = all(steps(block) for block in anchors.new.blocks)
    on_new_scale = Grid((grid.nodes - solution.shift) / solution.scale, grid.weights)
    return AnchorEvidence(
        shifts=shifts,
        displacement_error=displacement_errors(anchors.new, anchors.old, solution, known) if ordered else unknown,
        rmsd_error=np.hypot(
            curve_errors(anchors.new, known[0], on_new_scale), curve_errors(anchors.old, known[1], grid)
        ),
    )


def _both(new: SpreadCovariance | None, old: SpreadCovariance | None) -> list[SpreadCovariance] | None:
    return None if new is None or old is None else [new, old]
