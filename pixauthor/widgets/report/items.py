"""The items of a calibration: parameters, statistics, and what to do with each."""

import math
from typing import Final

from pixauthor.calibration.figures import Subject
from pixauthor.calibration.model import CalibratedItem
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import table

_COLUMNS: Final = ("item", "competence", "level", "n", "p", "r", "alpha", "a", "b", "verdict", "flags")
# A sign beside each verdict: colour is never the only one.
_SIGNS: Final = {"keep": "✔", "revise": "✎", "retire": "✖", "collect": "…"}


def render_items(subject: Subject) -> Html:
    """Return the table of the items, the easiest first."""
    language, found = subject.language, subject.calibration.items
    columns = [text(f"calibration.column.{name}", language) for name in _COLUMNS]
    rows = [_row(item, subject) for item in sorted(found, key=lambda item: item.b)]
    return join(
        tag("p", text("calibration.report.items-lead", language)),
        tag("div", table(text("calibration.report.table", language, n=len(found)), columns, rows), class_="wide"),
    )


def number(value: float | None, places: int, language: str) -> str:
    """Return a number in the language of the page; a dash when it is not known."""
    return decimal(value, places, language) if value is not None and math.isfinite(value) else "–"


def _row(found: CalibratedItem, subject: Subject) -> list[str | Html]:
    language, item = subject.language, subject.bank.get(found.item.rpartition("@")[0])
    name = (
        join(tag("span", item.title, lang=item.locale), " ", tag("code", found.item))
        if item
        else tag("code", found.item)
    )
    return [
        name,
        item.competence if item else "–",
        str(item.level) if item else "–",
        str(found.n),
        number(found.p, 2, language),
        number(found.r_rest, 2, language),
        number(found.alpha_dropped, 3, language),
        _with_error(found.a, found.se_a, language),
        _with_error(found.b, found.se_b, language),
        _verdict(found.verdict, language),
        join(*(tag("span", text(f"calibration.flag.{flag}", language), class_="flag") for flag in found.flags)),
    ]


def _with_error(value: float, error: float | None, language: str) -> str:
    return number(value, 2, language) + (f" ± {decimal(error, 2, language)}" if error is not None else "")


def _verdict(verdict: str, language: str) -> Html:
    words = text(f"calibration.verdict.{verdict}", language)
    return tag("span", f"{_SIGNS[verdict]} {words}", class_=f"chip {verdict}")
