"""Pieces of the dashboard: panels, and counts as tables with bars."""

from collections.abc import Mapping
from typing import Any, Final

from pixauthor.locale import catalogue, text
from pixauthor.locale.numbers import whole
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import table

MOST_ROWS: Final = 20
"""Rows that a table of items shows."""
Counts = Mapping[str, int]


def panel(name: str, language: str, *content: str) -> Html:
    """Return one panel of the dashboard; its title is in the catalogue (``review.health.panel``)."""
    title = text(f"review.health.panel.{name}", language)
    return tag("div", tag("h3", title), *content, class_=f"panel panel-{name}")


def bars(title: str, words: str, counts: Counts, language: str) -> Html:
    """Return counts as a table whose numbers stand on bars."""
    room, _, name = words.partition(".")
    known: Mapping[str, Any] = catalogue(language, room)[name]
    most = max(counts.values(), default=0)
    rows = [(str(known.get(key, key) or key), bar(count, most, language)) for key, count in counts.items()]
    return table(
        text(title, language), (text("review.health.kind", language), text("bankstats.column.items", language)), rows
    )


def bar(count: int, most: int, language: str) -> Html:
    """Return a number with a bar whose length tells it too; ``most`` is that of the longest."""
    share = round(100 * count / most) if most else 0
    return join(
        tag("span", whole(count, language), class_="count"),
        tag("span", class_="bar", style=f"inline-size: {share}%", aria_hidden="true"),
    )


def more(count: int, language: str) -> Html:
    """Return how many of ``count`` rows a table leaves out, if any."""
    left = count - MOST_ROWS
    return tag("p", text("review.health.more", language, n=left), class_="soft") if left > 0 else Html()
