"""One way in: a long table, and where its answers are worked on."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from pixauthor.calibration.sources.encode import encode
from pixauthor.calibration.sources.encoded import Encoded
from pixauthor.calibration.sources.numbering import Bounds
from pixauthor.calibration.sources.streamed import Streamed
from pixauthor.calibration.sources.table import Data
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import Answers
from pixauthor.irt.expect import InMemory, Source


def open_source(
    data: Data,
    items: Mapping[str, Bounds] | None = None,
    *,
    group: str | None = None,
    scheduler: str | None = None,
    low_memory: bool = False,
    folder: Path | None = None,
    dtype: type[np.floating] = np.float64,
) -> tuple[Source, Encoded]:
    """Return the answers of a long table as estimation takes them, and what they are about.

    Args:
        data: the table.
        items: as for ``encode``.
        group: a column of groups.
        scheduler: address of a Dask cluster; this machine by default.
        low_memory: keep the answers in a temporary file.
        folder: of this file; that of the system by default, which may itself be in memory.
        dtype: of the tables.

    Raises:
        PixauthorError: as ``encode`` and ``source_of``.
    """
    encoded = encode(data, items, group=group, folder=(folder or Path(gettempdir())) if low_memory else None)
    return source_of(encoded.answers, scheduler=scheduler, low_memory=low_memory, dtype=dtype), encoded


def source_of(
    answers: Answers,
    *,
    scheduler: str | None = None,
    low_memory: bool = False,
    dtype: type[np.floating] = np.float64,
) -> Source:
    """Return answers as estimation takes them; arguments as for ``open_source``.

    Raises:
        PixauthorError: when the cluster cannot be reached, or what it needs is not installed.
    """
    if scheduler is None:
        return Streamed(answers, dtype) if low_memory else InMemory(answers, dtype)
    try:
        from pixauthor.calibration.sources.cluster import ClusterSource
    except ModuleNotFoundError as error:
        raise PixauthorError("sources.no-dask", module=error.name) from None
    return ClusterSource(scheduler, answers, dtype)
