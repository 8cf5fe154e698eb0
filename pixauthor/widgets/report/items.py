"""The items of a calibration: parameters, statistics, fit, and what to do with each, with the reasons."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from pixauthor.calibration.flags import VERDICTS, judge_item
from pixauthor.calibration.model import CalibratedItem
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.report.study import Study

_COLUMNS: Final = (
    *("item", "verdict", "b", "a", "p", "r", "infit", "outfit", "s-x2"),
    *("n", "alpha", "level", "competence"),
)
# A sign beside each verdict: colour is never the only one.
SIGNS: Final[Mapping[str, str]] = {"keep": "✔", "revise": "✎", "retire": "✖", "collect": "…"}
_LAST: Final = 1e9


def render_items(study: Study) -> Html:
    """Return the table of the items, the easiest first."""
    language, found = study.subject.language, study.subject.calibration.items
    fit = fit_rows(study)
    ordered = sorted(found, key=lambda item: item.b if math.isfinite(item.b) else _LAST)
    caption = text("calibration.report.table", language, n=len(found))
    head = tag("tr", *(tag("th", text(f"report.column.{name}", language), scope="col") for name in _COLUMNS))
    body = (_row(item, fit.get(item.item, {}), study) for item in ordered)
    inner = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    scroll = tag("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)
    return join(tag("p", text("report.items-lead", language)), tag("div", scroll, class_="wide"))


def fit_rows(study: Study) -> dict[str, dict[str, Any]]:
    """Return the rows of the table of fit by item."""
    rows = study.diagnosis.fit.to_dict("records")
    return {str(row["item"]): {str(name): value for name, value in row.items()} for row in rows}


def filter_settings(language: str) -> dict[str, str]:
    """Return the attributes that the page's script reads: words of the filter, and verdicts."""
    found = {"texts": filter_texts(language), "verdicts": verdict_texts(language)}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in found.items()}


def filter_texts(language: str) -> dict[str, str]:
    """Return the words of the filter of a table of items."""
    return {name: text(f"report.filter.{name}", language) for name in ("search", "verdict", "all", "found")}


def verdict_texts(language: str) -> list[dict[str, str]]:
    """Return the verdicts to choose from: value and label."""
    return [{"value": name, "label": text(f"calibration.verdict.{name}", language)} for name in VERDICTS]


def number(value: float | None, places: int, language: str) -> str:
    """Return a number in the language of the page; a dash when it is not known."""
    return decimal(value, places, language) if value is not None and math.isfinite(value) else "–"


def reasons(item: CalibratedItem, study: Study) -> list[str]:
    """Return why an item is flagged: sentences with numbers; the name of a flag that these diagnostics do not raise."""
    judged = judge_item(item, Thresholds(), study.diagnosis.evidence[item.item])
    sentences = {flag.id: flag.sentence(study.subject.language) for flag in judged.flags}
    return [sentences.get(flag) or text(f"calibration.flag.{flag}", study.subject.language) for flag in item.flags]


def _row(found: CalibratedItem, fit: Mapping[str, Any], study: Study) -> Html:
    language, item = study.subject.language, study.subject.bank.get(found.item.rpartition("@")[0])
    title = join(tag("span", item.title, lang=item.locale), " ") if item else Html("")
    verdict = text(f"calibration.verdict.{found.verdict}", language)
    return tag(
        "tr",
        tag("th", title, tag("code", found.item), scope="row"),
        tag(
            "td",
            tag("span", f"{SIGNS[found.verdict]} {verdict}", class_=f"chip {found.verdict}"),
            *(tag("span", one, class_="flag") for one in reasons(found, study)),
        ),
        _number(found.b, 2, language, found.se_b, _others(found, language)),
        _number(found.a, 2, language, found.se_a),
        _number(found.p, 2, language),
        _number(found.r_rest, 2, language),
        *(_number(fit.get(name), 2, language) for name in ("infit", "outfit")),
        _number(fit.get("p"), 3, language),
        _number(found.n, 0, language),
        _number(found.alpha_dropped, 3, language),
        _number(item.level if item else None, 0, language),
        tag("td", item.competence if item else "–"),
        data_verdict=found.verdict,
    )


def _number(value: float | None, places: int, language: str, error: float | None = None, more: str = "") -> Html:
    known = value is not None and math.isfinite(value)
    said = number(value, places, language) + (f" ± {decimal(error, 2, language)}" if error is not None else "")
    return tag(
        "td", said, *([tag("span", more, class_="more")] if more else []), data_sort=f"{value:.6g}" if known else ""
    )


def _others(item: CalibratedItem, language: str) -> str:
    """Return the parameters beside a and b: steps, asymptotes."""
    others = {name: value for name, value in item.parameters.items() if name not in ("a", "b")}
    return " ; ".join(f"{name} = {decimal(value, 2, language)}" for name, value in others.items())
