"""CSV as spreadsheets of any country write it: any usual separator, UTF-8 with or without BOM, read line by line."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import decode_text
from pixauthor.responses.source_table import Row, SourceTable

SEPARATORS: Final = (",", ";", "\t", "|")
# An uploaded file of 1 MB makes a cell of 1.4 MB in base64.
MAX_LINE_BYTES: Final = 4_000_000


def open_csv(path: Path) -> SourceTable:
    """Read the header of a CSV file; the separator is the one that cuts it into most columns.

    Raises:
        PixauthorError: when the file is not UTF-8 text, or its first lines are blank.
    """
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            separator = _guess_separator(line)
            header = next(_records(path, separator, skip=number - 1))
            return SourceTable(
                path=path, header=header.cells, header_line=number, rows=partial(_rows, path, separator, number)
            )
    raise PixauthorError("responses.empty-file", place=Place(path=str(path)))


def _guess_separator(line: str) -> str:
    return max(SEPARATORS, key=lambda separator: len(next(csv.reader([line], delimiter=separator))))


def _rows(path: Path, separator: str, header_line: int) -> Iterator[Row]:
    records = _records(path, separator, skip=header_line - 1)
    next(records)
    return (row for row in records if any(cell.strip() for cell in row.cells))


def _records(path: Path, separator: str, skip: int) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE_BYTES)  # the default, 131 072, is shorter than an uploaded file
    lines = _lines(path)
    for _ in range(skip):
        next(lines)
    # Strict: a quote that never closes would otherwise swallow all the rows that follow.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = skip + 1
    try:
        for cells in reader:
            yield Row(start, tuple(cells))
            start = skip + reader.line_num + 1
    except csv.Error as error:
        place = Place(path=str(path), line=start, column=1)
        raise PixauthorError("responses.bad-csv", place=place, reason=str(error)) from None


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        for number, line in enumerate(iter(partial(stream.readline, MAX_LINE_BYTES + 1), b""), start=1):
            if len(line) > MAX_LINE_BYTES:
                place = Place(path=str(path), line=number, column=1)
                raise PixauthorError("responses.line-too-long", place=place, limit=MAX_LINE_BYTES)
            yield _decode(line, path, number)


def _decode(line: bytes, path: Path, number: int) -> str:
    try:
        text = decode_text(line, str(path)) if number == 1 else line.decode("utf-8")
    except (PixauthorError, UnicodeDecodeError):
        raise _encoding_error(line, path, number) from None
    if "\0" in text:
        place = Place(path=str(path), line=number, column=text.index("\0") + 1)
        raise PixauthorError("files.encoding", place=place, byte="0x00")
    return text


def _encoding_error(line: bytes, path: Path, number: int) -> PixauthorError:
    try:
        decode_text(line, str(path))
    except PixauthorError as error:
        column = error.place.column if error.place else 1
        return PixauthorError(error.message, place=Place(path=str(path), line=number, column=column), **error.fields)
    raise AssertionError("the line is UTF-8 after all")
