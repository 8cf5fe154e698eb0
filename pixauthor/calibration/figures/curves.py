"""Curves of items with what was observed, and how precisely all items together measure."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from pixauthor.calibration.figure_tables import category_table, curve_table, observed_table, spread_out
from pixauthor.calibration.figures.drawing import (
    BAR,
    COLOURS,
    DASHES,
    FONT,
    INK,
    LINE,
    WIDTH,
    Figure,
    Say,
    Subject,
    draw,
    rows,
    theta_axis,
    words_of,
)
from pixauthor.calibration.model import CalibratedItem
from pixauthor.calibration.options_model import OptionModel
from pixauthor.calibration.scores import items_of
from pixauthor.irt.information import conditional_error, total_information

_BOUND: Final = 4.0
_SCORE: Final = re.compile(r"\d+\.\d+")
_THETA: Final = np.linspace(-_BOUND, _BOUND, 81)
_WIDE: Final = np.linspace(-4.5, 4.5, 91)


def item_curves(subject: Subject, observed: pd.DataFrame, n_items: int = 12) -> Figure:
    """Plot characteristic curves with observed shares, for items spread over the scale of difficulty.

    Args:
        subject: the calibration.
        observed: ``fit.observed_points``.
        n_items: curves to draw at most.
    """
    say = words_of(subject.language)
    chosen = spread_out(subject.calibration, n_items)
    points = observed_table(observed, chosen)
    both = _both(subject, chosen, points)
    header = alt.Header(labelFontSize=11, labelFont=FONT, title=None)
    facet = alt.Facet("item:N", sort=[item.item for item in chosen], header=header)
    layers = _with_points(both, say)
    chart = layers.properties(width=190, height=130).facet(facet=facet, columns=3)
    return draw(chart, subject.language, say("curves"), say("curves-text", n=len(chosen)), points)


def item_plot(subject: Subject, item: str, observed: pd.DataFrame) -> Figure:
    """Plot the curve of one item with what was observed; beside it, its categories when there are several.

    Args:
        subject: the calibration.
        item: ``id@version``.
        observed: ``fit.observed_points``.
    """
    say = words_of(subject.language)
    found = subject.calibration.by_item[item]
    points = observed_table(observed, [found])
    score = _with_points(_both(subject, [found], points), say)
    title = say("item", item=item)
    if np.isnan(found.b):
        # Options have no order: there is no score to expect.
        alone = _categories(subject, found, say).properties(width=WIDTH, height=300)
        described = say("options-text", item=item, n=found.n_categories, answers=found.n)
        return draw(alone, subject.language, title, described, category_table(subject.calibration, found, _THETA[::10]))
    described = say("item-text", item=item, a=found.a, b=found.b, n=found.n)
    if found.n_categories == 2:
        chart = score.properties(width=WIDTH, height=300)
        return draw(chart, subject.language, title, described, points)
    both = alt.hconcat(
        score.properties(width=300, height=280), _categories(subject, found, say).properties(width=300, height=280)
    )
    described = f"{described} {say('categories-text', n=found.n_categories)}"
    return draw(both, subject.language, title, described, points)


def options_plot(subject: Subject, model: OptionModel, right: Collection[str] = ()) -> Figure:
    """Plot the probability of each option of an item by ability, by the nominal model of raw answers.

    Args:
        subject: the calibration.
        model: of the item.
        right: options that are right.
    """
    say = words_of(subject.language)
    table = model.curves(_THETA).rename(columns={"option": "category"})
    # The right ones come first, with the solid line, as in ``distractor_plot``.
    named = {name: say("key", option=name) if name in right else name for name in table["category"]}
    marked = table.assign(category=table["category"].map(named))
    chart = _named_curves(subject, marked, [named[one] for one in sorted(named, key=lambda one: one not in right)], say)
    n_options, n_answers = len(model.table), int(model.table["n"].sum())
    described = say("options-text", item=model.item, n=n_options, answers=n_answers)
    return draw(
        chart.properties(width=WIDTH, height=300),
        subject.language,
        say("options", item=model.item),
        described,
        marked[marked["theta"].isin(_THETA[::10])],
    )


def _both(subject: Subject, chosen: Sequence[CalibratedItem], points: pd.DataFrame) -> pd.DataFrame:
    curves = curve_table(subject.calibration, chosen, _THETA)
    inside = points[points["theta"].abs() <= _BOUND]
    return pd.concat([curves.assign(kind="curve"), inside.assign(kind="observed")], ignore_index=True)


def _with_points(both: pd.DataFrame, say: Say) -> Any:
    x = theta_axis(say, _BOUND)
    y = alt.Y("p:Q", title=say("success"), scale=alt.Scale(domain=[0, 1]))
    line = alt.Chart().mark_line(color=LINE, strokeWidth=2).encode(x=x, y=y)
    bands = alt.Chart().mark_rule(color=INK, strokeWidth=1.2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    points = alt.Chart().mark_point(color=INK, filled=True, size=45, opacity=1).encode(x=x, y=y)
    curve, seen = alt.datum.kind == "curve", alt.datum.kind == "observed"
    layers = (line.transform_filter(curve), bands.transform_filter(seen), points.transform_filter(seen))
    return alt.layer(*layers, data=rows(both))


def _categories(subject: Subject, item: CalibratedItem, say: Say) -> Any:
    """Return the curves of an item's categories: told apart by dashes, and named at their highest point."""
    table = category_table(subject.calibration, item, _THETA)
    return _named_curves(subject, table, item.categories, say)


