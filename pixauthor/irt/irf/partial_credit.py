"""Items whose categories are steps, one after the other."""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.irf.model import Curves
from pixauthor.irt.irf.shapes import (
    difficulty_jacobian,
    entries,
    log_softmax,
    natural_step_names,
    softmax_curves,
    working_step_names,
)


@dataclass(frozen=True, slots=True)
class PartialCredit:
    """P(k) proportional to exp(k slope theta + intercept_k): each step from k - 1 to k is a 2PL of its own.

    Masters 1982, doi:10.1007/BF02296272 (slope 1); Muraki 1992, doi:10.1177/014662169201600206 (slope free). Natural
    step difficulties: b_k = (intercept_(k-1) - intercept_k) / slope.
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
        """Return a, then the difficulty of each step."""
        return natural_step_names(n_categories)

    def start(self, shares: Floats) -> Floats:
        """Return slope 1 / (n_categories - 1), intercepts from the shares."""
        shares = np.clip(shares, 0.01, None)
        slope = 1.0 if self.fixed_slope else 1.0 / (shares.shape[1] - 1)
        return np.column_stack([np.full(len(shares), slope), np.log(shares[:, 1:] / shares[:, :1])])

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category."""
        return log_softmax(self._strength(working, theta))

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slope, intercepts)."""
        p = np.exp(self.log_probabilities(working, theta))
        credit = np.arange(p.shape[1])[:, None]
        by_slope = (credit - (credit * p).sum(axis=1, keepdims=True)) * theta
        by_intercept = np.eye(p.shape[1])[None, 1:, :, None] - p[:, 1:, None, :]
        return np.concatenate([by_slope[:, None], by_intercept], axis=1)

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the curves of the categories."""
        weights = working[:, :1, None] * np.arange(working.shape[1])[None, :, None]
        return softmax_curves(np.exp(self.log_probabilities(working, theta)), weights)

    def to_natural(self, working: Floats) -> Floats:
        """Return a and the step difficulties."""
        slope, intercepts = working[:, :1], working[:, 1:]
        return np.column_stack([slope, -np.diff(intercepts, axis=1, prepend=0.0) / slope])

    def to_working(self, natural: Floats) -> Floats:
        """Return slope and intercepts, sums of -a b."""
        return np.column_stack([natural[:, :1], -natural[:, :1] * np.cumsum(natural[:, 1:], axis=1)])

    def jacobian(self, working: Floats) -> Floats:
        """Return d (a, b_1, ...) / d working."""
        steps = np.diff(working[:, 1:], axis=1, prepend=0.0)
        result = difficulty_jacobian(working[:, 0], steps, working.shape[1])
        for k in range(2, working.shape[1]):
            result[:, k, k - 1] = 1 / working[:, 0]
        return result

    def translation(self, n_categories: int) -> Floats:
        """Return R: intercept k grows by h k slope."""
        later = np.arange(1, n_categories)
        return entries(n_categories, later, np.zeros_like(later), later)

    @staticmethod
    def _strength(working: Floats, theta: Floats) -> Floats:
        intercepts = np.pad(working[:, 1:], ((0, 0), (1, 0)))
        credit = np.arange(working.shape[1])
        return credit[None, :, None] * working[:, :1, None] * theta + intercepts[:, :, None]
