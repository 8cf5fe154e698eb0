"""Messages that come twice, late or from a stale tab: what they are about, and what they get back."""

from typing import Any

from pixauthor.canonical import encode_canonical
from pixauthor.delivery.sitting import SittingState
from pixauthor.service.messages import Done, Message, Reply, Stale


def is_waiting(state: SittingState, message: Message) -> bool:
    """Say whether a message is about the question that waits for an answer."""
    asked = state.asked
    return asked is not None and asked.item == message.item and state.rank == message.rank


def item_at(state: SittingState, rank: int) -> str:
    """Return the item of a rank of the whole sitting; empty when none was put at it."""
    served = [one.item for session in state.sessions.values() for one in session.served]
    return served[rank - 1] if 1 <= rank <= len(served) else ""


def answered_before(state: SittingState, message: Message, value: Any) -> Reply:
    """Return the present state as done when this very answer was taken before, as stale otherwise."""
    given = [one for session in state.sessions.values() for one in session.answers]
    if 1 <= message.rank <= len(given):
        same = given[message.rank - 1]
        if same.item == message.item and encode_canonical(same.value) == encode_canonical(value):
            return Done(state=state)
    return Stale(state=state)


def repeated(state: SittingState, rank: int) -> Reply:
    """Return whether ``next`` only asks for what is there already."""
    asks_for_what_is_there = rank == state.rank - 1 and state.asked is not None
    return Done(state=state) if asks_for_what_is_there or state.closed else Stale(state=state)
