"""Which number each candidate, group, item and category of a long table has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pixauthor.calibration.categories import RIGHT
from pixauthor.calibration.sources.table import Table
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints

Bounds: TypeAlias = Sequence[float] | Floats
ROWS: Final = "responses JOIN persons USING (candidate) JOIN wanted USING (item, version)"
"""The rows that count, with ``person``, ``position`` (of the item), ``first`` (its first column) and the scores
``reached_1``, ``reached_2``, … from which its higher categories are."""
_EXACT: Final = 1e-9
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
        bounds: the scores from which the categories of each item are reached, (n_items,).
        labels: candidates in alphabetical order, an Arrow array, (n_persons,).
        groups: in alphabetical order, (n_groups,).
        members: number of each candidate's group, (n_persons,).
        n_ungrouped: candidates without a group, who have no number.
        several: some of those with several groups, who have none either.
    """

    items: tuple[str, ...]
    bounds: tuple[Floats, ...]
    labels: pa.Array
    groups: tuple[str, ...]
    members: NDArray[np.int32]
    n_ungrouped: int
    several: tuple[str, ...]

    @property
    def n_categories(self) -> Ints:
        """Categories of each item, (n_items,)."""
        return np.array([bound.size for bound in self.bounds], np.int64)

    @property
    def column(self) -> str:
        """The column of a row's answer, in SQL: that of the last category whose score it reaches."""
        steps = max((bound.size for bound in self.bounds), default=1)
        return " + ".join(["first", *(f"(score >= reached_{k})::BIGINT" for k in range(1, steps))])

    @property
    def n_columns(self) -> int:
        """Number of categories of all items."""
        return int(self.n_categories.sum())


def number(table: Table, items: Mapping[str, Bounds] | None) -> Numbering:
    """Return the numbers, and write them to the database: the tables of ``ROWS``.

    Args:
        table: open.
        items: as for ``encode.encode``.

    Raises:
        PixauthorError: when a row names no candidate.
    """
    if items is None:
        items = dict.fromkeys(item_names(table), RIGHT)
    names = tuple(sorted(items))
    bounds = tuple(np.asarray(items[name], float) for name in names)
    _write_items(table, names, bounds)
    table.execute(f"CREATE TEMP TABLE people AS {_PEOPLE[table.grouped]}")
    if table.query("SELECT 1 FROM people WHERE candidate IS NULL").num_rows:
        raise PixauthorError("sources.no-candidate", place=table.place)
    table.execute(
        "CREATE TEMP TABLE persons AS SELECT candidate, row_number() OVER (ORDER BY candidate) - 1 AS person, "
        "dense_rank() OVER (ORDER BY least) - 1 AS member, least AS label FROM people WHERE least = most"
    )
    persons = table.query("SELECT candidate, member::INTEGER AS member FROM persons ORDER BY person")
    groups = table.query("SELECT DISTINCT member, label FROM persons ORDER BY member")
    several = table.query("SELECT candidate FROM people WHERE least != most ORDER BY candidate LIMIT 6")
    ungrouped = "(SELECT DISTINCT candidate FROM responses) ANTI JOIN people USING (candidate)"
    n_ungrouped = table.count(ungrouped) if table.grouped else 0
    table.execute("DROP TABLE people")
    return Numbering(
        items=names,
        bounds=bounds,
        labels=persons["candidate"].combine_chunks(),
        groups=tuple(groups["label"].to_pylist()),
        members=persons["member"].to_numpy(),
        n_ungrouped=n_ungrouped,
        several=tuple(several["candidate"].to_pylist()),
    )


def item_names(table: Table) -> list[str]:
    """Return the items of a table, as ``id@version``."""
    found = table.query("SELECT item || '@' || version AS name FROM (SELECT DISTINCT item, version FROM responses)")
    return [str(name) for name in found["name"].drop_null().to_pylist()]


def _write_items(table: Table, names: tuple[str, ...], bounds: tuple[Floats, ...]) -> None:
    split = [name.rpartition("@") for name in names]
    sizes = np.array([bound.size for bound in bounds], np.int64)
    reached = np.full((len(names), int(sizes.max(initial=1))), np.inf)
    for row, bound in zip(reached, bounds, strict=True):
        row[: bound.size] = bound - _EXACT
    columns = {
        "item": pa.array([item for item, _, _ in split], pa.string()),
        "version": pa.array([int(version) for _, _, version in split], pa.int32()),
        "position": np.arange(len(names)),
        "first": np.cumsum(sizes) - sizes,
        **{f"reached_{k}": reached[:, k] for k in range(1, reached.shape[1])},
    }
    table.connection.from_arrow(pa.table(columns)).create("wanted")


def number_rows(table: Table, numbering: Numbering) -> Iterator[Ints]:
    """Yield ``person * n_columns + column`` of every row that counts, in any order.

    Raises:
        PixauthorError: when a score is not between 0 and 1.
    """
    place = f"person * {numbering.n_columns} + {numbering.column}"
    key = f"CASE WHEN score BETWEEN 0 AND 1 THEN {place} ELSE -1 END"
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
