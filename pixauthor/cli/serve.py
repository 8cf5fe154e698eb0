"""``pixauthor serve``: start the session service; invite people; export and erase what is kept of them."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import typer
from typer.core import TyperGroup

from pixauthor.cli.output import print_json, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import text

DATABASE_VARIABLE: Final = "PIXAUTHOR_DATABASE"
FOLDER: Final = Path("exports/service")
KEY: Final = Path("exports/keys/bundle.pub")
PORT: Final = 8765
NEEDED: Final = ("starlette", "uvicorn")


class _BundleFirst(TyperGroup):
    """``serve BUNDLE`` starts the service: what is no command is the first argument of ``run``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_BundleFirst, no_args_is_help=True, add_completion=False, help=text("service.help"))

Folder = Annotated[Path, typer.Option("--folder", help=text("service.help-folder"))]
Database = Annotated[str, typer.Option("--database", help=text("service.help-database"))]
DatabaseFile = Annotated[Path | None, typer.Option("--database-file", help=text("service.help-database-file"))]


@app.command("run", help=text("service.help-run"))
def serve(
    bundle: Annotated[Path, typer.Argument(help=text("service.help-bundle"))],
    key: Annotated[Path, typer.Option("--key", help=text("service.help-key"))] = KEY,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
    host: Annotated[str, typer.Option("--host", help=text("service.help-host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=text("service.help-port"))] = PORT,
    behind_tls: Annotated[bool, typer.Option("--behind-tls", help=text("service.help-behind-tls"))] = False,
) -> None:
    """Serve the sessions of a bundle until told to end."""
    require_extra()
    from pixauthor.service.serve import Post, load_content, run

    address = database_of(folder, database, database_file)
    content = load_content(bundle, key)
    post = Post(
        content=content,
        database=address,
        cookie_key=folder / "cookie.key",
        host=host,
        port=port,
        behind_tls=behind_tls,
    )
    count, title = len(content.bank), content.title
    run(post, lambda bound: say(text("service.serving", title=title, count=count, host=host, port=bound)))


def require_extra() -> None:
    """Make sure that what the service runs on is installed. Raises ``PixauthorError`` when it is not."""
    if not all(find_spec(name) for name in NEEDED):
        raise PixauthorError("service.missing-extra")


def database_of(folder: Path, database: str, database_file: Path | None) -> str:
    """Return the address of the journal: as given, from a file, from the environment, or a file in ``folder``.

    Raises:
        PixauthorError: when the command line holds a password, which every process of the machine can read.
    """
    if database and urlsplit(database).password:
        raise PixauthorError("service.password-shown", variable=DATABASE_VARIABLE)
    if database:
        return database
    if database_file:
        from pixauthor.service.keyfile import read_secret_line

        found = read_secret_line(database_file)
        if not found:
            raise PixauthorError("service.no-database", place=Place(path=str(database_file)))
        return found
    return os.environ.get(DATABASE_VARIABLE) or str(folder / "journal.sqlite")


@app.command(help=text("service.help-invite"))
def invite(
    competence: Annotated[list[str], typer.Option("--competence", help=text("service.help-competence"))],
    name: Annotated[str, typer.Option("--name", help=text("service.help-name"))] = "",
    number: Annotated[int, typer.Option("--number", min=1, max=1000, help=text("service.help-number"))] = 1,
    extra_time: Annotated[float, typer.Option("--extra-time", min=1, max=5, help=text("service.help-extra-time"))] = 1,
    time_limit: Annotated[int | None, typer.Option("--time-limit", min=1, help=text("service.help-time-limit"))] = None,
    engine: Annotated[str, typer.Option("--engine", help=text("service.help-engine"))] = "",
    max_items: Annotated[int, typer.Option("--max-items", min=1, help=text("service.help-max-items"))] = 15,
    locale: Annotated[str, typer.Option("--locale", help=text("service.help-locale"))] = "fr",
    campaign: Annotated[str, typer.Option("--campaign", help=text("service.help-campaign"))] = "",
    feedback: Annotated[bool, typer.Option("--feedback/--no-feedback", help=text("service.help-feedback"))] = True,
    right_answers: Annotated[
        bool, typer.Option("--right-answers/--no-right-answers", help=text("service.help-right-answers"))
    ] = True,
    address: Annotated[str, typer.Option("--address", help=text("service.help-address"))] = f"http://127.0.0.1:{PORT}",
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Make access codes, one for each person, and print their links."""
    require_extra()
    from pixauthor.cli.serve_people import Invitation, invite_all

    if name and number > 1:
        raise PixauthorError("service.one-name")
    invitation = Invitation(
        competences=tuple(dict.fromkeys(competence)),
        identity=name.strip(),
        number=number,
        extra_time=extra_time,
        minutes=time_limit,
        engine=engine,
        max_items=max_items,
        locale=locale,
        campaign=campaign,
        feedback=feedback,
        right_answers=right_answers,
    )
    for access in invite_all(database_of(folder, database, database_file), invitation):
        say(
            text("service.invited", code=access.code, candidate=access.candidate, link=f"{address}/?code={access.code}")
        )


@app.command(help=text("service.help-export"))
def export(
    candidate: Annotated[str, typer.Argument(help=text("service.help-candidate"))],
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Print all that is kept of a person, as one JSON document."""
    require_extra()
    from pixauthor.cli.serve_people import tell

    print_json(tell(database_of(folder, database, database_file), candidate))


@app.command(help=text("service.help-erase"))
def erase(
    candidate: Annotated[str, typer.Argument(help=text("service.help-candidate"))] = "",
    older_than: Annotated[int | None, typer.Option("--older-than", min=1, help=text("service.help-older-than"))] = None,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Erase all that is kept of a person, or of all of whom nothing is newer than so many days."""
    require_extra()
    from pixauthor.cli.serve_people import erase_old, erase_one

    if bool(candidate) == (older_than is not None):
        raise PixauthorError("service.whom")
    address = database_of(folder, database, database_file)
    count = erase_one(address, candidate) if older_than is None else erase_old(address, older_than)
    say(text("service.erased", count=count))
