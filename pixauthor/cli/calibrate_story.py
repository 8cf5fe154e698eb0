"""What ``pixauthor calibrate run`` tells of a calibration."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.model_names import name_models
from pixauthor.cli.output import complain, print_table, say
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

_MOST: Final = 500
"""Items that a terminal shows."""


def tell(calibration: Calibration, path: Path) -> None:
    """Print the items, what was left out, and how the estimation ended."""
    language, made = current_language(), calibration.provenance
    names = ("item", "n", "p", "r", "a", "b-short", "verdict")
    columns, shown = [text(f"calibration.column.{name}") for name in names], _shown(calibration.items)
    print_table(text("calibration.table"), columns, [_row(item, language) for item in shown], whole=1)
    for item in shown:
        if item.flags:
            say(text("calibration.flag-line", item=item.item, flags=_flags(item)))
    if len(shown) < len(calibration.items):
        say(text("calibration.more-items", n=len(shown), of=len(calibration.items)))
    for one in calibration.left_out:
        reason = text(f"calibration.left-out.{one.reason}")
        say(text("calibration.left-out-line", item=one.item, n=one.n, reason=reason))
    if made.n_persons_left_out:
        say(text("calibration.persons-left-out", n=made.n_persons_left_out))
    counts = {"n": len(calibration.items), "persons": made.n_persons, "answers": made.n_answers}
    say(text("calibration.done", model=name_models(calibration), path=path, **counts))
    say(text("calibration.report.metric"))
    nominal = [item.item for item in calibration.items if item.model == "nominal"]
    if nominal:
        say(text("calibration.nominal", n=len(nominal)))
    _tell_quality(calibration, language)


def _shown(items: Sequence[CalibratedItem]) -> Sequence[CalibratedItem]:
    """Return the items of the table: all, or the first flagged ones of very many."""
    return items if len(items) <= _MOST else [item for item in items if item.flags][:_MOST]


def _tell_quality(calibration: Calibration, language: str) -> None:
    fit = calibration.fit
    numbers = {
        "loglik": decimal(fit.log_likelihood, 2, language),
        "aic": decimal(fit.aic, 1, language),
        "bic": decimal(fit.bic(calibration.provenance.n_persons), 1, language),
        "alpha": _known(calibration.alpha, 3, language),
    }
    say(text("calibration.quality", n=fit.n_parameters, **numbers))
    spread = {"mean": decimal(calibration.latent_mean, 2, language), "sd": decimal(calibration.latent_sd, 2, language)}
    whose = text("calibration.of-group", name=calibration.groups[0].name) if calibration.groups else ""
    say(text(f"calibration.scale.{_scale_of(calibration)}", whose=whose, **spread))
    for group in calibration.groups:
        spread = {"mean": decimal(group.mean, 2, language), "sd": decimal(group.sd, 2, language)}
        say(text("calibration.group-line", name=group.name, n=group.n, **spread))
    if calibration.provenance.simulated:
        say(text("calibration.simulated"))
    for warning in _warnings(calibration):
        complain(warning)
    move = {"move": decimal(fit.last_move, 6, language), "n": fit.iterations}
    if fit.converged:
        say(text("calibration.converged", **move))
    else:
        complain(text("calibration.not-converged", **move))
        if fit.moving:
            complain(text("calibration.moving", items=", ".join(fit.moving)))


def _scale_of(calibration: Calibration) -> str:
    """Return what fixes origin and unit of the scale: anchors, slopes of 1, or the abilities."""
    from pixauthor.irt.irf import MODELS

    if any(item.anchor for item in calibration.items):
        return "anchored"
    fixed_slope = any(MODELS[item.model].fixed_slope for item in calibration.items)
    return "unit-slope" if fixed_slope else "standard"


def _warnings(calibration: Calibration) -> list[str]:
    fit, found = calibration.fit, []
    negative = [item.item for item in calibration.items if item.a < 0]
    if negative:
        found.append(text("calibration.negative", items=", ".join(negative)))
    if fit.falls:
        found.append(text("calibration.falls", n=fit.falls))
    if fit.definite is False:
        found.append(text("calibration.not-definite"))
    elif calibration.design.errors != "none" and not any(item.errors for item in calibration.items):
        found.append(text("calibration.no-se"))
    return found


def _row(item: CalibratedItem, language: str) -> tuple[str, ...]:
    numbers = (_known(value, 2, language) for value in (item.p, item.r_rest, item.a, item.b))
    return (item.item, str(item.n), *numbers, text(f"calibration.verdict.{item.verdict}"))


def _known(value: float | None, places: int, language: str) -> str:
    return "–" if value is None or math.isnan(value) else decimal(value, places, language)


def _flags(item: CalibratedItem) -> str:
    return ", ".join(text(f"calibration.flag.{flag}") for flag in item.flags)
