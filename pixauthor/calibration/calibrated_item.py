"""One item of a calibration, whatever its model.

Metric of every parameter: logits, without the factor 1.7; P(right) = 1 / (1 + exp(-a (theta - b))).
Parameters are in the a-b form; the slope-intercept form of the log-odds is a theta + d with d = -a b.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedItem:
    """One item: parameters, classical statistics, flags.

    Args:
        item: ``id@version``.
        model: name in ``irt.irf.MODELS``.
        parameters: in natural form by name (``irt.irf``): a per logit; b, b1, b2, ... in logits; c, d as probabilities.
        errors: standard errors, of the parameters that were estimated; empty when the engine gives none.
        categories: of the answers, lowest first, when there are more than wrong and right: scores from 0 to 1, or the
            options of a nominal item.
        anchor: the parameters were given, not estimated.
        n: answers.
        p: mean score.
        r_rest: corrected point-biserial; None where the data say nothing.
        alpha_dropped: alpha without the item; None unless the data are complete.
        flags: what is wrong (``calibration.flags``).
        verdict: what to do.
    """

    item: str
    model: str
    parameters: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    anchor: bool = False
    n: int
    p: float
    r_rest: float | None = None
    alpha_dropped: float | None = None
    flags: tuple[str, ...] = ()
    verdict: str = "keep"

    @property
    def n_categories(self) -> int:
        """Number of categories of the answers."""
        return len(self.categories) or 2

    @property
    def a(self) -> float:
        """Discrimination per logit; of a nominal item, between its lowest and its highest slope."""
        slopes = [value for name, value in self.parameters.items() if name.startswith("a")]
        return slopes[0] if len(slopes) == 1 else max(slopes) - min(slopes)

    @property
    def b(self) -> float:
        """Difficulty in logits, the mean over the steps of an item with several; NaN for a nominal item."""
        steps = [value for name, value in self.parameters.items() if name.startswith("b")]
        return sum(steps) / len(steps) if steps else math.nan

    @property
    def se_a(self) -> float | None:
        """Standard error of ``a``; None when unknown."""
        return self.errors.get("a")

    @property
    def se_b(self) -> float | None:
        """Standard error of ``b``; None when unknown, or when the item has several steps."""
        return self.errors.get("b")


def dichotomous_item(
    *, a: float, b: float, se_a: float | None = None, se_b: float | None = None, model: str = "2pl", **rest: Any
) -> CalibratedItem:
    """Return an item of one slope and one difficulty; ``rest`` are the other fields."""
    errors = {name: value for name, value in (("a", se_a), ("b", se_b)) if value is not None}
    return CalibratedItem(model=model, parameters={"a": a, "b": b}, errors=errors, **rest)
