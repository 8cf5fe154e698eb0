"""Responses as Arrow and pandas tables, always with the same columns in the same order and types."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import pandas as pd
import pyarrow as pa

from pixauthor.responses.model import COLUMNS, GROUP_PREFIX
from pixauthor.responses.rows import Response

SCHEMA: Final = pa.schema(
    [
        pa.field("candidate", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("answer", pa.string()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("seconds", pa.float64()),
        pa.field("answered_at", pa.timestamp("us", tz="UTC")),
        pa.field("session", pa.string(), nullable=False),
        pa.field("simulated", pa.bool_(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
    ]
)
PLACE: Final = pa.schema([pa.field("line", pa.int64()), pa.field("column", pa.string())])
ORDER: Final = [(name, "ascending") for name in ("candidate", "item", "version", "session", "answered_at", "source")]
_BATCH: Final = 50_000
_FIELDS: Final = tuple(name for name in COLUMNS if name != "source")


def encode_responses(responses: Iterable[Response], groups: Sequence[str], source: str) -> pa.Table:
    """Return responses as a table, with ``line`` and ``column`` after the columns of ``SCHEMA`` and the groups.

    Args:
        responses: read a batch at a time, so that a large file is never in memory as Python values.
        groups: names of the group columns, ``group_…``, in the order of ``Response.groups``.
        source: digest of the file.
    """
    iterator = iter(responses)
    batches = []
    while batch := list(islice(iterator, _BATCH)):
        batches.append(_encode_batch(batch, groups, source))
    return pa.concat_tables(batches) if batches else _schema(groups).empty_table()


def _encode_batch(batch: Sequence[Response], groups: Sequence[str], source: str) -> pa.Table:
    columns = dict(zip(Response._fields, zip(*batch, strict=True), strict=True))
    values = zip(*columns["groups"], strict=True) if groups else ()
    arrays = [
        *(columns[name] for name in _FIELDS),
        [source] * len(batch),
        *([value or None for value in group] for group in values),
        columns["line"],
        columns["column"],
    ]
    schema = _schema(groups)
    return pa.Table.from_arrays(
        [pa.array(array, field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema
    )


def _schema(groups: Sequence[str]) -> pa.Schema:
    return pa.schema([*SCHEMA, *(pa.field(name, pa.string()) for name in groups), *PLACE])


def without_place(table: pa.Table) -> pa.Table:
    """Return the table as it is stored: sorted, and without the place that each row had in its file."""
    return arrange(table.drop_columns(PLACE.names))


def arrange(table: pa.Table) -> pa.Table:
    """Return the table with its groups in alphabetical order and its rows in the order of ``ORDER``."""
    groups = sorted(name for name in table.column_names if name.startswith(GROUP_PREFIX))
    return table.select([*COLUMNS, *groups]).sort_by(ORDER)


def combine(tables: Sequence[pa.Table]) -> pa.Table:
    """Return one table of several: groups that a table lacks are null in its rows."""
    return arrange(pa.concat_tables([SCHEMA.empty_table(), *tables], promote_options="default"))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return the table as a data frame: the long table of ``responses.model``."""
    frame: pd.DataFrame = table.to_pandas()
    return frame
