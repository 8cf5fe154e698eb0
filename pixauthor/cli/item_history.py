"""``pixauthor item history``: who changed an item, when, and what a reader of the item sees of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pixauthor.cli.output import console, print_json, say
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from rich.text import Text

    from pixauthor.bank.changes import Change
    from pixauthor.bank.revisions import Revision

# Longer texts are shown once, with what is gone and what is new marked in them.
_SHORT: Final = 50
_MARKS: Final = {"same": ("", "", ""), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}


def history(
    id_: Annotated[str, typer.Argument(metavar="ID", help=text("item.id"))],
    between: Annotated[tuple[str, str] | None, typer.Option("--between", help=text("item.history.between"))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help=text("item.history.limit"))] = 20,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("item.json"))] = False,
) -> None:
    """Print the commits of one item with what each changed, or what changed between two of them."""
    from pixauthor.bank.revisions import find_revision, load_revisions
    from pixauthor.cli.item_find import find_items

    space = open_workspace(workspace)
    # One more than is shown, so that the oldest of them has something to be compared to.
    revisions = load_revisions(space.items_dir / find_items(space, [id_])[0], 1000 if between else limit + 1)
    steps: list[tuple[Revision, Revision | None]]
    if between:
        steps = [(find_revision(revisions, between[1]), find_revision(revisions, between[0]))]
    else:
        steps = list(zip(revisions, (*revisions[1:], None), strict=True))[:limit]
    if as_json:
        print_json({"format": "pixauthor-history/1", "revisions": [_encode(new, old) for new, old in steps]})
        return
    for step in steps:
        _print_step(*step)


def _changes(new: "Revision", old: "Revision | None") -> "tuple[Change, ...]":
    from pixauthor.bank.changes import compare

    return compare(old.data, new.data) if old and old.data is not None and new.data is not None else ()


def _encode(new: "Revision", old: "Revision | None") -> dict[str, Any]:
    changes = [
        {"field": ".".join(change.pointer), "before": change.before, "after": change.after}
        for change in _changes(new, old)
    ]
    head = {"commit": new.commit, "at": new.at, "author": new.author, "subject": new.subject}
    return {**head, "version": new.version, "readable": new.data is not None, "changes": changes}


def _print_step(new: "Revision", old: "Revision | None") -> None:
    from pixauthor.cli.session_prose import printable

    console().print(printable(_head(new)), markup=False, style="bold")
    if new.data is None:
        say(f"  {text('item.history.unreadable')}")
    elif old is None:
        say(f"  {text('item.history.first')}")
    else:
        changes = _changes(new, old)
        for change in changes:
            console().print(_line(change))
        if not changes:
            say(f"  {text('item.history.same' if old.data is not None else 'item.history.readable-again')}")


def _head(one: "Revision") -> str:
    version = one.version or "?"
    if not one.commit:
        return text("item.history.on-disk", version=version)
    fields = {"commit": one.commit[:8], "day": one.at[:10], "time": one.at[11:16], "author": one.author}
    return text("item.history.head", **fields, version=version, subject=one.subject)


def _line(change: "Change") -> "Text":
    from rich.text import Text

    from pixauthor.bank.changes import name_field, split_words
    from pixauthor.cli.session_prose import printable

    before, after = (None if one is None else printable(one) for one in (change.before, change.after))
    name = text("item.history.field", field=printable(name_field(change.pointer)))
    if before is None or after is None or _is_short(before, after):
        pieces = [("removed", before), ("same", " → " if before and after else ""), ("added", after)]
    else:
        pieces = [(piece.kind, piece.text) for piece in split_words(before, after)]
    line = Text(f"  {name} ")
    for kind, words in pieces:
        opening, closing, style = _MARKS[kind]
        line.append(f"{opening}{words}{closing}" if words else "", style)
    return line


def _is_short(*values: str) -> bool:
    return all(len(value) <= _SHORT and "\n" not in value for value in values)
