"""Who does what: options by ability, and items that do not work alike in all groups."""

from collections.abc import Collection
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from pixauthor.calibration.figures.drawing import (
    COLOURS,
    DASHES,
    INK,
    SHAPES,
    WIDTH,
    Figure,
    Subject,
    draw,
    rows,
    rule,
    told_apart,
    words_of,
)

MAX_ROWS: Final = 30
_CLASSES: Final = ("A", "B", "C")


def distractor_plot(subject: Subject, item: str, curves: pd.DataFrame, right: Collection[str] = ()) -> Figure:
    """Plot who chose each option, by group of ability: the key should rise, the others fall.

    Args:
        subject: the calibration.
        item: ``id@version``.
        curves: ``classical.distractor_curves`` of the item.
        right: ids of the right options.
    """
    say = words_of(subject.language)
    # The first has the solid line.
    options = sorted(dict.fromkeys(curves["option"]), key=lambda option: option not in right)
    named = {option: say("key", option=option) if option in right else option for option in options}
    table = curves.assign(choice=curves["option"].map(named))
    chart = _lines(
        table,
        "choice",
        list(named.values()),
        alt.X("group:Q", title=say("ability-group"), axis=alt.Axis(format="d", tickMinStep=1, values=_whole(table))),
        say("chosen"),
        say("option"),
    )
    weak, strong = (table[table["group"] == end] for end in (table["group"].min(), table["group"].max()))
    shares = [
        say("share-text", option=named[option], low=_percent(weak, option), high=_percent(strong, option))
        for option in options
    ]
    described = say("distractors-text", shares=say("and").join(shares))
    columns = ["choice", "group", "n_group", "share", "low", "high"]
    return draw(chart, subject.language, say("distractors", item=item), described, table[columns])


def dif_plot(subject: Subject, dif: pd.DataFrame, focal: str, method: str = "mh") -> Figure:
    """Plot how much harder or easier items are for a focal group, the largest effects first.

    Args:
        subject: the calibration.
        dif: ``dif.detect_dif``.
        focal: the group.
        method: whose effect sizes.
    """
    say = words_of(subject.language)
    mine = dif[(dif["focal"] == focal) & (dif["method"] == method)].dropna(subset=["effect"])
    order = mine["effect"].abs().sort_values(ascending=False, kind="stable").index
    table = mine.loc[order].reset_index(drop=True)
    reach = 1.96 * table["effect_se"]
    placed = table.assign(
        low=table["effect"] - reach,
        high=table["effect"] + reach,
        size=[say("class", name=name) for name in table["class"]],
    )
    drawn = placed.head(MAX_ROWS)
    title = say(f"effect-{table['effect_unit'].iloc[0]}" if len(table) else "effect-mh_d_dif")
    y = alt.Y("item:N", sort=list(drawn["item"]), title=None, axis=alt.Axis(labelLimit=320, labelFontSize=10))
    base = alt.Chart(rows(drawn[["item", "effect", "low", "high", "size"]])).encode(y=y)
    names = [say("class", name=name) for name in _CLASSES]
    chart = alt.layer(
        rule(0.0, "x"),
        base.mark_rule(color=INK).encode(x=alt.X("low:Q", title=title), x2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            x=alt.X("effect:Q", title=title), **told_apart("size", names, None)
        ),
    ).properties(width=440, height=max(60, 17 * len(drawn)))
    counts = {name.lower(): int((table["class"] == name).sum()) for name in _CLASSES}
    reference = str(mine["reference"].iloc[0]) if len(mine) else ""
    fields = {"focal": focal, "reference": reference, "method": say(f"method-{method}"), "group": _plain(dif)}
    described = say("dif-text", n=len(table), drawn=len(drawn), **counts, **fields)
    columns = ["item", "n_reference", "n_focal", "effect", "effect_se", "p_adjusted", "class"]
    return draw(chart, subject.language, say("dif", **fields), described, table[columns])


def group_curves_plot(subject: Subject, item: str, shares: pd.DataFrame) -> Figure:
    """Plot the success of each group at each ability: where the lines part, the item favours one.

    Args:
        subject: the calibration.
        item: ``id@version``.
        shares: ``figure_tables.group_shares``.
    """
    say = words_of(subject.language)
    names = sorted(shares["group"].unique())
    x = alt.X("theta:Q", title=say("theta-axis"), scale=alt.Scale(zero=False))
    chart = _lines(shares, "group", names, x, say("success"), say("group"))
    gap = float(shares.groupby("place")["share"].agg(np.ptp).max())
    described = say("group-curves-text", groups=", ".join(names), gap=gap)
    columns = ["group", "theta", "n", "share", "low", "high"]
    return draw(chart, subject.language, say("group-curves", item=item), described, shares[columns])


def _lines(table: pd.DataFrame, field: str, names: list[str], x: alt.X, y_title: str, legend: str) -> Any:
    """Return lines told apart by dash, shape and colour, with bands as thin rules."""
    y = alt.Y("share:Q", title=y_title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    shown = alt.Legend(title=legend, orient="right", symbolStrokeWidth=2, symbolSize=90, labelLimit=220)
    scales: dict[str, Any] = {
        name: alt.Scale(domain=names, range=[choices[k % len(choices)] for k in range(len(names))])
        for name, choices in (("dash", DASHES), ("shape", SHAPES), ("colour", COLOURS))
    }
    colour = alt.Color(f"{field}:N", scale=scales["colour"], legend=shown)
    base = alt.Chart(rows(table)).encode(x=x, color=colour)
    return alt.layer(
        base.mark_rule(opacity=0.5).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(
            y=y, strokeDash=alt.StrokeDash(f"{field}:N", scale=scales["dash"], legend=shown)
        ),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            y=y, shape=alt.Shape(f"{field}:N", scale=scales["shape"], legend=shown)
        ),
    ).properties(width=WIDTH - 160, height=280)


def _whole(table: pd.DataFrame) -> list[int]:
    return [int(value) for value in sorted(table["group"].unique())]


def _percent(part: pd.DataFrame, option: str) -> int:
    share = part.loc[part["option"] == option, "share"]
    return round(100 * float(share.iloc[0])) if len(share) and share.notna().all() else 0


def _plain(dif: pd.DataFrame) -> str:
    return str(dif["group"].iloc[0]).removeprefix("group_") if len(dif) else ""
