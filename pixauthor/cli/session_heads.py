"""``pixauthor session heads`` and ``verify --heads``: what shows that the end of a journal was cut off."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.cli.output import complain, say
from pixauthor.cli.serve_options import FOLDER, Database, DatabaseFile, Folder, database_of, require_extra
from pixauthor.files import read_text, replacing
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.service.journal import Journal


def heads(
    output: Annotated[Path, typer.Argument(help=text("service.help-heads-file"))],
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Write how many events each sitting has and the digest of its last one, one JSON object a line."""
    require_extra()
    from pixauthor.cli.session_journal import on_existing
    from pixauthor.service.heads import encode_heads, read_heads

    async def work(journal: "Journal") -> int:
        count = 0
        with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
            async for head in read_heads(journal):
                stream.write(encode_heads([head]))
                count += 1
        return count

    count = on_existing(database_of(folder, database, database_file), work)
    say(text("service.heads-written", count=count, path=output))


def hold_to_heads(address: str, path: Path) -> bool:
    """Hold a journal to the heads of a file, say what is wrong, and return whether nothing is.

    Raises:
        PixauthorError: when the file cannot be read, or has no heads.
    """
    from pixauthor.cli.session_journal import on_existing
    from pixauthor.service.heads import check_heads, decode_heads

    noted = list(decode_heads(read_text(path, None), str(path)))
    report = on_existing(address, lambda journal: check_heads(journal, noted))
    for fault in report.faults:
        complain(fault.render())
    if report.erased:
        say(text("service.heads-erased", count=len(report.erased), sittings=", ".join(report.erased)))
    say(text("service.heads-held", whole=report.whole, faulty=len(report.faults)))
    return not report.faults
