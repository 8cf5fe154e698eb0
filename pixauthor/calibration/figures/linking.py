"""What a link rests on: the anchors in both calibrations, and those that drifted."""

from typing import Final

import altair as alt
import numpy as np
import pandas as pd

from pixauthor.calibration.drift import DRIFTED
from pixauthor.calibration.figures.drawing import (
    INK,
    SOFT,
    Figure,
    Say,
    draw,
    rows,
    rule,
    spread_of,
    told_apart,
    words_of,
)
from pixauthor.calibration.linking import Link
from pixauthor.irt.linking import Coefficients

MAX_ROWS: Final = 40
_NAMED: Final = 12


def linking_scatter(link: Link, language: str, step: int = 0) -> Figure:
    """Plot the difficulties of the anchors in the new calibration against those in the old one, with the line found.

    Args:
        link: ``linking.link``.
        language: of the words.
        step: of a chain, from 0.
    """
    say, found = words_of(language), link.steps[step]
    table = _anchors(found.anchors, say)
    spread = spread_of(table["b_new"], table["b_old"])
    scale = alt.Scale(domain=spread, nice=False)
    x = alt.X("b_new:Q", title=say("b-new"), scale=scale)
    y = alt.Y("b_old:Q", title=say("b-old"), scale=scale)
    points = (
        alt.Chart(rows(table))
        .mark_point(filled=True, size=65, opacity=0.9)
        .encode(x=x, y=y, **told_apart("kind", [say("stable"), say("drifted")], None))
    )
    moved = table[table["verdict"] == DRIFTED].head(_NAMED)
    labels = (
        alt.Chart(rows(moved)).mark_text(align="left", dx=8, fontSize=10, color=INK).encode(x=x, y=y, text="item:N")
    )
    lines = alt.layer(_line(found.line, spread, x, y, dash=False), _line(None, spread, x, y, dash=True))
    chart = alt.layer(lines, points, labels).properties(width=460, height=460)
    described = say(
        "linking-text",
        n=len(table),
        scale=float(found.line.scale),
        shift=float(found.line.shift),
        drifted=int((table["verdict"] == DRIFTED).sum()),
    )
    columns = ["item", "b_old", "b_new", "b_linked", "kind"]
    return draw(chart, language, say("linking"), described, table[columns])


def drift_plot(link: Link, language: str, step: int = 0) -> Figure:
    """Plot the robust z of each anchor, the largest first, with the bounds beyond which it may have drifted."""
    say, bound = words_of(language), link.options.rules.robust_z
    table = _anchors(link.steps[step].anchors, say)
    order = table["robust_z"].abs().sort_values(ascending=False, kind="stable").index
    ordered = table.loc[order].reset_index(drop=True)
    drawn = ordered.head(MAX_ROWS)
    y = alt.Y("item:N", sort=list(drawn["item"]), title=None, axis=alt.Axis(labelLimit=320, labelFontSize=10))
    points = (
        alt.Chart(rows(drawn[["item", "robust_z", "kind"]]))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=alt.X("robust_z:Q", title=say("robust-z")),
            y=y,
            **told_apart("kind", [say("stable"), say("drifted")], None),
        )
    )
    rules = [rule(value, "x") for value in (-bound, bound)]
    chart = alt.layer(*rules, points).properties(width=440, height=max(60, 17 * len(drawn)))
    described = say(
        "drift-text", n=len(ordered), bound=bound, drifted=int((ordered["verdict"] == DRIFTED).sum()), drawn=len(drawn)
    )
    columns = ["item", "robust_z", "displacement", "se", "rmsd", "kind"]
    return draw(chart, language, say("drift"), described, ordered[columns])


def _anchors(anchors: pd.DataFrame, say: Say) -> pd.DataFrame:
    named = np.where(anchors["verdict"] == DRIFTED, say("drifted"), say("stable"))
    return anchors.assign(kind=named)


def _line(line: Coefficients | None, spread: list[float], x: alt.X, y: alt.Y, *, dash: bool) -> alt.Chart:
    """Return the line of a link; without one, that of equal difficulties."""
    scale, shift = (line.scale, line.shift) if line else (1.0, 0.0)
    # Cut to the frame: y = A x + B within [low, high] on both axes.
    ends = np.array(spread)
    across = np.clip((ends - shift) / scale, spread[0], spread[1])
    points = pd.DataFrame({"b_new": across, "b_old": scale * across + shift})
    style = {"color": SOFT, "strokeDash": [3, 4]} if dash else {"color": INK, "strokeWidth": 1.5}
    chart: alt.Chart = alt.Chart(rows(points)).mark_line(**style).encode(x=x, y=y)
    return chart
