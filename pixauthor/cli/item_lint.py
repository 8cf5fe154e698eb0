"""``pixauthor item lint``: the whole check of a few items, named by their ids."""

import sys
from typing import Annotated

import typer

from pixauthor.cli.check import Export, Format, run_check, show_path
from pixauthor.cli.depth import Depth
from pixauthor.cli.item_find import find_items
from pixauthor.locale import text
from pixauthor.workspace import open_workspace


def lint(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help=text("item.ids"))],
    format_: Annotated[Format, typer.Option("--format", help=text("check.format"))] = Format.TEXT,
    no_cache: Annotated[bool, typer.Option("--no-cache", help=text("check.no-cache"))] = False,
    links: Annotated[bool, typer.Option("--links", help=text("check.links"))] = False,
    export: Annotated[
        list[Export] | None, typer.Option("--export", help=text("check.export"), show_default=False)
    ] = None,
) -> None:
    """Print what is wrong with these items, by all rules, those between items too; exit 1 when there is an error."""
    from pixauthor.bank.report import RENDERERS, has_errors, join_reports

    workspace = open_workspace()
    exports = tuple(one.value for one in export or ())
    depth = Depth(no_cache=no_cache, thorough=True, links=links, exports=exports)
    report = run_check(workspace, find_items(workspace, ids), depth)
    joined = join_reports({show_path(workspace.items_dir): report})
    sys.stdout.write(RENDERERS[format_.value](joined) + "\n")
    raise typer.Exit(1 if has_errors(joined) else 0)
