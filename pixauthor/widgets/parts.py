"""Pieces that pages share: facts, tables, folds, numbers, plots."""

from collections.abc import Iterable, Sequence

from pixauthor.widgets.markup import Html, tag


def facts(*pairs: tuple[str, str | Html]) -> Html:
    """Return a list of facts: a name and a value each."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs), class_="facts")


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | Html]]) -> Html:
    """Return a table whose first column heads its rows."""
    head = tag("tr", *(tag("th", column, scope="col") for column in columns))
    body = (tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows)
    inner = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    return tag("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)


def fold(summary: str, *content: str) -> Html:
    """Return content behind a fold."""
    return tag("details", tag("summary", summary), *content)


def command(line: str) -> Html:
    """Return a command to type."""
    return tag("pre", tag("code", line))


def plot(svg: str, title: str, description: str, *more: str) -> Html:
    """Return a drawing with its title and what it shows in words; a wide one scrolls."""
    drawing = tag("div", Html(svg), class_="plot", tabindex="0", role="region", aria_label=title)
    return tag("figure", tag("h3", title), drawing, tag("figcaption", description), *more)
