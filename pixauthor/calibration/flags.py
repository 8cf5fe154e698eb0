"""What to think of an item after a field test: thresholds as data, flags, and a verdict with its reasons.

Thresholds are common practice, not law; every one is a setting.
"""

import math
from dataclasses import dataclass
from typing import Final

from pixauthor.calibration.model import CalibratedItem

KEEP: Final = "keep"
REVISE: Final = "revise"
COLLECT: Final = "collect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Bounds beyond which an item is flagged; ``min_n`` answers are needed for any other verdict than collecting."""

    min_n: int = 200
    min_p: float = 0.15
    max_p: float = 0.95
    min_r: float = 0.20
    min_a: float = 0.5
    max_a: float = 3.0
    max_abs_b: float = 4.0


def find_flags(item: CalibratedItem, thresholds: Thresholds) -> tuple[str, ...]:
    """Return the flags of an item: messages of ``calibration.flag``."""
    r_rest = math.nan if item.r_rest is None else item.r_rest
    checks = {
        "few": item.n < thresholds.min_n,
        "hard": item.p < thresholds.min_p,
        "easy": item.p > thresholds.max_p,
        "key": r_rest < 0,
        "weak": 0 <= r_rest < thresholds.min_r,
        "flat": item.a < thresholds.min_a,
        "steep": item.a > thresholds.max_a,
        "far": abs(item.b) > thresholds.max_abs_b,
    }
    return tuple(name for name, found in checks.items() if found)


def judge(flags: tuple[str, ...]) -> str:
    """Return the verdict that flags lead to: too few answers leave no other."""
    if "few" in flags:
        return COLLECT
    return REVISE if flags else KEEP
