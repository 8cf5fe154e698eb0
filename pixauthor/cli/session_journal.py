"""``pixauthor session verify | export | answers``: the journal of a service, looked at from outside."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from pixauthor.cli.output import complain, say
from pixauthor.cli.serve_options import FOLDER, KEY, Database, DatabaseFile, Folder, database_of, require_extra
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.service.content import Content
    from pixauthor.service.journal import Journal, SittingRow

FAULTY: Final = 1
COLUMNS: Final = ("candidate", "item", "version", "status", "score", "seconds", "answered_at", "session")
T = TypeVar("T")


@dataclass(slots=True)
class _Count:
    whole: int = 0
    faulty: int = 0
    elsewhere: int = 0


def verify(
    bundle: Annotated[Path | None, typer.Option("--bundle", help=text("service.help-replay"))] = None,
    key: Annotated[Path, typer.Option("--key", help=text("service.help-key"))] = KEY,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Verify the chain of every sitting, and play it again when the bundle is there; exit 1 when one is not whole."""
    require_extra()
    from pixauthor.service.serve import load_content

    content = load_content(bundle, key) if bundle else None

    async def work(journal: "Journal") -> _Count:
        count = _Count()
        async for row in journal.rows():
            await _verify(journal, row, content, count)
        return count

    count = _on(database_of(folder, database, database_file), work)
    say(text("service.verified", whole=count.whole, faulty=count.faulty))
    if count.elsewhere:
        say(text("service.not-replayed", count=count.elsewhere))
    if count.faulty:
        raise typer.Exit(FAULTY)


def export(
    sitting: Annotated[str, typer.Argument(help=text("service.help-sitting"))] = "",
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Print the events of one sitting, or of all, one JSON object a line, as the journal holds them."""
    require_extra()

    async def work(journal: "Journal") -> list[bytes]:
        names = [sitting] if sitting else [row.sitting async for row in journal.rows()]
        return [line for name in names for line in await journal.read(name)]

    lines = _on(database_of(folder, database, database_file), work)
    if sitting and not lines:
        raise PixauthorError("service.no-sitting")
    for line in lines:
        typer.echo(line.decode())


def answers(
    output: Annotated[Path, typer.Argument(help=text("service.help-answers-file"))],
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Write all graded answers as a table that ``pixauthor responses import`` reads; candidates are pseudonyms."""
    require_extra()

    async def work(journal: "Journal") -> list[tuple[Any, ...]]:
        return [cells async for row in journal.rows() for cells in await _answers(journal, row)]

    rows = _on(database_of(folder, database, database_file), work)
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *rows])
    write_atomic(output, table.getvalue().encode())
    say(text("service.answers-written", count=len(rows), path=output))


async def _answers(journal: "Journal", row: "SittingRow") -> list[tuple[Any, ...]]:
    from pixauthor.delivery.events import AnswerGiven
    from pixauthor.delivery.store import GENESIS
    from pixauthor.service.seats import unchain

    events, _ = unchain(await journal.read(row.sitting), GENESIS, row.sitting)
    return [
        (
            row.candidate,
            one.item,
            one.version,
            one.outcome.status.value,
            one.outcome.credit,
            one.seconds,
            one.at.isoformat(),
            row.sitting,
        )
        for one in events
        if isinstance(one, AnswerGiven)
    ]


async def _verify(journal: "Journal", row: "SittingRow", content: "Content | None", count: _Count) -> None:
    from pixauthor.delivery.sitting_events import SittingOpened
    from pixauthor.delivery.sitting_replay import replay_sitting
    from pixauthor.delivery.store import GENESIS
    from pixauthor.service.seats import unchain

    try:
        events, _ = unchain(await journal.read(row.sitting), GENESIS, row.sitting)
        opened = events[0] if events else None
        if not isinstance(opened, SittingOpened) or (opened.sitting, opened.candidate) != (row.sitting, row.candidate):
            raise PixauthorError("service.other-opening", sitting=row.sitting)
        if content is None or opened.bundle != content.digest:
            count.elsewhere += content is not None
            differences = []
        else:
            _, found = replay_sitting(events, content.scopes(opened.competences, opened.locale))
            differences = [one.message() for one in found]
    except PixauthorError as error:
        differences = [error.render()]
    for sentence in differences:
        complain(f"{row.sitting}: {sentence}")
    count.faulty += bool(differences)
    count.whole += not differences


def _on(database: str, work: Callable[[Any], Awaitable[T]]) -> T:
    if "://" not in database and not Path(database).is_file():
        raise PixauthorError("files.missing", place=Place(path=database))
    from pixauthor.service.journal import open_journal

    async def run() -> T:
        journal = await open_journal(database)
        try:
            return await work(journal)
        finally:
            await journal.close()

    return asyncio.run(run())
