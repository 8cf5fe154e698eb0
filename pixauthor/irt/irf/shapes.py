"""Mathematics that several response models share."""

from typing import Any, Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.irf.model import Curves

# Ratio of the logit at the centre to the logit of the average over a standard normal ability, slope 1 (Demidenko 2013).
MARGINAL: Final = float(np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2))


def working_step_names(n_categories: int) -> tuple[str, ...]:
    """Return slope, then an intercept for each category but the first."""
    return ("slope", *(f"intercept_{k}" for k in range(1, n_categories)))


def natural_step_names(n_categories: int) -> tuple[str, ...]:
    """Return a, then a difficulty for each category but the first."""
    return ("a", *(f"b{k}" for k in range(1, n_categories)))


def odds_of(working: Floats, theta: Floats) -> Floats:
    """Return slope theta + intercept, (n_items, n_nodes)."""
    return np.asarray(working[:, :2] @ np.stack([theta, np.ones_like(theta)]))


def log_logistic(odds: Floats) -> Floats:
    """Return log P(wrong) and log P(right), exact in both tails, (n_items, 2, n_nodes).

    Args:
        odds: log-odds of right, (n_items, n_nodes).
    """
    found = np.empty((len(odds), 2, odds.shape[1]))
    likelier = -np.log1p(_odds_against(odds))
    np.subtract(likelier, np.maximum(odds, 0.0), out=found[:, 0])
    np.add(likelier, np.minimum(odds, 0.0), out=found[:, 1])
    return found


def logistic_gradients(odds: Floats, theta: Floats) -> Floats:
    """Return d ``log_logistic`` / d (slope, intercept), (n_items, 2, 2, n_nodes)."""
    against = _odds_against(odds)
    likelier = 1 / (1 + against)
    rarer = against * likelier
    found = np.empty((len(odds), 2, 2, theta.size))
    np.negative(np.where(odds > 0, likelier, rarer), out=found[:, 1, 0])
    found[:, 1, 1] = np.where(odds > 0, rarer, likelier)
    np.multiply(found[:, 1], theta, out=found[:, 0])
    return found


def _odds_against(odds: Floats) -> Floats:
    """Return the odds against the likelier of the two, from 0 to 1."""
    found = np.abs(odds)
    np.negative(found, out=found)
    return np.asarray(np.exp(found, out=found))


def log_softmax(strength: Floats) -> Floats:
    """Return log P of P(k) proportional to exp(strength_k), over axis 1."""
    top = strength.max(axis=1, keepdims=True)
    return np.asarray(strength - top - np.log(np.exp(strength - top).sum(axis=1, keepdims=True)))


def softmax_curves(p: Floats, weights: Floats) -> Curves:
    """Return the curves of P(k) proportional to exp(weight_k theta + ...)."""
    centred = weights - (weights * p).sum(axis=1, keepdims=True)
    spread = (centred**2 * p).sum(axis=1, keepdims=True)
    return Curves(p, p * centred, p * (centred**2 - spread))


def entries(size: int, rows: Any, columns: Any, values: Any) -> Floats:
    """Return a square matrix of zeros but for some entries."""
    result = np.zeros((size, size))
    result[rows, columns] = values
    return result


def difficulty_jacobian(slope: Floats, steps: Floats, n_working: int) -> Floats:
    """Return d (slope, -step / slope, ...) / d (slope, steps, ...), (n_items, n_working, n_working)."""
    result = np.zeros((slope.size, n_working, n_working))
    result[:, 0, 0] = 1.0
    for k in range(steps.shape[1]):
        result[:, 1 + k, 0] = steps[:, k] / slope**2
        result[:, 1 + k, 1 + k] = -1 / slope
    return result
