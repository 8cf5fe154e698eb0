"""Where items stand: beside candidates, and against the levels that authors announced."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from pixauthor.calibration.figure_tables import UNKNOWN, item_table, place_beside
from pixauthor.calibration.figures.drawing import (
    BAR,
    HEIGHT,
    SHAPES,
    SOFT,
    WIDTH,
    Figure,
    Say,
    Subject,
    draw,
    logits,
    rows,
    sample,
    spread_of,
    told_apart,
    words_of,
)
from pixauthor.irt.abilities import Abilities

_STEP = 0.25
_VERDICTS = ("agrees", "uncertain", "contradicts")


def wright_map(subject: Subject, abilities: Abilities) -> Figure:
    """Plot candidates and items on one scale (Wilson 2005, Constructing Measures, chapter 5)."""
    say = words_of(subject.language)
    items = _items(subject)
    theta = abilities.theta[np.isfinite(abilities.theta)]
    spread = spread_of(items["b"], theta)
    persons = _persons(theta, spread, say)
    drawn = sample(items, items["b"].abs())
    points = (
        alt.Chart(rows(drawn))
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(
            y=alt.Y("b:Q", scale=alt.Scale(domain=spread, nice=False), title=None, axis=logits(spread, labels=False)),
            x=alt.X("competence:N", title=say("competence"), axis=alt.Axis(labelAngle=0)),
            **_area_shape(subject, items, say),
        )
        .properties(width=500, height=460)
    )
    described = say(
        "wright-text",
        persons=theta.size,
        n=len(items),
        least=float(items["b"].min()),
        most=float(items["b"].max()),
        mean=float(theta.mean()),
    )
    return draw(alt.hconcat(persons, points, spacing=8), subject.language, say("wright"), described, items)


def _persons(theta: np.ndarray, spread: list[float], say: Say) -> alt.Chart:
    edges = np.arange(spread[0], spread[1] + _STEP / 2, _STEP)
    counts = np.histogram(theta, edges)[0]
    table = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "n": counts})
    scale = alt.Scale(domain=spread, nice=False)
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_bar(color=BAR, stroke="white")
        .encode(
            y=alt.Y("low:Q", scale=scale, title=say("theta"), axis=logits(spread)),
            y2="high:Q",
            x=alt.X("n:Q", title=say("persons"), sort="descending", axis=alt.Axis(tickCount=4, format="d")),
            x2=alt.datum(0),
        )
        .properties(width=170, height=460)
    )
    return chart


def level_plot(subject: Subject) -> Figure:
    """Plot estimated difficulty against the level that authors announced."""
    say = words_of(subject.language)
    items = place_beside(_items(subject))
    chart = (
        alt.Chart(rows(sample(items, items["b"].abs())))
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(
            x=_levels(say),
            y=alt.Y("b:Q", title=say("difficulty"), scale=alt.Scale(zero=False)),
            **_area_shape(subject, items, say),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    rho = items["level"].rank().corr(items["b"].rank()) if items["level"].nunique() > 1 else np.nan
    described = say("levels-text" if np.isfinite(rho) else "levels-alone", n=len(items), rho=float(rho))
    return draw(chart, subject.language, say("levels"), described, items.drop(columns="beside"))


def agreement_plot(subject: Subject, agreement: pd.DataFrame) -> Figure:
    """Plot where items stand against the bounds of their nominal levels.

    Args:
        subject: what the items are of.
        agreement: ``scale_agreement.agreement_table``.
    """
    say = words_of(subject.language)
    named = {name: say(name) for name in _VERDICTS}
    table = agreement.assign(b=agreement["location"], stand=agreement["verdict"].map(named))
    placed = place_beside(table.assign(level=table["level"].astype(float)))
    drawn = rows(sample(placed, placed["residual"].abs()))
    x, y = _levels(say), alt.Y("location:Q", title=say("location"), scale=alt.Scale(zero=False))
    bounds = table.groupby("level", as_index=False)[["low", "high"]].mean().replace([np.inf, -np.inf], np.nan).dropna()
    bands = (
        alt.Chart(rows(bounds.assign(left=bounds["level"] - 0.4, right=bounds["level"] + 0.4)))
        .mark_rect(color=BAR, opacity=0.35)
        .encode(x=_levels(say, "left"), x2="right:Q", y=alt.Y("low:Q"), y2="high:Q")
    )
    points = (
        alt.Chart(drawn)
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(x=x, y=y, **told_apart("stand", list(named.values()), None))
    )
    described = say("agreement-text", n=len(table), wrong=int((table["verdict"] == "contradicts").sum()))
    columns = ["item", "competence", "level", "location", "se", "low", "high", "calibrated_level", "stand"]
    chart = alt.layer(bands, points).properties(width=WIDTH, height=HEIGHT)
    return draw(chart, subject.language, say("agreement"), described, table[columns])


def _levels(say: Say, field: str = "beside") -> alt.X:
    scale = alt.Scale(domain=[0.5, 8.5], nice=False)
    return alt.X(f"{field}:Q", title=say("nominal"), scale=scale, axis=alt.Axis(values=list(range(1, 9)), format="d"))


def _items(subject: Subject) -> pd.DataFrame:
    return item_table(subject.calibration, subject.bank, subject.framework, subject.language)


def _area_shape(subject: Subject, items: pd.DataFrame, say: Say) -> dict[str, Any]:
    """Return how areas are told apart: by shape and by the colour that the framework gives them."""
    names = sorted(items["area"].unique())
    colours = {f"{area.code}. {area.title[subject.language]}": area.colour for area in subject.framework.areas}
    colours[UNKNOWN] = SOFT
    legend = alt.Legend(title=say("area"), orient="bottom", columns=3, labelLimit=260)
    shapes = [SHAPES[k % len(SHAPES)] for k in range(len(names))]
    return {
        "shape": alt.Shape("area:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        "color": alt.Color("area:N", scale=alt.Scale(domain=names, range=[colours[n] for n in names]), legend=legend),
    }
