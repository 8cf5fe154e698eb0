"""What each form of a test must be, as bounds on sums over its items: from a blueprint and a few numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pixauthor.calibration.item_pool import ItemPool
from pixauthor.irt.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bound:
    """One sum over the items of a form.

    Args:
        kind: ``length``, ``cell``, ``tube``, ``skill``, ``family``, ``enemies``, ``seconds`` or ``information``.
        of: what it is about: a competence with levels and types, a tube, a skill, an ability.
        weights: of each item of the pool, (n_items,).
        low, high: infinite where there is none.
    """

    kind: str
    of: str
    weights: Floats
    low: float = -np.inf
    high: float = np.inf


def read_bounds(pool: ItemPool, blueprint: Mapping[str, Any], length: tuple[int, int] | None = None) -> list[Bound]:
    """Return the bounds of a form.

    The blueprint describes one form: its ``total`` is the length when none is given. Two items of a family, a prototype
    and its alternatives, never meet in a form.

    Args:
        pool: items to choose among.
        blueprint: data that satisfies ``schemas/blueprint.schema.json``; empty for none.
        length: fewest and most items of a form.
    """
    form = blueprint.get("form", {})
    cells = blueprint.get("cells", [])
    return [
        *_length(pool, blueprint, length),
        *(_count("cell", _cell_name(cell), _in_cell(pool, cell), cell["items"]) for cell in cells),
        *(_count("tube", one["tube"], _is(pool, "tube", one["tube"]), one["items"]) for one in form.get("tubes", [])),
        *_each_at_most(pool, "skill", blueprint.get("max_per_skill")),
        *_each_at_most(pool, "family", 1),
        *(_enemies(pool, names) for names in form.get("enemies", [])),
        *_seconds(pool, form),
        *(_information(pool, bound) for bound in blueprint.get("information", [])),
    ]


def _length(pool: ItemPool, blueprint: Mapping[str, Any], length: tuple[int, int] | None) -> Iterator[Bound]:
    everything = np.ones(len(pool.table), bool)
    if length is not None:
        yield Bound(kind="length", of="", weights=everything.astype(float), low=length[0], high=length[1])
    elif "total" in blueprint:
        yield _count("length", "", everything, blueprint["total"])


def _count(kind: str, of: str, members: Bools, bounds: Mapping[str, float]) -> Bound:
    return Bound(kind=kind, of=of, weights=members.astype(float), low=bounds["min"], high=bounds.get("max", np.inf))


def _is(pool: ItemPool, column: str, value: str) -> Bools:
    return (pool.table[column] == value).to_numpy(bool)


def _in_cell(pool: ItemPool, cell: Mapping[str, Any]) -> Bools:
    inside = np.ones(len(pool.table), bool)
    if "competence" in cell:
        inside &= _is(pool, "competence", cell["competence"])
    for column, allowed in (("level", cell.get("levels")), ("type", cell.get("types"))):
        if allowed is not None:
            inside &= pool.table[column].isin(allowed).to_numpy(bool)
    return inside


def _cell_name(cell: Mapping[str, Any]) -> str:
    """Return the cell in the words of its blueprint: ``competence 1.1; levels 1, 2``."""
    parts = [f"competence {cell['competence']}"] if "competence" in cell else []
    parts += [f"{name} {', '.join(map(str, cell[name]))}" for name in ("levels", "types") if name in cell]
    return "; ".join(parts)


def _each_at_most(pool: ItemPool, column: str, most: int | None) -> Iterator[Bound]:
    if most is None:
        return
    counts = pool.table[column].value_counts()
    for value in sorted(counts[counts > most].index):
        yield Bound(kind=column, of=value, weights=_is(pool, column, value).astype(float), high=most)


def _enemies(pool: ItemPool, names: list[str]) -> Bound:
    members = pool.table["id"].isin(names).to_numpy(bool).astype(float)
    return Bound(kind="enemies", of=", ".join(names), weights=members, high=1)


def _seconds(pool: ItemPool, form: Mapping[str, Any]) -> Iterator[Bound]:
    if "seconds" in form:
        bounds, weights = form["seconds"], pool.table["seconds"].to_numpy(float)
        yield Bound(kind="seconds", of="", weights=weights, low=bounds["min"], high=bounds.get("max", np.inf))


def _information(pool: ItemPool, bound: Mapping[str, Any]) -> Bound:
    weights = np.where(_in_cell(pool, bound), pool.items.information(np.array([float(bound["theta"])]))[:, 0], 0.0)
    name = " · ".join([*([bound["competence"]] if "competence" in bound else []), f"θ = {bound['theta']}"])
    return Bound(kind="information", of=name, weights=weights, low=bound["min"], high=bound.get("max", np.inf))
