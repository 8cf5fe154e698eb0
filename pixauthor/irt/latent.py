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
        mean, sd = None if self.free_mean else self.mean, None if self.free_sd else self.sd
        held = _hold(weights, self.histogram, nodes, mean, sd)
        centre = float(held @ nodes)
        spread = float(np.sqrt(held @ (nodes - centre) ** 2))
        return replace(self, mean=centre if mean is None else mean, sd=spread if sd is None else sd, histogram=held)

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
_SHARE: Final = 0.9
"""No weight loses more than this share of itself in a step: of nil nothing comes again."""
_KEPT: Final = 1e-9
"""Conditions are kept when they fail by no more."""


def _hold(weights: Floats, before: Floats, nodes: Floats, mean: float | None, sd: float | None) -> Floats:
    """Return the weights most likely to give these, (n_nodes,), under a mean and a standard deviation, None for any.

    By Fisher scoring: each step goes to the weights nearest to those asked for, each difference in units of its error,
    among those that keep the conditions, as far as all stay positive and the likelihood rises. At the end each weight
    is that asked for divided by 1 + a sum of what it moves (Owen 1988, doi:10.1093/biomet/75.2.237). Where that end is
    far, Newton's method on Owen's multipliers is lost among nodes that weigh nearly nothing; these steps only stop.

    Args:
        weights: asked for, (n_nodes,).
        before: to start from, (n_nodes,).
        nodes: (n_nodes,).
        mean: to keep.
        sd: to keep.
    """
    centre = float(weights @ nodes) if mean is None else mean
    asked = [nodes - centre] * (mean is not None) + [(nodes - centre) ** 2 - (sd or 0.0) ** 2] * (sd is not None)
    if not asked:
        return weights
    moves, used = np.array([np.ones_like(nodes), *asked]), weights > 0
    aims, held = np.eye(len(moves))[0], before
    for _ in range(_STEPS):
        multipliers = np.linalg.solve((moves * held) @ moves.T, moves @ weights - aims)
        step = weights - held * (multipliers @ moves) - held
        step *= min(1.0, _SHARE * np.min(held[step < 0] / -step[step < 0], initial=np.inf))
        kept = np.abs(moves @ held - aims).max() < _KEPT
        value = weights[used] @ np.log(held[used])
        while kept and weights[used] @ np.log(held[used] + step[used]) < value:
            step = step / 2
        held = held + step
        if np.abs(step).max() < _NEAR:
            break
    return np.asarray(held / held.sum())
