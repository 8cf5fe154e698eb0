"""A public item made ready to draw: its Markdown as clean HTML, its media known by address.

Only a ``PublicItem`` comes in, so nothing secret can go out.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pixauthor.locale import catalogue, current_language
from pixauthor.widgets.markdown import plain, question_of, render_block, render_inline, render_template
from pixauthor.wire import PublicItem

Drawable = dict[str, Any]
"""What ``_shared/item.js`` draws: ``PublicItem.encode()`` with ``name``, ``stem_html`` and the like added."""


def present(item: PublicItem, pages: Mapping[str, str] | None = None) -> Drawable:
    """Return the drawable form of an item.

    Args:
        item: what a candidate may know.
        pages: HTML of simulators by href, for hosts that have no address to serve them from.
    """
    message = item.encode()
    message["interaction"] = _present_interaction(item.type, item.interaction, pages or {})
    message["name"] = question_of(item.stem)
    message["stem_html"] = render_block(item.stem)
    message["alternative_html"] = render_block(item.alternative_text)
    return message


def item_texts(language: str | None = None) -> Mapping[str, str]:
    """Return the sentences that ``_shared/item.js`` shows, in ``language``."""
    texts: Mapping[str, str] = catalogue(language or current_language(), "widgets")["item"]
    return texts


def runner_texts(language: str) -> dict[str, Any]:
    """Return the sentences that the runner shows, those of items among them."""
    return {**catalogue(language, "runner"), "item": catalogue(language, "widgets")["item"]}


def _present_interaction(kind: str, interaction: Mapping[str, Any], pages: Mapping[str, str]) -> dict[str, Any]:
    shown = {name: _LISTS[name](value) if name in _LISTS else value for name, value in interaction.items()}
    if kind in _WITH_TEMPLATE:
        shown["template_html"] = render_template(interaction["template"])
    if kind == "simulator" and interaction["page"] in pages:
        shown["page_html"] = pages[interaction["page"]]
    return shown


def _options(options: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**option, "html": render_inline(option["text"]), "plain": plain(option["text"])} for option in options]


_LISTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "options": _options,
    "entries": _options,
    "sources": _options,
    "targets": _options,
}
_WITH_TEMPLATE: Final = frozenset({"blanks", "dependent-blanks"})
