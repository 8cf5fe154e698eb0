"""Waits that grow with every wrong code, per address and per code: guessing takes longer than anybody lives.

Kept in memory and never written: an address is personal data. A new start forgets, which costs a guesser more than it
gives him.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_WAIT: Final = 900.0
FORGIVEN_AFTER: Final = 1800.0
MOST: Final = 50_000
"""Names kept; of more, the one that was longest silent is forgotten."""


@dataclass(slots=True)
class _Tally:
    faults: int
    last: float


class Patience:
    """Counts faults by name.

    Args:
        free: faults without a wait. A class shares one address; a code is typed by one person.
        now: seconds that only grow.
    """

    def __init__(self, free: int, now: Callable[[], float]) -> None:
        """Begin without a fault."""
        self._free = free
        self._now = now
        self._tallies: OrderedDict[str, _Tally] = OrderedDict()

    def wait(self, name: str) -> int:
        """Return the seconds to wait before the next try, rounded up; 0 when there is no need."""
        tally = self._tallies.get(name)
        if tally is None or tally.faults < self._free:
            return 0
        pause = min(2.0 ** min(tally.faults - self._free + 1, 20), LONGEST_WAIT)
        return max(0, math.ceil(tally.last + pause - self._now()))

    def blame(self, name: str) -> None:
        """Count one more fault."""
        tally = self._tallies.pop(name, None)
        before = tally.faults if tally and self._now() - tally.last < FORGIVEN_AFTER else 0
        self._tallies[name] = _Tally(before + 1, self._now())
        while len(self._tallies) > MOST:
            self._tallies.popitem(last=False)

    def forgive(self, name: str) -> None:
        """Forget the faults of a name."""
        self._tallies.pop(name, None)
