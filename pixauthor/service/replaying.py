"""A sitting played again event by event, with the one that it tries again, by the bundle that it was opened with."""

from dataclasses import dataclass, replace

from pixauthor.delivery.replay import Difference
from pixauthor.delivery.retry import allows, with_earlier
from pixauthor.delivery.sitting import Scopes, SittingState, fold_sitting
from pixauthor.delivery.sitting_events import SittingEvent, SittingOpened
from pixauthor.delivery.sitting_replay import steps
from pixauthor.errors import PixauthorError
from pixauthor.service.content import Content
from pixauthor.service.journal import Journal
from pixauthor.service.reading import ReadSitting, read_sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedEvent:
    """An event, the state after it, and what it says otherwise than the replay."""

    event: SittingEvent
    state: SittingState
    differences: tuple[Difference, ...] = ()


async def replayed(journal: Journal, sitting: ReadSitting, content: Content) -> list[PlayedEvent]:
    """Return the events of a sitting as they are played again; one that cannot come where it stands is the last.

    Raises:
        PixauthorError: when the sitting cannot be believed, or was opened with another bundle.
    """
    if sitting.fault:
        raise sitting.fault
    opened = sitting.opened
    if opened.bundle != content.digest:
        got, expected = opened.bundle[:12], content.digest[:12]
        raise PixauthorError("service.replay-bundle", title=content.title, got=got, expected=expected)
    played = _played(sitting, content.scopes_of(opened))
    if opened.follows and not await _follows(journal, opened, content):
        found = Difference(kind="kept", fields={"sitting": opened.follows})
        played[0] = replace(played[0], differences=(*played[0].differences, found))
    return played


def _played(sitting: ReadSitting, scopes: Scopes) -> list[PlayedEvent]:
    played: list[PlayedEvent] = []
    try:
        for event, (state, differences) in zip(sitting.events, steps(sitting.events, scopes), strict=True):
            played.append(PlayedEvent(event=event, state=state, differences=differences))
    except PixauthorError as error:
        found = Difference(kind="illegal", fields={"reason": error.render()})
        state = played[-1].state if played else SittingState()
        played.append(PlayedEvent(event=sitting.events[len(played)], state=state, differences=(found,)))
    return played


async def _follows(journal: Journal, opened: SittingOpened, content: Content) -> bool:
    """Say whether the sittings before allowed this one, and gave it what it keeps."""
    scopes = content.scopes_of(opened)
    try:
        first, *others = await _before(journal, opened, content)
    except (PixauthorError, KeyError):
        return False
    before = with_earlier(first, others)
    return all(allows(before, opened, scope) for scope in scopes.values())


async def _before(journal: Journal, opened: SittingOpened, content: Content) -> list[SittingState]:
    """Return the sittings that one goes back to, newest first. Raises ``KeyError`` when one is not there."""
    rows = {row.sitting: row for row in await journal.find(opened.candidate)}
    found: list[SittingState] = []
    follows = opened.follows
    while follows:
        sitting = await read_sitting(journal, rows.pop(follows))
        if sitting.fault:
            raise sitting.fault
        last = sitting.opened
        found.append(fold_sitting(sitting.events, content.scopes_of(last)))
        follows = last.follows
    return found
