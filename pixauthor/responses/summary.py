"""What the stored responses amount to, counted by DuckDB over the Parquet parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb

from pixauthor.errors import PixauthorError, Place
from pixauthor.responses.model import GROUP_PREFIX
from pixauthor.responses.store import load_part, part_paths, responses_dir

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TOTALS: Final = """
    SELECT count(DISTINCT candidate), count(DISTINCT (item, version)), count(*),
           epoch_us(min(answered_at)), epoch_us(max(answered_at)),
           avg(simulated::INT), count(DISTINCT source), avg((status = 'aband')::INT)
    FROM responses
"""
_ITEMS: Final = """
    SELECT item, version, count(*), avg(score), median(seconds), avg((status = 'aband')::INT)
    FROM responses GROUP BY item, version ORDER BY item, version
"""
_GROUPS: Final = """
    SELECT {column}, count(DISTINCT candidate), count(*), avg(score)
    FROM responses WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY {column}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSummary:
    """One item at one version: ``p`` is the mean score, ``seconds`` the median time (None: unknown)."""

    item: str
    version: int
    n: int
    p: float
    seconds: float | None
    skipped: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """One value of one group variable."""

    value: str
    n_candidates: int
    n_answers: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesSummary:
    """Counts over all stored responses. ``simulated`` and ``skipped`` are shares from 0 to 1; moments are in UTC."""

    n_candidates: int
    n_items: int
    n_answers: int
    first_at: datetime | None
    last_at: datetime | None
    simulated: float
    n_sources: int
    skipped: float
    items: tuple[ItemSummary, ...]
    groups: Mapping[str, tuple[GroupSummary, ...]]


def summarize_responses(exports_dir: Path) -> ResponsesSummary:
    """Return what the stored responses amount to.

    Raises:
        PixauthorError: when there is none, or a part is damaged.
    """
    paths = part_paths(exports_dir)
    if not paths:
        raise PixauthorError("responses.none", place=Place(path=str(responses_dir(exports_dir))))
    names = {name for path in paths for name in load_part(path).column_names}  # refuses a damaged part first
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as database:
        database.read_parquet([str(path) for path in paths], union_by_name=True).create_view("responses")
        n_candidates, n_items, n_answers, first, last, simulated, n_sources, skipped = _query(database, _TOTALS)[0]
        return ResponsesSummary(
            n_candidates=n_candidates,
            n_items=n_items,
            n_answers=n_answers,
            n_sources=n_sources,
            first_at=_moment(first),
            last_at=_moment(last),
            simulated=simulated,
            skipped=skipped,
            items=tuple(_item(row) for row in _query(database, _ITEMS)),
            groups={name: _groups(database, name) for name in sorted(names) if name.startswith(GROUP_PREFIX)},
        )


def _query(database: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return database.execute(query).fetchall()


def _item(row: tuple[Any, ...]) -> ItemSummary:
    item, version, n, p, seconds, skipped = row
    return ItemSummary(item=item, version=version, n=n, p=p, seconds=seconds, skipped=skipped)


def _groups(database: duckdb.DuckDBPyConnection, name: str) -> tuple[GroupSummary, ...]:
    column = '"' + name.replace('"', '""') + '"'
    return tuple(
        GroupSummary(value=value, n_candidates=n_candidates, n_answers=n_answers, p=p)
        for value, n_candidates, n_answers, p in _query(database, _GROUPS.format(column=column))
    )


def _moment(microseconds: int | None) -> datetime | None:
    # Not as a TIMESTAMPTZ: duckdb would want pytz to hand it over.
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
