"""When a person may try a competence again, and what is kept of the session before (pix.md §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pixauthor.delivery.selection import Knowledge
from pixauthor.delivery.session import SessionState
from pixauthor.framework.model import PixRules

IMPROVE_AFTER: Final = timedelta(days=4)
"""Skills that were missed are asked again after so long (pix.md §3)."""
RESET_AFTER: Final = timedelta(days=7)
"""A competence can be begun afresh so long after its last answer (pix.md §3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """From when on a person may improve a result, and begin afresh; None: there is nothing to improve."""

    improve_at: datetime | None
    reset_at: datetime


def retry_of(finished_at: datetime, level: int, rules: PixRules) -> Retry:
    """Return when a session that ended at ``finished_at`` with this level can be tried again."""
    highest = level >= rules.max_reachable_level
    return Retry(improve_at=None if highest else finished_at + IMPROVE_AFTER, reset_at=finished_at + RESET_AFTER)


def kept_knowledge(state: SessionState) -> tuple[Knowledge, ...]:
    """Return what an improving session starts from: what was validated.

    What was missed is asked again: it is older than ``IMPROVE_AFTER`` when improving is allowed.
    """
    return tuple(one for one in state.known.values() if one.validated)


def waiting_days(moment: datetime, now: datetime) -> int:
    """Return the whole days to wait until ``moment``, begun ones counted; 0 when it has come."""
    return max(0, -((now - moment) // timedelta(days=1)))
