"""Parallel forms of a test from calibrated items; or why there are none, and the nearest bounds that could be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.form_bounds import Bound, read_bounds
from pixauthor.calibration.information import form_information
from pixauthor.calibration.item_pool import ItemPool
from pixauthor.calibration.records import encode_number, encode_records
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Ints
from pixauthor.irt.assembly.forms import USES, Forms, Outcome, assemble, find_conflict, nearest_bounds
from pixauthor.irt.assembly.program import Demand

# Bounds of these kinds stand or fall together when it is asked what is in conflict: there are many, and all alike.
_TOGETHER: Final = ("skill", "family", "enemies")
# A search for the reason may take as long as the search for the forms, in so many questions.
_QUESTIONS: Final = 12
# The solver keeps bounds to a millionth.
_WITHIN: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRequest:
    """What is asked.

    Args:
        forms: how many.
        length: fewest and most items of a form; the blueprint's ``total`` by default.
        blueprint: data that satisfies ``schemas/blueprint.schema.json``, of one form.
        target: information wanted, per squared logit, by ability in logits; the forms come as near to it as can be.
        thetas: without a target, the forms get the most information that can be had alike at these abilities.
        uses: most forms that an item may enter.
        shared: most items that two forms may have in common.
        tolerance: a deviation from the target of so much is as good as none.
        seconds: limit of the search.
        gap: a solution that can be better by this share at most is good enough; 5 % of information are 2.5 % of a
            standard error, and closing the gap takes far longer than finding the forms.
    """

    forms: int
    length: tuple[int, int] | None = None
    blueprint: Mapping[str, Any] | None = None
    target: Mapping[float, float] | None = None
    thetas: tuple[float, ...] = (-1.0, 0.0, 1.0)
    uses: int = 1
    shared: int | None = None
    tolerance: float = 0.05
    seconds: float = 60.0
    gap: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assembly:
    """Forms, as tables.

    Args:
        items: one row an item and form: ``form`` (from 1), then the columns of the pool's table.
        information: ``form``, ``theta``, ``information``, ``se``, ``target`` (NaN without one).
        bounds: ``kind``, ``of``, ``low``, ``high``, and the sums of the forms that are nearest to them: ``least`` and
            ``most``.
        optimal: nothing better is possible, but for the gap; false when time ran out.
        gap: how much better, as a share, a solution may still be.
    """

    items: pd.DataFrame
    information: pd.DataFrame
    bounds: pd.DataFrame
    optimal: bool
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conflict:
    """Why there are no forms.

    Args:
        kinds: of the bounds that cannot hold together, with what they are about; ``("uses", "")`` for the rule of how
            often items may serve.
        changes: bounds that would have to give way for forms to exist, as few and as little as can be: ``kind``,
            ``of``, ``low``, ``high``, ``possible_low``, ``possible_high``, ``in_pool`` (the sum over the whole pool).
            Empty when they were not found in time.
    """

    kinds: tuple[tuple[str, str], ...]
    changes: pd.DataFrame


def assemble_forms(pool: ItemPool, request: FormRequest) -> Assembly | Conflict:
    """Return parallel forms, or the conflict that rules them out.

    Raises:
        PixauthorError: when nothing is found in the time allowed.
    """
    blueprint = request.blueprint or {}
    pool = _admitted(pool, blueprint)
    bounds = read_bounds(pool, blueprint, request.length)
    demand = _demand(pool, bounds, request)
    found = assemble(demand, seconds=request.seconds, gap=request.gap)
    if found.outcome is Outcome.OUT_OF_TIME:
        raise PixauthorError("assembly.out-of-time", seconds=request.seconds)
    if found.outcome is Outcome.INFEASIBLE:
        return _explain(demand, bounds, request.seconds)
    return _tables(pool, bounds, request, found)


def encode_assembly(found: Assembly) -> dict[str, Any]:
    """Return the forms as JSON values; None where there is no bound or no target."""
    tables = {name: encode_records(getattr(found, name)) for name in ("items", "information", "bounds")}
    return {"optimal": found.optimal, "gap": encode_number(found.gap), **tables}


def _admitted(pool: ItemPool, blueprint: Mapping[str, Any]) -> ItemPool:
    if "statuses" not in blueprint:
        return pool
    kept = np.flatnonzero(pool.table["status"].isin(blueprint["statuses"]))
    return ItemPool(items=pool.items.select(kept), table=pool.table.iloc[kept].reset_index(drop=True))


def _aim(request: FormRequest) -> dict[float, float]:
    """Return the wanted information by ability; NaN where as much as possible is wanted."""
    wanted = (request.blueprint or {}).get("form", {}).get("target", [])
    target = request.target or {point["theta"]: point["information"] for point in wanted}
    return dict(target) or dict.fromkeys(request.thetas, np.nan)


def _demand(pool: ItemPool, bounds: Sequence[Bound], request: FormRequest) -> Demand:
    aim = _aim(request)
    target = np.array(list(aim.values()))
    n_items = len(pool.table)
    return Demand(
        n_forms=request.forms,
        weights=np.array([bound.weights for bound in bounds]).reshape(len(bounds), n_items),
        low=np.array([bound.low for bound in bounds], float),
        high=np.array([bound.high for bound in bounds], float),
        groups=_groups(bounds),
        uses=np.full(n_items, request.uses),
        shared=request.shared,
        information=pool.items.information(np.array(list(aim))),
        target=np.nan_to_num(target, nan=1.0),
        relative=bool(np.isnan(target).any()),
        tolerance=request.tolerance,
    )


def _groups(bounds: Sequence[Bound]) -> Ints:
    keys = [_group(bound) for bound in bounds]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], int)


def _group(bound: Bound) -> tuple[str, str]:
    return (bound.kind, "" if bound.kind in _TOGETHER else bound.of)


def _tables(pool: ItemPool, bounds: Sequence[Bound], request: FormRequest, found: Forms) -> Assembly:
    forms = [pool.table[members].assign(form=number) for number, members in enumerate(found.members, start=1)]
    items = pd.concat(forms, ignore_index=True)
    items.insert(0, "form", items.pop("form"))
    aim = _aim(request)
    information = form_information(pool, items, list(aim))
    information["target"] = information["theta"].map(aim)
    sums = np.array([found.members @ bound.weights for bound in bounds]).reshape(len(bounds), -1)
    return Assembly(
        items=items,
        information=information,
        bounds=_bound_table(bounds).assign(least=sums.min(axis=1), most=sums.max(axis=1)),
        optimal=found.outcome is Outcome.OPTIMAL,
        gap=found.gap,
    )


def _bound_table(bounds: Sequence[Bound]) -> pd.DataFrame:
    rows = [(bound.kind, bound.of, float(bound.low), float(bound.high)) for bound in bounds]
    return pd.DataFrame(rows, columns=["kind", "of", "low", "high"])


def _explain(demand: Demand, bounds: Sequence[Bound], seconds: float) -> Conflict:
    numbers = find_conflict(demand, seconds=seconds / _QUESTIONS)
    names = list(dict.fromkeys(_group(bound) for bound in bounds))
    table = _bound_table(bounds).assign(in_pool=demand.weights.sum(axis=1))
    nearest = nearest_bounds(demand, seconds=seconds)
    low, high = (demand.low, demand.high) if nearest is None else nearest
    table = table.assign(possible_low=low, possible_high=high)
    changed = (low < demand.low - _WITHIN) | (high > demand.high + _WITHIN)
    return Conflict(
        kinds=tuple(("uses", "") if number == USES else names[number] for number in numbers),
        changes=table[changed].reset_index(drop=True),
    )
