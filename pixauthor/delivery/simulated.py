"""A whole session with a simulated candidate, for demonstrations and tests: its journal says that it is simulated.

The candidate answers rightly with the probability of the 2PL model (a = 1: Rasch), on the scale where one level is one
logit, as the prediction of pix.md §3; what is answered comes from the item's own sample answers.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.delivery import engine
from pixauthor.delivery.events import Event, SessionStarted
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, step

MEDIAN_SECONDS: Final = 35.0
SPREAD: Final = 0.5
"""Standard deviation of the logarithm of seconds, lognormal (van der Linden, 2006, doi:10.3102/10769986031002181)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCandidate:
    """Ability in levels, and what one logit of it is worth on an item."""

    theta: float
    discrimination: float = 1.0

    def probability(self, difficulty: float) -> float:
        """Return the probability of a right answer to an item of this difficulty (in levels)."""
        return 1 / (1 + math.exp(self.discrimination * (difficulty - self.theta)))


def sample_answer(item: Item, *, right: bool, rng: random.Random) -> Any:
    """Return one of the item's sample answers that is right, or wrong; a skipped question when there is none."""
    wanted = "ok" if right else "ko"
    samples = [test.answer for test in item.tests if test.outcome == wanted and test.mode == "fixed"]
    return rng.choice(samples) if samples else None


def draw_seconds(_item: Item, rng: random.Random) -> float:
    """Return the seconds that an answer takes, alike for all items."""
    return rng.lognormvariate(math.log(MEDIAN_SECONDS), SPREAD)


def play(
    scope: Scope,
    started: SessionStarted,
    candidate: SimulatedCandidate,
    *,
    resolve: Callable[[Item, Any], Any] = lambda _item, answer: answer,
    pace: Callable[[Item, random.Random], float] = draw_seconds,
) -> tuple[Event, ...]:
    """Return all events of a session, the opening first.

    Args:
        scope: what may be asked.
        started: the opening; its seed decides questions and answers.
        candidate: who answers.
        resolve: turns a sample answer that names a file into the answer on the wire.
        pace: seconds that the candidate takes for an item.
    """
    rng = random.Random(f"{started.session}:{started.seed}")  # noqa: S311 - a simulation, no secret
    events: list[Event] = [started]
    state = step(SessionState(), started, scope)
    now = started.at

    def happen(event: Event) -> SessionState:
        events.append(event)
        return step(state, event, scope)

    while item := engine.next_item(state, scope):
        state = happen(engine.serve(state, item, now))
        seconds = round(pace(item, rng), 1)
        now += timedelta(seconds=seconds)
        right = rng.random() < candidate.probability(item.level)
        value = resolve(item, sample_answer(item, right=right, rng=rng))
        state = happen(engine.answer(state, scope, value, seconds=seconds, at=now))
    happen(engine.close(state, scope, now))
    return tuple(events)
