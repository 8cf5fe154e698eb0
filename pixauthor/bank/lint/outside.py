"""What no file of the bank says: how words are spelt, and whether addresses answer. Injected, and absent by default."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from pixauthor.bank.lint.addresses import LinkState

Spell = Callable[[Collection[str]], Collection[str]]
"""Return those of some words that a language does not know."""

Ask = Callable[[Collection[str]], Mapping[str, LinkState]]
"""Return what became of addresses; those that could not be asked are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """``spell`` by language; ``ask`` addresses, or None: nobody asked.

    ``stamp`` says under which conditions the answers hold: findings are kept as long as it stays. "" where they may
    change at any time, and are asked anew.
    """

    spell: Mapping[str, Spell] = field(default_factory=dict)
    ask: Ask | None = None
    stamp: str = "nothing"


NOTHING_ASKED: Final = Outside()
