"""Which parameters are estimated, which are fixed, which are equal: the vector that estimation works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.items import Block, Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.priors import Prior


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """From the vector of free parameters to items and latent distributions, and back.

    Args:
        slots: for each block, the place of each working parameter in the vector, -1 where it is fixed,
            (n_items, n_parameters). Parameters that share a place are equal.
        n_free: length of the vector without the latent distributions.
        priors: for each block, the prior of its working parameters by column.
    """

    slots: tuple[Ints, ...]
    n_free: int
    priors: tuple[Mapping[int, Prior], ...]

    @property
    def tied(self) -> bool:
        """True when some parameters are equal."""
        return sum(int((slots >= 0).sum()) for slots in self.slots) > self.n_free

    def pack(self, items: Items, latents: Sequence[Latent]) -> Floats:
        """Return the vector: free parameters of items, then of latent distributions."""
        values = np.zeros(self.n_free)
        for block, slots in zip(items.blocks, self.slots, strict=True):
            values[slots[slots >= 0]] = block.working[slots >= 0]
        return np.concatenate([values, *(latent.free() for latent in latents)])

    def unpack(self, vector: Floats, items: Items, latents: Sequence[Latent]) -> tuple[Items, tuple[Latent, ...]]:
        """Return items and latent distributions with the free parameters of a vector, the others as they are."""
        pairs = zip(items.blocks, self.slots, strict=True)
        working = [np.where(slots >= 0, vector[slots], block.working) for block, slots in pairs]
        moved, at = [], self.n_free
        for latent in latents:
            size = latent.free().size
            moved.append(latent.with_free(vector[at : at + size]))
            at += size
        return items.with_working(working), tuple(moved)

    def log_prior(self, items: Items) -> float:
        """Return the logarithm of the prior density of the free parameters, up to a constant."""
        total = 0.0
        for block, slots, priors in zip(items.blocks, self.slots, self.priors, strict=True):
            for column, prior in priors.items():
                free = slots[:, column] >= 0
                total += float(prior.log_density(block.working[free, column]).sum())
        return total


def lay_out(
    items: Items, *, fixed: Bools | None = None, priors: Mapping[str, Mapping[str, Prior]] | None = None
) -> Layout:
    """Return the usual layout: slopes as the models say, everything else free.

    Args:
        items: to estimate.
        fixed: true for an item whose parameters stay as they are (an anchor), (n_items,). A slope that all items of a
            model share is fixed for all when it is for one.
        priors: by model, then by working parameter: ``{"3pl": {"logit_c": Beta(5, 17)}}``.
    """
    anchored = np.zeros(items.n_items, bool) if fixed is None else fixed
    at, slots, common = 0, [], dict[str, int]()
    held = {block.model.name for block in items.blocks if block.model.common_slope and anchored[block.positions].any()}
    for block in items.blocks:
        places = np.full(block.working.shape, -1)
        free = ~anchored[block.positions][:, None] & _estimated(block)
        if block.model.name in held:
            free[:, 0] = False
        elif block.model.common_slope and free.any():
            own = free.copy()
            own[:, 0] = False
            if block.model.name not in common:
                common[block.model.name] = at
                at += 1
            places[free[:, 0], 0] = common[block.model.name]
            free = own
        places[free] = np.arange(at, at + int(free.sum()))
        at += int(free.sum())
        slots.append(places)
    return Layout(tuple(slots), at, tuple(_priors_of(block, priors or {}) for block in items.blocks))


def _estimated(block: Block) -> Bools:
    """Return which working parameters of a block its model estimates, (n_parameters,)."""
    free = np.ones(block.working.shape[1], bool)
    free[0] = not block.model.fixed_slope
    return free


def _priors_of(block: Block, priors: Mapping[str, Mapping[str, Prior]]) -> Mapping[int, Prior]:
    names = block.model.working_names(block.n_categories)
    return {names.index(name): prior for name, prior in priors.get(block.model.name, {}).items() if name in names}
