"""How fast one sitting may ask: more than any person does, less than what would keep the others waiting.

Counted in the memory of each process, since nothing of it has to outlive one. Who asks too fast is told to wait.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

AT_ONCE: Final = 600
"""Requests without a pause: a whole sitting of sixteen competences, however fast it is answered."""
A_SECOND: Final = 5.0
"""And from then on; the page itself asks once in two seconds."""
MOST: Final = 20_000
"""Sittings that are counted at a time; of more, the one that was longest silent is forgotten."""


class Pace:
    """A bucket for each name, which empties by one at each request and fills again as time goes by."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets; ``now`` tells seconds."""
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """Count a request and return 0; after too many, count nothing and return the seconds to wait, rounded up."""
        now = self._now()
        left, last = self._buckets.pop(name, (float(AT_ONCE), now))
        left = min(float(AT_ONCE), left + (now - last) * A_SECOND)
        late = left < 1
        self._buckets[name] = (left if late else left - 1, now)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return math.ceil((1 - left) / A_SECOND) if late else 0
