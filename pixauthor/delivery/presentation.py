"""An item as one session puts it: its options in the session's own order."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.bank.keys import OrderingKey
from pixauthor.bank.public import publish
from pixauthor.wire import PublicItem

_ALWAYS_SHUFFLED: Final = ("entries", "targets")
"""Lists whose order in the file may be the right answer."""


def presented(item: Item, seed: int) -> PublicItem:
    """Return the item as a session puts it: published, shuffled, and never in the order that is the right answer."""
    public = shuffled(publish(item), seed)
    if not isinstance(item.key, OrderingKey):
        return public
    entries = list(public.interaction["entries"])
    if tuple(entry["id"] for entry in entries) == item.key.order:
        entries = [*entries[1:], entries[0]]
    return replace(public, interaction={**public.interaction, "entries": entries})


def shuffled(public: PublicItem, seed: int) -> PublicItem:
    """Return the item with its options, entries and targets in an order that ``seed`` and the item decide.

    Options keep the author's order when the item says ``shuffle: false``; an option that is ``fixed`` keeps its place.
    """
    interaction = dict(public.interaction)
    lists = [*_ALWAYS_SHUFFLED, *(["options"] if interaction.get("shuffle") else [])]
    for name in lists:
        if name in interaction:
            interaction[name] = _in_order(interaction[name], f"{seed}:{public.item}:{name}")
    return replace(public, interaction=interaction)


def _in_order(options: Sequence[Mapping[str, Any]], salt: str) -> list[Mapping[str, Any]]:
    free = [option for option in options if not option["fixed"]]
    # A hash orders them: the same on every machine and version of Python, whatever order they came in.
    moving = iter(sorted(free, key=lambda option: hashlib.sha256(f"{salt}:{option['id']}".encode()).digest()))
    return [option if option["fixed"] else next(moving) for option in options]
