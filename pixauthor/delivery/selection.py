"""Which skill is asked next in self-positioning: the official algorithm of pix.md §3, to the letter.

Pure functions of what is known. A skill that is known, directly or by inference, is never asked; questions go where an
answer is expected to settle most skills.
"""

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

FIRST_LEVEL: Final = 2
EASY_TUBE_LEVEL: Final = 3
LEVELS_AHEAD: Final = 2
GRID: Final = tuple(half / 2 for half in range(1, 16))
"""Levels that may be predicted: 0.5, 1 … 7.5."""
FICTITIOUS: Final = ((0.0, True), (7.0, False))
"""Two answers that everyone is given, so that a prediction exists before the first one: (difficulty, success)."""


class Source(StrEnum):
    """How a skill is known."""

    DIRECT = "direct"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """A skill as the algorithm sees it. ``timed``: it can only be asked with a timed item."""

    skill: str
    tube: str
    level: int
    timed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known of one skill (official: knowledge element)."""

    skill: str
    validated: bool
    source: Source


KnowledgeMap = Mapping[str, Knowledge]


def learn(known: KnowledgeMap, skills: Iterable[Askable], asked: Askable, success: bool) -> KnowledgeMap:
    """Return what is known after an answer: success infers the lower skills of the tube, failure the higher ones.

    Skills already assessed are not touched.
    """
    learnt = dict(known)
    if asked.skill not in learnt:
        learnt[asked.skill] = _knowledge(asked.skill, success, Source.DIRECT)
    for other in skills:
        if other.tube != asked.tube or other.skill in learnt:
            continue
        if other.level < asked.level if success else other.level > asked.level:
            learnt[other.skill] = _knowledge(other.skill, success, Source.INFERRED)
    return learnt


# Thousands of sessions know the same of the same skills: they share what says so.
@cache
def _knowledge(skill: str, validated: bool, source: Source) -> Knowledge:
    return Knowledge(skill=skill, validated=validated, source=source)


@cache
def success_probability(level: float, difficulty: float) -> float:
    """Return the Rasch probability of success; both are levels, one level being one logit."""
    return 1 / (1 + math.exp(difficulty - level))


def predict_level(answers: Sequence[tuple[float, bool]]) -> float:
    """Return the level of the grid whose expected successes are nearest to those seen.

    Args:
        answers: difficulty (level of the skill) and success of each direct answer.
    """
    seen = [*answers, *FICTITIOUS]

    def gap(level: float) -> float:
        return abs(sum(success - success_probability(level, difficulty) for difficulty, success in seen))

    return min(GRID, key=gap)


# What is untested of a tube is nearly always a run of levels: there are some thousands of cases in all.
@lru_cache(maxsize=50_000)
def reward(difficulty: int, tube: tuple[int, ...], level: float) -> float:
    """Return how many skills of a tube one answer is expected to settle.

    Args:
        difficulty: level of the skill that is asked.
        tube: levels of the untested skills of its tube, in rising order.
        level: predicted level.
    """
    probability = success_probability(level, difficulty)
    settled_by_success = bisect_right(tube, difficulty)
    settled_by_failure = len(tube) - bisect_left(tube, difficulty)
    return probability * settled_by_success + (1 - probability) * settled_by_failure


def first_skills(playable: Sequence[Askable], skills: Sequence[Askable]) -> Sequence[Askable]:
    """Return the skills that may open a session: easy tubes, no timed item, then level 2, else the lowest level."""
    left = _untimed(_in_easy_tubes(playable, skills))
    lowest = min((one.level for one in left), default=FIRST_LEVEL)
    wanted = FIRST_LEVEL if any(one.level == FIRST_LEVEL for one in left) else lowest
    return [one for one in left if one.level == wanted]


def next_skills(
    playable: Sequence[Askable],
    skills: Sequence[Askable],
    known: Collection[str],
    level: float,
    *,
    after_timed: bool,
) -> Sequence[Askable]:
    """Return the skills that may come next: those of greatest reward that are not too hard; empty: stop.

    Args:
        playable: untested skills that have an item left to ask.
        skills: all skills of the session.
        known: skills known, directly or by inference.
        level: predicted level.
        after_timed: the item before was timed.
    """
    left = _in_easy_tubes(playable, skills)
    if after_timed:
        left = _untimed(left)
    left = [one for one in left if one.level - level <= LEVELS_AHEAD]
    tubes = _tubes([one for one in skills if one.skill not in known])
    rewards = [reward(one.level, tubes.get(one.tube, ()), level) for one in left]
    best = max(rewards, default=0.0)
    return [one for one, expected in zip(left, rewards, strict=True) if expected == best]


def pick(options: Sequence[T], seed: int, name: Callable[[T], str]) -> T:
    """Return the option that a hash of ``seed`` points to, whatever the order of ``options``."""
    in_order = sorted(options, key=name)
    return in_order[_number_of(seed) % len(in_order)]


# A session asks for the same two at each of its questions.
@lru_cache(maxsize=20_000)
def _number_of(seed: int) -> int:
    return int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:8])


def _in_easy_tubes(playable: Sequence[Askable], skills: Sequence[Askable]) -> Sequence[Askable]:
    hard = {one.tube for one in skills if one.level > EASY_TUBE_LEVEL}
    return [one for one in playable if one.tube not in hard] or playable


def _tubes(skills: Iterable[Askable]) -> Mapping[str, tuple[int, ...]]:
    """Return the levels of skills by tube, in rising order."""
    tubes: defaultdict[str, list[int]] = defaultdict(list)
    for one in skills:
        tubes[one.tube].append(one.level)
    return {tube: tuple(sorted(levels)) for tube, levels in tubes.items()}


def _untimed(playable: Sequence[Askable]) -> Sequence[Askable]:
    return [one for one in playable if not one.timed] or playable
