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
    public = publish(item)
    return replace(public, interaction=arranged(public.interaction, item, seed))


def arranged(interaction: Mapping[str, Any], item: Item, seed: int) -> dict[str, Any]:
    """Return a published interaction of ``item`` as a session puts it; the lists may have more fields than that."""
    shown = _shuffled(interaction, item.id, seed)
    if isinstance(item.key, OrderingKey) and tuple(entry["id"] for entry in shown["entries"]) == item.key.order:
        shown["entries"] = [*shown["entries"][1:], shown["entries"][0]]
    return shown


def shuffled(public: PublicItem, seed: int) -> PublicItem:
    """Return the item with its options, entries and targets in an order that ``seed`` and the item decide.

    Options keep the author's order when the item says ``shuffle: false``; an option that is ``fixed`` keeps its place.
    """
    return replace(public, interaction=_shuffled(public.interaction, public.item, seed))


def _shuffled(interaction: Mapping[str, Any], item: str, seed: int) -> dict[str, Any]:
    lists = [*_ALWAYS_SHUFFLED, *(["options"] if interaction.get("shuffle") else [])]
    return {
        name: _in_order(value, f"{seed}:{item}:{name}") if name in lists else value
        for name, value in interaction.items()
    }


def _in_order(options: Sequence[Mapping[str, Any]], salt: str) -> list[Mapping[str, Any]]:
    free = [option for option in options if not option["fixed"]]
    # A hash orders them: the same on every machine and version of Python, whatever order they came in.
    moving = iter(sorted(free, key=lambda option: hashlib.sha256(f"{salt}:{option['id']}".encode()).digest()))
    return [option if option["fixed"] else next(moving) for option in options]
