"""From a long table to sparse answers: what can be estimated, and what is left out and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.categories import bounds_of, category_bounds, names_of, to_categories
from pixauthor.calibration.connection import name_some, require_tied, with_start
from pixauthor.calibration.groups import members_of
from pixauthor.calibration.model import CalibratedItem, Design, LeftOut
from pixauthor.calibration.split import whole
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers, from_long
from pixauthor.irt.arrays import Bools
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Items, arrange
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.responses.matrix import SparseScores, to_sparse

MIN_ITEMS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """What an engine works on.

    Args:
        names: ``id@version`` of the items, (n_items,).
        items: their models, with parameters to start from.
        categories: what the categories of each item are called, (n_items,).
        answers: one row a candidate.
        groups: names of the groups, in the order of ``answers.groups``.
        left_out: items without parameters.
        n_left_out: candidates without any use.
    """

    names: tuple[str, ...]
    items: Items
    categories: tuple[tuple[str, ...], ...]
    answers: Answers
    groups: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    n_left_out: int

    @property
    def n_persons(self) -> int:
        """Number of candidates."""
        return self.answers.n_persons


def prepare(
    responses: pd.DataFrame,
    design: Design,
    references: Collection[str] | None = None,
    anchors: Mapping[str, CalibratedItem] | None = None,
) -> Prepared:
    """Return what can be estimated.

    Args:
        responses: long table, of candidates in a group (``groups.keep_grouped``).
        design: models, and what must be left out.
        references: items to calibrate, as ``id@version``; all that were answered by default.
        anchors: items whose parameters are known: they need no number of answers, and keep their categories.

    Raises:
        PixauthorError: when too little is left, or nothing ties some of the items to the others.
    """
    known = anchors or {}
    scores = to_sparse(responses)
    names, left_out = _choose(scores, design, references, known)
    place = pd.Index(names).get_indexer(pd.Index(scores.items))[scores.columns]
    kept = place >= 0
    rows, which, values = scores.rows[kept], place[kept], scores.values[kept]
    if design.complete_cases:
        whole = np.bincount(rows, minlength=len(scores.persons)) == len(names)
        _require_enough(whole, design)
        inside = whole[rows]
        rows, which, values = rows[inside], which[inside], values[inside]
    met, rows = np.unique(rows, return_inverse=True)
    persons = tuple(scores.persons[row] for row in met)
    models = [model_for(name, design) for name in names]
    order = np.argsort(which, kind="stable")
    parts = np.split(values[order], np.cumsum(np.bincount(which, minlength=len(names)))[:-1])
    bounds = [
        bounds_of(known[name]) if name in known else category_bounds(name, model, part)
        for name, model, part in zip(names, models, parts, strict=True)
    ]
    items = arrange(models, [max(2, bound.size) for bound in bounds])
    groups, members = members_of(responses, design, persons)
    categories = to_categories(which, values, bounds)
    answers = from_long(rows, which, categories, items.offsets, n_persons=met.size, groups=members)
    _require_varied(answers, items, names, known)
    require_tied(answers, items, names, known)
    return Prepared(
        names=names,
        items=with_start(items, np.bincount(answers.columns, minlength=items.n_columns)),
        categories=tuple(names_of(*one) for one in zip(models, bounds, strict=True)),
        answers=answers,
        groups=groups,
        left_out=left_out,
        n_left_out=len(scores.persons) - met.size,
    )


def _choose(
    scores: SparseScores, design: Design, references: Collection[str] | None, anchors: Collection[str]
) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """Return the items to estimate, and those left out with the reason."""
    frame = pd.DataFrame({"column": scores.columns, "score": scores.values})
    told = frame.groupby("column")["score"].agg(["size", "min", "max"])
    names, left_out = [], []
    for item, n, least, most in zip(scores.items, told["size"], told["min"], told["max"], strict=True):
        dichotomous = MODELS[model_for(item, design)].dichotomous
        known = references is None or whole(item) in references
        reason = reason_to_leave(n, least, most, design, dichotomous=dichotomous) if item not in anchors else ""
        if reason or not known:
            left_out.append(LeftOut(item=item, n=int(n), reason=reason if known else "unknown"))
        else:
            names.append(item)
    require_items(len(names), left_out)
    return tuple(names), tuple(left_out)


def require_items(n: int, left_out: Sequence[LeftOut]) -> None:
    """Raise when there are too few items for abilities to mean anything."""
    if n < MIN_ITEMS:
        told = name_some([f"{one.item} ({text(f'calibration.left-out.{one.reason}')})" for one in left_out])
        raise PixauthorError("calibration.too-few-items", n=n, least=MIN_ITEMS, left_out=told)


def reason_to_leave(n: int, least: float, most: float, design: Design, *, dichotomous: bool) -> str:
    """Return why an item with n answers, scored from ``least`` to ``most``, cannot be estimated; "" if it can."""
    if n < design.min_answers:
        return "few"
    if least == 1:
        return "all-right"
    if most < 1 if dichotomous else most == 0:
        return "all-wrong"
    return "one-score" if least == most else ""


def model_for(name: str, design: Design) -> str:
    """Return the model of an item, by its own name or for all."""
    reference = whole(name)
    return design.models.get(reference) or design.models.get(reference.rpartition("@")[0]) or design.model


def _require_enough(whole: Bools, design: Design) -> None:
    if whole.sum() < design.min_answers:
        raise PixauthorError("calibration.few-complete", n=int(whole.sum()), least=design.min_answers)


def require_complete(data: Prepared) -> None:
    """Raise when some candidate did not answer some item: for engines that want dense data."""
    cells = len(data.names) * data.n_persons
    if data.answers.n_answers == cells:
        return
    share = decimal(100 * (1 - data.answers.n_answers / cells), 1, current_language())
    complete = int((np.diff(data.answers.starts) == len(data.names)).sum())
    raise PixauthorError("calibration.holes", share=share, n=complete, of=data.n_persons)


def _require_varied(answers: Answers, items: Items, names: tuple[str, ...], anchors: Collection[str]) -> None:
    """Raise when all answers to an item fall in one category: among complete cases they may."""
    met = np.bincount(answers.columns, minlength=items.n_columns) > 0
    constant = np.add.reduceat(met.astype(int), items.offsets[:-1]) < 2
    found = [name for name, alone in zip(names, constant, strict=True) if alone and name not in anchors]
    if found:
        raise PixauthorError("calibration.constant", n=answers.n_persons, items=", ".join(found))
