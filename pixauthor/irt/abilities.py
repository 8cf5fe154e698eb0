"""Abilities of candidates, estimated (``scoring.py``) or supposed."""

from dataclasses import dataclass

from pixauthor.irt.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Estimates and their standard errors in logits, each (n_persons,): NaN where the estimate is not finite."""

    theta: Floats
    se: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalPrior:
    """What is known of a candidate before he answers, in logits."""

    mean: float = 0.0
    sd: float = 1.0
