"""A calibration from beginning to end: prepare, estimate, see whether it has converged, describe, flag."""

import platform
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.engines import ENGINES
from pixauthor.calibration.flags import Thresholds, find_flags, judge
from pixauthor.calibration.model import MODELS, CalibratedItem, Calibration, Design, Fit, Provenance
from pixauthor.calibration.prepare import Prepared, prepare
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError
from pixauthor.irt.classical import ItemStatistics, item_statistics
from pixauthor.irt.dichotomous import Floats, TwoPL
from pixauthor.irt.marginal import em_step, known_ability_errors, log_likelihood
from pixauthor.irt.quadrature import normal_grid
from pixauthor.version import __version__

# A tenth of a standard error changes no decision. Little data make steps longer and standard errors wider alike.
_SMALL_SHARE: Final = 0.1
_LIBRARIES: Final = ("numpy", "scipy", "pandas", "girth")


def calibrate(
    responses: pd.DataFrame,
    design: Design,
    *,
    now: datetime,
    bank: str = "",
    references: Collection[str] | None = None,
    thresholds: Thresholds | None = None,
) -> Calibration:
    """Return the calibration of the items in ``responses``.

    Args:
        responses: long table (``responses.store.load_responses``).
        design: model, engine and options.
        now: moment of the calibration.
        bank: digest of the bank that the responses were graded with.
        references: items to calibrate, as ``id@version``; the others, old versions among them, are left out. All by
            default.
        thresholds: when to flag an item; common practice by default.

    Raises:
        PixauthorError: when the data do not allow it, or the estimates make no sense.
    """
    _require_known(design)
    data = prepare(responses, design, references)
    estimates = ENGINES[design.engine](data.scores, design)
    _require_sense(data, estimates)
    scale = estimates.a[0] if design.model == "rasch" else 1.0
    statistics = item_statistics(data.scores)
    return Calibration(
        design=design,
        items=_describe(data, estimates, float(scale), statistics, thresholds or Thresholds()),
        left_out=data.left_out,
        latent_mean=0.0,
        latent_sd=float(scale),
        alpha=_known(statistics.alpha),
        fit=_fit(data.scores, estimates, design),
        provenance=_provenance(responses, data, bank, now),
    )


def _require_known(design: Design) -> None:
    if design.model not in MODELS:
        raise PixauthorError("calibration.unknown-model", model=design.model, known=", ".join(MODELS))
    if design.engine not in ENGINES:
        raise PixauthorError("calibration.unknown-engine", engine=design.engine, known=", ".join(ENGINES))


def _require_sense(data: Prepared, estimates: TwoPL) -> None:
    wrong = ~(np.isfinite(estimates.a) & np.isfinite(estimates.b))
    if wrong.any():
        names = [item for item, bad in zip(data.items, wrong, strict=True) if bad]
        raise PixauthorError("calibration.not-finite", items=", ".join(names))


def _describe(
    data: Prepared, estimates: TwoPL, scale: float, statistics: ItemStatistics, thresholds: Thresholds
) -> tuple[CalibratedItem, ...]:
    """Return the items; ``scale`` turns the standard normal scale into that of the model (Rasch: a = 1)."""
    found = (
        CalibratedItem(
            item=item,
            a=float(estimates.a[k] / scale),
            b=float(estimates.b[k] * scale),
            n=int(statistics.n[k]),
            p=float(statistics.p[k]),
            r_rest=_known(statistics.r_rest[k]),
            alpha_dropped=_known(statistics.alpha_dropped[k]),
        )
        for k, item in enumerate(data.items)
    )
    return tuple(_flagged(item, thresholds) for item in found)


def _flagged(item: CalibratedItem, thresholds: Thresholds) -> CalibratedItem:
    flags = find_flags(item, thresholds)
    return replace(item, flags=flags, verdict=judge(flags))


def _fit(scores: Floats, estimates: TwoPL, design: Design) -> Fit:
    # The engine does not say whether it has converged: one more EM step of our own does.
    grid = normal_grid(design.points, design.bound)
    rasch = design.model == "rasch"
    moves = np.abs(em_step(scores, estimates, grid, common_slope=rasch))
    errors = known_ability_errors(scores, estimates, grid, common_slope=rasch)
    n_items = estimates.b.size
    return Fit(
        log_likelihood=log_likelihood(scores, estimates, grid),
        n_parameters=n_items + 1 if rasch else 2 * n_items,
        last_move=float(moves.max()),
        converged=bool((moves <= np.maximum(design.tolerance, _SMALL_SHARE * errors)).all()),
    )


def _provenance(responses: pd.DataFrame, data: Prepared, bank: str, now: datetime) -> Provenance:
    libraries = {name: version(name) for name in _LIBRARIES}
    return Provenance(
        data=digest_responses(responses),
        bank=bank,
        date=now.astimezone(UTC).isoformat(timespec="seconds"),
        simulated=bool(responses["simulated"].any()),
        n_persons=len(data.persons),
        n_persons_left_out=data.n_left_out,
        n_answers=int(data.scores.size),
        versions={"pixauthor": __version__, "python": platform.python_version(), **libraries},
    )


def digest_responses(responses: pd.DataFrame) -> str:
    """Return the digest of who got what: candidate, item, version, score, whatever the order of the rows."""
    names = ["candidate", "item", "version", "score"]
    return digest(responses[names].sort_values(names).to_csv(index=False, lineterminator="\n").encode())


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
