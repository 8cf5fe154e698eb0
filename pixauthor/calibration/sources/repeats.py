"""Which of several answers of one candidate to one item counts: the first, as in ``responses.matrix``."""

import numpy as np
import pyarrow as pa

from pixauthor.calibration.sources.arranging import Arranged
from pixauthor.calibration.sources.numbering import ROWS, Numbering
from pixauthor.calibration.sources.table import Table
from pixauthor.irt.arrays import Ints


def settle(table: Table, numbering: Numbering, found: Arranged) -> None:
    """Write the first answer in place of each that is disputed, and count it instead.

    Equal or unknown times are told apart by session, then source, as in the order in which responses are stored.

    Args:
        table: open, with the rows of ``numbering.ROWS``.
        numbering: of items and persons.
        found: changed in place.
    """
    item_of = np.repeat(np.arange(len(numbering.items)), numbering.n_categories)
    persons = np.searchsorted(np.cumsum(found.lengths), found.disputed, side="right")
    before = found.columns[found.disputed]
    pairs = pa.table({"person": persons, "position": item_of[before], "place": np.arange(before.size)})
    table.connection.from_arrow(pairs).create("disputed")
    order = ", ".join([*(f"{name} NULLS LAST" for name in table.order), "score"])
    turns = (  # no name from outside is in it
        f"SELECT place, {numbering.column} AS answered, "  # noqa: S608
        f"row_number() OVER (PARTITION BY place ORDER BY {order}) AS turn "
        f"FROM {ROWS} JOIN disputed USING (person, position)"
    )
    winners = table.query(f"SELECT answered FROM ({turns}) WHERE turn = 1 ORDER BY place")  # noqa: S608
    after: Ints = winners["answered"].to_numpy().astype(np.int32)
    found.columns[found.disputed] = after
    n_columns = numbering.n_columns
    found.counts[...] += np.bincount(after, minlength=n_columns) - np.bincount(before, minlength=n_columns)
