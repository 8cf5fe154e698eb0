"""A calibration as the JSON that its widget draws: rows of items, and plots by name."""

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from pixauthor.calibration.classical import distractor_curves
from pixauthor.calibration.dif import explain
from pixauthor.calibration.figure_tables import group_shares
from pixauthor.calibration.figures import (
    Figure,
    agreement_plot,
    dif_plot,
    distractor_plot,
    drift_plot,
    fit_scatter,
    group_curves_plot,
    history_plot,
    information_plot,
    item_curves,
    item_plot,
    level_plot,
    linking_scatter,
    wright_map,
)
from pixauthor.calibration.model import CalibratedItem
from pixauthor.locale import text
from pixauthor.responses.model import GROUP_PREFIX
from pixauthor.widgets.report.choices import choice_item, right_options
from pixauthor.widgets.report.items import SIGNS, fit_rows, number, reasons
from pixauthor.widgets.report.study import Study

Drawing = Callable[[], Figure]
COLUMNS: Final = ("item", "verdict", "b", "a", "p", "r", "infit", "outfit", "n", "level", "competence")
_PLACES: Final = {"competence": 0, "level": 0, "n": 0}


def rows_of(study: Study) -> list[dict[str, Any]]:
    """Return one row an item, the easiest first: words to show and numbers to sort by."""
    fit = fit_rows(study)
    items = sorted(study.subject.calibration.items, key=lambda item: (math.isnan(item.b), item.b))
    return [_row(item, fit.get(item.item, {}), study) for item in items]


def _row(found: CalibratedItem, fit: dict[str, Any], study: Study) -> dict[str, Any]:
    language, item = study.subject.language, study.subject.bank.get(found.item.rpartition("@")[0])
    values = {
        "level": item.level if item else None,
        "n": found.n,
        "p": found.p,
        "r": found.r_rest,
        "a": found.a,
        "b": found.b,
        "infit": fit.get("infit"),
        "outfit": fit.get("outfit"),
    }
    verdict = text(f"calibration.verdict.{found.verdict}", language)
    return {
        "item": found.item,
        "title": item.title if item else "",
        "competence": item.competence if item else "–",
        "verdict": found.verdict,
        "verdict_said": f"{SIGNS[found.verdict]} {verdict}",
        "said": {name: number(value, _PLACES.get(name, 2), language) for name, value in values.items()},
        "sort": {name: value if value is not None and math.isfinite(value) else None for name, value in values.items()},
    }


def overviews(study: Study) -> dict[str, Drawing]:
    """Return the plots of a whole calibration that the data allow, by the name in the list, not drawn yet."""
    subject, fit = study.subject, study.subject.calibration.fit
    found: dict[str, Drawing] = {
        "wright": lambda: wright_map(subject, study.abilities),
        "levels": lambda: level_plot(subject),
        "curves": lambda: item_curves(subject, study.observed),
        "test": lambda: information_plot(subject),
        "fit": lambda: fit_scatter(subject, study.diagnosis.fit),
    }
    levels = study.levels
    if levels is not None:
        found["agreement"] = lambda: agreement_plot(subject, levels.table)
    if fit.history:
        found["history"] = lambda: history_plot(fit.history, subject.language)
    for column, table in study.diagnosis.dif.items():
        for focal in table["focal"].unique():
            name = text("bench.dif", subject.language, group=column.removeprefix(GROUP_PREFIX), focal=focal)
            found[name] = lambda table=table, focal=focal: dif_plot(subject, table, str(focal))  # type: ignore[misc]
    if study.link is not None:
        link = study.link
        found["linking"] = lambda: linking_scatter(link, subject.language)
        found["drift"] = lambda: drift_plot(link, subject.language)
    return found


def item_figures(study: Study, item: str) -> Iterator[Figure]:
    """Yield the plots of one item: curve, information, options, groups."""
    subject = study.subject
    yield item_plot(subject, item, study.observed)
    yield information_plot(subject, item)
    known = choice_item(item, subject)
    curves = distractor_curves(study.responses, item, ability=study.ability) if known else None
    if known and curves is not None and not curves.empty:
        yield distractor_plot(subject, item, curves, right_options(known.key))
    for column in study.diagnosis.dif:
        yield group_curves_plot(subject, item, group_shares(study.responses, item, column, study.ability))


def words_of(study: Study, item: str) -> list[str]:
    """Return why an item is flagged, and what was found by each group variable, as sentences without repeats."""
    found = dict.fromkeys(reasons(study.subject.calibration.by_item[item], study))
    for table in study.diagnosis.dif.values():
        found |= dict.fromkeys(explain(table[table["item"] == item], study.subject.language))
    return [words[:1].upper() + words[1:] for words in found]
