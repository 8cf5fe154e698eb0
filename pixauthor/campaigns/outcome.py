"""What a simulated class says of a campaign: length, time, results by level, and what was asked to whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Final

from pixauthor.campaigns.simulate import Pupil, Simulation

BANDS: Final = tuple((10 * n + (1 if n else 0), 10 * n + 10) for n in range(10))
"""Bands of mastery in which results are shown: 0 to 10, 11 to 20 … 91 to 100 (pix.md §6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of a few numbers, and how far they reach."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelResult:
    """What the pupils of one level can expect; ``stages`` and ``badges`` count those who reach each (-1: none)."""

    level: int
    pupils: int
    mastery: Spread
    questions: Spread
    minutes: Spread
    stages: tuple[tuple[int, int], ...]
    badges: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How many pupils met an item."""

    item: str
    pupils: int


def spread(numbers: Sequence[float]) -> Spread:
    """Return least, median and greatest."""
    return Spread(low=min(numbers), middle=median(numbers), high=max(numbers))


def question_counts(simulation: Simulation) -> tuple[tuple[int, int], ...]:
    """Return how many pupils had each number of questions, from the fewest to the most, without gaps."""
    counts = Counter(len(pupil.items) for pupil in simulation.pupils)
    return tuple((number, counts[number]) for number in range(min(counts), max(counts) + 1))


def minutes(simulation: Simulation) -> tuple[float, ...]:
    """Return the minutes that each pupil took."""
    return tuple(pupil.seconds / 60 for pupil in simulation.pupils)


def band_counts(simulation: Simulation) -> tuple[int, ...]:
    """Return how many pupils end in each band of mastery."""
    return tuple(sum(low <= pupil.mastery <= high for pupil in simulation.pupils) for low, high in BANDS)


def by_level(simulation: Simulation) -> tuple[LevelResult, ...]:
    """Return the results of the pupils of each level that the class has."""
    levels = sorted({pupil.level for pupil in simulation.pupils})
    return tuple(
        _level(level, [one for one in simulation.pupils if one.level == level], simulation) for level in levels
    )


def _level(level: int, pupils: Sequence[Pupil], simulation: Simulation) -> LevelResult:
    campaign = simulation.plan.campaign
    reached = Counter(pupil.stage.threshold if pupil.stage else -1 for pupil in pupils)
    held = Counter(badge for pupil in pupils for badge in pupil.badges)
    return LevelResult(
        level=level,
        pupils=len(pupils),
        mastery=spread([pupil.mastery for pupil in pupils]),
        questions=spread([len(pupil.items) for pupil in pupils]),
        minutes=spread([pupil.seconds / 60 for pupil in pupils]),
        stages=tuple(sorted(reached.items())),
        badges=tuple((badge.id, held[badge.id]) for badge in campaign.badges),
    )


def exposures(simulation: Simulation) -> tuple[Exposure, ...]:
    """Return for every item that could be served how many pupils met it, the most exposed first."""
    met = Counter(item for pupil in simulation.pupils for item in pupil.items)
    known = [Exposure(item=item.id, pupils=met[item.id]) for item in simulation.plan.items]
    return tuple(sorted(known, key=lambda one: (-one.pupils, one.item)))


def never_reached(simulation: Simulation) -> tuple[str, ...]:
    """Return the items that no pupil met."""
    return tuple(one.item for one in exposures(simulation) if not one.pupils)


def always_served(simulation: Simulation) -> tuple[str, ...]:
    """Return the items that every pupil met."""
    return tuple(one.item for one in exposures(simulation) if one.pupils == len(simulation.pupils))


def mean_mastery(simulation: Simulation) -> float:
    """Return the mean mastery of the class in per cent."""
    return mean(pupil.mastery for pupil in simulation.pupils)
