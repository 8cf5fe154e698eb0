"""What a supervisor does in a sitting, and what is asked of him: events of its journal, so that its chain tells them.

``by`` names the supervised session whose supervisor it was, never a person.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGiven:
    """The times of a sitting grow: ``extra_time`` and ``ends_at`` stand from now on for those of ``SittingOpened``."""

    by: str
    extra_time: float
    ends_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAsked:
    """The candidate wants to go on from a browser that does not have the sitting."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAllowed:
    """The supervisor lets the candidate in again, once."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The candidate came in again, and used up the permission."""

    at: datetime
