"""The distribution of ability in a group: normal and known, normal with free mean or spread, or a free histogram."""

from dataclasses import dataclass, replace

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
        histogram: the weight of each node is estimated, (n_nodes,), scaled to ``mean`` and ``sd`` unless they are
            free; None for a normal.
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
        mean = float(weights @ nodes)
        sd = float(np.sqrt(weights @ (nodes - mean) ** 2))
        if self.histogram is not None:
            target = mean if self.free_mean else self.mean, sd if self.free_sd else self.sd
            # What is not free is given back by stretching (Woods 2007, doi:10.1177/0013164406294781).
            moved = np.interp(mean + (nodes - target[0]) * sd / target[1], nodes, weights, left=0.0, right=0.0)
            return replace(self, mean=target[0], sd=target[1], histogram=moved / moved.sum())
        if not self.free_mean:
            sd = float(np.sqrt(weights @ (nodes - self.mean) ** 2))
        return replace(self, mean=mean if self.free_mean else self.mean, sd=sd if self.free_sd else self.sd)
