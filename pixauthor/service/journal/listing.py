"""How sittings are listed and counted, in words that both kinds of database understand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pixauthor.service.journal.journal import Counts, SittingRow

PAGE: Final = 1000
"""Sittings that are listed at once: a journal may have more of them than memory holds."""
COLUMNS: Final = "sitting, candidate, campaign, opened_at, closed_at"
COUNT: Final = (
    "SELECT count(*) - count(closed_at), count(closed_at), max(coalesce(closed_at, opened_at) {collation}) "
    "FROM sittings"
)
"""``collation``: how text is compared byte by byte, which is how moments in ISO 8601 are."""


def newest(most: int, *, only_open: bool) -> str:
    """Return the words that list the newest sittings."""
    where = "WHERE closed_at IS NULL " if only_open else ""
    return f"SELECT {COLUMNS} FROM sittings {where}ORDER BY opened_at DESC, sitting DESC LIMIT {most}"  # noqa: S608 - words of our own


def counts_of(found: Sequence[Any]) -> Counts:
    """Return what a row of ``COUNT`` tells."""
    under_way, closed, last = found
    return Counts(open=under_way, closed=closed, last_at=datetime.fromisoformat(last) if last else None)


def row_of(found: Sequence[Any]) -> SittingRow:
    """Return what a row of ``COLUMNS`` tells."""
    sitting, candidate, campaign, opened_at, closed_at = found
    return SittingRow(
        sitting=sitting,
        candidate=candidate,
        campaign=campaign,
        opened_at=datetime.fromisoformat(opened_at),
        closed_at=datetime.fromisoformat(closed_at) if closed_at else None,
    )
