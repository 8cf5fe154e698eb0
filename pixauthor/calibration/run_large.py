"""Calibrations of many answers: straight from Parquet, in memory, through a file, or on a cluster."""

from collections.abc import Collection
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path

import numpy as np

from pixauthor.calibration.categories import bounds_of, names_of
from pixauthor.calibration.connection import name_some, require_tied, with_start
from pixauthor.calibration.engines import Task, Watch, precision_of
from pixauthor.calibration.flags import Thresholds
from pixauthor.calibration.groups import require_large, require_single
from pixauthor.calibration.large_categories import bounds_for, columns_met, levels_for, require_few_each
from pixauthor.calibration.model import Calibration, Design, LeftOut
from pixauthor.calibration.prepare import Prepared, model_for, reason_to_leave, require_items
from pixauthor.calibration.provenance import digest_encoded, provenance_of
from pixauthor.calibration.resume import with_checkpoint
from pixauthor.calibration.run import calibrate_prepared, require_known, with_models
from pixauthor.calibration.sources.encode import encode
from pixauthor.calibration.sources.encoded import Encoded, keep_columns
from pixauthor.calibration.sources.open import source_of
from pixauthor.calibration.sources.rows import any_simulated
from pixauthor.calibration.split import group_column
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Bools
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange


def calibrate_files(
    folder: Path,
    design: Design,
    *,
    now: datetime,
    bank: str = "",
    references: Collection[str] | None = None,
    thresholds: Thresholds | None = None,
    anchors: Calibration | None = None,
    starts: Calibration | None = None,
    watch: Watch = lambda _: None,
    scheduler: str | None = None,
    temporary: Path | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
) -> Calibration:
    """Return the calibration of the items in Parquet files, which may hold hundreds of millions of answers.

    As ``run.calibrate``, to the same parameters.

    Args:
        folder: a Parquet file in the form in which responses are stored, or a folder of them.
        design: models and options; the engine is our own.
        now: moment of the calibration.
        bank: digest of the bank.
        references: items to calibrate; all by default.
        thresholds: when to flag an item.
        anchors: items of this calibration keep their parameters.
        starts: starting values.
        watch: told the state after each iteration.
        scheduler: address of a Dask cluster; this machine by default.
        checkpoint: file that keeps the state every few iterations.
        resume: go on from the checkpoint.
        temporary: keep answers in a file here, and no more than a few chunks in memory; in memory by default.

    Raises:
        PixauthorError: when the data do not allow it, or the cluster cannot be reached.
    """
    require_known(design)
    _require_possible(design)
    known, modelled = anchors.by_item if anchors else {}, with_models(design, anchors)
    levels = levels_for(folder, modelled, temporary)
    bounds = {name: bounds_for(name, one, modelled, known) for name, one in levels.items()} or None
    encoded = encode(folder, bounds, group=group_column(design) or None, folder=temporary)
    require_single(group_column(design), encoded.n_ungrouped, encoded.several, design)
    chosen, left_out = _choose(encoded, modelled, references, known)
    _require_models(design, encoded)
    require_few_each(encoded, chosen, levels, modelled, known)
    kept = keep_columns(encoded, columns_met(encoded, chosen, known), temporary)
    data = _prepare(kept, modelled, left_out, encoded.answers.n_persons + encoded.n_ungrouped, known)
    made = provenance_of(
        data,
        content=digest_encoded(kept, grouped=bool(design.group)),
        simulated=any_simulated(folder),
        bank=bank,
        anchors=anchors,
        now=now,
    )
    source = source_of(
        data.answers, scheduler=scheduler, low_memory=temporary is not None, dtype=precision_of(data.answers)
    )
    task = Task(data=data, design=design, anchors=anchors, starts=starts, source=source, watch=watch)
    with ExitStack() as stack:
        if isinstance(source, AbstractContextManager):
            # Workers keep answers until they are told to let go.
            stack.enter_context(source)
        return calibrate_prepared(with_checkpoint(task, checkpoint, resume=resume), made, thresholds)


def digest_files(folder: Path, calibration: Calibration, *, temporary: Path | None = None) -> str:
    """Return the digest that ``calibrate_files`` gives to the responses of a calibration.

    Args:
        folder: a Parquet file, or a folder of them.
        calibration: names the items and the groups.
        temporary: as for ``calibrate_files``.

    Raises:
        PixauthorError: when the responses cannot be read, or none is to these items.
    """
    items = {item.item: bounds_of(item) for item in calibration.items}
    encoded = encode(folder, items, group=group_column(calibration.design) or None, folder=temporary)
    return digest_encoded(encoded, grouped=bool(calibration.design.group))


def _require_possible(design: Design) -> None:
    asked = (
        (design.engine != "em", f"--engine {design.engine}"),
        (design.complete_cases, "--complete-cases"),
        (bool(design.split), "--split"),
    )
    wrong = [name for found, name in asked if found]
    if wrong:
        raise PixauthorError("calibration.large", names=", ".join(wrong))


def _require_models(design: Design, encoded: Encoded) -> None:
    names = {*encoded.items, *(name.rpartition("@")[0] for name in encoded.items)}
    unknown = [name for name in design.models if name not in names]
    if unknown:
        raise PixauthorError("calibration.model-of-nothing", items=name_some(unknown))


def _choose(
    encoded: Encoded, design: Design, references: Collection[str] | None, anchors: Collection[str]
) -> tuple[Bools, tuple[LeftOut, ...]]:
    """Return which items to estimate, (n_items,), and those left out with the reason."""
    chosen, left_out = np.zeros(len(encoded.items), bool), []
    counts = np.split(encoded.counts, encoded.offsets[1:-1])
    for position, (item, count, bound) in enumerate(zip(encoded.items, counts, encoded.bounds, strict=True)):
        met, n = bound[count > 0], int(count.sum())
        reason = ""
        if references is not None and item not in references:
            reason = "unknown"
        elif item not in anchors:
            dichotomous = MODELS[model_for(item, design)].dichotomous
            reason = reason_to_leave(n, met.min(), met.max(), design, dichotomous=dichotomous)
        if reason:
            left_out.append(LeftOut(item=item, n=n, reason=reason))
        chosen[position] = not reason
    require_items(int(chosen.sum()), left_out)
    return chosen, tuple(left_out)


def _prepare(
    kept: Encoded, design: Design, left_out: tuple[LeftOut, ...], n_persons: int, anchors: Collection[str]
) -> Prepared:
    models = [model_for(name, design) for name in kept.items]
    items = arrange(models, kept.n_categories.tolist())
    if design.group:
        require_large(kept.groups, kept.answers.groups)
    require_tied(kept.answers, items, kept.items, anchors)
    return Prepared(
        names=kept.items,
        items=with_start(items, kept.counts),
        categories=tuple(names_of(model, bound) for model, bound in zip(models, kept.bounds, strict=True)),
        answers=kept.answers,
        groups=kept.groups if design.group else (),
        left_out=left_out,
        n_left_out=n_persons - kept.answers.n_persons,
    )
