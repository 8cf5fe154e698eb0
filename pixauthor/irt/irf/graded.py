"""Items whose categories are degrees of one answer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit, log_expit, logit

from pixauthor.irt.arrays import Floats
from pixauthor.irt.irf.model import Curves
from pixauthor.irt.irf.shapes import MARGINAL, difficulty_jacobian, entries, natural_step_names, working_step_names

_LEAST: Final = float(np.log(np.finfo(float).tiny))
_STEEPEST: Final = 1e6
"""Bound of a gradient, which knows none where two boundaries meet, as those of a category that nobody chose do."""


@dataclass(frozen=True, slots=True)
class Graded:
    """P(k or more) = 1 / (1 + exp(-(slope theta + intercept_k))), intercepts falling.

    Samejima 1969, doi:10.1007/BF03372160. Natural difficulties: b_k = -intercept_k / slope, rising.
    """

    name: str
    fixed_slope: bool = False
    common_slope: bool = False

    @property
    def dichotomous(self) -> bool:
        """False."""
        return False

    def working_names(self, n_categories: int) -> tuple[str, ...]:
        """Return slope, then an intercept for each category but the first."""
        return working_step_names(n_categories)

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return a, then the difficulty of each boundary."""
        return natural_step_names(n_categories)

    def start(self, shares: Floats) -> Floats:
        """Return slope 1, intercepts from the shares of "k or more"."""
        shares = np.clip(shares, 0.01, None)
        above = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1] / shares.sum(axis=1, keepdims=True)
        return np.column_stack([np.ones(len(shares)), logit(above[:, 1:]) * MARGINAL])

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category; NaN where the intercepts do not fall."""
        odds = self._boundaries(working, theta)
        high, low = odds[:, :-1], odds[:, 1:]
        with np.errstate(invalid="ignore", divide="ignore"):
            # sigma(x) - sigma(y) = sigma(x) sigma(-y) (1 - exp(y - x)): no loss where both are near 0 or 1.
            # Where boundaries meet, P is 0: its logarithm stays a number, for it is multiplied by counts of 0.
            log_p = log_expit(high) + log_expit(-low) + np.log1p(-np.exp(low - high))
            return np.asarray(np.maximum(log_p, _LEAST))

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slope, intercepts)."""
        odds = self._boundaries(working, theta)
        rise, fall = expit(odds), expit(-odds)
        p = np.exp(self.log_probabilities(working, theta))
        inner = (rise * fall)[:, 1:-1]
        n_inner = inner.shape[1]
        by_odds = np.zeros((len(working), n_inner, p.shape[1], theta.size))
        with np.errstate(invalid="ignore", divide="ignore"):
            for k in range(n_inner):
                by_odds[:, k, k] = -np.minimum(inner[:, k] / p[:, k], _STEEPEST)
                by_odds[:, k, k + 1] = np.minimum(inner[:, k] / p[:, k + 1], _STEEPEST)
        # Densities at two boundaries differ by P times this, which stays finite where the boundaries meet and P is nil.
        by_slope = (fall[:, :-1] - rise[:, 1:]) * theta
        return np.concatenate([by_slope[:, None], by_odds], axis=1)

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the curves of the categories."""
        odds = self._boundaries(working, theta)
        rise, fall = expit(odds), expit(-odds)
        slope = working[:, :1, None] * rise * fall
        bend = slope * working[:, :1, None] * (fall - rise)
        p = np.exp(self.log_probabilities(working, theta))
        return Curves(p, slope[:, :-1] - slope[:, 1:], bend[:, :-1] - bend[:, 1:])

    def to_natural(self, working: Floats) -> Floats:
        """Return a and the boundary difficulties."""
        return np.column_stack([working[:, :1], -working[:, 1:] / working[:, :1]])

    def to_working(self, natural: Floats) -> Floats:
        """Return slope and intercepts."""
        return np.column_stack([natural[:, :1], -natural[:, :1] * natural[:, 1:]])

    def jacobian(self, working: Floats) -> Floats:
        """Return d (a, b_1, ...) / d working."""
        return difficulty_jacobian(working[:, 0], working[:, 1:], working.shape[1])

    def translation(self, n_categories: int) -> Floats:
        """Return R: every intercept grows by h slope."""
        later = np.arange(1, n_categories)
        return entries(n_categories, later, np.zeros_like(later), np.ones(later.size))

    @staticmethod
    def _boundaries(working: Floats, theta: Floats) -> Floats:
        """Return the log-odds of "k or more" for k from 0 (certain) to n_categories (impossible)."""
        inner = working[:, :1, None] * theta + working[:, 1:, None]
        certain = np.full((len(working), 1, theta.size), 800.0)
        return np.concatenate([certain, inner, -certain], axis=1)
