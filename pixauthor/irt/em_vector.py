"""All that a step of EM moves, as one vector: free parameters, then the roots of the weights of histograms.

The roots, because a move of any of them then changes the distribution as much (Hellinger's distance).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.latent import Latent
from pixauthor.irt.maximise import BOUND

_LEAST_SHARE: Final = 0.5
"""A leap leaves at least this share of the root of a weight: of nil, EM never makes anything again."""


def join(point: Floats, latents: Sequence[Latent]) -> Floats:
    """Return the vector, (n_all,).

    Args:
        point: free parameters, (n_free,).
        latents: distributions of ability.
    """
    histograms = (latent.histogram for latent in latents)
    return np.concatenate([point, *(np.sqrt(one) for one in histograms if one is not None)])


def part(joined: Floats, latents: Sequence[Latent], nodes: Floats) -> tuple[Floats, tuple[Latent, ...]]:
    """Return free parameters and distributions of a vector; histograms keep to the mean and spread that hold them.

    Args:
        joined: see ``join``, (n_all,).
        latents: distributions whose histograms are replaced.
        nodes: of the quadrature, (n_nodes,).
    """
    held = [latent.histogram is not None for latent in latents]
    point, roots = np.split(joined, [joined.size - sum(held) * nodes.size])
    masses = iter(roots.reshape(-1, nodes.size) ** 2)
    return point, tuple(one.fit(next(masses), nodes) if free else one for one, free in zip(latents, held, strict=True))


def bounded(target: Floats, image: Floats, n_free: int) -> Floats:
    """Return a leap's target within bounds.

    Args:
        target: (n_all,).
        image: what plain EM makes of the point before the leap, (n_all,).
        n_free: number of free parameters.
    """
    found = np.clip(target, -BOUND, BOUND)
    found[n_free:] = np.maximum(found[n_free:], _LEAST_SHARE * image[n_free:])
    return np.asarray(found)
