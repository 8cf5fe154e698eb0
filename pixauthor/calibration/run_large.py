"""Calibrations of many answers: straight from Parquet, in memory, through a file, or on a cluster."""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pixauthor.calibration.connection import name_some, require_tied, with_start
from pixauthor.calibration.engines import Task, Watch, precision_of
from pixauthor.calibration.flags import Thresholds
from pixauthor.calibration.model import Calibration, Design, LeftOut
from pixauthor.calibration.prepare import MIN_ITEMS, Prepared, model_for
from pixauthor.calibration.provenance import digest_answers, provenance_of
from pixauthor.calibration.resume import with_checkpoint
from pixauthor.calibration.run import calibrate_prepared, require_known, with_models
from pixauthor.calibration.sources.encode import encode
from pixauthor.calibration.sources.encoded import Encoded, keep_items
from pixauthor.calibration.sources.open import source_of
from pixauthor.calibration.split import group_column
from pixauthor.errors import PixauthorError
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange
from pixauthor.locale import text


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

    As ``run.calibrate``, for dichotomous models.

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
    _require_dichotomous(design, anchors)
    known = anchors.by_item if anchors else {}
    encoded = encode(folder, group=group_column(design) or None, folder=temporary)
    chosen, left_out = _choose(encoded, design, references, known)
    _require_models(design, encoded)
    kept = keep_items(encoded, chosen, temporary)
    data = _prepare(kept, with_models(design, anchors), left_out, encoded.answers.n_persons, known)
    made = provenance_of(
        data,
        content=digest_answers(data, _persons(kept)),
        simulated=_any_simulated(folder),
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


def _require_dichotomous(design: Design, anchors: Calibration | None) -> None:
    names = {design.model, *design.models.values(), *(item.model for item in (anchors.items if anchors else ()))}
    wrong = sorted(name for name in names if not MODELS[name].dichotomous)
    if wrong or design.engine != "em" or design.complete_cases or design.split:
        raise PixauthorError("calibration.large", names=", ".join([*wrong, design.engine, *design.split]))


def _require_models(design: Design, encoded: Encoded) -> None:
    names = {*encoded.items, *(name.rpartition("@")[0] for name in encoded.items)}
    unknown = [name for name in design.models if name not in names]
    if unknown:
        raise PixauthorError("calibration.model-of-nothing", items=name_some(unknown))


def _choose(
    encoded: Encoded, design: Design, references: Collection[str] | None, anchors: Collection[str]
) -> tuple[np.ndarray, tuple[LeftOut, ...]]:
    """Return the positions of the items to estimate, and those left out with the reason."""
    counts = encoded.counts.reshape(-1, 2)
    chosen, left_out = [], []
    for position, (item, (wrong, right)) in enumerate(zip(encoded.items, counts.tolist(), strict=True)):
        checks = (
            (references is not None and item not in references, "unknown"),
            (item not in anchors and wrong + right < design.min_answers, "few"),
            (item not in anchors and not wrong, "all-right"),
            (item not in anchors and not right, "all-wrong"),
        )
        reason = next((name for found, name in checks if found), "")
        if reason:
            left_out.append(LeftOut(item=item, n=wrong + right, reason=reason))
        else:
            chosen.append(position)
    if len(chosen) < MIN_ITEMS:
        told = name_some([f"{one.item} ({text(f'calibration.left-out.{one.reason}')})" for one in left_out])
        raise PixauthorError("calibration.too-few-items", n=len(chosen), least=MIN_ITEMS, left_out=told)
    return np.array(chosen), tuple(left_out)


def _prepare(
    kept: Encoded, design: Design, left_out: tuple[LeftOut, ...], n_persons: int, anchors: Collection[str]
) -> Prepared:
    items = arrange([model_for(name, design) for name in kept.items], kept.n_categories.tolist())
    require_tied(kept.answers, items, kept.items, anchors)
    return Prepared(
        names=kept.items,
        items=with_start(items, kept.counts),
        categories=((),) * items.n_items,
        answers=kept.answers,
        groups=kept.groups if design.group else (),
        left_out=left_out,
        n_left_out=n_persons - kept.answers.n_persons,
    )


def _persons(kept: Encoded) -> Iterable[bytes]:
    """Return the names of the candidates as Arrow holds them, without making a Python text of each."""
    for buffer in kept.labels.buffers() if hasattr(kept.labels, "buffers") else ():
        if buffer is not None:
            yield bytes(buffer)


def _any_simulated(folder: Path) -> bool:
    """Return whether any response is simulated."""
    table = ds.dataset(folder, format="parquet")
    return any(bool(pc.any(batch.column(0)).as_py()) for batch in table.to_batches(columns=["simulated"]))
