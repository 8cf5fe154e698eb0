"""Item response models: the probability of each category of an answer as a function of ability.

A model is one class with the methods of ``ResponseModel`` and one line in ``MODELS``; nothing else in this package
knows the models by name. Categories count from 0; a dichotomous item has two, 0 wrong and 1 right.

Two forms of the same parameters:

- *working*: slopes and intercepts, the log-odds being ``slope theta + intercept``, asymptotes as logits. Estimation
  works on these;
- *natural*: discriminations ``a`` per logit (no factor 1.7), difficulties ``b`` in logits, asymptotes ``c`` and ``d``
  as probabilities. People read these.

Shapes: parameters (n_items, n_parameters); ability (n_nodes,); probabilities (n_items, n_categories, n_nodes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from scipy.special import expit, log_expit, logit

from pixauthor.irt.arrays import Floats


class Curves(NamedTuple):
    """Probabilities and their first two derivatives in ability, each (n_items, n_categories, n_nodes)."""

    p: Floats
    slope: Floats
    bend: Floats


class ResponseModel(Protocol):
    """What estimation, scoring and diagnostics need to know of a model."""

    @property
    def name(self) -> str:
        """The name by which designs and calibration files know the model."""

    @property
    def dichotomous(self) -> bool:
        """True when its items have two categories, no more."""

    @property
    def fixed_slope(self) -> bool:
        """True when every slope is 1 (Rasch, partial credit); the spread of abilities is then free."""

    @property
    def common_slope(self) -> bool:
        """True when all items of the model share one slope."""

    def working_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the names of the working parameters; a name that starts with ``slope`` is a slope."""

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the names of the natural parameters."""

    def start(self, shares: Floats) -> Floats:
        """Return working parameters to start from, given the share of each category, (n_items, n_categories)."""

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category, exact far in the tails."""

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d parameter, (n_items, n_parameters, n_categories, n_nodes)."""

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the probabilities and their derivatives in ability."""

    def to_natural(self, working: Floats) -> Floats:
        """Return the natural form."""

    def to_working(self, natural: Floats) -> Floats:
        """Return the working form."""

    def jacobian(self, working: Floats) -> Floats:
        """Return d natural / d working, (n_items, n_natural, n_working): carries standard errors over."""

    def translation(self, n_categories: int) -> Floats:
        """Return R: P at theta + h is P at theta of parameters ``working + h R working``, (n_working, n_working)."""


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
        first = [np.ones(len(shares)), logit(right) * _MARGINAL]
        asymptotes = [np.full(len(shares), logit(value)) for value in (lower, upper)[: self.n_asymptotes]]
        return np.stack([*first, *asymptotes], axis=1)

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P(wrong) and log P(right)."""
        odds = _odds(working, theta)
        if self.n_asymptotes == 0:
            return np.stack([log_expit(-odds), log_expit(odds)], axis=1)
        lower, upper, distance = self._asymptotes(working)
        right = lower + distance * expit(odds)
        wrong = (1 - upper) + distance * expit(-odds)
        return np.asarray(np.log(np.stack([wrong, right], axis=1)))

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slope, intercept, logit c, logit d)."""
        odds = _odds(working, theta)
        rise, fall = expit(odds), expit(-odds)
        if self.n_asymptotes == 0:
            by_odds = np.stack([-rise, fall], axis=1)
            return np.stack([by_odds * theta, by_odds], axis=1)
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
        odds = _odds(working, theta)
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
        result = _difficulty_jacobian(working[:, 0], working[:, 1:2], working.shape[1])
        asymptotes = expit(working[:, 2:])
        for k in range(asymptotes.shape[1]):
            result[:, 2 + k, 2 + k] = asymptotes[:, k] * (1 - asymptotes[:, k])
        return result

    def translation(self, n_categories: int = 2) -> Floats:
        """Return R: the intercept grows by h slope."""
        n_working = len(self.working_names(n_categories))
        return _entries(n_working, [1], [0], [1.0])

    def _asymptotes(self, working: Floats) -> tuple[Floats, Floats, Floats]:
        """Return c, d and d - c, each (n_items, 1)."""
        lower = expit(working[:, 2:3]) if self.n_asymptotes else np.zeros((len(working), 1))
        upper = expit(working[:, 3:4]) if self.n_asymptotes > 1 else np.ones((len(working), 1))
        return lower, upper, upper - lower

    def _start_asymptotes(self) -> tuple[float, float]:
        return (0.15 if self.n_asymptotes else 0.0, 0.95 if self.n_asymptotes > 1 else 1.0)


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
        return ("slope", *(f"intercept_{k}" for k in range(1, n_categories)))

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return a, then the difficulty of each step."""
        return ("a", *(f"b{k}" for k in range(1, n_categories)))

    def start(self, shares: Floats) -> Floats:
        """Return slope 1 / (n_categories - 1), intercepts from the shares."""
        shares = np.clip(shares, 0.01, None)
        slope = 1.0 if self.fixed_slope else 1.0 / (shares.shape[1] - 1)
        return np.column_stack([np.full(len(shares), slope), np.log(shares[:, 1:] / shares[:, :1])])

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category."""
        return _log_softmax(self._strength(working, theta))

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
        return _softmax_curves(np.exp(self.log_probabilities(working, theta)), weights)

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
        result = _difficulty_jacobian(working[:, 0], steps, working.shape[1])
        for k in range(2, working.shape[1]):
            result[:, k, k - 1] = 1 / working[:, 0]
        return result

    def translation(self, n_categories: int) -> Floats:
        """Return R: intercept k grows by h k slope."""
        later = np.arange(1, n_categories)
        return _entries(n_categories, later, np.zeros_like(later), later)

    @staticmethod
    def _strength(working: Floats, theta: Floats) -> Floats:
        intercepts = np.pad(working[:, 1:], ((0, 0), (1, 0)))
        credit = np.arange(working.shape[1])
        return credit[None, :, None] * working[:, :1, None] * theta + intercepts[:, :, None]


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
        return ("slope", *(f"intercept_{k}" for k in range(1, n_categories)))

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return a, then the difficulty of each boundary."""
        return ("a", *(f"b{k}" for k in range(1, n_categories)))

    def start(self, shares: Floats) -> Floats:
        """Return slope 1, intercepts from the shares of "k or more"."""
        shares = np.clip(shares, 0.01, None)
        above = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1] / shares.sum(axis=1, keepdims=True)
        return np.column_stack([np.ones(len(shares)), logit(above[:, 1:]) * _MARGINAL])

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category; NaN where the intercepts do not fall."""
        odds = self._boundaries(working, theta)
        high, low = odds[:, :-1], odds[:, 1:]
        with np.errstate(invalid="ignore", divide="ignore"):
            # sigma(x) - sigma(y) = sigma(x) sigma(-y) (1 - exp(y - x)): no loss where both are near 0 or 1.
            return np.asarray(log_expit(high) + log_expit(-low) + np.log1p(-np.exp(low - high)))

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slope, intercepts)."""
        odds = self._boundaries(working, theta)
        density = expit(odds) * expit(-odds)
        p = np.exp(self.log_probabilities(working, theta))
        inner = density[:, 1:-1]
        n_inner = inner.shape[1]
        by_odds = np.zeros((len(working), n_inner, p.shape[1], theta.size))
        with np.errstate(invalid="ignore", divide="ignore"):
            for k in range(n_inner):
                by_odds[:, k, k] = -inner[:, k] / p[:, k]
                by_odds[:, k, k + 1] = inner[:, k] / p[:, k + 1]
        return np.concatenate([by_odds.sum(axis=1, keepdims=True) * theta, by_odds], axis=1)

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
        return _difficulty_jacobian(working[:, 0], working[:, 1:], working.shape[1])

    def translation(self, n_categories: int) -> Floats:
        """Return R: every intercept grows by h slope."""
        later = np.arange(1, n_categories)
        return _entries(n_categories, later, np.zeros_like(later), np.ones(later.size))

    @staticmethod
    def _boundaries(working: Floats, theta: Floats) -> Floats:
        """Return the log-odds of "k or more" for k from 0 (certain) to n_categories (impossible)."""
        inner = working[:, :1, None] * theta + working[:, 1:, None]
        certain = np.full((len(working), 1, theta.size), 800.0)
        return np.concatenate([certain, inner, -certain], axis=1)


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
        return _log_softmax(slopes * theta + intercepts)

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d (slopes, intercepts)."""
        p = np.exp(self.log_probabilities(working, theta))
        by_intercept = np.eye(p.shape[1])[None, 1:, :, None] - p[:, 1:, None, :]
        return np.concatenate([by_intercept * theta, by_intercept], axis=1)

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the curves of the categories."""
        return _softmax_curves(np.exp(self.log_probabilities(working, theta)), self._split(working)[0])

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
        return _entries(2 * n_later, n_later + slopes, slopes, np.ones(n_later))

    @staticmethod
    def _split(working: Floats) -> tuple[Floats, Floats]:
        """Return slopes and intercepts with the reference, each (n_items, n_categories, 1)."""
        slopes, intercepts = (np.pad(part, ((0, 0), (1, 0))) for part in np.hsplit(working, 2))
        return slopes[:, :, None], intercepts[:, :, None]


# Ratio of the logit at the centre to the logit of the average over a standard normal ability, slope 1 (Demidenko 2013).
_MARGINAL: Final = float(np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2))


def _odds(working: Floats, theta: Floats) -> Floats:
    return working[:, :1] * theta + working[:, 1:2]


def _log_softmax(strength: Floats) -> Floats:
    top = strength.max(axis=1, keepdims=True)
    return np.asarray(strength - top - np.log(np.exp(strength - top).sum(axis=1, keepdims=True)))


def _softmax_curves(p: Floats, weights: Floats) -> Curves:
    """Return the curves of P(k) proportional to exp(weight_k theta + ...)."""
    centred = weights - (weights * p).sum(axis=1, keepdims=True)
    spread = (centred**2 * p).sum(axis=1, keepdims=True)
    return Curves(p, p * centred, p * (centred**2 - spread))


def _entries(size: int, rows: Any, columns: Any, values: Any) -> Floats:
    """Return a square matrix of zeros but for some entries."""
    result = np.zeros((size, size))
    result[rows, columns] = values
    return result


def _difficulty_jacobian(slope: Floats, steps: Floats, n_working: int) -> Floats:
    """Return d (slope, -step / slope, ...) / d (slope, steps, ...), (n_items, n_working, n_working)."""
    result = np.zeros((slope.size, n_working, n_working))
    result[:, 0, 0] = 1.0
    for k in range(steps.shape[1]):
        result[:, 1 + k, 0] = steps[:, k] / slope**2
        result[:, 1 + k, 1 + k] = -1 / slope
    return result


MODELS: Final[Mapping[str, ResponseModel]] = MappingProxyType(
    {
        model.name: model
        for model in (
            Logistic("rasch", fixed_slope=True),
            Logistic("1pl", common_slope=True),
            Logistic("2pl"),
            Logistic("3pl", n_asymptotes=1),
            Logistic("4pl", n_asymptotes=2),
            PartialCredit("pcm", fixed_slope=True),
            PartialCredit("gpcm"),
            Graded("graded"),
            Nominal("nominal"),
        )
    }
)
"""Models by the name that designs and calibration files give them."""
