"""Rows of text, whatever the format that they come from, and nothing interpreted yet."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple


class Row(NamedTuple):
    """One row: its line from 1 in the file (for Parquet, its number from 1) and its cells, empty text for null."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """A file whose header was read. ``rows()`` reads the rest anew each time, in order, a few at a time."""

    path: Path
    header: tuple[str, ...]
    header_line: int
    rows: Callable[[], Iterator[Row]]


def cell_text(value: Any) -> str:
    """Return the text that a person would type for a typed cell: ``12`` for 12.0, ISO 8601 for a date, "" for null."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value)


def _write_float(value: float) -> str:
    if value != value:  # NaN: an empty cell of a data frame
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _write_struct(value: dict[str, Any]) -> str:
    # A column of structs has the fields of all its rows: those of other rows are null here.
    return _write_json({name: entry for name, entry in value.items() if entry is not None})


# In order: bool is an int, and datetime is a date.
_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _write_float,
    Decimal: lambda value: f"{value.normalize():f}",
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    list: _write_json,
    dict: _write_struct,
    bytes: bytes.decode,
}
