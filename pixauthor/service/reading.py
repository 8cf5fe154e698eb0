"""Sittings read from a journal from outside, each line held to the one before."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from pixauthor.canonical import encode_canonical
from pixauthor.delivery.events import AnswerGiven, SessionStarted
from pixauthor.delivery.sitting_events import SittingEvent, SittingOpened
from pixauthor.delivery.store import GENESIS
from pixauthor.errors import PixauthorError
from pixauthor.responses.rows import Response
from pixauthor.service.chain import unchain
from pixauthor.service.journal import Journal, SittingRow

GROUPS: Final = ("group_campaign", "group_locale")
_FILE: Final = {"name", "content"}
"""What the answer is made of that hands a file in (docs/item-format.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSitting:
    """A sitting as its journal tells it; ``fault`` when it cannot be believed, and then nothing of it is told."""

    row: SittingRow
    events: tuple[SittingEvent, ...] = ()
    head: str = GENESIS
    fault: PixauthorError | None = None

    @property
    def opened(self) -> SittingOpened:
        """The first event of a sitting without fault."""
        first = self.events[0]
        assert isinstance(first, SittingOpened)  # noqa: S101 - read_sitting sees to it
        return first


async def read_sittings(journal: Journal, campaign: str | None = None) -> AsyncIterator[ReadSitting]:
    """Yield the sittings of a journal one by one, oldest first; those of one campaign when it is given."""
    async for row in journal.rows(campaign):
        yield await read_sitting(journal, row)


async def read_sitting(journal: Journal, row: SittingRow) -> ReadSitting:
    """Return a sitting, or why it cannot be believed: an event was changed, moved or taken out."""
    try:
        events, head = unchain(await journal.read(row.sitting), GENESIS, row.sitting)
    except PixauthorError as error:
        return ReadSitting(row=row, fault=error)
    opened = events[0] if events else None
    if not isinstance(opened, SittingOpened) or (opened.sitting, opened.candidate) != (row.sitting, row.candidate):
        return ReadSitting(row=row, fault=PixauthorError("service.other-opening", sitting=row.sitting))
    return ReadSitting(row=row, events=tuple(events), head=head)


def responses_of(sitting: ReadSitting) -> list[Response]:
    """Return the graded answers of a sitting without fault, as calibration reads them; ``line`` counts its events."""
    simulated = any(isinstance(event, SessionStarted) and event.simulated for event in sitting.events)
    groups = (sitting.opened.campaign, sitting.opened.locale)
    return [
        Response(
            line=line,
            column="",
            candidate=sitting.row.candidate,
            item=given.item,
            version=given.version,
            answer=_answer_text(given.value),
            status=given.outcome.status,
            score=given.outcome.credit,
            seconds=given.seconds,
            answered_at=given.at.astimezone(UTC),
            session=sitting.row.sitting,
            simulated=simulated,
            groups=groups,
        )
        for line, given in enumerate(sitting.events, start=1)
        if isinstance(given, AnswerGiven)
    ]


def _answer_text(value: Any) -> str | None:
    # A file that was handed in may name its author, and is of no use to calibration: its score stays.
    if value is None or (isinstance(value, dict) and value.keys() == _FILE):
        return None
    return encode_canonical(value).decode()
