"""How the moments of a form move with the estimated parameters."""

from collections.abc import Sequence

import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.forms import Form
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.moments import FormCurves


def moment_derivatives(
    at: FormCurves, items: Items, form: Form, layout: Layout, latents: Sequence[Latent], nodes: Floats
) -> Floats:
    """Return the derivatives of the moments in the vector of free parameters, (n_moments, n_free).

    Args:
        at: the form at the nodes.
        items: n_items items.
        form: who answered what.
        layout: estimated parameters.
        latents: distribution of ability in each group.
        nodes: (n_nodes,).
    """
    weights = latents[form.group].grid(nodes).weights
    sizes = [latent.free().size for latent in latents]
    result = np.zeros((len(at.moments), layout.n_free + sum(sizes)))
    local = {int(item): i for i, item in enumerate(form.which)}
    for block, slots in zip(items.blocks, layout.slots, strict=True):
        mine = [row for row, position in enumerate(block.positions.tolist()) if position in local]
        gradients = block.model.gradients(block.working[mine], nodes)
        for row, gradient in zip(mine, gradients, strict=True):
            i, columns = local[int(block.positions[row])], items.columns(block)[row]
            moved = np.einsum("pkq,kq,q->pkq", gradient, at.p[columns], weights)
            _add_item(result, at, i, columns, moved, slots[row])
    start = layout.n_free + sum(sizes[: form.group])
    for number, slope in enumerate(latents[form.group].gradient(nodes)):
        result[:, start + number] = at.moments @ (weights * slope)
    return result


def _add_item(result: Floats, at: FormCurves, i: int, columns: Ints, moved: Floats, slots: Ints) -> None:
    """Add to the derivatives what the parameters of an item move.

    Args:
        result: written, (n_moments, n_free).
        at: the form.
        i: place of the item.
        columns: its columns, (n_categories,).
        moved: d P / d parameter times the weights, (n_parameters, n_categories, n_nodes).
        slots: place of each parameter in the vector, -1 where it is fixed, (n_parameters,).
    """
    own, others = np.flatnonzero(at.home == i), np.delete(np.arange(len(at.scores)), i)
    rows = at.weighing[own][:, columns]
    scores = np.arange(columns.size, dtype=float)
    for slot, change in zip(slots.tolist(), moved, strict=True):
        if slot >= 0:
            result[own, slot] += rows @ change.sum(axis=1)
            result[at.places[i, others], slot] += at.scores[others] @ (scores @ change)