def _named_curves(subject: Subject, found: pd.DataFrame, categories: Sequence[str], say: Say) -> Any:
    table = found.assign(category=found["category"].map(lambda name: _written(name, subject.language)))
    names = [_written(name, subject.language) for name in categories]
    dash = alt.Scale(domain=names, range=[DASHES[k % len(DASHES)] for k in range(len(names))])
    colour = alt.Scale(domain=names, range=[COLOURS[k % len(COLOURS)] for k in range(len(names))])
    x, y = theta_axis(say, _BOUND), alt.Y("p:Q", title=say("category-share"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(rows(table)).encode(x=x, y=y, color=alt.Color("category:N", scale=colour, legend=None))
    inside = table[table["theta"].abs() < _BOUND - 0.4]
    tops = inside.loc[inside.groupby("category", sort=False)["p"].idxmax()]
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("category:N", scale=dash, legend=alt.Legend(title=say("category"), orient="bottom"))
    )
    labels = base.mark_text(dy=-8, fontSize=11, fontWeight="bold").properties(data=rows(tops)).encode(text="category:N")
    return alt.layer(lines, labels)


def _written(category: str, language: str) -> str:
    """Return a score as the language writes it; an option as it is."""
    return category.replace(".", ",") if language == "fr" and _SCORE.fullmatch(category) else category


def information_plot(subject: Subject, item: str = "") -> Figure:
    """Plot the information and the standard error that follows, by ability: of all items, or of one."""
    say = words_of(subject.language)
    items = items_of(subject.calibration)
    if item:
        items = items.select(np.array([list(subject.calibration.by_item).index(item)]))
    table = pd.DataFrame(
        {"theta": _WIDE, "information": total_information(items, _WIDE), "se": conditional_error(items, _WIDE)}
    )
    peak = table.iloc[int(table["information"].argmax())]
    fields = {"peak": float(peak["theta"]), "se": float(peak["se"]), "most": float(peak["information"])}
    if item:
        chart = _information(table, say).properties(width=WIDTH, height=200)
        title, described = say("item-information", item=item), say("item-information-text", **fields)
        return draw(chart, subject.language, title, described, table)
    error = (
        alt.Chart(rows(table))
        .mark_line(color=INK, strokeDash=[6, 4], strokeWidth=2)
        .encode(x=theta_axis(say, 4.5), y=alt.Y("se:Q", title=say("se") + " - - -", scale=alt.Scale(zero=True)))
    )
    chart = alt.layer(_information(table, say), error).resolve_scale(y="independent")
    chart = chart.properties(width=WIDTH, height=300)
    return draw(chart, subject.language, say("test"), say("test-text", **fields), table)


def _information(table: pd.DataFrame, say: Say) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_area(color=BAR, opacity=0.7, line={"color": LINE})
        .encode(x=theta_axis(say, 4.5), y=alt.Y("information:Q", title=say("information")))
    )
    return chart
