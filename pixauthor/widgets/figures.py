"""Figures that everyone can read: a picture with its description, and the numbers behind it as a table.

Altair writes a specification and vl-convert draws it as SVG in this process: no script and no network in the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import vl_convert as vlc

from pixauthor.locale import current_language, text
from pixauthor.widgets._shared.assemble import assemble_style
from pixauthor.widgets.markup import Html, tag

if TYPE_CHECKING:
    import pandas as pd

_FONT: Final = "system-ui, DejaVu Sans, sans-serif"
_NUMBERS: Final[Mapping[str, Any]] = {"fr": "fr-FR", "en": "en-US"}
INK: Final = "#1c2033"
ACCENT: Final = "#3d4fb8"
WARM: Final = "#b8541a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture in SVG, what it shows in words, and its numbers."""

    title: str
    description: str
    svg: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


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
        html=f"<style>{_style()}</style>{render_figure(figure)}",
        words=f"{figure.title}. {figure.description}",
    )


def show_table(frame: "pd.DataFrame") -> Shown:
    """Return a data frame as Jupyter shows it: whole words, no numbering of rows; a named index stays."""
    table = frame.to_html(index=bool(frame.index.name), border=0, justify="left")
    html = f'<style>{_style()}</style><div class="pxa pxa-plot"><div class="pxa-numbers">{table}</div></div>'
    return Shown(html=html, words=frame.to_string(index=bool(frame.index.name)))


def show_source(source: str) -> Shown:
    """Return the text of a file as Jupyter shows it."""
    html = tag("div", tag("pre", source, tabindex="0"), class_="pxa pxa-plot")
    return Shown(html=f"<style>{_style()}</style>{html}", words=source)


def render_figure(figure: Figure) -> Html:
    """Return a figure as HTML; its style is in ``figures.css``."""
    head = tag("tr", *(tag("th", name, scope="col") for name in figure.columns))
    body = (tag("tr", *(tag("td", cell) for cell in row)) for row in figure.rows)
    table = tag("table", tag("thead", head), tag("tbody", *body))
    label = f"{figure.title}. {figure.description}"
    return tag(
        "figure",
        tag("div", tag("div", Html(figure.svg), aria_hidden="true"), role="img", aria_label=label),
        tag("figcaption", tag("strong", f"{figure.title}."), " ", figure.description),
        tag("details", tag("summary", text("widgets.figures.numbers")), tag("div", table, class_="pxa-numbers")),
        class_="pxa pxa-plot",
        lang=current_language(),
    )


def draw(chart: Any) -> str:
    """Return an Altair chart as SVG, in the project's type and colours."""
    axis = {"labelColor": INK, "titleColor": INK, "gridColor": "#e3e6ef", "domainColor": "#7b829b", "labelFontSize": 12}
    styled = chart.configure(font=_FONT, background="#ffffff").configure_axis(**axis).configure_view(strokeOpacity=0)
    return str(vlc.vegalite_to_svg(styled.to_dict(), format_locale=_NUMBERS[current_language()]))


def _style() -> str:
    return assemble_style("figures.css")
