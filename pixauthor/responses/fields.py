"""The texts of cells as values: each function returns the value, or the ``Fault`` that a person must mend."""

import math
import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from pixauthor.responses.model import Fault

MAX_SECONDS: Final = 86_400.0
MAX_LABEL: Final = 100
_YEARS: Final = range(1990, 2101)
_FRENCH_DATE: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_TRUTH: Final = {"true": True, "vrai": True, "oui": True, "yes": True, "1": True} | {
    "false": False, "faux": False, "non": False, "no": False, "0": False, "": False,
}  # fmt: skip
# What spreadsheets write, in English and French, when a formula fails: never an answer.
SPREADSHEET_ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NAME?", "#NOM?", "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!")
)


def parse_number(text: str) -> float | None:
    """Return a number with a decimal point or comma, or None."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return None
    value = float(stripped.replace(",", "."))
    return value if math.isfinite(value) else None


def parse_score(text: str) -> float | Fault:
    """Return a score from 0 to 1."""
    value = parse_number(text)
    if value is None or not 0 <= value <= 1:
        return Fault("bad-score", {"value": shorten(text)})
    return value


def parse_seconds(text: str) -> float | Fault | None:
    """Return a response time in seconds; None when the cell is empty."""
    if not text.strip():
        return None
    value = parse_number(text)
    if value is None:
        return Fault("bad-seconds", {"value": shorten(text)})
    if value < 0:
        return Fault("negative-seconds", {"value": shorten(text)})
    if value > MAX_SECONDS:
        return Fault("too-many-seconds", {"value": shorten(text)})
    return value


def parse_moment(text: str, zone: tzinfo) -> datetime | Fault | None:
    """Return a moment in UTC from ISO 8601 or ``jj/mm/aaaa [hh:mm[:ss]]``; None when the cell is empty.

    Args:
        text: the cell.
        zone: time zone of moments that name none.
    """
    stripped = text.strip()
    if not stripped:
        return None
    try:
        moment = _read_moment(stripped)
        aware = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return Fault("bad-date", {"value": shorten(text)})
    return aware if aware.year in _YEARS else Fault("bad-date", {"value": shorten(text)})


def _read_moment(text: str) -> datetime:
    french = _FRENCH_DATE.fullmatch(text)
    if french is None:
        if "-" not in text:  # "20261122" is rather a number that a spreadsheet made of a date
            raise ValueError(text)
        return datetime.fromisoformat(text)
    day, month, year, hour, minute, second = (int(part or 0) for part in french.groups())
    return datetime(year, month, day, hour, minute, second)  # the caller gives the zone


def parse_label(text: str) -> str | Fault:
    """Return the name of a session or the value of a group: short, printable, no address."""
    label = text.strip()
    if len(label) > MAX_LABEL or not label.isprintable():
        return Fault("bad-label", {"value": shorten(text), "limit": MAX_LABEL})
    return Fault("label-email") if "@" in label else label


def parse_simulated(text: str) -> bool | Fault:
    """Return whether the response was simulated; an empty cell says no."""
    value = _TRUTH.get(text.strip().casefold())
    return Fault("bad-simulated", {"value": shorten(text)}) if value is None else value


def shorten(text: str, length: int = 60) -> str:
    """Return ``text`` on one line, cut to ``length`` characters for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
