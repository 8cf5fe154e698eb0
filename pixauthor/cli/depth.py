"""How far a check goes: which rules run, what is asked of dictionaries and of the web, and what could not be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pixauthor.locale import text
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    from pixauthor.bank.lint.link_asking import LinkAsker
    from pixauthor.bank.lint.outside import Outside

_LINKS_FILE: Final = ".cache/links.json"
_SPELLING_FILE: Final = ".cache/spelling-{locale}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """What a check is asked for. Asking the links is part of a thorough check only."""

    no_cache: bool = False
    thorough: bool = False
    links: bool = False
    exports: tuple[str, ...] = ()


def look_outside(workspace: Workspace, depth: Depth) -> "tuple[Outside, Callable[[], tuple[str, ...]]]":
    """Return what a thorough check may ask, and what tells afterwards what could not be asked."""
    from pixauthor.bank.lint.dictionaries import NAMES, Speller, can_spell, find_dictionary
    from pixauthor.bank.lint.outside import Outside
    from pixauthor.bank.lint.store import read_glossary

    dictionaries = {locale: found for locale in NAMES if can_spell() and (found := find_dictionary(locale))}
    glossary = read_glossary(workspace.items_dir)
    memory = {locale: workspace.exports_dir / _SPELLING_FILE.format(locale=locale) for locale in dictionaries}
    spell = {locale: Speller(path, glossary, memory[locale]) for locale, path in dictionaries.items()}
    asker = _asker(workspace) if depth.links else None
    # What links answer may change at any time: with them, findings are never those of the last check.
    stamp = "" if asker else "+".join(one.stamp for one in spell.values()) or "nothing"
    missing = "fr" not in spell

    def unchecked() -> tuple[str, ...]:
        notes = [text("check.unspelt" if can_spell() else "check.no-speller")] if missing else []
        if asker is None:
            notes.append(text("check.links-unasked"))
        elif asker.unasked:
            notes.append(text("check.links-unknown", n=len(asker.unasked), first=min(asker.unasked)))
        return tuple(notes)

    return Outside(spell=spell, ask=asker, stamp=stamp), unchecked


def _asker(workspace: Workspace) -> "LinkAsker":
    from pixauthor.bank.lint.link_asking import LinkAsker
    from pixauthor.bank.lint.link_fetch import Manners
    from pixauthor.bank.lint.store import read_settings

    settings, _ = read_settings(workspace.items_dir)
    return LinkAsker(
        today=date.today(), manners=Manners(hosts=settings.hosts), memory=workspace.exports_dir / _LINKS_FILE
    )
