"""``pixauthor serve supervise``: a session that somebody watches over."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from pixauthor.cli.output import say
from pixauthor.cli.serve_options import FOLDER, PORT, Database, DatabaseFile, Folder, database_of, require_extra
from pixauthor.errors import PixauthorError
from pixauthor.locale import text


def supervise(
    label: Annotated[str, typer.Option("--label", help=text("service.help-label"))],
    address: Annotated[str, typer.Option("--address", help=text("service.help-address"))] = f"http://127.0.0.1:{PORT}",
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Make a supervised session and print its number and its password, this once."""
    require_extra()
    from pixauthor.cli.serve_people import on_journal
    from pixauthor.service.supervised import LONGEST_LABEL, SupervisedSessions

    label = label.strip()
    if not label or len(label) > LONGEST_LABEL:
        raise PixauthorError("service.bad-label", limit=LONGEST_LABEL)
    made, password = on_journal(
        database_of(folder, database, database_file),
        lambda journal: SupervisedSessions(journal).make(label, datetime.now(UTC)),
    )
    say(text("service.supervised", number=made.number, password=password, link=f"{address}/supervise"))
