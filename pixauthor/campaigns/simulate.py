"""A simulated class takes a campaign, by the real engine of self-positioning (pix.md §3).

Everything here comes from a model and says so: pupils answer by the Rasch model on the scale where one level is one
logit, so a pupil of level 3 answers half of the items of level 3 rightly. Equal seeds give equal numbers, whatever the
order of the bank, and pupil k of a class is the same in any class of the same design.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.campaigns.duration import SPREAD, estimate_seconds
from pixauthor.campaigns.model import Campaign, Stage
from pixauthor.campaigns.plan import OPERATIVE, Plan
from pixauthor.campaigns.progress import has_badge, mastery, reached_stage
from pixauthor.delivery import engine
from pixauthor.delivery.events import Event, ItemServed, SessionStarted
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import fold
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.errors import PixauthorError

MAX_PUPILS: Final = 2000
_START: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Sessions of a simulation have no day."""

Resolve = Callable[[Item, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDesign:
    """How many pupils, of which abilities, and the seed of all chance.

    ``weights`` gives the share of each level (any unit); a pupil of level k lies between k - 0.5 and k + 0.5. Empty:
    abilities are spread evenly from ``low`` to ``high`` (in levels).
    """

    pupils: int = 30
    seed: int = 1
    weights: Mapping[int, float] | None = None
    low: float = 0.5
    high: float = 5.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """What became of one simulated pupil; ``theta`` in levels, ``level`` the nearest whole one."""

    number: int
    theta: float
    items: tuple[str, ...]
    seconds: float
    validated: frozenset[str]
    mastery: int
    stage: Stage | None
    badges: tuple[str, ...]

    @property
    def level(self) -> int:
        """The level that the ability belongs to, from 1."""
        return max(1, int(self.theta + 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A class that took a campaign."""

    plan: Plan
    design: ClassDesign
    pupils: tuple[Pupil, ...]


def require_design(design: ClassDesign) -> ClassDesign:
    """Return a design that can be run.

    Raises:
        PixauthorError: for no pupil, too many, a share below zero, or abilities out of order.
    """
    if not 1 <= design.pupils <= MAX_PUPILS:
        raise PixauthorError("campaign.bad-class", pupils=design.pupils, most=MAX_PUPILS)
    weights = design.weights
    if weights is not None and (any(one < 0 for one in weights.values()) or not sum(weights.values()) > 0):
        raise PixauthorError("campaign.bad-shares")
    if not -3 <= design.low <= design.high <= 12:
        raise PixauthorError("campaign.bad-range", low=design.low, high=design.high)
    return design


def abilities(design: ClassDesign) -> tuple[float, ...]:
    """Return the ability of each pupil: strata of equal weight, one pupil in each, so that a small class is typical."""
    rng = random.Random(f"abilities:{design.seed}")  # noqa: S311 - a simulation, no secret
    drawn = [(number + rng.random()) / design.pupils for number in range(design.pupils)]
    if design.weights is None:
        return tuple(design.low + (design.high - design.low) * one for one in drawn)
    return tuple(_quantile(design.weights, one) for one in drawn)


def _quantile(weights: Mapping[int, float], share: float) -> float:
    """Return the ability below which ``share`` of the population lies; each level is spread evenly over its logit."""
    left = share * sum(weights.values())
    known = [(level, weight) for level, weight in sorted(weights.items()) if weight > 0]
    for level, weight in known:
        if left <= weight:
            return level - 0.5 + left / weight
        left -= weight
    return known[-1][0] + 0.5


def simulate_class(plan: Plan, design: ClassDesign, *, resolve: Resolve) -> Iterator[Pupil]:
    """Yield the pupils of a class one after the other, each when it has finished.

    Args:
        plan: what can be served.
        design: who takes it.
        resolve: turns a sample answer that names a file into the answer on the wire.

    Raises:
        PixauthorError: when the design cannot be run, or there is nothing to serve.
    """
    abilities_ = abilities(require_design(design))
    scope = plan.scope()
    times = {item.id: estimate_seconds(item) for item in plan.items}
    opening = engine.start(
        scope,
        session="",
        seed=design.seed,
        locale=plan.campaign.locale,
        statuses=OPERATIVE,
        max_items=len(scope.skills),
        at=_START,
        theta=0.0,
    )
    for number, theta in enumerate(abilities_):
        started = replace(opening, session=f"pupil-{number}", seed=design.seed * MAX_PUPILS + number, theta=theta)
        yield _take(plan, scope, started, times, resolve)


def _take(plan: Plan, scope: Scope, started: SessionStarted, times: Mapping[str, float], resolve: Resolve) -> Pupil:
    assert started.theta is not None  # noqa: S101 - a simulated session has an ability
    slowness = random.Random(f"pace:{started.seed}").lognormvariate(0, SPREAD)  # noqa: S311 - as above

    def pace(item: Item, _rng: random.Random) -> float:
        seconds, timer = times[item.id] * slowness, item.conduct.timer_seconds
        return seconds if timer is None else min(seconds, float(timer))

    events = play(scope, started, SimulatedCandidate(theta=started.theta), resolve=resolve, pace=pace)
    return _outcome(plan.campaign, plan.targeted, scope, started, events)


def _outcome(
    campaign: Campaign, targeted: frozenset[str], scope: Scope, started: SessionStarted, events: Sequence[Event]
) -> Pupil:
    state = fold(events, scope)
    validated = frozenset(one.skill for one in state.known.values() if one.validated)
    reached = mastery(validated, targeted)
    return Pupil(
        number=int(started.session.rpartition("-")[2]),
        theta=started.theta or 0.0,
        items=tuple(event.item for event in events if isinstance(event, ItemServed)),
        seconds=sum(given.seconds for given in state.answers),
        validated=validated,
        mastery=reached,
        stage=reached_stage(campaign.stages, reached),
        badges=tuple(badge.id for badge in campaign.badges if has_badge(badge, validated, targeted)),
    )
