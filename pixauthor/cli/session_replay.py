"""``pixauthor session replay`` on the journal of a service: a sitting event by event, as it is played again."""

from collections.abc import Callable, Mapping
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pixauthor.cli.output import complain, print_table, say
from pixauthor.cli.session_journal import on_existing
from pixauthor.cli.session_story import outcome_word
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.sitting_events import FocusLost, ItemReported, SittingClosed, SittingOpened, event_name
from pixauthor.delivery.supervision_events import TimeGiven
from pixauthor.errors import PixauthorError
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.service.content import Content
    from pixauthor.service.journal import Journal
    from pixauthor.service.reading import ReadSitting
    from pixauthor.service.replaying import PlayedEvent

COLUMNS: Final = ("number", "at", "event", "detail", "replay")
_DETAILS: Final[Mapping[type, Callable[[Any], str]]] = {
    SittingOpened: lambda event: f"{', '.join(event.competences)} · {event.engine}",
    SessionStarted: lambda event: event.competence,
    ItemServed: lambda event: f"{event.item}@{event.version}",
    AnswerGiven: lambda event: f"{event.item}@{event.version} · {outcome_word(event.outcome.status)}",
    SessionFinished: lambda event: text("session.done", level=event.level, pix=event.pix),
    ItemReported: lambda event: f"{event.item} · {event.category}",
    FocusLost: lambda event: event.item,
    SittingClosed: lambda event: event.reason,
    TimeGiven: lambda event: f"×{event.extra_time:g}",
}
"""What an event is about; what a person answered or wrote is shown by ``pixauthor session export``."""


def replay_sitting(database: str, sitting: str, bundle: Path, key: Path) -> bool:
    """Print a sitting event by event, and return whether it is played again as its journal tells it.

    Raises:
        PixauthorError: when there is no such sitting, its chain is broken, or it was opened with another bundle.
    """
    from pixauthor.service.loading import load_content

    content = load_content(bundle, key)
    found, played = on_existing(database, lambda journal: _replay(journal, sitting, content))
    rows = [_row(number, one) for number, one in enumerate(played, start=1)]
    title = text("service.story", sitting=sitting, candidate=found.row.candidate)
    print_table(title, [text(f"service.column.{name}") for name in COLUMNS], rows)
    differences = [(number, one) for number, event in enumerate(played, start=1) for one in event.differences]
    for number, difference in differences:
        complain(f"{number}. {difference.message()}")
    if not played[-1].state.closed:
        say(text("session.unfinished"))
    say(text("session.different" if differences else "session.same", count=len(differences)))
    say(text("service.head", head=found.head))
    return not differences


async def _replay(journal: "Journal", name: str, content: "Content") -> "tuple[ReadSitting, list[PlayedEvent]]":
    from pixauthor.service.reading import read_sitting
    from pixauthor.service.replaying import replayed

    row = await journal.row(name)
    if row is None:
        raise PixauthorError(
            "service.erased-sitting" if await journal.is_erased(name) else "service.unknown-sitting", sitting=name
        )
    sitting = await read_sitting(journal, row)
    return sitting, await replayed(journal, sitting, content)


def _row(number: int, played: "PlayedEvent") -> tuple[str, ...]:
    event = played.event
    detail = _DETAILS.get(type(event), lambda _event: "")
    return (
        str(number),
        f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        text(f"service.event.{event_name(event)}"),
        detail(event),
        text("service.differs" if played.differences else "service.alike"),
    )
