"""A long array that grows at its end, in memory or in a temporary file that is gone when nobody uses it."""

from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.int32]


class ColumnStore:
    """Columns written one part after the other.

    Args:
        folder: of the temporary file; in memory when it is None.
    """

    def __init__(self, folder: Path | None) -> None:
        # Without a name from the start (on Windows: gone when closed), so that no crash leaves it behind.
        self._file = TemporaryFile(dir=folder) if folder else None  # noqa: SIM115 closed by finish
        self._parts: list[Columns] = []
        self.size = 0

    def append(self, part: Columns) -> None:
        """Write a part at the end."""
        self.size += part.size
        if self._file:
            part.tofile(self._file)
        else:
            self._parts.append(part)

    def finish(self) -> Columns:
        """Return all parts as one array; that of a file reads from the disk what is asked of it."""
        if self._file is None:
            return np.concatenate([np.empty(0, np.int32), *self._parts])
        self._file.flush()
        if not self.size:
            return np.empty(0, np.int32)
        with self._file as file:
            return np.memmap(file, np.int32, "r+", shape=(self.size,))
