"""A calibration from beginning to end: prepare, estimate, say how sure it is, describe, flag."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pandas as pd

from pixauthor.calibration.engines import ENGINES, Task, Watch
from pixauthor.calibration.estimates import describe_estimates
from pixauthor.calibration.flags import Thresholds
from pixauthor.calibration.groups import keep_grouped
from pixauthor.calibration.item_parameters import model_of
from pixauthor.calibration.item_statistics import statistics_of
from pixauthor.calibration.model import Calibration, Design, Provenance
from pixauthor.calibration.prepare import prepare
from pixauthor.calibration.provenance import digest_responses, provenance_of
from pixauthor.calibration.results import fit_of, groups_of, items_of_run, known_or_none
from pixauthor.calibration.resume import with_checkpoint
from pixauthor.calibration.soundness import require_options, require_sound
from pixauthor.calibration.split import split_items
from pixauthor.errors import PixauthorError
from pixauthor.irt.em import State
from pixauthor.irt.irf import MODELS

ERRORS: Final = ("observed", "cross-product", "none")
LATENTS: Final = ("normal", "histogram")


def calibrate(
    responses: pd.DataFrame,
    design: Design | None = None,
    *,
    now: datetime | None = None,
    bank: str = "",
    references: Collection[str] | None = None,
    thresholds: Thresholds | None = None,
    anchors: Calibration | None = None,
    starts: Calibration | None = None,
    watch: Watch = lambda _: None,
    start: State | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
) -> Calibration:
    """Return the calibration of the items in ``responses``.

    The same responses and design give the same bytes, in any order of the rows and on any number of threads.

    Args:
        responses: long table (``responses.store.load_responses``; ``wide.from_wide`` makes one of a table of scores).
        design: models, engine and options; the 2PL by default.
        now: moment of the calibration; the present one by default.
        bank: digest of the bank that the responses were graded with.
        references: items to calibrate, as ``id@version``; the others, old versions among them, are left out. All by
            default.
        thresholds: when to flag an item; common practice by default.
        anchors: items of this calibration keep their parameters; the new ones come on its scale, and the distribution
            of ability is free (Kim 2006, doi:10.1111/j.1745-3984.2006.00021.x).
        starts: starting values, of the items that it has in the same model.
        watch: told the state after each iteration (``irt.em``).
        start: the state to go on from, of an interrupted calibration of the same responses and design.
        checkpoint: file that keeps the state every few iterations; none by default.
        resume: go on from the checkpoint.

    Raises:
        PixauthorError: when the data do not allow it, or the estimates make no sense.
    """
    design = design or Design()
    require_known(design)
    require_sound(responses, design)
    kept = keep_grouped(responses, design)
    n_dropped = responses["candidate"].nunique() - kept["candidate"].nunique()
    parted = split_items(kept, design)
    data = prepare(parted, with_models(design, anchors), references, anchors.by_item if anchors else None)
    data = replace(data, n_left_out=data.n_left_out + n_dropped)
    task = Task(data=data, design=design, anchors=anchors, starts=starts, watch=watch, start=start)
    made = provenance_of(
        data,
        content=digest_responses(responses),
        simulated=bool(responses["simulated"].any()),
        bank=bank,
        anchors=anchors,
        now=now or datetime.now(UTC),
    )
    return calibrate_prepared(with_checkpoint(task, checkpoint, resume=resume), made, thresholds)


def calibrate_prepared(task: Task, made: Provenance, thresholds: Thresholds | None = None) -> Calibration:
    """Return the calibration of answers that are ready.

    Args:
        task: answers, design, and all that the engine needs.
        made: where they come from.
        thresholds: when to flag an item; common practice by default.
    """
    data, design = task.data, task.design
    estimate = ENGINES[design.engine](task)
    found = describe_estimates(data, estimate, design)
    statistics, alpha = statistics_of(data)
    first = found.latents[0]
    return Calibration(
        design=design,
        items=items_of_run(data, found, statistics, task.anchors, thresholds or Thresholds()),
        left_out=data.left_out,
        latent_mean=first.mean,
        latent_sd=first.sd,
        alpha=None if alpha is None else known_or_none(alpha),
        fit=fit_of(estimate, found, data.names),
        groups=groups_of(data, found.latents),
        histogram=() if first.histogram is None else tuple(map(float, first.histogram)),
        provenance=made,
    )


def require_known(design: Design) -> None:
    """Raise PixauthorError when a model, an engine or an option has an unknown name, or a number makes no sense."""
    require_options(design)
    for name in (design.model, *design.models.values()):
        if name not in MODELS:
            raise PixauthorError("calibration.unknown-model", name=name, known=", ".join(MODELS))
    checks = (("engine", design.engine, ENGINES), ("errors", design.errors, ERRORS), ("latent", design.latent, LATENTS))
    for kind, name, known in checks:
        if name not in known:
            raise PixauthorError(f"calibration.unknown-{kind}", name=name, known=", ".join(known))


def with_models(design: Design, anchors: Calibration | None) -> Design:
    """Return the design in which an anchor keeps its model."""
    own = {item.item: model_of(anchors, item) for item in anchors.items} if anchors else {}
    return replace(design, models={**design.models, **own})
