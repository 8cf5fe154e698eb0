"""A file of a spreadsheet or a database as rows of text, whatever its format, and nothing interpreted yet."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from pixauthor.errors import PixauthorError, Place


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


def open_table(path: Path, sheet: str = "") -> SourceTable:
    """Open a CSV, Parquet or XLSX file, told apart by the end of its name.

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; its only sheet by default.

    Raises:
        PixauthorError: when it is missing, empty, damaged, of another format, or has no row under its header.
    """
    require_file(path)
    opener = _OPENERS.get(path.suffix.lower())
    if opener is None:
        raise PixauthorError("responses.unknown-format", place=Place(path=str(path)), known=", ".join(_OPENERS))
    table = opener(path, sheet)
    if next(table.rows(), None) is None:
        raise PixauthorError("responses.no-rows", place=Place(path=str(path)))
    return table


def require_file(path: Path) -> None:
    """Make sure that ``path`` is a regular file that can be read and holds something.

    Raises:
        PixauthorError: when it is not.
    """
    place = Place(path=str(path))
    try:
        if path.is_dir():
            raise PixauthorError("files.is-folder", place=place)
        if path.exists() and not path.is_file():
            raise PixauthorError("responses.not-regular", place=place)
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except FileNotFoundError:
        raise PixauthorError("files.missing", place=place) from None
    except OSError as error:
        raise PixauthorError("files.unreadable", place=place, reason=error.strerror or str(error)) from None
    if empty:
        raise PixauthorError("responses.empty-file", place=place)


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


def _open_csv(path: Path, sheet: str) -> SourceTable:  # noqa: ARG001  # one signature for every format
    from pixauthor.responses.csv_reader import open_csv

    return open_csv(path)


def _open_parquet(path: Path, sheet: str) -> SourceTable:  # noqa: ARG001
    from pixauthor.responses.parquet_reader import open_parquet

    return open_parquet(path)


def _open_xlsx(path: Path, sheet: str) -> SourceTable:
    from pixauthor.responses.xlsx_reader import open_xlsx

    return open_xlsx(path, sheet)


_OPENERS: Final[Mapping[str, Callable[[Path, str], SourceTable]]] = {
    ".csv": _open_csv,
    ".tsv": _open_csv,
    ".txt": _open_csv,
    ".parquet": _open_parquet,
    ".xlsx": _open_xlsx,
    ".xlsm": _open_xlsx,
}
