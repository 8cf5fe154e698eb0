"""Parquet files made elsewhere, read in batches."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.source_table import Row, SourceTable, cell_text

# A file of a few kilobytes may announce a billion equal rows.
MAX_ROWS: Final = 50_000_000
BATCH_ROWS: Final = 10_000


def open_parquet(path: Path) -> SourceTable:
    """Read the schema of a Parquet file.

    Raises:
        PixauthorError: when the file is damaged, not Parquet, or announces too many rows.
    """
    try:
        with pq.ParquetFile(path) as file:
            header, n_rows = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise damaged_parquet(path, error) from None
    if n_rows > MAX_ROWS:
        raise PixauthorError("responses.too-many-rows", place=Place(path=str(path)), n=n_rows, limit=MAX_ROWS)
    return SourceTable(path=path, header=header, header_line=0, rows=partial(_rows, path))


def damaged_parquet(path: Path, error: Exception) -> PixauthorError:
    """Return the refusal of a Parquet file that cannot be read."""
    first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
    return PixauthorError("responses.damaged", place=Place(path=str(path)), kind="Parquet", reason=first_line)


def _rows(path: Path) -> Iterator[Row]:
    number = 0
    try:
        for cells in _cells(path):
            number += 1
            texts = tuple(cell_text(cell) for cell in cells)
            if any(text.strip() for text in texts):
                yield Row(number, texts)
    except UnicodeDecodeError as error:
        place = Place(path=str(path), line=number, column=1)
        raise PixauthorError("files.encoding", place=place, byte=f"0x{error.object[error.start]:02x}") from None


def _cells(path: Path) -> Iterator[tuple[Any, ...]]:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH_ROWS):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    except (pa.ArrowException, OSError) as error:
        raise damaged_parquet(path, error) from None
