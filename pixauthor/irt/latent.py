"""The distribution of ability in a group: normal and known, normal with free mean or spread, or a free histogram."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """A group's distribution of ability, in logits.

    Args:
        mean: of the normal.
        sd: standard deviation of the normal.
        free_mean: the mean is estimated.
        free_sd: the standard deviation is estimated.
        histogram: the weight of each node is estimated, (n_nodes,), under ``mean`` and ``sd`` unless they are free;
            None for a normal.
    """

    mean: float = 0.0
    sd: float = 1.0
    free_mean: bool = False
    free_sd: bool = False
    histogram: Floats | None = None

    def grid(self, nodes: Floats) -> Grid:
        """Return the weights of the nodes, which sum to 1."""
        if self.histogram is not None:
            return Grid(nodes, self.histogram)
        density = np.exp(-0.5 * ((nodes - self.mean) / self.sd) ** 2)
        return Grid(nodes, density / density.sum())

    def free(self) -> Floats:
        """Return the free parameters: mean, then log sd."""
        values = [self.mean] * self.free_mean + [float(np.log(self.sd))] * self.free_sd
        return np.array([] if self.histogram is not None else values)

    def with_free(self, values: Floats) -> "Latent":
        """Return the distribution with other free parameters."""
        if not values.size:
            return self
        mean = float(values[0]) if self.free_mean else self.mean
        return replace(self, mean=mean, sd=float(np.exp(values[-1])) if self.free_sd else self.sd)

    def gradient(self, nodes: Floats) -> Floats:
        """Return d log weight / d free parameter, (n_free, n_nodes)."""
        weights = self.grid(nodes).weights
        z = (nodes - self.mean) / self.sd
        rows = [z / self.sd] * self.free_mean + [z**2] * self.free_sd
        return np.array([row - weights @ row for row in rows]).reshape(len(rows), nodes.size)

    def fit(self, mass: Floats, nodes: Floats) -> "Latent":
        """Return the distribution most likely to give these expected numbers of persons at the nodes, (n_nodes,)."""
        if not mass.sum() > 0:
            return self
        weights = mass / mass.sum()
        if self.histogram is None:
            return self._fit_normal(weights, nodes)
        held = _hold(weights, nodes, None if self.free_mean else self.mean, None if self.free_sd else self.sd)
        mean = float(held @ nodes)
        return replace(self, mean=mean, sd=float(np.sqrt(held @ (nodes - mean) ** 2)), histogram=held)

    def _fit_normal(self, weights: Floats, nodes: Floats) -> "Latent":
        """Return the normal whose weights at the nodes are the most likely, by Newton's method.

        The nodes end somewhere and stand apart: mean and spread of the counts are near, but not the maximum.
        """
        fitted, free = self, self.free()
        for _ in range(_STEPS):
            slopes = fitted.gradient(nodes)
            curvature = (slopes * fitted.grid(nodes).weights) @ slopes.T
            move = np.linalg.solve(curvature, slopes @ weights) if free.size else free
            free = free + np.clip(move, -_LONGEST, _LONGEST)
            fitted = self.with_free(free)
            if np.abs(move).max(initial=0.0) < _NEAR:
                break
        return fitted


_STEPS: Final = 50
_LONGEST: Final = 0.5
_NEAR: Final = 1e-10


def _hold(weights: Floats, nodes: Floats, mean: float | None, sd: float | None) -> Floats:
    """Return the weights most likely to give these, (n_nodes,), under a mean and a standard deviation, None for any.

    Owen 1988, doi:10.1093/biomet/75.2.237: each weight is divided by 1 + the product of what it moves (of the mean and
    the square) and multipliers, found by Newton's method on a convex function.
    """
    centre = float(weights @ nodes) if mean is None else mean
    asked = [nodes - centre] * (mean is not None) + [(nodes - centre) ** 2 - (sd or 0.0) ** 2] * (sd is not None)
    used = weights > 0
    moves = np.array(asked).reshape(len(asked), nodes.size)[:, used]
    multipliers = np.zeros(len(asked))
    for _ in range(_STEPS):
        shares = moves / (1 + multipliers @ moves)
        step = np.linalg.solve((shares * weights[used]) @ shares.T, shares @ weights[used]) if asked else multipliers
        while np.any(1 + (multipliers + step) @ moves <= 0):
            step = step / 2
        multipliers = multipliers + step
        if np.abs(step).max(initial=0.0) < _NEAR:
            break
    held = weights.copy()
    held[used] /= 1 + multipliers @ moves
    return np.asarray(held / held.sum())
