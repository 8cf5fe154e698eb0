"""From a long table to dense right-or-wrong scores: what can be estimated, and what is left out and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pixauthor.calibration.model import Design, LeftOut
from pixauthor.errors import PixauthorError
from pixauthor.irt.dichotomous import Floats
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.responses.matrix import to_matrix

MIN_ITEMS: Final = 3
_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Dense scores, (n_persons, n_items), with their names; ``n_left_out`` candidates had holes."""

    persons: tuple[str, ...]
    items: tuple[str, ...]
    scores: Floats
    left_out: tuple[LeftOut, ...]
    n_left_out: int


def prepare(responses: pd.DataFrame, design: Design, references: Collection[str] | None = None) -> Prepared:
    """Return what a dense engine can work on.

    Only a full score is a success, as in pix.md §5.1: an answer that is partly right counts as wrong.

    Args:
        responses: long table.
        design: what must be left out.
        references: items to calibrate, as ``id@version``; all that were answered by default.

    Raises:
        PixauthorError: when there are holes that the design does not allow to step over, or too little is left.
    """
    matrix = to_matrix(responses)
    scores = np.where(np.isnan(matrix.scores), np.nan, np.where(matrix.scores >= 1, 1.0, 0.0))
    reasons = [
        _reason(column, design) if references is None or item in references else "unknown"
        for item, column in zip(matrix.items, scores.T, strict=True)
    ]
    left_out = tuple(
        LeftOut(item=item, n=int((~np.isnan(column)).sum()), reason=reason)
        for item, column, reason in zip(matrix.items, scores.T, reasons, strict=True)
        if reason
    )
    kept = [number for number, reason in enumerate(reasons) if not reason]
    if len(kept) < MIN_ITEMS:
        raise PixauthorError("calibration.too-few-items", n=len(kept), least=MIN_ITEMS, left_out=_names(left_out))
    asked = scores[:, kept]
    complete = np.asarray(~np.isnan(asked).any(axis=1))
    met = ~np.isnan(asked).all(axis=1)
    _require_complete(complete[met], asked[met], design)
    dense = asked[complete]
    constant = [matrix.items[k] for k, column in zip(kept, dense.T, strict=True) if column.min() == column.max()]
    if constant:
        raise PixauthorError("calibration.constant", n=int(complete.sum()), items=", ".join(constant))
    return Prepared(
        persons=tuple(person for person, whole in zip(matrix.persons, complete, strict=True) if whole),
        items=tuple(matrix.items[k] for k in kept),
        scores=dense,
        left_out=left_out,
        n_left_out=int((~complete).sum()),
    )


def _reason(column: Floats, design: Design) -> str:
    known = column[~np.isnan(column)]
    if known.size < design.min_answers:
        return "few"
    if known.min() == known.max():
        return "all-right" if known[0] == 1 else "all-wrong"
    return ""


def _require_complete(complete: NDArray[np.bool_], scores: Floats, design: Design) -> None:
    if complete.all():
        return
    if not design.complete_cases:
        share = decimal(100 * np.isnan(scores).mean(), 1, current_language())
        raise PixauthorError("calibration.holes", share=share, n=int(complete.sum()), of=complete.size)
    if complete.sum() < design.min_answers:
        raise PixauthorError("calibration.few-complete", n=int(complete.sum()), least=design.min_answers)


def _names(left_out: tuple[LeftOut, ...]) -> str:
    named = [f"{one.item} ({text(f'calibration.left-out.{one.reason}')})" for one in left_out[:_NAMED]]
    return ", ".join([*named, *(["…"] if len(left_out) > _NAMED else [])]) or "—"
