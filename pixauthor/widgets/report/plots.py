"""The plots of a calibration on its page, each with its values behind a fold."""

import math
from collections.abc import Iterator
from typing import Final

from pixauthor.calibration.figures import (
    Figure,
    agreement_plot,
    drift_plot,
    fit_scatter,
    history_plot,
    information_plot,
    item_curves,
    level_plot,
    linking_scatter,
    wright_map,
)
from pixauthor.calibration.scale_agreement import agree
from pixauthor.locale import text
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import fold, plot, table
from pixauthor.widgets.report.items import number
from pixauthor.widgets.report.study import Study

MAX_ROWS: Final = 300
"""Values behind one plot; the table of items has those of all."""
_WHOLE: Final = frozenset({"level", "calibrated_level", "n", "n_group", "n_reference", "n_focal", "df", "iteration"})


def render_plots(study: Study) -> Html:
    """Return the plots of items and candidates."""
    return join(*(render_figure(figure, study.subject.language) for figure in _drawn(study)))


def render_levels(study: Study) -> Html:
    """Return items against the levels that authors announced; nothing when these allow no comparison."""
    if study.levels is None:
        return Html("")
    language, found = study.subject.language, study.levels
    agreed = agree(found.table)
    numbers = {name: number(getattr(agreed, name), 2, language) for name in ("spearman", "kendall", "kappa", "exact")}
    measures = text("scale.agreement", language, n=agreed.n, n_contradicting=agreed.n_contradicting, **numbers)
    origin = "levels-proposed" if found.proposed else "levels-given"
    lead = text(f"report.{origin}", language, name=found.scale.name, version=found.scale.version)
    figures = (level_plot(study.subject), agreement_plot(study.subject, found.table))
    return join(tag("p", f"{lead} {measures}"), *(render_figure(figure, language) for figure in figures))


def render_link(study: Study) -> Html:
    """Return the plots of the link to an older calibration; nothing without."""
    if study.link is None:
        return Html("")
    link, language = study.link, study.subject.language
    figures = (draw(link, language, step) for step in range(len(link.steps)) for draw in (linking_scatter, drift_plot))
    return join(*(render_figure(figure, language) for figure in figures))


def _drawn(study: Study) -> Iterator[Figure]:
    subject, fit = study.subject, study.subject.calibration.fit
    yield wright_map(subject, study.abilities)
    if study.levels is None and any(
        subject.bank.get(item.item.rpartition("@")[0]) for item in subject.calibration.items
    ):
        yield level_plot(subject)
    if any(math.isfinite(item.b) for item in subject.calibration.items):
        yield item_curves(subject, study.observed)
    yield information_plot(subject)
    yield fit_scatter(subject, study.diagnosis.fit)
    if fit.history:
        yield history_plot(fit.history, subject.language)


def render_figure(figure: Figure, language: str) -> Html:
    """Return a figure with the table of its values behind a fold."""
    names = list(figure.table.columns)
    columns = [text(f"figures.value.{name}", language) for name in names]
    shown = figure.table.head(MAX_ROWS).to_dict("records")
    rows = [[_cell(row[name], name, language) for name in names] for row in shown]
    left = len(figure.table) - len(rows)
    note = [tag("p", text("report.more-rows", language, n=len(rows), of=len(figure.table)))] if left else []
    caption = text("report.values-of", language, title=figure.title)
    values = fold(text("calibration.report.values", language), table(caption, columns, rows), *note)
    return plot(figure.svg, figure.title, figure.description, values)


def _cell(value: str | float, name: str, language: str) -> str:
    return value if isinstance(value, str) else number(value, 0 if name in _WHOLE else 2, language)
