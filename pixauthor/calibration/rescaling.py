"""A calibration on another scale: parameters, standard errors and latent distribution moved, nothing lost."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pixauthor.calibration.item_parameters import with_natural
from pixauthor.calibration.link_record import LinkRecord
from pixauthor.calibration.linking_forms import Form
from pixauthor.calibration.linking_step import Step
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.store import encode_calibration
from pixauthor.canonical import digest_value
from pixauthor.irt.arrays import Floats
from pixauthor.irt.linking import Coefficients, transform
from pixauthor.irt.linking_errors import SpreadCovariance, transformed_errors

_NIL: Final = 1e-6
"""What rounding may leave of no error at all, and less than any file says."""


def rescale(
    form: Form,
    line: Coefficients,
    known: SpreadCovariance | None,
    by_items: Floats,
    records: Sequence[LinkRecord],
) -> Calibration:
    """Return a calibration on the scale that a line leads to.

    Flags and verdicts stay: they were found on the scale of the field test.

    Args:
        form: the calibration.
        line: from its scale.
        known: covariance of its stacked working parameters.
        by_items: derivatives of the line by these.
        records: of the links behind the line.
    """
    moved = transform(form.items, line.scale, line.shift)
    errors = None
    if known is not None and line.covariance is not None:
        errors = transformed_errors(form.items, known, line, by_items)
    own, items = form.calibration, list(form.calibration.items)
    for number, (block, natural) in enumerate(zip(moved.blocks, moved.natural(), strict=True)):
        names = block.model.natural_names(block.n_categories)
        for row, position in enumerate(block.positions):
            values = dict(zip(names, natural[row].tolist(), strict=True))
            known_errors = _named(names, errors[number][row]) if errors else {}
            items[position] = with_natural(items[position], values, known_errors)
    return replace(
        own,
        items=tuple(items),
        latent_mean=line.scale * own.latent_mean + line.shift,
        latent_sd=line.scale * own.latent_sd,
        groups=tuple(
            replace(one, mean=line.scale * one.mean + line.shift, sd=line.scale * one.sd) for one in own.groups
        ),
        links=(*own.links, *records),
    )


def record_of(step: Step, onto: Calibration, method: str) -> LinkRecord:
    """Return what a calibration file keeps of a link."""
    used = step.anchors["used"]
    se_scale, se_shift = (float(value) if math.isfinite(value) else None for value in step.line.se)
    return LinkRecord(
        onto=digest_of(onto),
        method=method,
        scale=step.line.scale,
        shift=step.line.shift,
        se_scale=se_scale,
        se_shift=se_shift,
        anchors=tuple(step.anchors.loc[used, "item"]),
        dropped=tuple(step.anchors.loc[~used, "item"]),
    )


def _named(names: Sequence[str], errors: Floats) -> dict[str, float]:
    """Return standard errors by parameter, without those that are nil: what is fixed has none."""
    return {name: float(error) for name, error in zip(names, errors, strict=True) if error > _NIL}


def digest_of(calibration: Calibration) -> str:
    """Return the SHA-256 of a calibration's canonical JSON."""
    return digest_value(encode_calibration(calibration))
