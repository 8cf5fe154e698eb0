"""Figures and tables that everyone can read in Jupyter: a picture, its description, its numbers behind a fold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pixauthor.locale import catalogue, current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets._shared.assemble import assemble_style
from pixauthor.widgets.markup import Html, tag

if TYPE_CHECKING:
    import pandas as pd


class Figure(Protocol):
    """A picture in SVG, its name, what it shows in words, and its values (``calibration.figures.Figure``)."""

    @property
    def svg(self) -> str:
        """The drawing."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def description(self) -> str:
        """What it shows, for who does not see it."""

    @property
    def table(self) -> "pd.DataFrame":
        """The values behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """HTML for Jupyter, and words where there is no HTML."""

    html: str
    words: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.words


def show(figure: Figure) -> Shown:
    """Return a figure as Jupyter shows it: an image with a name, a caption, and the table behind a fold."""
    return Shown(
        html=f"<style>{assemble_style('figures.css')}</style>{render_figure(figure)}",
        words=f"{figure.title}. {figure.description}",
    )


def show_table(frame: "pd.DataFrame") -> Shown:
    """Return a data frame as Jupyter shows it: whole words, numbers to the right; only a named index is shown."""
    shown = frame.reset_index() if frame.index.name else frame
    if shown.empty:
        words = text("widgets.figures.empty")
        return Shown(html=_page(tag("p", words)), words=words)
    return Shown(html=_page(_table(shown)), words=shown.to_string(index=False))


def format_value(value: Any) -> str:
    """Return a value as people write it: two decimals, with a comma in French; nothing for a missing value."""
    if value is None or value != value:  # NaN alone is not itself
        return ""
    return decimal(value, 2, current_language()) if isinstance(value, float) else str(value)


def show_source(source: str) -> Shown:
    """Return the text of a file as Jupyter shows it."""
    return Shown(html=_page(tag("pre", source, tabindex="0")), words=source)


def render_figure(figure: Figure) -> Html:
    """Return a figure as HTML; its style is in ``figures.css``."""
    label = f"{figure.title}. {figure.description}"
    return tag(
        "figure",
        tag("div", tag("div", Html(figure.svg), aria_hidden="true"), role="img", aria_label=label),
        tag("figcaption", tag("strong", f"{figure.title}."), " ", figure.description),
        tag("details", tag("summary", text("widgets.figures.numbers")), _table(_named(figure.table))),
        class_="pxa pxa-plot",
        lang=current_language(),
    )


def _named(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table whose columns have the names that people read, where the catalogue has them."""
    names: Mapping[str, str] = catalogue(current_language(), "figures")["value"]
    return frame.rename(columns=dict(names))


def _table(frame: "pd.DataFrame") -> Html:
    numeric = [kind in "iuf" for kind in (frame[name].dtype.kind for name in frame.columns)]
    head = (_cell("th", str(name), right) for name, right in zip(frame.columns, numeric, strict=True))
    body = (
        tag("tr", *(_cell("td", format_value(value), right) for value, right in zip(row, numeric, strict=True)))
        for row in frame.itertuples(index=False)
    )
    return tag(
        "div", tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)), class_="pxa-numbers", tabindex="0"
    )


def _page(content: Html) -> str:
    return f"<style>{assemble_style('figures.css')}</style>{tag('div', content, class_='pxa pxa-plot')}"


def _cell(name: str, words: str, right: bool) -> Html:
    return tag(name, words, class_="pxa-right" if right else None, scope="col" if name == "th" else None)
