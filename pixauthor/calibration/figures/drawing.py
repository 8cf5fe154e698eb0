"""How plots of a calibration are drawn: one style, readable without colour, in the words and numbers of a language."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from pixauthor.bank.bank import Bank
from pixauthor.calibration.model import Calibration
from pixauthor.framework.model import Framework
from pixauthor.irt.arrays import Floats
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal

FONT: Final = "DejaVu Sans, Verdana, sans-serif"
INK, SOFT, BAR, LINE, ALERT = "#1c2033", "#545b73", "#a9b4dd", "#3d4fb8", "#a8480f"
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
DASHES: Final = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [5, 5], [1, 5], [12, 4])
# Okabe and Ito's palette, dark enough on white; shapes and dashes say the same.
COLOURS: Final = ("#0063a3", "#b34700", "#007a5a", "#8a3d78", "#5b5b5b", "#8a6d00", "#1c2033")
MAX_MARKS: Final = 1200
"""Marks of one plot; of larger banks, what is worth a look and an even sample of the rest are drawn."""
WIDTH, HEIGHT = 620, 360
_LOCALES: Final[Mapping[str, Any]] = {"fr": "fr-FR", "en": "en-US"}
_TITLE_HEIGHT: Final = 34
_SIZE: Final = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')

Say = Callable[..., str]
"""Gives a message of ``figures``: ``say("theta")``; numbers among its fields get two decimals."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A plot: its drawing, what it is called, what it shows in words, and its values."""

    svg: str
    title: str
    description: str
    table: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is plotted: a calibration, the bank it is of, and the language of the words."""

    calibration: Calibration
    bank: Bank
    framework: Framework
    language: str


def words_of(language: str) -> Say:
    """Return the function that gives messages of ``figures`` in a language."""

    def say(message: str, /, **fields: Any) -> str:
        written = {
            key: decimal(value, 2, language) if isinstance(value, float) else value for key, value in fields.items()
        }
        return text(f"figures.{message}", language, **written)

    return say


def draw(chart: Any, language: str, title: str, description: str, table: pd.DataFrame) -> Figure:
    """Return a chart as a figure in the style of all."""
    styled = (
        chart.configure(font=FONT, aria=False)
        .configure_view(stroke="#d5d9e6")
        .configure_axis(
            labelColor=SOFT, titleColor=INK, gridColor="#e8ebf3", labelFontSize=11, titleFontSize=12, aria=False
        )
        .configure_legend(labelFontSize=11, titleFontSize=12, labelLimit=280, symbolOpacity=1, aria=False)
        .configure_title(fontSize=12, color=INK, aria=False)
        .configure_mark(aria=False)
    )
    svg = vl_convert.vegalite_to_svg(styled.to_json(), format_locale=_LOCALES[language])
    return Figure(svg=_labelled(svg, title, description), title=title, description=description, table=table)


def _labelled(svg: str, title: str, description: str) -> str:
    opening, rest = svg.split(">", 1)
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{opening} role="img">{words}{rest}'


def titled_svg(figure: Figure) -> str:
    """Return the drawing with its title above it, to stand alone in a document."""
    found = _SIZE.search(figure.svg)
    assert found  # noqa: S101 Vega gives every drawing its size
    width, height = float(found[1]), float(found[2]) + _TITLE_HEIGHT
    size = f'width="{width:g}" height="{height:g}" viewBox="0 -{_TITLE_HEIGHT} {width:g} {height:g}"'
    style = f'x="8" y="-12" font-family="{FONT}" font-size="15" font-weight="bold" fill="{INK}"'
    paper = f'<rect y="-{_TITLE_HEIGHT}" width="{width:g}" height="{_TITLE_HEIGHT}" fill="white"/>'
    title = f"</desc>{paper}<text {style}>{escape(figure.title)}</text>"
    return _SIZE.sub(size, figure.svg, count=1).replace("</desc>", title, 1)


def to_pdf(figure: Figure) -> bytes:
    """Return the drawing with its title as PDF, its fonts inside."""
    return bytes(vl_convert.svg_to_pdf(titled_svg(figure)))


def rows(frame: pd.DataFrame) -> alt.InlineData:
    """Return a table as data of a chart, of any length; what is missing is null."""
    known = frame.astype(object).where(frame.notna(), None)
    names = [str(name) for name in known.columns]
    return alt.InlineData(values=[dict(zip(names, row, strict=True)) for row in known.itertuples(index=False)])


def theta_axis(say: Say, bound: float, **more: Any) -> alt.X:
    """Return the horizontal axis of ability, on [-bound, bound] logits."""
    scale = alt.Scale(domain=[-bound, bound], nice=False)
    return alt.X("theta:Q", title=say("theta-axis"), scale=scale, axis=logits([-bound, bound]), **more)


def logits(spread: Sequence[float], *, labels: bool = True) -> alt.Axis:
    """Return an axis with a tick at each whole logit."""
    whole = list(range(int(np.ceil(spread[0])), int(np.floor(spread[1])) + 1))
    return alt.Axis(values=whole, labels=labels, ticks=labels, grid=True, format="d")


def spread_of(*columns: "pd.Series[float] | Floats") -> list[float]:
    """Return the bounds of an axis that shows all values."""
    values = np.concatenate([np.asarray(column, float) for column in columns])
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (-1.0, 1.0)
    return [float(np.floor(low * 2 - 0.3) / 2), float(np.ceil(high * 2 + 0.3) / 2)]


def told_apart(field: str, names: Sequence[str], title: str | None, **legend: Any) -> dict[str, Any]:
    """Return how the kinds of points are told apart: by shape, and by colour."""
    shown = alt.Legend(title=title, **{"orient": "bottom", "columns": 3, **legend})
    shapes, colours = ([choices[k % len(choices)] for k in range(len(names))] for choices in (SHAPES, COLOURS))
    return {
        "shape": alt.Shape(f"{field}:N", scale=alt.Scale(domain=list(names), range=shapes), legend=shown),
        "color": alt.Color(f"{field}:N", scale=alt.Scale(domain=list(names), range=colours), legend=shown),
    }


def rule(value: float, axis: str, **channel: Any) -> Any:
    """Return a dashed line across the plot; ``axis``: ``"x"`` or ``"y"``, on which ``value`` stands."""
    at = {"x": alt.X, "y": alt.Y}[axis]("at:Q", **channel)
    return alt.Chart(alt.InlineData(values=[{"at": value}])).mark_rule(color=SOFT, strokeDash=[4, 4]).encode(at)


def sample(table: pd.DataFrame, worth: "pd.Series[float]", most: int = MAX_MARKS) -> pd.DataFrame:
    """Return at most ``most`` rows: half those of largest ``worth``, half spread evenly over the others."""
    if len(table) <= most:
        return table
    first = worth.fillna(-np.inf).sort_values(ascending=False, kind="stable").index[: most // 2]
    others = table.index.difference(first)
    even = others[np.linspace(0, len(others) - 1, most - len(first)).round().astype(int)]
    return table.loc[first.union(even)]
