"""``pixauthor item search``: items that a query finds, and the searches that people keep."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixauthor.cli.item_words import said
from pixauthor.cli.output import print_json, print_table, say
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.bank.search_index import Entry
    from pixauthor.bank.search_saved import SavedFilter

_COLUMNS = ("id", "title", "competence", "level", "type", "status", "difficulty", "flag")


def search_(
    words: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help=text("item.search.query"))] = None,
    sort: Annotated[str, typer.Option("--sort", help=text("item.search.sort"))] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help=text("item.search.limit"))] = 50,
    name: Annotated[str, typer.Option("--filter", help=text("item.search.filter"))] = "",
    save: Annotated[str, typer.Option("--save", help=text("item.search.save"))] = "",
    forget: Annotated[str, typer.Option("--forget", help=text("item.search.forget"))] = "",
    list_: Annotated[bool, typer.Option("--filters", help=text("item.search.filters"))] = False,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("item.json"))] = False,
) -> None:
    """Print the items that a query finds; keep it, or use one that was kept."""
    from pixauthor.bank.search_saved import SavedFilter, load_filters, remove_filter, require_filter, save_filter

    space, query = open_workspace(workspace), " ".join(words or [])
    if list_:
        _print_filters(load_filters(space.root), as_json)
        return
    if forget:
        remove_filter(space.root, forget)
        say(text("item.search.forgotten", name=forget))
        return
    if name:
        kept = require_filter(load_filters(space.root), name)
        query, sort = f"{kept.query} {query}".strip(), sort or kept.sort
    if save:
        save_filter(space.root, save, SavedFilter(query=query, sort=sort))
        say(text("item.search.saved", name=save))
    _print_found(space, query, sort, limit, as_json)


def _print_found(space: Workspace, query: str, sort: str, limit: int, as_json: bool) -> None:
    from pixauthor.bank.search import search
    from pixauthor.cli.bank_measures import open_index

    index = open_index(space)
    found = search(index, query, sort=sort)
    shown = found[: limit or None]
    if as_json:
        print_json(
            {"format": "pixauthor-search/1", "query": query, "found": len(found), "items": [*map(encode_entry, shown)]}
        )
        return
    if not len(index):
        raise PixauthorError("item.empty-bank")
    if not found:
        say(text("item.search.nothing", items=len(index)))
        return
    print_table("", [text(f"item.column.{column}") for column in _COLUMNS], map(_cells, shown), whole=1)
    say(text("item.search.found", found=len(found), items=len(index), shown=len(shown)))


def encode_entry(entry: "Entry") -> dict[str, Any]:
    """Return an item as JSON values: its row, its place and its measures."""
    row = {name: value for name, value in entry.row._asdict().items() if name not in {"words", "stem"}}
    measured = entry.measured._asdict() if entry.measured else None
    return {**row, "tube": entry.tube, "area": entry.area, "calibration": measured}


def _cells(entry: "Entry") -> Sequence[str]:
    row, measured = entry.row, entry.measured
    return (
        row.id,
        row.title if row.readable else text("item.search.unreadable"),
        row.competence,
        str(row.level or ""),
        said("widgets.types", row.type),
        said("widgets.statuses", row.status),
        decimal(measured.b, 2, current_language()) if measured and measured.b is not None else "",
        ", ".join(said("calibration.flag", flag) for flag in measured.flags) if measured else "",
    )


def _print_filters(filters: dict[str, "SavedFilter"], as_json: bool) -> None:
    if as_json:
        print_json({name: {"query": one.query, "sort": one.sort} for name, one in filters.items()})
    elif filters:
        columns = [text(f"item.column.{name}") for name in ("filter", "query", "sort")]
        print_table("", columns, [(name, one.query, one.sort) for name, one in filters.items()])
    else:
        say(text("search.saved.none-kept"))
