"""Whose turn it is to write, among processes that write to one file.

SQLite lets who finds the file taken sleep and try again; here he is woken as soon as the other is done.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType


class Turns:
    """A lock on a file beside the journal, for ``with``, in one thread of a process; a killed one lets go."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises ``OSError``."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        """Wait for the turn."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, way: TracebackType | None
    ) -> None:
        """Let the next one write."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
