"""Items whose categories have no order."""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.irf.model import Curves
from pixauthor.irt.irf.shapes import entries, log_softmax, softmax_curves


@dataclass(frozen=True, slots=True)
class Nominal:
    """P(k) proportional to exp(slope_k theta + intercept_k): no order among categories.

    For the options of a choice item. Bock 1972, doi:10.1007/BF02291411. Working: category 0 is the reference, slope and
    intercept 0. Natural: slopes and intercepts that sum to 0 over the categories, as Bock's.
    """

    name: str
    fixed_slope: bool = False
    common_slope: bool = False

    @property
    def dichotomous(self) -> bool:
        """False."""
        return False

    def working_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the slopes of the categories but the first, then their intercepts."""
        later = range(1, n_categories)
        return (*(f"slope_{k}" for k in later), *(f"intercept_{k}" for k in later))

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the slopes of all categories, then their intercepts."""
        return (*(f"a{k}" for k in range(n_categories)), *(f"c{k}" for k in range(n_categories)))

    def start(self, shares: Floats) -> Floats:
        """Return slopes that rise with the category's number, intercepts from the shares."""
        shares = np.clip(shares, 0.01, None)
        n_later = shares.shape[1] - 1
        slopes = np.broadcast_to(np.arange(1, n_later + 1) / n_later, (len(shares), n_later))
        return np.column_stack([slopes, np.log(shares[:, 1:] / shares[:, :1])])

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category."""
        slopes, intercepts = self._split(working)
        return log_softmax(slopes * theta + intercepts)

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slopes, intercepts)."""
        p = np.exp(self.log_probabilities(working, theta))
        by_intercept = np.eye(p.shape[1])[None, 1:, :, None] - p[:, 1:, None, :]
        return np.concatenate([by_intercept * theta, by_intercept], axis=1)

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the curves of the categories."""
        return softmax_curves(np.exp(self.log_probabilities(working, theta)), self._split(working)[0])

    def to_natural(self, working: Floats) -> Floats:
        """Return slopes and intercepts centred on 0."""
        slopes, intercepts = (part[:, :, 0] - part.mean(axis=1) for part in self._split(working))
        return np.column_stack([slopes, intercepts])

    def to_working(self, natural: Floats) -> Floats:
        """Return slopes and intercepts with category 0 as the reference."""
        slopes, intercepts = np.hsplit(natural, 2)
        return np.column_stack([slopes[:, 1:] - slopes[:, :1], intercepts[:, 1:] - intercepts[:, :1]])

    def jacobian(self, working: Floats) -> Floats:
        """Return d natural / d working, the same for all items."""
        n_later = working.shape[1] // 2
        centred = np.eye(n_later + 1)[:, 1:] - 1 / (n_later + 1)
        return np.broadcast_to(np.kron(np.eye(2), centred), (len(working), 2 * n_later + 2, 2 * n_later)).copy()

    def translation(self, n_categories: int) -> Floats:
        """Return R: every intercept grows by h times its own slope."""
        n_later = n_categories - 1
        slopes = np.arange(n_later)
        return entries(2 * n_later, n_later + slopes, slopes, np.ones(n_later))

    @staticmethod
    def _split(working: Floats) -> tuple[Floats, Floats]:
        """Return slopes and intercepts with the reference, each (n_items, n_categories, 1)."""
        slopes, intercepts = (np.pad(part, ((0, 0), (1, 0))) for part in np.hsplit(working, 2))
        return slopes[:, :, None], intercepts[:, :, None]
