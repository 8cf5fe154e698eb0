"""Items that do not work alike in all groups: a plot for each group, and the items to look at with the reasons."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from pixauthor.calibration.dif import explain
from pixauthor.calibration.figure_tables import group_shares
from pixauthor.calibration.figures import dif_plot, group_curves_plot
from pixauthor.locale import text
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import table
from pixauthor.widgets.report.items import number
from pixauthor.widgets.report.plots import render_figure
from pixauthor.widgets.report.study import Study

MAX_PLOTS: Final = 6
MAX_CURVES: Final = 4


def render_groups(study: Study) -> Html:
    """Return what was found by every group variable; nothing when there is none."""
    pairs = [(column, str(focal)) for column, found in study.diagnosis.dif.items() for focal in found["focal"].unique()]
    if not pairs:
        return Html("")
    language = study.subject.language
    plots = [_plot(study, *pair) for pair in pairs[:MAX_PLOTS]]
    tables = [_table(found, language) for found in study.diagnosis.dif.values()]
    lead = tag("p", text("report.groups-lead", language))
    return join(lead, *plots, *tables, *_curves(study))


def _plot(study: Study, column: str, focal: str) -> Html:
    return render_figure(dif_plot(study.subject, study.diagnosis.dif[column], focal), study.subject.language)


def _table(found: pd.DataFrame, language: str) -> Html:
    column = str(found["group"].iloc[0]).removeprefix("group_")
    doubtful = found[found["class"].isin(["B", "C"])].sort_values(["class", "item"], ascending=[False, True])
    if doubtful.empty:
        return tag("p", text("report.no-dif", language, group=column), class_="good")
    names = ("item", "focal", "method", "effect", "p", "class", "reason")
    columns = [text(f"report.dif.{name}", language) for name in names]
    rows = [
        [
            tag("code", row["item"]),
            row["focal"],
            text(f"dif.method.{row['method']}", language),
            number(row["effect"], 2, language),
            number(row["p_adjusted"], 3, language),
            row["class"],
            reason,
        ]
        for row, reason in zip(doubtful.to_dict("records"), explain(doubtful, language), strict=True)
    ]
    return table(text("report.dif.table", language, group=column), columns, rows)


def _curves(study: Study) -> Iterator[Html]:
    """Yield the curves by group of the items of class C, the largest effects of Mantel-Haenszel first."""
    every = pd.concat(study.diagnosis.dif.values(), ignore_index=True)
    large = every[(every["class"] == "C") & (every["method"] == "mh")]
    order = large["effect"].abs().sort_values(ascending=False, kind="stable").index[:MAX_CURVES]
    for row in large.loc[order].to_dict("records"):
        shares = group_shares(study.responses, row["item"], row["group"], study.ability)
        yield render_figure(group_curves_plot(study.subject, row["item"], shares), study.subject.language)
