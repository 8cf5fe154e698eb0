"""How items fit, and how the estimation got there."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import numpy as np
import pandas as pd

from pixauthor.calibration.figures.drawing import (
    HEIGHT,
    INK,
    LINE,
    WIDTH,
    Figure,
    Subject,
    draw,
    rows,
    rule,
    sample,
    told_apart,
    words_of,
)
from pixauthor.calibration.thresholds import Thresholds

_NAMED: Final = 10
_MOST: Final = 3.0
"""Mean squares beyond are drawn at the border: one wild item must not squeeze the others."""


def fit_scatter(subject: Subject, fit: pd.DataFrame, thresholds: Thresholds | None = None) -> Figure:
    """Plot infit against outfit, with the bounds of both; the worst items are named.

    Args:
        subject: the calibration.
        fit: ``fit.item_fit``.
        thresholds: bounds.
    """
    say, bounds = words_of(subject.language), thresholds or Thresholds()
    columns = ["item", "n", "infit", "outfit", "s_x2", "df", "p", "rmsea"]
    table = fit[columns].dropna(subset=["infit", "outfit"]).reset_index(drop=True)
    squares = table[["infit", "outfit"]]
    noisy, tame = (squares > bounds.max_fit).any(axis=1), (squares < bounds.min_fit).any(axis=1)
    misfit = (table["p"] < bounds.min_s_x2_p) & (table["rmsea"] > bounds.max_s_x2_rmsea)
    names = [say(f"fit-{name}") for name in ("inside", "noisy", "tame", "misfit")]
    kind = np.select([noisy, tame, misfit], [names[1], names[2], names[3]], default=names[0])
    distance = squares.clip(lower=1e-3).apply(np.log).abs().max(axis=1)
    placed = table.assign(kind=kind, x=table["infit"].clip(upper=_MOST), y=table["outfit"].clip(upper=_MOST))
    drawn = sample(placed, distance)
    low = float(min(0.5, np.floor(squares.min().min() * 10) / 10)) if len(table) else 0.5
    high = float(max(1.5, np.ceil(placed[["x", "y"]].max().max() * 10) / 10)) if len(table) else 1.5
    domain = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("x:Q", title=say("infit"), scale=domain)
    y = alt.Y("y:Q", title=say("outfit"), scale=domain)
    points = (
        alt.Chart(rows(drawn))
        .mark_point(filled=True, size=60, opacity=0.85)
        .encode(x=x, y=y, **told_apart("kind", names, None, columns=2))
    )
    worst = placed.loc[distance[noisy | tame | misfit].sort_values(ascending=False).index[:_NAMED]]
    labels = (
        alt.Chart(rows(worst)).mark_text(align="left", dx=8, fontSize=10, color=INK).encode(x=x, y=y, text="item:N")
    )
    rules = [rule(value, axis, scale=domain) for axis in ("x", "y") for value in (bounds.min_fit, bounds.max_fit)]
    chart = alt.layer(*rules, points, labels).properties(width=460, height=460)
    described = say(
        "fit-text",
        n=len(table),
        out=int((noisy | tame).sum()),
        low=bounds.min_fit,
        high=bounds.max_fit,
        misfits=int(misfit.sum()),
        tested=int(table["p"].notna().sum()),
    )
    return draw(chart, subject.language, say("fit"), described, placed[[*columns, "kind"]])


def history_plot(history: Sequence[float], language: str) -> Figure:
    """Plot the log-likelihood after each iteration.

    Args:
        history: ``Fit.history``.
        language: of the words.
    """
    say = words_of(language)
    table = pd.DataFrame({"iteration": range(1, len(history) + 1), "loglik": list(history)})
    base = alt.Chart(rows(table)).encode(
        x=alt.X("iteration:Q", title=say("iteration"), axis=alt.Axis(format="d", tickMinStep=1)),
        y=alt.Y("loglik:Q", title=say("loglik"), scale=alt.Scale(zero=False)),
    )
    chart = alt.layer(base.mark_line(color=LINE, strokeWidth=2), base.mark_point(color=INK, filled=True, size=28))
    described = say("history-text", n=len(table), first=float(history[0]), last=float(history[-1]))
    return draw(chart.properties(width=WIDTH, height=HEIGHT * 0.7), language, say("history"), described, table)
