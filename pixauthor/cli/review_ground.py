"""What every command of ``pixauthor review`` asks for: which item, who is there, which workspace."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.locale import text
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    from pixauthor.bank.people import Person
    from pixauthor.reviewing.store import Reviews

Id = Annotated[str, typer.Argument(metavar="ID", help=text("item.id"))]
As = Annotated[str, typer.Option("--as", metavar="PERSON", help=text("review.cli.as"))]
Where = Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))]
Json = Annotated[bool, typer.Option("--json", help=text("item.json"))]
Note = Annotated[str, typer.Option("--note", help=text("review.cli.note"))]


def reviews_of(space: Workspace) -> "Reviews":
    """Return the reviews of a workspace."""
    from pixauthor.reviewing.store import Reviews

    return Reviews(items_dir=space.items_dir, exports_dir=space.exports_dir)


def present(reviews: "Reviews", name: str) -> "Person | None":
    """Return who ``name`` is; without a name, who is at the keyboard, if anything says so."""
    from pixauthor.reviewing.people import person_named

    return person_named(reviews.people(), name) if name else reviews.present(os.environ)


def path_of(space: Workspace, name: str) -> str:
    """Return the file of an item, relative to the items folder."""
    from pixauthor.cli.item_find import find_items

    return find_items(space, [name])[0]
