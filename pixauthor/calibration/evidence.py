"""What diagnostics found about one item. What is None was not computed, so it is not judged, which is not passing."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SX2:
    """Item fit by sum scores: statistic, adjusted degrees of freedom, p, and the persons that it rests on."""

    statistic: float
    df: float
    p: float
    n: int

    @property
    def rmsea(self) -> float:
        """How large the misfit is, whatever the sample: sqrt(max(0, X2 - df) / (df (n - 1)))."""
        if self.df <= 0 or self.n < 2:
            return math.nan
        return math.sqrt(max(0.0, self.statistic - self.df) / (self.df * (self.n - 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dif:
    """DIF by one group variable: ETS class A, B or C of Mantel-Haenszel, gain of R2 of the logistic one, or both."""

    group: str
    ets: str | None = None
    r2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What diagnostics found about one item.

    Args:
        spread: of the abilities of those who answered it, as a share of that of all candidates; an adaptive test gives
            an item to candidates who are alike.
        infit, outfit: mean squares.
        s_x2: item fit.
        q3, q3_with: largest Q3 with another item, less the mean of all pairs; and that item.
        dif: one entry a group variable; empty when it was looked for in none.
        drift, drift_z: move of the difficulty since the last window, in logits, and over its standard error.
        omitted, rapid: shares of candidates who passed over it, or answered too fast to have read.
        exposure: share of tests that give it.
        distractors: flags of each distractor (``option_flags.find_option_flags``); empty when it has none to judge.
    """

    spread: float | None = None
    infit: float | None = None
    outfit: float | None = None
    s_x2: SX2 | None = None
    q3: float | None = None
    q3_with: str = ""
    dif: tuple[Dif, ...] | None = None
    drift: float | None = None
    drift_z: float | None = None
    omitted: float | None = None
    rapid: float | None = None
    exposure: float | None = None
    distractors: Mapping[str, tuple[str, ...]] | None = None


NOTHING: Final = Evidence()


def gather_evidence(
    items: Iterable[str], known: Mapping[str, Evidence] | None = None, **found: Mapping[str, Any]
) -> dict[str, Evidence]:
    """Return the evidence of each item.

    Args:
        items: references.
        known: evidence to add to (``fit_evidence``).
        found: by field of ``Evidence``, what was found of each item (a dict or a pandas Series); items that are not in
            it were not looked at.
    """
    first = known or {}
    return {
        item: replace(
            first.get(item, NOTHING), **{name: values[item] for name, values in found.items() if item in values}
        )
        for item in items
    }
