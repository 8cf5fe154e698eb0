"""Adaptive tests to try out, and whether a bank allows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np

from pixauthor.calibration.item_pool import ItemPool
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints

EDGES: Final = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
_ROUNDED: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class CatDesign:
    """A test to try out, and on whom.

    Args:
        persons: how many examinees, drawn from the latent distribution of the calibration.
        length: most items.
        least: fewest items, when the test may end by its standard error.
        se: the test ends at this standard error, in logits; 0 for a test of fixed length.
        start: ability at which the first item is chosen; the mean of the latent distribution by default.
        spread: the start is drawn evenly within these logits.
        randomesque: an item is drawn among this many best ones.
        limit: largest exposure rate, kept by the Sympson-Hetter method; no limit by default.
        shares: wanted share of the items by competence; the other competences have what is left. No balance by default.
        seed: of all chance.
        edges: abilities between the intervals of the tables, in logits.
    """

    persons: int = 10_000
    length: int = 32
    least: int = 1
    se: float = 0.0
    start: float | None = None
    spread: float = 0.0
    randomesque: int = 1
    limit: float | None = None
    shares: Mapping[str, float] | None = None
    seed: int = 1
    edges: tuple[float, ...] = EDGES


def divide_contents(pool: ItemPool, design: CatDesign) -> tuple[Ints | None, Floats | None]:
    """Return the number of each item's content and the wanted share of each content."""
    if design.shares is None:
        return None, None
    place = {name: number for number, name in enumerate(design.shares)}
    contents = pool.table["competence"].map(place).fillna(len(place)).to_numpy(np.int64)
    rest = max(0.0, 1 - sum(design.shares.values()))
    shares = np.array([*design.shares.values(), *([rest] if (contents == len(place)).any() else [])])
    return np.asarray(contents), np.asarray(shares / shares.sum())


def require_possible(pool: ItemPool, design: CatDesign) -> None:
    """Refuse a test that the bank does not allow.

    Raises:
        PixauthorError: naming what is too much.
    """
    n_items = len(pool.table)
    if design.length > n_items:
        raise PixauthorError("cat.too-long", length=design.length, n=n_items)
    if design.least > design.length:
        raise PixauthorError("cat.least-above-most", least=design.least, most=design.length)
    mean_rate = design.length / n_items
    if design.limit is not None and not design.limit >= mean_rate:
        raise PixauthorError("cat.limit-too-low", limit=100 * design.limit, least=ceil(100 * mean_rate), n=n_items)
    if not np.isfinite([design.se, design.spread, design.start or 0.0]).all():
        raise PixauthorError("cat.not-finite")
    shares = design.shares or {}
    if not all(share > 0 for share in shares.values()) or sum(shares.values()) > 1 + _ROUNDED:
        raise PixauthorError("cat.bad-shares", total=100 * sum(shares.values()))
    for name in shares:
        if not (pool.table["competence"] == name).any():
            raise PixauthorError("cat.unknown-competence", competence=name)
