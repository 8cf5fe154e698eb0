"""Sittings under way, in memory: each as its journal gives it, with the digest of its last line.

A seat is only a shortcut. Whatever is not here is read from the journal again; whatever another instance wrote first is
read before going on.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from pixauthor.delivery.machine import IllegalStep
from pixauthor.delivery.sitting import Scopes, SittingState, step_sitting
from pixauthor.delivery.sitting_events import SittingEvent, SittingOpened
from pixauthor.delivery.store import GENESIS, BrokenJournal
from pixauthor.errors import PixauthorError
from pixauthor.service.chain import chain, unchain
from pixauthor.service.content import Content
from pixauthor.service.journal import Journal, SittingRow

MOST: Final = 20_000
"""Seats kept in memory; of more, the one that was longest silent is let go."""
MOST_OVER: Final = 500
"""Likewise of sittings that are over: candidates look at results once or twice, supervisors at those of a room."""


@dataclass(slots=True, kw_only=True)
class Seat:
    """One sitting: its state after ``number`` events, the digest of the last line, who may be asked, one at a time."""

    sitting: str
    scopes: Scopes = field(default_factory=dict)
    state: SittingState = field(default_factory=SittingState)
    number: int = 0
    head: str = GENESIS
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ahead: tuple[tuple[SittingEvent, ...], SittingState] = ((), SittingState())

    def after(self, events: Iterable[SittingEvent]) -> SittingState:
        """Return the state that these events would lead to; the seat stays as it is."""
        events = tuple(events)
        known, state = self._ahead
        # Who decides asks for the first ones, who writes for all: what was stepped is not stepped again.
        if not known or events[: len(known)] != known:
            known, state = (), self.state
        left = events[len(known) :]
        self._ahead = events, reduce(lambda before, event: step_sitting(before, event, self.scopes), left, state)
        return self._ahead[1]

    def move(self, state: SittingState, head: str, n_events: int) -> None:
        """Go on to the state after ``n_events`` more."""
        self.state, self.head, self.number, self._ahead = state, head, self.number + n_events, ((), state)


class Seats:
    """The seats of one process."""

    def __init__(self, content: Content, journal: Journal) -> None:
        """Begin without any."""
        self._content = content
        self._journal = journal
        self._seats: OrderedDict[str, Seat] = OrderedDict()
        self._over: OrderedDict[str, None] = OrderedDict()

    async def open(self, row: SittingRow, opened: SittingOpened) -> None:
        """Begin a sitting. Raises ``Overtaken`` when it exists."""
        (line,), _ = chain((opened,), GENESIS)
        await self._journal.open(row, [line])

    @asynccontextmanager
    async def taken(self, sitting: str) -> AsyncIterator[Seat]:
        """Give the seat of a sitting to one caller at a time.

        Raises:
            PixauthorError: when there is no such sitting, its journal is broken, or it belongs to another bundle.
        """
        seat = self._seats.get(sitting)
        if seat is None:
            seat = self._seats.setdefault(sitting, Seat(sitting=sitting))
        self._seats.move_to_end(sitting)
        async with seat.lock:
            if seat.number == 0:
                try:
                    await self.refresh(seat)
                except PixauthorError:
                    self._seats.pop(sitting, None)
                    raise
            yield seat
        self._let_go(seat)

    async def write(self, seat: Seat, events: Sequence[SittingEvent]) -> None:
        """Journal events, then step the seat.

        Raises:
            Overtaken: when another instance was faster.
            PixauthorError: when the journal does not answer; what it holds is then read anew before the next command.
        """
        if not events:
            return
        # The state first: an illegal event is never written.
        state = seat.after(events)
        lines, head = chain(events, seat.head)
        try:
            await self._journal.append(seat.sitting, seat.number, lines)
        except PixauthorError:
            self._seats.pop(seat.sitting, None)
            raise
        seat.move(state, head, len(lines))

    async def require(self, sitting: str) -> None:
        """Make sure that a sitting was not erased since its seat was taken. Raises ``PixauthorError`` when it was."""
        if await self._journal.is_erased(sitting):
            self._seats.pop(sitting, None)
            raise PixauthorError("service.gone")

    async def refresh(self, seat: Seat) -> bool:
        """Read what the journal has beyond what the seat knows, and say whether it has. Raises as ``taken``."""
        lines = await self._journal.read(seat.sitting, seat.number)
        if not lines and seat.number == 0:
            erased = await self._journal.is_erased(seat.sitting)
            raise PixauthorError("service.gone" if erased else "service.no-sitting")
        events, head = unchain(lines, seat.head, seat.sitting, seat.number)
        try:
            if seat.number == 0:
                seat.scopes = self._scopes(events[0])
            if events:
                seat.move(seat.after(events), head, len(lines))
        except (IllegalStep, KeyError):
            # Chained anew by somebody, but no course that a sitting can take.
            raise BrokenJournal("service.damaged") from None
        return bool(events)

    def _scopes(self, opened: SittingEvent) -> Scopes:
        if not isinstance(opened, SittingOpened):
            raise BrokenJournal("service.damaged")
        if opened.bundle != self._content.digest:
            raise PixauthorError("service.other-bundle", title=self._content.title)
        return self._content.scopes_of(opened)

    def _let_go(self, last: Seat) -> None:
        if last.state.closed:
            self._over[last.sitting] = None
            self._over.move_to_end(last.sitting)
        if len(self._over) > MOST_OVER:
            self._seats.pop(self._over.popitem(last=False)[0], None)
        while len(self._seats) > MOST:
            name, seat = next(iter(self._seats.items()))
            if seat.lock.locked():
                break
            del self._seats[name]
