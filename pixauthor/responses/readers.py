"""A file of a spreadsheet or a database as rows of text: each format has a module of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.source_table import SourceTable


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
