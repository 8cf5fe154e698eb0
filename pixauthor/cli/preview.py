"""``pixauthor preview``: the bank on one page, as candidates see it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pixauthor.bank.item import Item
from pixauthor.cli.output import say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.workspace import Workspace, open_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("widgets.preview.help"))
def preview(
    paths: Annotated[list[Path] | None, typer.Argument(help=text("widgets.preview.paths"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("widgets.preview.output"))] = None,
) -> None:
    """Write the preview page of the bank, or of the items at ``paths``."""
    from pixauthor.widgets.preview.page import render_bank_page

    workspace = open_workspace()
    items = chosen_items(workspace, paths or [workspace.items_dir])
    page = render_bank_page(
        items, workspace.framework, lambda item: item_file(workspace, item).parent, current_language()
    )
    target = output or workspace.exports_dir / "preview" / "index.html"
    write_atomic(target, page.encode())
    say(text("widgets.preview.written", path=target, items=len(items)))


def chosen_items(workspace: Workspace, paths: Sequence[Path]) -> list[Item]:
    """Return the items of the bank at these files or under these folders, each once.

    Raises:
        PixauthorError: when a path does not exist, or no item is there.
    """
    found: dict[str, Item] = {}
    for path in paths:
        if not path.exists():
            raise PixauthorError("files.missing", place=Place(path=str(path)))
        root = path.resolve()
        there = [item for item in workspace.bank if item_file(workspace, item).resolve().is_relative_to(root)]
        if not there:
            raise PixauthorError("widgets.preview.unknown", place=Place(path=str(path)))
        found.update((item.id, item) for item in there)
    return list(found.values())


def item_file(workspace: Workspace, item: Item) -> Path:
    """Return where an item is written (docs/item-format.md)."""
    return workspace.items_dir / item.competence / f"{item.id}.yaml"
