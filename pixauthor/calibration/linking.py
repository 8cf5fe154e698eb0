"""Putting a calibration on the scale of another by the items that both hold, and judging each of these.

theta on the old scale = A theta on the new scale + B; in the code A is ``scale`` and B is ``shift``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from pixauthor.calibration.drift import DRIFTED
from pixauthor.calibration.linking_forms import form_of, require_known
from pixauthor.calibration.linking_step import LinkOptions, Step, link_neighbours
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.rescaling import record_of, rescale
from pixauthor.errors import PixauthorError
from pixauthor.irt.linking import METHODS, Coefficients, influences, through


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """A calibration on the scale of an older one.

    Args:
        calibration: the new one, on the scale of the last.
        line: from its own scale to that one.
        steps: one link for each pair of neighbours; a single one when there are two calibrations.
        method: one of ``irt.linking.METHODS``.
        options: which anchors were used.
    """

    calibration: Calibration
    line: Coefficients
    steps: tuple[Step, ...]
    method: str
    options: LinkOptions

    @property
    def anchors(self) -> pd.DataFrame:
        """The anchors of all steps in one table; ``step`` counts from 1."""
        tables = [step.anchors.assign(step=number) for number, step in enumerate(self.steps, start=1)]
        return pd.concat(tables, ignore_index=True)

    @property
    def drifted(self) -> tuple[str, ...]:
        """The anchors that drifted, in some step."""
        table = self.anchors
        return tuple(dict.fromkeys(table.loc[table["verdict"] == DRIFTED, "item"]))


def link(
    new: Calibration, old: Calibration, method: str = "stocking-lord", *, options: LinkOptions | None = None
) -> Link:
    """Return ``new`` on the scale of ``old``.

    Args:
        new: calibration to move.
        old: calibration whose scale is wanted.
        method: one of ``irt.linking.METHODS``.
        options: which anchors to use; all that did not drift by default.

    Raises:
        PixauthorError: when they have too little in common, or nothing that can be compared.
    """
    return link_chain([new, old], method, options=options)


def link_chain(
    calibrations: Sequence[Calibration], method: str = "stocking-lord", *, options: LinkOptions | None = None
) -> Link:
    """Return the first calibration on the scale of the last, by way of those between. As ``link``."""
    chosen = options or LinkOptions()
    if method not in METHODS:
        raise PixauthorError("linking.unknown-method", method=method, known=", ".join(METHODS))
    require_known(calibrations, (*chosen.only, *chosen.without))
    forms = [form_of(calibration) for calibration in calibrations]
    steps = tuple(link_neighbours(new, old, method, chosen) for new, old in pairwise(forms))
    solutions = [step.solution for step in steps]
    covariances = [form.covariance(np.arange(form.items.n_items)) for form in forms]
    known = [covariance for covariance in covariances if covariance is not None]
    line = through(solutions, known if len(known) == len(forms) else None)
    records = [record_of(step, old, method) for step, old in zip(steps, calibrations[1:], strict=True)]
    calibration = rescale(forms[0], line, covariances[0], influences(solutions)[0], records)
    return Link(calibration=calibration, line=line, steps=steps, method=method, options=chosen)
