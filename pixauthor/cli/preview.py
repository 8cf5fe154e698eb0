"""``pixauthor preview``: the bank on one page, as candidates see it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pixauthor.cli.output import say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.workspace import open_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("widgets.preview.help"))
def preview(
    paths: Annotated[list[Path] | None, typer.Argument(help=text("widgets.preview.paths"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("widgets.preview.output"))] = None,
) -> None:
    """Write the preview page of the bank, or of the items at ``paths``."""
    from pixauthor.bank.store import load_item
    from pixauthor.widgets.preview.page import render_bank_page

    workspace = open_workspace()
    loaded = {file: load_item(file) for file in _files(paths or [workspace.items_dir])}
    folders = {item.id: file.parent for file, item in loaded.items()}
    page = render_bank_page(loaded.values(), workspace.framework, lambda item: folders[item.id], current_language())
    target = output or workspace.exports_dir / "preview" / "index.html"
    write_atomic(target, page.encode())
    say(text("widgets.preview.written", path=target, items=len(loaded)))


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the item files at these paths, each once. Raises when a path does not exist or holds none."""
    from pixauthor.bank.store import find_item_files

    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise PixauthorError("files.missing", place=Place(path=str(path)))
        files = find_item_files(path) if path.is_dir() else (path,)
        if not files:
            raise PixauthorError("files.empty-folder", place=Place(path=str(path)))
        found.update(dict.fromkeys(files))
    return tuple(found)
