"""Putting the numbers of rows in order, with no more of them in memory at once than one part."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

import numpy as np

from pixauthor.irt.arrays import Ints


class Heap(Protocol):
    """Where numbers wait until all of their part are there."""

    def add(self, piece: Ints) -> None:
        """Keep some numbers."""

    def take(self) -> Ints:
        """Return all numbers kept, and let go of them."""


class InMemory:
    """Numbers in memory."""

    def __init__(self) -> None:
        self._pieces: list[Ints] = []

    def add(self, piece: Ints) -> None:
        """Keep some numbers."""
        self._pieces.append(piece)

    def take(self) -> Ints:
        """Return all numbers kept, and let go of them."""
        pieces, self._pieces = self._pieces, []
        return np.concatenate([np.empty(0, np.int64), *pieces])


class InFile:
    """Numbers in a file without a name."""

    def __init__(self, file: IO[Any]) -> None:
        self._file = file

    def add(self, piece: Ints) -> None:
        """Keep some numbers."""
        self._file.write(piece.tobytes())

    def take(self) -> Ints:
        """Return all numbers kept, and let go of them."""
        self._file.seek(0)
        numbers = np.frombuffer(self._file.read(), np.int64).copy()
        self._file.close()
        return numbers


def sort_in_parts(numbers: Iterable[Ints], ends: Ints, folder: Path | None) -> Iterator[Ints]:
    """Yield numbers in order: those below ``ends[0]``, then the others below ``ends[1]``, and so on.

    Args:
        numbers: in any order, a batch at a time.
        ends: of the parts, ascending; every number is below the last.
        folder: where numbers wait in files; in memory when it is None.
    """
    with ExitStack() as stack:
        heaps: list[Heap] = [
            InFile(stack.enter_context(TemporaryFile(dir=folder))) if folder else InMemory() for _ in ends
        ]
        for batch in numbers:
            # Sorted first, a batch is one slice for each part.
            ordered = np.sort(batch)
            pieces = np.split(ordered, np.searchsorted(ordered, ends[:-1]))
            for heap, piece in zip(heaps, pieces, strict=True):
                heap.add(piece)
        for heap in heaps:
            part = heap.take()
            part.sort()
            yield part
