"""Dichotomous items: Rasch to four parameters."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from pixauthor.irt.arrays import Floats
from pixauthor.irt.irf.model import Curves
from pixauthor.irt.irf.shapes import MARGINAL, difficulty_jacobian, entries, log_logistic, logistic_gradients, odds_of


@dataclass(frozen=True, slots=True)
class Logistic:
    """The dichotomous family P = c + (d - c) / (1 + exp(-(slope theta + intercept))).

    Rasch 1960; Birnbaum 1968 (in Lord and Novick, chapter 17); 4PL: Barton and Lord 1981,
    doi:10.1002/j.2333-8504.1981.tb01255.x.

    Args:
        name: of the model.
        n_asymptotes: 0 for Rasch to 2PL, 1 with a lower one (c), 2 with an upper one too (d).
        fixed_slope: every slope is 1.
        common_slope: one slope for all items.
    """

    name: str
    n_asymptotes: int = 0
    fixed_slope: bool = False
    common_slope: bool = False

    @property
    def dichotomous(self) -> bool:
        """True."""
        return True

    def working_names(self, n_categories: int = 2) -> tuple[str, ...]:  # noqa: ARG002 other models need it
        """Return slope, intercept, then the logits of the asymptotes."""
        return ("slope", "intercept", "logit_c", "logit_d")[: 2 + self.n_asymptotes]

    def natural_names(self, n_categories: int = 2) -> tuple[str, ...]:  # noqa: ARG002 other models need it
        """Return a, b, then c and d."""
        return ("a", "b", "c", "d")[: 2 + self.n_asymptotes]

    def start(self, shares: Floats) -> Floats:
        """Return slope 1, the intercept that gives the share right, c = 0.15 and d = 0.95."""
        lower, upper = self._start_asymptotes()
        right = np.clip((shares[:, 1] - lower) / (upper - lower), 0.02, 0.98)
        # A share averaged over a standard normal ability is nearer to one half than the curve at its centre.
        first = [np.ones(len(shares)), logit(right) * MARGINAL]
        asymptotes = [np.full(len(shares), logit(value)) for value in (lower, upper)[: self.n_asymptotes]]
        return np.stack([*first, *asymptotes], axis=1)

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P(wrong) and log P(right)."""
        odds = odds_of(working, theta)
        if self.n_asymptotes == 0:
            return log_logistic(odds)
        lower, upper, distance = self._asymptotes(working)
        right = lower + distance * expit(odds)
        wrong = (1 - upper) + distance * expit(-odds)
        return np.asarray(np.log(np.stack([wrong, right], axis=1)))

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slope, intercept, logit c, logit d)."""
        odds = odds_of(working, theta)
        if self.n_asymptotes == 0:
            return logistic_gradients(odds, theta)
        rise, fall = expit(odds), expit(-odds)
        lower, upper, distance = self._asymptotes(working)
        right, wrong = lower + distance * rise, (1 - upper) + distance * fall
        by_right = np.stack([-1 / wrong, 1 / right], axis=1)
        by_odds = by_right * (distance * rise * fall)[:, None]
        rows = [by_odds * theta, by_odds, by_right * (lower * (1 - lower) * fall)[:, None]]
        if self.n_asymptotes > 1:
            rows.append(by_right * (upper * (1 - upper) * rise)[:, None])
        return np.stack(rows, axis=1)

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the curves of wrong and right."""
        odds = odds_of(working, theta)
        rise, fall = expit(odds), expit(-odds)
        lower, upper, distance = self._asymptotes(working)
        slope = distance * working[:, :1] * rise * fall
        bend = slope * working[:, :1] * (fall - rise)
        right, wrong = lower + distance * rise, (1 - upper) + distance * fall
        return Curves(np.stack([wrong, right], 1), np.stack([-slope, slope], 1), np.stack([-bend, bend], 1))

    def to_natural(self, working: Floats) -> Floats:
        """Return a, b = -intercept / slope, c, d."""
        slope, intercept = working[:, 0], working[:, 1]
        return np.column_stack([slope, -intercept / slope, expit(working[:, 2:])])

    def to_working(self, natural: Floats) -> Floats:
        """Return slope, intercept = -a b, logit c, logit d."""
        a, b = natural[:, 0], natural[:, 1]
        return np.column_stack([a, -a * b, logit(natural[:, 2:])])

    def jacobian(self, working: Floats) -> Floats:
        """Return d (a, b, c, d) / d working."""
        result = difficulty_jacobian(working[:, 0], working[:, 1:2], working.shape[1])
        asymptotes = expit(working[:, 2:])
        for k in range(asymptotes.shape[1]):
            result[:, 2 + k, 2 + k] = asymptotes[:, k] * (1 - asymptotes[:, k])
        return result

    def translation(self, n_categories: int = 2) -> Floats:
        """Return R: the intercept grows by h slope."""
        n_working = len(self.working_names(n_categories))
        return entries(n_working, [1], [0], [1.0])

    def _asymptotes(self, working: Floats) -> tuple[Floats, Floats, Floats]:
        """Return c, d and d - c, each (n_items, 1)."""
        lower = expit(working[:, 2:3]) if self.n_asymptotes else np.zeros((len(working), 1))
        upper = expit(working[:, 3:4]) if self.n_asymptotes > 1 else np.ones((len(working), 1))
        return lower, upper, upper - lower

    def _start_asymptotes(self) -> tuple[float, float]:
        return (0.15 if self.n_asymptotes else 0.0, 0.95 if self.n_asymptotes > 1 else 1.0)
