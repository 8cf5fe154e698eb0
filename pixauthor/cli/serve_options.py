"""What all commands on a service's journal are told: where it is, without a password on the command line."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import text

DATABASE_VARIABLE: Final = "PIXAUTHOR_DATABASE"
FOLDER: Final = Path("exports/service")
KEY: Final = Path("exports/keys/bundle.pub")
PORT: Final = 8765
NEEDED: Final = ("starlette", "uvicorn")

Folder = Annotated[Path, typer.Option("--folder", help=text("service.help-folder"))]
Database = Annotated[str, typer.Option("--database", help=text("service.help-database"))]
DatabaseFile = Annotated[Path | None, typer.Option("--database-file", help=text("service.help-database-file"))]


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
