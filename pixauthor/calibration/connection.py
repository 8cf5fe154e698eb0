"""What ties items to one scale, and where their estimation starts from."""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Ints
from pixauthor.irt.items import Items

_NAMED: Final = 5
_CHUNK: Final = 65_536


def require_tied(answers: Answers, items: Items, names: Sequence[str], anchors: Collection[str]) -> None:
    """Raise when the items fall into blocks that no candidate ties together: their scales would have nothing in common.

    Anchors tie blocks as candidates do.

    Args:
        answers: of all candidates.
        items: n_items items.
        names: of the items, for the message.
        anchors: names of the items whose parameters are known.
    """
    blocks = _blocks(answers, items)
    fixed = np.isin(names, list(anchors))
    free = [block for block in np.unique(blocks) if not fixed[blocks == block].any()]
    if len(free) + bool(fixed.any()) > 1:
        counts = np.bincount(blocks)
        largest = -1 if fixed.any() else max(free, key=lambda block: counts[block])
        apart = [name for name, block in zip(names, blocks, strict=True) if block in free and block != largest]
        raise PixauthorError("calibration.untied", n=len(apart), items=name_some(apart))


def _blocks(answers: Answers, items: Items) -> Ints:
    """Return the block of each item: those of one candidate are in one, (n_items,)."""
    item_of = np.repeat(np.arange(items.n_items), items.n_categories)
    blocks = np.arange(items.n_items)
    for part in answers.chunks(_CHUNK):
        # One after the other, the items of a candidate tie them all.
        followed = np.ones(part.n_answers, bool)
        followed[part.starts[1:][np.diff(part.starts) > 0] - 1] = False
        first = np.flatnonzero(followed)
        ends = blocks[item_of[part.columns[first]]], blocks[item_of[part.columns[first + 1]]]
        apart = ends[0] != ends[1]
        ties = coo_array((apart[apart], tuple(end[apart] for end in ends)), shape=(items.n_items, items.n_items))
        blocks = connected_components(ties, directed=False)[1][blocks]
        if not blocks.any():  # all are in the first
            break
    return np.asarray(blocks, np.int64)


def with_start(items: Items, counts: Ints) -> Items:
    """Return the items with parameters to start from, given the answers in each column, (n_columns,)."""
    shares = [np.asarray(counts[items.columns(block)] + 0.5, float) for block in items.blocks]
    pairs = zip(items.blocks, shares, strict=True)
    return items.with_working([block.model.start(part / part.sum(axis=1, keepdims=True)) for block, part in pairs])


def name_some(names: Sequence[str]) -> str:
    """Return the first names, for a message."""
    return ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]) or "—"
