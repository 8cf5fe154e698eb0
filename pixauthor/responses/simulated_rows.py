"""What simulated candidates typed, when, and how long they took: the rows of a file to import."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats
from pixauthor.responses.answer_pools import AnswerPool
from pixauthor.responses.model import SKIP_MARKER
from pixauthor.responses.simulated import Simulation, stream

_HEADER: Final = ("candidate", "item", "version", "answer", "seconds", "answered_at", "session", "simulated")
SKIPPED_SHARE: Final = 0.08
"""Of the wrong answers."""
# Response times are lognormal, with a speed of one's own (van der Linden 2006, doi:10.3102/10769986031002181).
_MEDIAN_SECONDS: Final = 45.0
_SPREAD_LOG_SECONDS: Final = 0.45
_SPREAD_SPEED: Final = 0.25
_FIRST_SESSION: Final = datetime(2026, 1, 5, 8)  # in UTC, as numpy wants it
_BETWEEN_CANDIDATES: Final = timedelta(seconds=97)


def encode_rows(simulation: Simulation, pools: Sequence[AnswerPool]) -> Iterator[tuple[str, ...]]:
    """Yield the header and rows of a long table of raw answers, every row marked as simulated.

    Args:
        simulation: who got what right.
        pools: answers to each item.
    """
    rng = stream(simulation.plan.seed, 4)
    choices = [_Choice(pool, _cumulate(rng.dirichlet(np.full(len(pool.wrong), 2.0)))) for pool in pools]
    speeds = rng.normal(0.0, _SPREAD_SPEED, len(simulation.candidates))
    yield (*_HEADER, *simulation.groups)
    for number, speed in enumerate(speeds):
        yield from _encode_candidate(simulation, number, speed, choices, rng)


def _encode_candidate(
    simulation: Simulation, number: int, speed: float, choices: "Sequence[_Choice]", rng: np.random.Generator
) -> Iterator[tuple[str, ...]]:
    scores, plan = simulation.scores[number], simulation.plan
    given = np.flatnonzero(~np.isnan(scores))
    seconds = rng.lognormal(np.log(_MEDIAN_SECONDS) - speed, _SPREAD_LOG_SECONDS, given.size).round(1)
    chances = rng.random(given.size).tolist()
    moments = (np.datetime64(_FIRST_SESSION + number * _BETWEEN_CANDIDATES, "s") + _seconds(seconds)).astype(str)
    groups = tuple(str(values[number]) for values in simulation.groups.values())
    for index, spent, moment, chance in zip(given.tolist(), seconds.tolist(), moments, chances, strict=True):
        item = simulation.items[index]
        answer = choices[index].draw(bool(scores[index]), chance)
        who_and_what = (simulation.candidates[number], item.id, str(item.version), answer)
        yield (*who_and_what, str(spent), f"{moment}Z", f"sim{plan.seed}-{plan.design}", "true", *groups)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The answers to an item with the popularity of the wrong ones, as cumulated shares."""

    pool: AnswerPool
    popularity: tuple[float, ...]

    def draw(self, right: bool, chance: float) -> str:
        if right:
            return self.pool.right[int(chance * len(self.pool.right))]
        if chance < SKIPPED_SHARE:
            return SKIP_MARKER
        return self.pool.wrong[bisect(self.popularity, (chance - SKIPPED_SHARE) / (1 - SKIPPED_SHARE))]


def _cumulate(shares: Floats) -> tuple[float, ...]:
    # The last one is left out: whatever the rounding, what is above the others belongs to it.
    return tuple(np.cumsum(shares)[:-1].tolist())


def _seconds(seconds: Floats) -> NDArray[np.timedelta64]:
    return np.cumsum(seconds).astype("timedelta64[s]")
