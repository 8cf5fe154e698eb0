"""The order in which choices are shown: chance comes in as a generator, so that the same seed shows the same page."""

from dataclasses import replace
from random import Random
from typing import Any

from pixauthor.wire import PublicItem


def arrange(item: PublicItem, rng: Random) -> PublicItem:
    """Return the item with its choices shuffled, where its author allows it; entries and targets always are.

    An option that is ``fixed`` keeps its place.
    """
    interaction = dict(item.interaction)
    if interaction.get("shuffle"):
        interaction["options"] = _shuffled(interaction["options"], rng)
    for name in ("entries", "targets"):
        if name in interaction:
            interaction[name] = _shuffled(interaction[name], rng)
    return replace(item, interaction=interaction)


def _shuffled(options: list[dict[str, Any]], rng: Random) -> list[dict[str, Any]]:
    free = [option for option in options if not option["fixed"]]
    rng.shuffle(free)
    rest = iter(free)
    return [option if option["fixed"] else next(rest) for option in options]
