"""The index of a bank, read beside the page: thousands of new files take seconds, and the page is there at once."""

import threading
import time
from collections.abc import Callable
from typing import Final

from pixauthor.bank.search_index import Index
from pixauthor.bank.search_store import CACHE_FILE, load_index
from pixauthor.calibration.measures import load_measures
from pixauthor.errors import PixauthorError
from pixauthor.workspace import Workspace

BETWEEN_SECONDS: Final = 0.2
"""How far it is, is told no more often."""


class Loading(threading.Thread):
    """One reading of the bank. Inherits from Thread, which is how Python runs something beside something else."""

    def __init__(
        self, workspace: Workspace, tell: Callable[[int, int], None], ready: Callable[[Index, str], None]
    ) -> None:
        """Prepare to read.

        Args:
            workspace: whose items are read; what was read is kept under its ``exports/``.
            tell: told how many of the changed files are read, of how many.
            ready: given the index, and why the last calibration could not be read ("" when it could).
        """
        super().__init__(daemon=True)
        self._workspace, self._tell, self._ready = workspace, tell, ready
        self._told = time.monotonic()

    def run(self) -> None:
        """Read, and say so."""
        fault = ""
        try:
            measured = load_measures(self._workspace.exports_dir)
        except PixauthorError as error:
            measured, fault = {}, error.render()
        cache = self._workspace.exports_dir / CACHE_FILE
        index = load_index(self._workspace.items_dir, cache=cache, measured=measured, on_progress=self._advance)
        self._ready(index, fault)

    def _advance(self, done: int, of: int) -> None:
        if time.monotonic() - self._told > BETWEEN_SECONDS:
            self._told = time.monotonic()
            self._tell(done, of)
