"""Which scores somebody got at each item, of a table of any size."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pixauthor.calibration.sources.encode import LOW_MEMORY, room
from pixauthor.calibration.sources.table import Data, open_table
from pixauthor.irt.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """The different scores at an item: how many there are, and the lowest of them, ascending."""

    n: int
    lowest: Floats


def score_levels(data: Data, most: int, *, folder: Path | None = None) -> Mapping[str, Levels]:
    """Return the scores at each item, by ``id@version``, rounded to nine decimals.

    Args:
        data: the table.
        most: scores of an item that are told.
        folder: where DuckDB may write what does not fit in little memory, as for ``encode``.

    Raises:
        PixauthorError: as ``encode``.
    """
    met = "SELECT DISTINCT item, version, round(score, 9) AS score FROM responses WHERE score BETWEEN 0 AND 1"
    counted = (
        f"SELECT item || '@' || version AS name, score, count(*) OVER one AS n, "  # noqa: S608 no name is in it
        f"row_number() OVER (PARTITION BY item, version ORDER BY score) AS place FROM ({met}) "
        "WINDOW one AS (PARTITION BY item, version)"
    )
    memory = LOW_MEMORY if folder else None
    with room(folder), open_table(data, group=None, folder=folder, memory=memory) as table:
        rows = table.query(f"SELECT name, score, n FROM ({counted}) WHERE place <= {most} ORDER BY name, score")  # noqa: S608
    frame = rows.to_pandas()
    return {
        str(name): Levels(n=int(part["n"].iloc[0]), lowest=np.asarray(part["score"], float))
        for name, part in frame.groupby("name", sort=False)
    }
