"""Item response functions: the chance of success as a function of ability.

A model is one class with the methods of ``ResponseFunction``; nothing else in this package knows the models by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class ResponseFunction(Protocol):
    """The items of one model. ``theta`` may have any shape; results have that shape and one more axis, (…, n_items)."""

    @property
    def a(self) -> Floats:
        """Discriminations per logit, (n_items,)."""

    @property
    def b(self) -> Floats:
        """Difficulties in logits, (n_items,)."""

    def probability(self, theta: ArrayLike) -> Floats:
        """Return P(right)."""

    def log_probabilities(self, theta: ArrayLike) -> tuple[Floats, Floats]:
        """Return log P(right) and log P(wrong), exact far in the tails."""

    def weight(self, theta: ArrayLike) -> Floats:
        """Return what a right answer weighs in the score of theta, P' / (P (1 - P)), per logit (Lord 1980, p. 73)."""

    def information(self, theta: ArrayLike) -> Floats:
        """Return Fisher's information on theta, per squared logit."""

    def information_slope(self, theta: ArrayLike) -> Floats:
        """Return the derivative of the information with respect to theta."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoPL:
    """Two-parameter logistic model (Birnbaum 1968, in Lord and Novick, chapter 17; pix.md §5.1).

    Args:
        a: discriminations per logit, (n_items,).
        b: difficulties in logits, (n_items,).
    """

    a: Floats
    b: Floats

    @classmethod
    def of(cls, a: Floats, b: Floats) -> Self:
        """Return the items with these parameters."""
        return cls(a, b)

    def log_odds(self, theta: ArrayLike) -> Floats:
        """Return a (theta - b)."""
        return self.a * (np.asarray(theta, float)[..., None] - self.b)

    def probability(self, theta: ArrayLike) -> Floats:
        """Return P(right)."""
        return np.exp(self.log_probabilities(theta)[0])

    def log_probabilities(self, theta: ArrayLike) -> tuple[Floats, Floats]:
        """Return log P(right) and log P(wrong)."""
        odds = self.log_odds(theta)
        log_right = -np.logaddexp(0.0, -odds)
        return log_right, log_right - odds

    def weight(self, theta: ArrayLike) -> Floats:
        """Return a, at any theta."""
        return np.broadcast_to(self.a, (*np.shape(theta), self.a.size))

    def information(self, theta: ArrayLike) -> Floats:
        """Return a² P (1 - P), the "reward" of pix.md §5.2."""
        # 1 - P would be 0 long before the information is.
        log_right, log_wrong = self.log_probabilities(theta)
        return np.asarray(self.a**2 * np.exp(log_right + log_wrong))

    def information_slope(self, theta: ArrayLike) -> Floats:
        """Return a³ P (1 - P) (1 - 2 P)."""
        return self.a * self.information(theta) * (1 - 2 * self.probability(theta))


@dataclass(frozen=True, slots=True, eq=False)
class Rasch:
    """Rasch model: every item discriminates by 1 per logit; the spread of abilities is left free (Rasch 1960).

    Args:
        b: difficulties in logits, (n_items,).
    """

    b: Floats

    @classmethod
    def of(cls, a: Floats, b: Floats) -> Self:
        """Return the items with these difficulties.

        Raises:
            ValueError: when a discrimination is not 1.
        """
        if not np.all(a == 1):
            raise ValueError("a Rasch item has discrimination 1")
        return cls(b)

    @property
    def a(self) -> Floats:
        """Ones."""
        return np.ones_like(self.b)

    def probability(self, theta: ArrayLike) -> Floats:
        """Return P(right)."""
        return self._twin.probability(theta)

    def log_probabilities(self, theta: ArrayLike) -> tuple[Floats, Floats]:
        """Return log P(right) and log P(wrong)."""
        return self._twin.log_probabilities(theta)

    def weight(self, theta: ArrayLike) -> Floats:
        """Return 1, at any theta."""
        return self._twin.weight(theta)

    def information(self, theta: ArrayLike) -> Floats:
        """Return P (1 - P)."""
        return self._twin.information(theta)

    def information_slope(self, theta: ArrayLike) -> Floats:
        """Return P (1 - P) (1 - 2 P)."""
        return self._twin.information_slope(theta)

    @property
    def _twin(self) -> TwoPL:
        return TwoPL(self.a, self.b)


MODELS: Final[Mapping[str, type[Rasch] | type[TwoPL]]] = MappingProxyType({"rasch": Rasch, "2pl": TwoPL})
"""Models by the name that designs and calibration files give them."""
