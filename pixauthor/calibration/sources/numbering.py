"""Which number each candidate, group, item and category of a long table has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pixauthor.calibration.sources.table import Table
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Ints

ROWS: Final = "responses JOIN persons USING (candidate) JOIN wanted USING (item, version)"
"""The rows that count, with ``person``, ``position`` (of the item), ``first`` (its first column) and ``steps``."""
COLUMN: Final = "first + floor(score * steps + 1e-9)::BIGINT"
"""Half a point is no success: a score is rounded down to the category that is fully reached."""

_PEOPLE: Final = {
    False: "SELECT candidate, '' AS least, '' AS most FROM (SELECT DISTINCT candidate FROM responses)",
    True: "SELECT candidate, min(label) AS least, max(label) AS most FROM responses "
    "WHERE label != '' OR candidate IS NULL GROUP BY candidate",
}
"""Candidates with the first and the last of their groups, without and with a column of groups."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbering:
    """Names by number.

    Args:
        items: ``id@version``, in alphabetical order, (n_items,).
        n_categories: of each item, (n_items,).
        labels: candidates in alphabetical order, an Arrow array, (n_persons,).
        groups: in alphabetical order, (n_groups,).
        members: number of each candidate's group, (n_persons,).
    """

    items: tuple[str, ...]
    n_categories: Ints
    labels: pa.Array
    groups: tuple[str, ...]
    members: NDArray[np.int32]

    @property
    def n_columns(self) -> int:
        """Number of categories of all items."""
        return int(self.n_categories.sum())


def number(table: Table, items: Mapping[str, int] | None) -> Numbering:
    """Return the numbers, and write them to the database: the tables of ``ROWS``.

    Args:
        table: open.
        items: categories of each item to keep, by ``id@version``; all, two categories each, by default.

    Raises:
        PixauthorError: when a row names no candidate.
    """
    if items is None:
        found = table.query("SELECT item || '@' || version AS name FROM (SELECT DISTINCT item, version FROM responses)")
        items = dict.fromkeys(found["name"].drop_null().to_pylist(), 2)
    names = tuple(sorted(items))
    n_categories = np.array([items[name] for name in names], np.int64)
    _write_items(table, names, n_categories)
    table.execute(f"CREATE TEMP TABLE people AS {_PEOPLE[table.grouped]}")
    if table.query("SELECT 1 FROM people WHERE candidate IS NULL").num_rows:
        raise PixauthorError("sources.no-candidate", place=table.place)
    table.execute(
        "CREATE TEMP TABLE persons AS SELECT candidate, row_number() OVER (ORDER BY candidate) - 1 AS person, "
        "dense_rank() OVER (ORDER BY least) - 1 AS member, least AS label FROM people WHERE least = most"
    )
    table.execute("DROP TABLE people")
    persons = table.query("SELECT candidate, member::INTEGER AS member FROM persons ORDER BY person")
    groups = table.query("SELECT DISTINCT member, label FROM persons ORDER BY member")
    return Numbering(
        items=names,
        n_categories=n_categories,
        labels=persons["candidate"].combine_chunks(),
        groups=tuple(groups["label"].to_pylist()),
        members=persons["member"].to_numpy(),
    )


def _write_items(table: Table, names: tuple[str, ...], n_categories: Ints) -> None:
    split = [name.rpartition("@") for name in names]
    columns = {
        "item": pa.array([item for item, _, _ in split], pa.string()),
        "version": pa.array([int(version) for _, _, version in split], pa.int32()),
        "position": np.arange(len(names)),
        "first": np.cumsum(n_categories) - n_categories,
        "steps": n_categories - 1,
    }
    table.connection.from_arrow(pa.table(columns)).create("wanted")


def number_rows(table: Table, n_columns: int) -> Iterator[Ints]:
    """Yield ``person * n_columns + column`` of every row that counts, in any order.

    Raises:
        PixauthorError: when a score is not between 0 and 1.
    """
    key = f"CASE WHEN score BETWEEN 0 AND 1 THEN person * {n_columns} + {COLUMN} ELSE -1 END"
    wrong = False
    for batch in table.batches(f"SELECT {key} AS key FROM {ROWS}"):  # noqa: S608 nothing of the data is in it
        values = batch.column(0).to_numpy(zero_copy_only=False)
        wrong |= bool(values.min(initial=0) < 0)
        yield values[values >= 0] if wrong else values
    if wrong:
        # Not before: while one query runs, there can be no other.
        raise _impossible(table)


def _impossible(table: Table) -> PixauthorError:
    wrong = "NOT coalesce(score BETWEEN 0 AND 1, false)"
    first = table.query(
        f"SELECT candidate, item, version, score FROM {ROWS} WHERE {wrong} ORDER BY ALL LIMIT 1"  # noqa: S608
    ).to_pylist()[0]
    n = table.count(f"{ROWS} WHERE {wrong}")
    return PixauthorError("sources.score", place=table.place, n=n, **first)
