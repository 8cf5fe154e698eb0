"""What is asked of the desk, and what it replies."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from pixauthor.delivery.algorithms import KNOWLEDGE
from pixauthor.delivery.retry import OFFICIAL
from pixauthor.delivery.selection import Knowledge
from pixauthor.delivery.sitting import SittingState
from pixauthor.grading.shape import MalformedAnswer

MAX_ITEMS: Final = 15
"""About fifteen questions a competence (pix.md, S1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a candidate is to sit through; see ``SittingOpened``. ``sitting``: its id, when it was chosen beforehand."""

    candidate: str
    competences: tuple[str, ...]
    locale: str = "fr"
    engine: str = KNOWLEDGE
    max_items: int = MAX_ITEMS
    wanted_se: float | None = None
    feedback: bool = True
    right_answers: bool = True
    extra_time: float = 1.0
    time_limit: timedelta | None = None
    campaign: str = ""
    skills: tuple[str, ...] = ()
    sitting: str = ""
    improve_days: int | None = OFFICIAL.improve_days
    reset_days: int | None = OFFICIAL.reset_days
    follows: str = ""
    kept: tuple[Knowledge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a command is about: the question of this rank, with this item."""

    item: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The command was carried out, or had been before."""

    state: SittingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """The command was about another question than the one that is waiting: nothing changed."""

    state: SittingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """The answer has not the shape that the item asks for: nothing changed."""

    state: SittingState
    error: MalformedAnswer


Reply: TypeAlias = Done | Stale | Malformed
