"""``pixauthor item new | rename | move``: items as wholes, with their files and references; all of it or nothing."""

from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.bank.item import ItemType
from pixauthor.cli.output import say
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.editing.plan import Plan
    from pixauthor.editing.shelf import Shelf

_Where = Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))]


class Language(StrEnum):
    """Languages of items."""

    FR = "fr"
    EN = "en"


def new(
    type_: Annotated[ItemType, typer.Argument(metavar="TYPE", help=text("item.act.type"))],
    skill: Annotated[str, typer.Argument(help=text("item.act.skill"))],
    author: Annotated[str, typer.Option("--author", help=text("item.act.author"))],
    language: Annotated[Language, typer.Option("--language", help=text("item.act.language"))] = Language.FR,
    workspace: _Where = None,
) -> None:
    """Write the draft of a new item."""
    from pixauthor.editing.actions import new_item

    space = open_workspace(workspace)
    facts = {"skill": skill, "author": author, "locale": language.value}
    _execute(space, new_item(_shelf(space), type_=type_, today=date.today(), **facts))


def rename(
    id_: Annotated[str, typer.Argument(metavar="ID", help=text("item.id"))],
    to: Annotated[str, typer.Argument(metavar="NEW", help=text("item.act.new-id"))],
    workspace: _Where = None,
) -> None:
    """Give a draft another id, in its file, its media and wherever the bank names it."""
    from pixauthor.editing.actions import rename as plan_rename

    space = open_workspace(workspace)
    _execute(space, plan_rename(_shelf(space), _id(space, id_), to))


def move(
    id_: Annotated[str, typer.Argument(metavar="ID", help=text("item.id"))],
    skill: Annotated[str, typer.Argument(help=text("item.act.skill"))],
    workspace: _Where = None,
) -> None:
    """Put an item under another skill; its id stays."""
    from pixauthor.editing.actions import move_to_skill

    space = open_workspace(workspace)
    _execute(space, move_to_skill(_shelf(space), _id(space, id_), skill))


def _shelf(space: Workspace) -> "Shelf":
    from pixauthor.editing.store import load_shelf

    return load_shelf(space.items_dir, space.framework)


def _id(space: Workspace, name: str) -> str:
    from pixauthor.cli.item_find import find_items

    return PurePosixPath(find_items(space, [name])[0]).stem


def _execute(space: Workspace, plan: "Plan") -> None:
    from pixauthor.editing.plan import Remove
    from pixauthor.editing.plan_store import execute

    execute(plan, space.items_dir)
    for change in plan.changes:
        message = "item.act.removed" if isinstance(change, Remove) else "item.act.written"
        say(text(message, path=f"items/{change.path}"))
    if not plan.changes:
        say(text("item.act.nothing"))
