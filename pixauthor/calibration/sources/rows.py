"""The rows of some candidates, out of a table of any size."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pixauthor.calibration.sources.table import files_of, open_table
from pixauthor.responses.frame import SCHEMA, combine, to_frame
from pixauthor.responses.model import GROUP_PREFIX
from pixauthor.responses.parquet_reader import damaged_parquet

_UNSAID: Final = {"status": "", "session": "", "source": "", "simulated": False}
"""What columns hold that must hold something, where a file lacks them."""


def rows_of(data: Path, candidates: pa.Array) -> pd.DataFrame:
    """Return the responses of some candidates, as ``responses.store.load_responses`` would.

    Args:
        data: a Parquet file, or a folder of them.
        candidates: an Arrow array of texts.

    Raises:
        PixauthorError: when there is no such file, or it is damaged.
    """
    wanted = pc.field("candidate").isin(candidates)
    tables = []
    for path in files_of(data):
        with _refusing(path):
            tables.append(_complete(pq.read_table(path, filters=wanted)))
    return to_frame(combine(tables))


def candidates_of(data: Path) -> pa.Array:
    """Return the candidates of a table in alphabetical order, an Arrow array. Raises as ``rows_of``."""
    with open_table(data, group=None, folder=None, memory=None) as table:
        found = table.query("SELECT DISTINCT candidate FROM responses WHERE candidate IS NOT NULL ORDER BY candidate")
    return found["candidate"].combine_chunks()


def count_rows(data: Path) -> int:
    """Return the number of rows, without a look at them. Raises as ``rows_of``."""
    n = 0
    for path in files_of(data):
        with _refusing(path):
            n += pq.read_metadata(path).num_rows
    return n


def any_simulated(data: Path) -> bool:
    """Return whether any response is simulated. Raises as ``rows_of``."""
    return any(_simulated(path) for path in files_of(data))


def _simulated(path: Path) -> bool:
    with _refusing(path), pq.ParquetFile(path) as file:
        if "simulated" not in file.schema_arrow.names:
            return False
        return any(bool(pc.any(batch.column(0)).as_py()) for batch in file.iter_batches(columns=["simulated"]))


def _complete(table: pa.Table) -> pa.Table:
    """Return a table with the columns and types of stored responses."""
    groups = [pa.field(name, pa.string()) for name in table.column_names if name.startswith(GROUP_PREFIX)]
    fields = [*SCHEMA, *groups]
    return pa.Table.from_arrays([_column(table, field) for field in fields], schema=pa.schema(fields))


def _column(table: pa.Table, field: pa.Field) -> Any:
    if field.name in table.column_names:
        return table[field.name].cast(field.type)
    return pa.repeat(pa.scalar(_UNSAID.get(field.name), field.type), table.num_rows)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise damaged_parquet(path, error) from None
