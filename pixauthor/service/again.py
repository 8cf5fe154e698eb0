"""Trying again: a new sitting that follows one that is over, with what pix.md §3 lets it keep.

A person's sittings are numbered from the first: ``x``, ``x.1``, ``x.2``. Who asks twice gets the same one.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from pixauthor.delivery.retry import Way, carried, retry_of, rules_of, with_earlier
from pixauthor.delivery.sitting import SittingState
from pixauthor.errors import PixauthorError
from pixauthor.service.desk import Desk
from pixauthor.service.journal import Overtaken, SittingRow
from pixauthor.service.opening import order_of


async def whole(desk: Desk, state: SittingState) -> SittingState:
    """Return a sitting with the results of those that it followed, as far as this bundle has their items."""
    earlier: list[SittingState] = []
    last = state
    # What was taken with another bundle cannot be told by this one.
    with suppress(PixauthorError):
        while last.opened and last.opened.follows:
            last = await desk.look(last.opened.follows)
            earlier.append(last)
    return with_earlier(state, earlier)


async def try_again(desk: Desk, sitting: str, competence: str, way: Way) -> str:
    """Open the sitting that tries a competence again, and return its id.

    Raises:
        PixauthorError: when the sitting is not over, the rules do not allow it, or do not yet.
    """
    state = await whole(desk, await desk.look(sitting))
    session, opened = state.sessions.get(competence), state.opened
    if not state.closed or session is None or opened is None:
        raise PixauthorError("service.not-over")
    scope = desk.content.scopes((competence,), opened.locale, opened.skills)[competence]
    moment = retry_of(session, scope, rules_of(opened)).moment(way)
    if moment is None:
        raise PixauthorError("service.no-retry")
    if desk.clock() < moment:
        raise PixauthorError("service.too-early", moment=f"{moment:%Y-%m-%d %H:%M} UTC")
    limit = (opened.ends_at - opened.at) / opened.extra_time if opened.ends_at else None
    order = replace(
        order_of(opened),
        sitting=_next(sitting),
        competences=(competence,),
        time_limit=limit,
        follows=sitting,
        kept=carried(session, way),
    )
    with suppress(Overtaken):
        await desk.open(order)
    return order.sitting


def newest(first: str, rows: Iterable[SittingRow]) -> str:
    """Return the newest of the sittings that go back to a first one."""
    own = [row.sitting for row in rows if row.sitting.partition(".")[0] == first]
    return max(own, key=_number, default=first)


def _number(sitting: str) -> int:
    return int(sitting.partition(".")[2] or 0)


def _next(sitting: str) -> str:
    return f"{sitting.partition('.')[0]}.{_number(sitting) + 1}"
