"""From a long table of responses to sparse answers: seconds for tens of millions, and little memory if need be.

Each response becomes one integer, ``person * n_columns + column``, persons numbered in alphabetical order. Sorted,
these are the answers, and two neighbours of one person and one item are a repeated answer, of which the first counts.
Only when two such answers differ are the times looked up.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import numpy as np
import pyarrow as pa

from pixauthor.calibration.sources.arranging import arrange
from pixauthor.calibration.sources.encoded import Encoded, without_empty
from pixauthor.calibration.sources.numbering import Bounds, number, number_rows
from pixauthor.calibration.sources.repeats import settle
from pixauthor.calibration.sources.table import Data, open_table
from pixauthor.errors import PixauthorError, Place
from pixauthor.irt.answers import Answers

LOW_MEMORY: Final = "1GB"
"""What DuckDB may use when answers go to a file."""


def encode(
    data: Data,
    items: Mapping[str, Bounds] | None = None,
    *,
    group: str | None = None,
    folder: Path | None = None,
) -> Encoded:
    """Return the answers of a long table; the order of its rows does not matter.

    A score from 0 to 1 becomes the last category whose score it reaches.

    Args:
        data: the table.
        items: those to keep, by ``id@version``, with the scores from which their categories are reached; all items,
            wrong and right, by default.
        group: a column of groups; candidates without a group, or with several, are left out.
        folder: where a temporary file takes the answers, which otherwise stay in memory.

    Raises:
        PixauthorError: when the data cannot be read, a score is not between 0 and 1, no answer is left, or there is no
            room for temporary files.
    """
    with room(folder), open_table(data, group=group, folder=folder, memory=LOW_MEMORY if folder else None) as table:
        numbering = number(table, items)
        n_rows = table.count("responses")
        found = arrange(number_rows(table, numbering), numbering, n_rows, folder)
        if not found.columns.size:
            raise PixauthorError("sources.no-answers", place=table.place)
        if found.disputed.size:
            settle(table, numbering, found)
    ones = np.ones(len(numbering.labels))
    everyone = Answers(np.zeros(1, np.int64), found.columns, numbering.n_columns, numbering.members, ones)
    answers, there = without_empty(everyone, found.lengths)
    return Encoded(
        answers=answers,
        items=numbering.items,
        bounds=numbering.bounds,
        counts=found.counts,
        groups=numbering.groups,
        labels=numbering.labels.filter(pa.array(there)),
        n_left_out=n_rows - found.columns.size - found.n_repeated,
        n_repeated=found.n_repeated,
        n_ungrouped=numbering.n_ungrouped,
        several=numbering.several,
    )


@contextmanager
def room(folder: Path | None) -> Iterator[None]:
    """Make the folder of temporary files, and say so when it is full."""
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        place = Place(path=str(folder or gettempdir()))
        raise PixauthorError("sources.no-room", place=place, reason=error.strerror or str(error)) from None
