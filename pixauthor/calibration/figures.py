"""Plots of a calibration: SVG with a title and a description, readable without colour, and the values behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from pixauthor.bank.bank import Bank
from pixauthor.calibration.figure_tables import (
    UNKNOWN,
    curve_table,
    item_table,
    observed_table,
    place_beside,
    spread_out,
)
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import items_of
from pixauthor.framework.model import Framework
from pixauthor.irt.abilities import Abilities
from pixauthor.irt.information import conditional_error, total_information
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal

_FONT: Final = "DejaVu Sans, Verdana, sans-serif"
_THETA: Final = np.linspace(-4.5, 4.5, 91)
_INK, _SOFT, _BAR, _LINE = "#1c2033", "#545b73", "#a9b4dd", "#3d4fb8"
_LOCALES: Final[Mapping[str, Any]] = {"fr": "fr-FR", "en": "en-US"}
_SHAPES: Final = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]


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


def wright_map(subject: Subject, abilities: Abilities) -> Figure:
    """Plot candidates and items on one scale (Wilson 2005, Constructing Measures, chapter 5)."""
    say = _words(subject)
    items = _items(subject)
    theta = pd.DataFrame({"theta": abilities.theta[np.isfinite(abilities.theta)]})
    spread = _spread(items["b"], theta["theta"])
    scale = alt.Scale(domain=spread, nice=False)
    persons = (
        alt.Chart(theta)
        .mark_bar(color=_BAR, stroke="white")
        .encode(
            y=alt.Y("theta:Q", bin=alt.Bin(step=0.25), scale=scale, title=say("theta"), axis=_logits(spread)),
            x=alt.X("count()", title=say("persons"), sort="descending"),
        )
        .properties(width=170, height=460)
    )
    shape = _area_shape(subject, items, say)
    points = (
        alt.Chart(items)
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(
            y=alt.Y("b:Q", scale=scale, title=None, axis=_logits(spread, labels=False)),
            x=alt.X("competence:N", title=say("competence"), axis=alt.Axis(labelAngle=0)),
            **shape,
        )
        .properties(width=500, height=460)
    )
    chart = alt.hconcat(persons, points, spacing=8)
    described = say(
        "wright-text",
        persons=len(theta),
        n=len(items),
        least=items["b"].min(),
        most=items["b"].max(),
        mean=theta["theta"].mean(),
    )
    return _draw(chart, subject, say("wright"), described, items)


def level_plot(subject: Subject) -> Figure:
    """Plot estimated difficulty against the level that authors announced."""
    say = _words(subject)
    items = place_beside(_items(subject))
    chart = (
        alt.Chart(items)
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(
            x=alt.X("beside:Q", title=say("nominal"), scale=alt.Scale(domain=[0.5, 8.5]), axis=alt.Axis(tickCount=8)),
            y=alt.Y("b:Q", title=say("difficulty"), scale=alt.Scale(zero=False)),
            **_area_shape(subject, items, say),
        )
        .properties(width=620, height=360)
    )
    rho = items["level"].rank().corr(items["b"].rank()) if items["level"].nunique() > 1 else np.nan
    described = say("levels-text" if np.isfinite(rho) else "levels-alone", n=len(items), rho=rho)
    return _draw(chart, subject, say("levels"), described, items.drop(columns="beside"))


def item_curves(subject: Subject, abilities: Abilities, responses: pd.DataFrame, n_items: int = 12) -> Figure:
    """Plot characteristic curves with observed shares, for items spread over the scale of difficulty."""
    say = _words(subject)
    chosen = spread_out(subject.calibration, n_items)
    curves = curve_table(subject.calibration, chosen, _THETA[np.abs(_THETA) <= 4])
    observed = observed_table(subject.calibration, abilities, responses, chosen)
    x = alt.X("theta:Q", title=say("theta-axis"), scale=alt.Scale(domain=[-4, 4]))
    y = alt.Y("p:Q", title=say("success"), scale=alt.Scale(domain=[0, 1]))
    header = alt.Header(labelFontSize=11, labelFont=_FONT, title=None)
    both = pd.concat([curves.assign(kind="curve"), observed.assign(kind="observed")], ignore_index=True)
    chart = (
        alt.layer(
            alt.Chart()
            .mark_line(color=_LINE, strokeWidth=2)
            .encode(x=x, y=y)
            .transform_filter(alt.datum.kind == "curve"),
            alt.Chart()
            .mark_point(color=_INK, filled=True, size=45)
            .encode(x=x, y=y)
            .transform_filter(alt.datum.kind == "observed"),
            data=both,
        )
        .properties(width=190, height=130)
        .facet(facet=alt.Facet("item:N", sort=[item.item for item in chosen], header=header), columns=3)
    )
    return _draw(chart, subject, say("curves"), say("curves-text", n=len(chosen)), observed)


def information_plot(subject: Subject) -> Figure:
    """Plot the information of all items and the standard error that follows, by ability."""
    say = _words(subject)
    items = items_of(subject.calibration)
    table = pd.DataFrame(
        {"theta": _THETA, "information": total_information(items, _THETA), "se": conditional_error(items, _THETA)}
    )
    x = alt.X("theta:Q", title=say("theta-axis"), scale=alt.Scale(domain=[-4.5, 4.5]), axis=_logits([-4.5, 4.5]))
    base = alt.Chart(table).properties(width=620, height=300)
    information = base.mark_area(color=_BAR, opacity=0.7, line={"color": _LINE}).encode(
        x=x, y=alt.Y("information:Q", title=say("information"))
    )
    error = base.mark_line(color=_INK, strokeDash=[6, 4], strokeWidth=2).encode(
        x=x, y=alt.Y("se:Q", title=say("se") + " - - -")
    )
    peak = table.iloc[int(table["information"].argmax())]
    described = say("test-text", peak=peak["theta"], se=peak["se"])
    chart = alt.layer(information, error).resolve_scale(y="independent")
    return _draw(chart, subject, say("test"), described, table)


def _items(subject: Subject) -> pd.DataFrame:
    return item_table(subject.calibration, subject.bank, subject.framework, subject.language)


def _area_shape(subject: Subject, items: pd.DataFrame, say: Callable[..., str]) -> dict[str, Any]:
    """Return how areas are told apart: by shape and by colour."""
    names = sorted(items["area"].unique())
    colours = {f"{area.code}. {area.title[subject.language]}": area.colour for area in subject.framework.areas}
    colours[UNKNOWN] = _SOFT
    legend = alt.Legend(title=say("area"), orient="bottom", columns=3, labelLimit=260)
    return {
        "shape": alt.Shape("area:N", scale=alt.Scale(domain=names, range=_SHAPES[: len(names)]), legend=legend),
        "color": alt.Color(
            "area:N", scale=alt.Scale(domain=names, range=[colours[name] for name in names]), legend=legend
        ),
    }


def _spread(*columns: "pd.Series[float]") -> list[float]:
    low, high = min(column.min() for column in columns), max(column.max() for column in columns)
    return [float(np.floor(low * 2 - 0.3) / 2), float(np.ceil(high * 2 + 0.3) / 2)]


def _logits(spread: list[float], *, labels: bool = True) -> alt.Axis:
    whole = list(range(int(np.ceil(spread[0])), int(np.floor(spread[1])) + 1))
    return alt.Axis(values=whole, labels=labels, ticks=labels, grid=True, format="d")


def _words(subject: Subject) -> Callable[..., str]:
    def say(name: str, **fields: Any) -> str:
        written = {
            key: decimal(value, 2, subject.language) if isinstance(value, float) else value
            for key, value in fields.items()
        }
        return text(f"calibration.figure.{name}", subject.language, **written)

    return say


def _draw(chart: Any, subject: Subject, title: str, description: str, table: pd.DataFrame) -> Figure:
    styled = (
        chart.configure(font=_FONT)
        .configure_view(stroke="#d5d9e6")
        .configure_axis(labelColor=_SOFT, titleColor=_INK, gridColor="#e8ebf3", labelFontSize=11, titleFontSize=12)
        .configure_legend(labelFontSize=11, titleFontSize=12)
    )
    svg = vl_convert.vegalite_to_svg(styled.to_json(), format_locale=_LOCALES[subject.language])
    return Figure(svg=_labelled(svg, title, description), title=title, description=description, table=table)


def _labelled(svg: str, title: str, description: str) -> str:
    opening, rest = svg.split(">", 1)
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{opening} role="img">{words}{rest}'
