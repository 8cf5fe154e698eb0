"""A long table of responses, in memory or in Parquet files, as DuckDB sees it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.parquet_reader import damaged_parquet

Data: TypeAlias = Path | pd.DataFrame | Any
"""A Parquet file, a folder of them, a data frame or an Arrow table (which has no types), with the columns of
``responses.model``."""

_TYPES: Final = {"candidate": "VARCHAR", "item": "VARCHAR", "version": "INTEGER", "score": "DOUBLE"}
_ORDER: Final = ("answered_at", "session", "source")
_OPTIONS: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An open table: the view ``responses`` of a database in memory.

    It has candidate, item, version, score, ``label`` (of the group) and the columns of ``order``.

    Args:
        connection: to the database.
        place: of the data; None for those in memory.
        grouped: whether labels mean anything; all are "" otherwise.
        order: columns that tell which of two answers came first.
    """

    connection: Any
    place: Place | None
    grouped: bool
    order: tuple[str, ...]

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query.

        Raises:
            PixauthorError: when a file is damaged, a value has the wrong type, or there is no room left.
        """
        with _refusing(self.place):
            yield from pa.RecordBatchReader.from_stream(self.connection.sql(sql))

    def query(self, sql: str) -> pa.Table:
        """Return the rows of a query. Raises as ``batches``."""
        with _refusing(self.place):
            return pa.RecordBatchReader.from_stream(self.connection.sql(sql)).read_all()

    def count(self, rows: str) -> int:
        """Return how many rows there are. Raises as ``batches``."""
        return int(self.query(f"SELECT count(*) AS n FROM {rows}")["n"][0].as_py())  # noqa: S608

    def execute(self, sql: str) -> None:
        """Run a statement that gives no rows. Raises as ``batches``."""
        with _refusing(self.place):
            self.connection.execute(sql)


@contextmanager
def open_table(data: Data, *, group: str | None, folder: Path | None, memory: str | None) -> Iterator[Table]:
    """Open a long table while the block runs.

    Args:
        data: the table.
        group: a column of groups.
        folder: where DuckDB may write what does not fit in memory; that of temporary files by default.
        memory: how much it may use ("1GB"); four fifths of the machine's by default.

    Raises:
        PixauthorError: when there is no such file, it is damaged, or lacks a column.
    """
    place = Place(path=str(data)) if isinstance(data, Path) else None
    names = _names_of(data)
    needed = [*_TYPES, *([group] if group else [])]
    if missing := [name for name in needed if name not in names]:
        raise PixauthorError("sources.columns", place=place, missing=", ".join(missing))
    order = tuple(name for name in _ORDER if name in names)
    with TemporaryDirectory(prefix="sort-", dir=folder) as spill:
        config: dict[str, Any] = {**_OPTIONS, "temp_directory": spill, **({"memory_limit": memory} if memory else {})}
        with duckdb.connect(config=config) as connection:
            table = Table(connection=connection, place=place, grouped=group is not None, order=order)
            table.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
            with _refusing(place):
                _scan(connection, data, [*needed, *order]).create_view("stored")
            table.execute(f"CREATE VIEW responses AS SELECT {_columns(group, order)} FROM stored")  # noqa: S608 quoted
            yield table


@contextmanager
def _refusing(place: Place | None) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        raise PixauthorError("sources.unreadable", place=place, reason=str(error).splitlines()[0]) from None


def _columns(group: str | None, order: Sequence[str]) -> str:
    quoted = '"' + group.replace('"', '""') + '"' if group else ""
    label = f"coalesce(trim({quoted}::VARCHAR), '')" if group else "''"
    return ", ".join([*(f"{name}::{kind} AS {name}" for name, kind in _TYPES.items()), f"{label} AS label", *order])


def _scan(connection: Any, data: Data, names: Sequence[str]) -> Any:
    if isinstance(data, Path):
        return connection.read_parquet([str(path) for path in files_of(data)], union_by_name=True)
    columns = list(dict.fromkeys(names))
    if isinstance(data, pd.DataFrame):
        return connection.from_arrow(pa.Table.from_pandas(data[columns], preserve_index=False))
    return connection.from_arrow(data.select(columns))


def _names_of(data: Data) -> list[str]:
    """Return the names of the columns; of several files, those that some file has."""
    if not isinstance(data, Path):
        return list(data.columns if isinstance(data, pd.DataFrame) else data.schema.names)
    names = dict[str, None]()
    for path in files_of(data):
        try:
            names |= dict.fromkeys(pq.read_schema(path).names)
        except (pa.ArrowException, OSError) as error:
            raise damaged_parquet(path, error) from None
    return list(names)


def files_of(path: Path) -> list[Path]:
    """Return the file, or those of the folder in order of name. Raises: when there is none, or it is a pipe."""
    if not path.exists():
        raise PixauthorError("files.missing", place=Place(path=str(path)))
    if path.is_file():
        return [path]
    if not path.is_dir():
        # A pipe would be waited for.
        raise PixauthorError("responses.not-regular", place=Place(path=str(path)))
    found = sorted(file for file in path.glob("*.parquet") if not file.name.startswith("."))
    if not found:
        raise PixauthorError("sources.no-files", place=Place(path=str(path)))
    return found
