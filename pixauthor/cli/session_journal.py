"""``pixauthor session verify | export | answers``: the journal of a service, looked at from outside."""

import csv
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from pixauthor.cli.output import complain, say
from pixauthor.cli.serve_options import FOLDER, KEY, Database, DatabaseFile, Folder, database_of, require_extra
from pixauthor.cli.session_heads import hold_to_heads
from pixauthor.errors import PixauthorError
from pixauthor.files import replacing
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.responses.rows import Response
    from pixauthor.service.content import Content
    from pixauthor.service.journal import Journal
    from pixauthor.service.reading import ReadSitting

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
    heads: Annotated[Path | None, typer.Option("--heads", help=text("service.help-held"))] = None,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Verify the chain of every sitting, and play it again when the bundle is there; exit 1 when one is not whole."""
    require_extra()
    from pixauthor.service.loading import load_content
    from pixauthor.service.reading import read_sittings

    content = load_content(bundle, key) if bundle else None

    async def work(journal: "Journal") -> _Count:
        count = _Count()
        async for sitting in read_sittings(journal):
            await _verify(journal, sitting, content, count)
        return count

    address = database_of(folder, database, database_file)
    count = on_existing(address, work)
    say(text("service.verified", whole=count.whole, faulty=count.faulty))
    if count.elsewhere:
        say(text("service.not-replayed", count=count.elsewhere))
    held = hold_to_heads(address, heads) if heads else True
    if count.faulty or not held:
        raise typer.Exit(FAULTY)


def export(
    sitting: Annotated[str, typer.Argument(help=text("service.help-sitting"))] = "",
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Print the events of one sitting, or of all, one JSON object a line, as the journal holds them."""
    require_extra()

    async def work(journal: "Journal") -> int:
        count = 0
        names = [sitting] if sitting else [row.sitting async for row in journal.rows()]
        for name in names:
            for line in await journal.read(name):
                typer.echo(line.decode())
                count += 1
        return count

    if not on_existing(database_of(folder, database, database_file), work) and sitting:
        raise PixauthorError("service.no-sitting")


def answers(
    output: Annotated[Path, typer.Argument(help=text("service.help-answers-file"))],
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Write all graded answers as a table that ``pixauthor responses import`` reads; candidates are pseudonyms.

    A sitting that cannot be believed is left out and said; the exit status is then 1.
    """
    require_extra()
    from pixauthor.service.reading import read_sittings, responses_of

    async def work(journal: "Journal") -> tuple[int, int]:
        written = faulty = 0
        with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
            table = csv.writer(stream, lineterminator="\n")
            table.writerow(COLUMNS)
            async for sitting in read_sittings(journal):
                if sitting.fault:
                    complain(f"{sitting.row.sitting}: {sitting.fault.render()}")
                    faulty += 1
                    continue
                rows = [_cells(response) for response in responses_of(sitting)]
                table.writerows(rows)
                written += len(rows)
        return written, faulty

    written, faulty = on_existing(database_of(folder, database, database_file), work)
    say(text("service.answers-written", count=written, path=output))
    if faulty:
        raise typer.Exit(FAULTY)


def on_existing(database: str, work: "Callable[[Journal], Awaitable[T]]") -> T:
    """Return what ``work`` gives on a journal that is there: looking at one shall not make an empty one.

    Raises:
        PixauthorError: when there is none, or it cannot be read.
    """
    from pixauthor.cli.serve_people import existing, on_journal

    return on_journal(existing(database), work)


def _cells(response: "Response") -> tuple[Any, ...]:
    told = {**response._asdict(), "answered_at": response.answered_at and response.answered_at.isoformat()}
    return tuple(told[name] for name in COLUMNS)


async def _verify(journal: "Journal", sitting: "ReadSitting", content: "Content | None", count: _Count) -> None:
    from pixauthor.service.replaying import replayed

    elsewhere = content is None or (sitting.fault is None and sitting.opened.bundle != content.digest)
    faults: list[str] = [sitting.fault.render()] if sitting.fault else []
    if content and not (elsewhere or faults):
        played = await replayed(journal, sitting, content)
        faults = [difference.message() for one in played for difference in one.differences]
    for sentence in faults:
        complain(f"{sitting.row.sitting}: {sentence}")
    count.faulty += bool(faults)
    count.whole += not faults
    count.elsewhere += elsewhere and content is not None
