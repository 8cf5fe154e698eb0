"""A calibration as the kernels of linking want it, and what two calibrations need to have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NoReturn

import numpy as np

from pixauthor.calibration.item_parameters import categories_of, errors_of, kernel_items, model_of, natural_of
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.scores import grid_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Items
from pixauthor.irt.linking_errors import SpreadCovariance, spread_covariance
from pixauthor.irt.quadrature import Grid

LEAST_COMMON: Final = 2
_NAMED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """A calibration with its items as arrays, and where its persons are on its scale."""

    calibration: Calibration
    items: Items
    grid: Grid

    def at(self, names: Iterable[str]) -> Ints:
        """Return the positions of some items."""
        number = {item.item: k for k, item in enumerate(self.calibration.items)}
        return np.array([number[name] for name in names], np.int64)

    def covariance(self, positions: Ints) -> SpreadCovariance | None:
        """Return that of the parameters of ``items.select(positions)``; None when there are no standard errors."""
        chosen = [self.calibration.items[k] for k in positions]
        if not any(errors_of(item) for item in chosen):
            return None
        items = self.items.select(positions)
        return spread_covariance(items, _errors(chosen, items), self.grid, self.n_persons)

    @property
    def n_persons(self) -> int | None:
        """How many persons fix the scale: those of the first group; None when anchors do."""
        if any(item.anchor for item in self.calibration.items):
            return None
        groups = self.calibration.groups
        return groups[0].n if groups else self.calibration.provenance.n_persons


def form_of(calibration: Calibration) -> Form:
    """Return a calibration as arrays."""
    return Form(calibration=calibration, items=kernel_items(calibration), grid=grid_of(calibration))


def require_known(calibrations: Sequence[Calibration], names: Sequence[str]) -> None:
    """Refuse names of anchors that no two neighbours have in common.

    Raises:
        PixauthorError: naming them, and those that are.
    """
    common = [name for new, old in pairwise(calibrations) for name in _shared(new, old)]
    unknown = [name for name in names if name not in common]
    if unknown and common:
        raise PixauthorError("linking.unknown-anchors", items=name_some(unknown), common=name_some(common))


def common_items(new: Calibration, old: Calibration, only: Sequence[str], without: Sequence[str]) -> tuple[str, ...]:
    """Return the items that both calibrations hold, of one version, in the order of the new one.

    Args:
        new: calibration to be linked.
        old: calibration whose scale is wanted.
        only: items to use; all that are common when empty.
        without: items not to use.

    Raises:
        PixauthorError: when they are fewer than two, have models that cannot be compared, or slopes that are not
            positive.
    """
    shared = _shared(new, old)
    if not shared:
        _refuse_strangers(new, old)
    anchors = [name for name in shared if (not only or name in only) and name not in without]
    if len(anchors) < LEAST_COMMON:
        named = name_some(anchors) or "–"
        raise PixauthorError("linking.too-few", n=len(anchors), items=named, least=LEAST_COMMON)
    _require_comparable(new, old, anchors)
    return tuple(anchors)


def name_some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], *([f"… (+{more})"] if more > 0 else [])])


def _shared(new: Calibration, old: Calibration) -> list[str]:
    return [item.item for item in new.items if item.item in old.by_item]


def _refuse_strangers(new: Calibration, old: Calibration) -> NoReturn:
    known = {item.item.rpartition("@")[0] for item in old.items}
    revised = [item.item for item in new.items if item.item.rpartition("@")[0] in known]
    if revised:
        raise PixauthorError("linking.other-versions", items=name_some(revised))
    raise PixauthorError("linking.no-common", new=name_some(list(new.by_item)), old=name_some(list(old.by_item)))


def _require_comparable(new: Calibration, old: Calibration, anchors: Sequence[str]) -> None:
    models = {name: [_describe(form, form.by_item[name]) for form in (new, old)] for name in anchors}
    unlike = [
        f"{name} ({' / '.join(models[name])})"
        for name in anchors
        if _shape(new, new.by_item[name]) != _shape(old, old.by_item[name])
    ]
    if unlike:
        raise PixauthorError("linking.other-models", items=name_some(unlike))
    falling = [name for name in anchors if min(_slope(form.by_item[name]) for form in (new, old)) <= 0]
    if falling:
        raise PixauthorError("linking.negative-slopes", items=name_some(falling))


def _describe(calibration: Calibration, item: CalibratedItem) -> str:
    return " ".join([model_of(calibration, item), *([f"[{', '.join(item.categories)}]"] if item.categories else [])])


def _shape(calibration: Calibration, item: CalibratedItem) -> tuple[type, tuple[str, ...], tuple[str, ...]]:
    """Return what two items must share: the form of their curves, their parameters and their categories."""
    model = MODELS[model_of(calibration, item)]
    return type(model), model.natural_names(categories_of(item)), item.categories


def _slope(item: CalibratedItem) -> float:
    """Return the discrimination; 1 for a nominal item, whose slopes have no sign of their own."""
    return natural_of(item).get("a", 1.0)


def _errors(chosen: Sequence[CalibratedItem], items: Items) -> tuple[Floats, ...]:
    """Return the standard errors of the natural parameters by block, NaN where unknown."""
    return tuple(
        np.array(
            [
                [errors_of(chosen[k]).get(name, np.nan) for name in block.model.natural_names(block.n_categories)]
                for k in block.positions
            ],
            float,
        )
        for block in items.blocks
    )
