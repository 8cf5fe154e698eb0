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
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import N_GROUPS, items_of, scores_of
from pixauthor.framework.model import Framework
from pixauthor.irt.abilities import Abilities
from pixauthor.irt.classical import quantile_groups
from pixauthor.irt.information import information_of_all, standard_error
from pixauthor.locale import text

_FONT: Final = "DejaVu Sans, Verdana, sans-serif"
_THETA: Final = np.linspace(-4.5, 4.5, 91)
_INK, _SOFT, _BAR, _LINE = "#1c2033", "#545b73", "#a9b4dd", "#3d4fb8"
_WIDTH_OF_LEVEL: Final = 0.6
_LOCALES: Final[Mapping[str, Any]] = {"fr": "fr-FR", "en": "en-US"}
_SHAPES: Final = ["circle", "square", "triangle-up", "diamond", "cross"]


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
    items = _item_table(subject)
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
        least=_decimal(items["b"].min(), subject),
        most=_decimal(items["b"].max(), subject),
        mean=_decimal(theta["theta"].mean(), subject),
    )
    return _draw(chart, subject, say("wright"), described, items)


def level_plot(subject: Subject) -> Figure:
    """Plot estimated difficulty against the level that authors announced."""
    say = _words(subject)
    items = _item_table(subject)
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
    rho = items["level"].rank().corr(items["b"].rank())
    return _draw(chart, subject, say("levels"), say("levels-text", n=len(items), rho=_decimal(rho, subject)), items)


def item_curves(subject: Subject, abilities: Abilities, responses: pd.DataFrame, n_items: int = 12) -> Figure:
    """Plot characteristic curves with observed shares, for items spread over the scale of difficulty."""
    say = _words(subject)
    chosen = _spread_out(subject.calibration, n_items)
    curves = _curve_table(subject.calibration, chosen)
    observed = _observed_table(subject.calibration, abilities, responses, chosen)
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


def test_information(subject: Subject) -> Figure:
    """Plot the information of all items and the standard error that follows, by ability."""
    say = _words(subject)
    items = items_of(subject.calibration)
    table = pd.DataFrame(
        {"theta": _THETA, "information": information_of_all(items, _THETA), "se": standard_error(items, _THETA)}
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
    described = say("test-text", peak=_decimal(peak["theta"], subject), se=_decimal(peak["se"], subject))
    chart = alt.layer(information, error).resolve_scale(y="independent")
    return _draw(chart, subject, say("test"), described, table)


def _item_table(subject: Subject) -> pd.DataFrame:
    rows = []
    for found in subject.calibration.items:
        item = subject.bank.get(found.item.rpartition("@")[0])
        if item is not None:
            area = subject.framework.area_of[item.competence]
            rows.append(
                {
                    "item": found.item,
                    "competence": item.competence,
                    "area": f"{area.code}. {area.title[subject.language]}",
                    "level": item.level,
                    "b": found.b,
                    "a": found.a,
                }
            )
    table = pd.DataFrame(rows, columns=["item", "competence", "area", "level", "b", "a"])
    # Items of one level side by side, in order of competence, so that none hides another.
    rank, size = table.groupby("level").cumcount(), table.groupby("level")["b"].transform("size")
    table["beside"] = table["level"] + _WIDTH_OF_LEVEL * ((rank + 0.5) / size - 0.5)
    return table.sort_values(["competence", "b"]).reset_index(drop=True)


def _area_shape(subject: Subject, items: pd.DataFrame, say: Callable[..., str]) -> dict[str, Any]:
    """Return how areas are told apart: by shape and by colour."""
    names = sorted(items["area"].unique())
    colours = {f"{area.code}. {area.title[subject.language]}": area.colour for area in subject.framework.areas}
    legend = alt.Legend(title=say("area"), orient="bottom", columns=3, labelLimit=260)
    return {
        "shape": alt.Shape("area:N", scale=alt.Scale(domain=names, range=_SHAPES[: len(names)]), legend=legend),
        "color": alt.Color(
            "area:N", scale=alt.Scale(domain=names, range=[colours[name] for name in names]), legend=legend
        ),
    }


def _spread_out(calibration: Calibration, n_items: int) -> list[Any]:
    ordered = sorted(calibration.items, key=lambda item: item.b)
    places = np.unique(np.linspace(0, len(ordered) - 1, min(n_items, len(ordered))).round().astype(int))
    return [ordered[place] for place in places]


def _curve_table(calibration: Calibration, chosen: list[Any]) -> pd.DataFrame:
    shown = _THETA[np.abs(_THETA) <= 4]
    right = items_of(calibration).probability(shown)
    columns = {item.item: number for number, item in enumerate(calibration.items)}
    return pd.concat(
        [pd.DataFrame({"item": item.item, "theta": shown, "p": right[:, columns[item.item]]}) for item in chosen]
    )


def _observed_table(
    calibration: Calibration, abilities: Abilities, responses: pd.DataFrame, chosen: list[Any]
) -> pd.DataFrame:
    scores = scores_of(calibration, responses)
    group = quantile_groups(abilities.theta, 2 * N_GROUPS)
    centre = pd.Series(abilities.theta).groupby(group).mean()
    tables = []
    for item in chosen:
        by_group = scores[item.item].groupby(group).agg(["mean", "count"])
        tables.append(pd.DataFrame({"item": item.item, "theta": centre, "p": by_group["mean"], "n": by_group["count"]}))
    return pd.concat(tables, ignore_index=True)


def _spread(*columns: "pd.Series[float]") -> list[float]:
    low, high = min(column.min() for column in columns), max(column.max() for column in columns)
    return [float(np.floor(low * 2 - 0.3) / 2), float(np.ceil(high * 2 + 0.3) / 2)]


def _logits(spread: list[float], *, labels: bool = True) -> alt.Axis:
    whole = list(range(int(np.ceil(spread[0])), int(np.floor(spread[1])) + 1))
    return alt.Axis(values=whole, labels=labels, ticks=labels, grid=True, format="d")


def _words(subject: Subject) -> Callable[..., str]:
    def say(name: str, **fields: Any) -> str:
        return text(f"calibration.figure.{name}", subject.language, **fields)

    return say


def _decimal(value: float, subject: Subject) -> str:
    written = f"{value:.2f}".replace("-", "−")
    return written.replace(".", ",") if subject.language == "fr" else written


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
