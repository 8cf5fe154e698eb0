"""XLSX workbooks, read row by row after a look at how much they unpack to."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.source_table import Row, SourceTable, cell_text

MAX_UNPACKED_BYTES: Final = 400_000_000
MAX_RATIO: Final = 200  # real sheets shrink 5 to 40 times
SMALL_BYTES: Final = 5_000_000
MAX_ROWS: Final = 1_048_576  # of a sheet, says Excel
MAX_COLUMNS: Final = 5_000
BATCH_ROWS: Final = 500
# A damaged workbook fails in whatever part of openpyxl meets the damage first.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)


def open_xlsx(path: Path, sheet: str = "") -> SourceTable:
    """Read the header of a sheet.

    Args:
        path: the workbook.
        sheet: name of the sheet; the only one that holds something by default.

    Raises:
        PixauthorError: when the workbook is damaged, unpacks to too much, or has several sheets and none was named.
    """
    _require_reasonable(path)
    name = sheet or _only_sheet(path)
    rows = _sheet_rows(path, name)
    header = next(rows, None)
    if header is None:
        raise PixauthorError("responses.empty-file", place=Place(path=str(path)))
    return SourceTable(path=path, header=header.cells, header_line=header.line, rows=partial(_data_rows, path, name))


def _require_reasonable(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _damaged(path, error) from None
    packed = path.stat().st_size
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > SMALL_BYTES and unpacked > MAX_RATIO * packed):
        place = Place(path=str(path))
        raise PixauthorError("responses.zip-bomb", place=place, packed=packed, unpacked=unpacked)


def _only_sheet(path: Path) -> str:
    with _workbook(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    filled = [name for name in names if next(_sheet_rows(path, name), None) is not None]
    if len(filled) > 1:
        place = Place(path=str(path))
        raise PixauthorError("responses.several-sheets", place=place, sheets=", ".join(filled))
    return str((filled or names)[0])


def _data_rows(path: Path, sheet: str) -> Iterator[Row]:
    rows = _sheet_rows(path, sheet)
    next(rows)
    return rows


def _sheet_rows(path: Path, sheet: str) -> Iterator[Row]:
    width = 0
    with _workbook(path) as book:
        if sheet not in book.sheetnames:
            place = Place(path=str(path))
            raise PixauthorError("responses.no-sheet", place=place, sheet=sheet, sheets=", ".join(book.sheetnames))
        book[sheet].reset_dimensions()  # what the file announces may be wrong, or a trap
        for number, values in enumerate(_quietly(book[sheet].iter_rows(values_only=True)), start=1):
            _require_within_limits(path, number, len(values))
            cells = _trim(tuple(cell_text(value) for value in values))
            width = width or len(cells)
            if cells:
                yield Row(number, cells + ("",) * (width - len(cells)))


def _require_within_limits(path: Path, n_rows: int, n_columns: int) -> None:
    # openpyxl fills the gap before a cell with blanks: one cell far away makes millions.
    if n_rows > MAX_ROWS or n_columns > MAX_COLUMNS:
        place = Place(path=str(path), line=n_rows, column=1)
        raise PixauthorError("responses.sheet-too-large", place=place, rows=MAX_ROWS, columns=MAX_COLUMNS)


def _quietly(rows: Iterator[Any]) -> Iterator[Any]:
    # openpyxl warns of styles, dates and extensions that matter to no answer. Filters are the process's own, so they
    # are not left changed while the rows are used.
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(islice(rows, BATCH_ROWS))
        if not batch:
            return
        yield from batch


def _trim(cells: tuple[str, ...]) -> tuple[str, ...]:
    # A formatted cell without a value is no cell.
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1] if filled else ()


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        with closing(book):
            yield book
    except _DAMAGE as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> PixauthorError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return PixauthorError("responses.damaged", place=Place(path=str(path)), kind="XLSX", reason=reason)
