"""What calibration tells a session: how each item answers to ability, how abilities lie, where levels begin.

Abilities are in logits, without the factor 1.7.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from pixauthor.framework.ability_scale import LevelCuts


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The response function of an item: P(theta) = c + (d - c) / (1 + exp(-a (theta - b))), ``b`` in logits."""

    a: float
    b: float
    c: float = 0.0
    d: float = 1.0

    def probability(self, theta: float) -> float:
        """Return the probability of a right answer."""
        return self.c + (self.d - self.c) * _logistic(self.a * (theta - self.b))

    def information(self, theta: float) -> float:
        """Return Fisher's information, P'^2 / (P Q), per squared logit (Lord, 1980, ch. 5)."""
        share = _logistic(self.a * (theta - self.b))
        p = self.c + (self.d - self.c) * share
        slope = self.a * (self.d - self.c) * share * (1 - share)
        return slope * slope / (p * (1 - p)) if 0 < p < 1 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a session needs of a calibration.

    Args:
        curves: by ``id@version`` of the item; items of other models than 1PL to 4PL are not among them.
        mean, sd: of abilities in the population, in logits.
        cuts: where levels begin, by competence code; "" holds for all others.
        exposure: Sympson-Hetter parameters by ``id@version``: the chance that an item that is chosen is also given.
        digest: SHA-256 of the calibration and of the scale.
    """

    curves: Mapping[str, Curve]
    mean: float
    sd: float
    cuts: Mapping[str, LevelCuts]
    exposure: Mapping[str, float] = field(default_factory=dict)
    digest: str = ""

    def cuts_of(self, competence: str) -> LevelCuts | None:
        """Return the cut scores of a competence; None when there are none."""
        return self.cuts.get(competence) or self.cuts.get("")


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
