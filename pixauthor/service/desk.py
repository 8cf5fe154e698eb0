"""The desk: the only one who knows keys and the time. Each command is decided, journalled, and only then shown.

Every message of a candidate names sitting, item and rank. A message about another question changes nothing: it gets the
present state back (``Stale``), or, when it only repeats what was done, that state as if it were new.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from pixauthor.canonical import encode_canonical
from pixauthor.delivery import conduct
from pixauthor.delivery.algorithms import algorithm_of
from pixauthor.delivery.events import OUT_OF_TIME
from pixauthor.delivery.sitting import Scopes, SittingState
from pixauthor.delivery.sitting_events import SittingEvent
from pixauthor.errors import PixauthorError
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.service.content import Content
from pixauthor.service.journal import Draft, Journal, Overtaken, SittingRow
from pixauthor.service.messages import Done, Malformed, Message, Order, Reply, Stale
from pixauthor.service.opening import opening
from pixauthor.service.repetition import answered_before, is_waiting, item_at, repeated
from pixauthor.service.seats import Seat, Seats

ID_BYTES: Final = 16
LONGEST_DRAFT: Final = 60_000
_Decision: TypeAlias = tuple[Reply | None, Sequence[SittingEvent]]
"""A reply that needs no event, else None and the events to journal."""
Intervention: TypeAlias = Callable[[SittingState, Scopes, datetime], Sequence[SittingEvent]]


class Desk:
    """Content, journal, clock and chance, and what is known of the sittings under way."""

    def __init__(
        self,
        content: Content,
        journal: Journal,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str] = lambda: secrets.token_hex(ID_BYTES),
        new_seed: Callable[[], int] = lambda: secrets.randbits(31),
    ) -> None:
        """Take the place behind the desk; nothing is read before someone asks."""
        self.content = content
        self.journal = journal
        self.clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        self._seats = Seats(content, journal)

    async def open(self, order: Order) -> str:
        """Open a sitting and return its id.

        Raises:
            PixauthorError: when the bundle has nothing to ask, or the algorithm cannot run on it.
            Overtaken: when a sitting of that id is open already.
        """
        algorithm = algorithm_of(order.engine)
        for scope in self.content.scopes_of(order).values():
            algorithm.require(scope)
        at = self.clock()
        sitting = order.sitting or self._new_id()
        opened = opening(order, sitting=sitting, seed=self._new_seed(), bundle=self.content.digest, at=at)
        row = SittingRow(sitting=opened.sitting, candidate=order.candidate, campaign=order.campaign, opened_at=at)
        await self._seats.open(row, opened)
        return opened.sitting

    async def look(self, sitting: str) -> SittingState:
        """Return where a sitting stands now; one whose time has run out is closed first.

        Raises:
            PixauthorError: when it does not exist, was erased, or belongs to another bundle.
        """
        await self._seats.require(sitting)
        return (await self._do(sitting, lambda seat: (Done(state=seat.state), ()))).state

    async def go_on(self, sitting: str, rank: int) -> Reply:
        """Put the next question, after the one of ``rank`` (0: the first); repeating it changes nothing."""

        def decide(seat: Seat) -> _Decision:
            if rank != seat.state.rank or seat.state.asked or seat.state.closed:
                return repeated(seat.state, rank), ()
            return None, conduct.go_on(seat.state, seat.scopes, self.clock())

        return await self._do(sitting, decide)

    async def answer(self, sitting: str, message: Message, value: Any) -> Reply:
        """Grade the answer to the waiting question; ``value`` None: it is skipped.

        Without feedback, and but for a look back after every fifth answer, the next question is put at once.
        """

        def decide(seat: Seat) -> _Decision:
            if not is_waiting(seat.state, message):
                return answered_before(seat.state, message, value), ()
            at = self.clock()
            try:
                given = conduct.answer(seat.state, seat.scopes, value, at)
            except MalformedAnswer as error:
                return Malformed(state=seat.state, error=error), ()
            after = seat.after((given,))
            opened = after.opened
            pauses = (opened is not None and opened.feedback) or conduct.at_checkpoint(after)
            return None, (given, *(() if pauses else conduct.go_on(after, seat.scopes, at)))

        return await self._do(sitting, decide)

    async def report(self, sitting: str, message: Message, category: str, words: str) -> Reply:
        """Write down what a candidate says is wrong with a question that was put to him."""

        def decide(seat: Seat) -> _Decision:
            if not message.item or message.item != item_at(seat.state, message.rank):
                return Stale(state=seat.state), ()
            event = conduct.report(seat.state, message.rank, message.item, category, words, self.clock())
            said = (event.rank, event.category, event.words)
            if any((one.rank, one.category, one.words) == said for one in seat.state.reports):
                return Done(state=seat.state), ()
            return None, (event,)

        return await self._do(sitting, decide)

    async def lose_focus(self, sitting: str, message: Message) -> Reply:
        """Write down that the page of the waiting question was left."""

        def decide(seat: Seat) -> _Decision:
            if not is_waiting(seat.state, message):
                return Stale(state=seat.state), ()
            event = conduct.lose_focus(seat.state, self.clock())
            return (None, (event,)) if event else (Done(state=seat.state), ())

        return await self._do(sitting, decide)

    async def give_up(self, sitting: str) -> Reply:
        """Close a sitting that its candidate ends; repeating it changes nothing."""

        def decide(seat: Seat) -> _Decision:
            if seat.state.closed:
                return Done(state=seat.state), ()
            return None, conduct.give_up(seat.state, seat.scopes, self.clock())

        return await self._do(sitting, decide)

    async def intervene(self, sitting: str, make: Intervention = lambda *_: ()) -> SittingState:
        """Journal what someone else than the candidate does, and return what a sitting is then, on all instances."""
        reply = await self._do(sitting, lambda seat: (None, make(seat.state, seat.scopes, self.clock())), fresh=True)
        return reply.state

    async def keep_draft(self, sitting: str, message: Message, value: Any) -> Reply:
        """Keep what is typed for the waiting question."""
        state = await self.look(sitting)
        if not is_waiting(state, message):
            return Stale(state=state)
        words = encode_canonical(value).decode()
        if len(words) > LONGEST_DRAFT:
            raise PixauthorError("service.draft-too-long", limit=LONGEST_DRAFT)
        await self.journal.keep_draft(sitting, Draft(rank=message.rank, value=words))
        return Done(state=state)

    async def _do(self, sitting: str, decide: Callable[[Seat], _Decision], *, fresh: bool = False) -> Reply:
        """Decide on the present state and journal what follows; decide again when another instance was faster.

        ``fresh``: what others wrote is read beforehand; else it is when something is written, and, in a journal that
        several instances share, when nothing is: what seems stale here may follow what was said there.
        """
        async with self._seats.taken(sitting) as seat:
            if fresh:
                await self._seats.refresh(seat)
            while True:
                reply, events = self._close_in_time(seat) or decide(seat)
                if self.journal.shared and not events and await self._seats.refresh(seat):
                    continue
                try:
                    await self._seats.write(seat, events)
                except Overtaken:
                    await self._seats.refresh(seat)
                    continue
                if seat.state.closed and events:
                    await self.journal.mark_closed(sitting, seat.state.closed.at)
                return type(reply)(state=seat.state) if isinstance(reply, Stale) else reply or Done(state=seat.state)

    def _close_in_time(self, seat: Seat) -> _Decision | None:
        if not conduct.is_over(seat.state, self.clock()):
            return None
        return Stale(state=seat.state), conduct.give_up(seat.state, seat.scopes, self.clock(), OUT_OF_TIME)
