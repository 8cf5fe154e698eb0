"""``pixauthor item fmt``: blanks and new lines at the ends, which nobody sees; nothing else is ever touched."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.cli.check import show_path
from pixauthor.cli.item_find import find_items
from pixauthor.cli.output import complain, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import UTF8_BOM, decode_text, write_atomic
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from pixauthor.bank.tidy import Tidied

_MAX_LINES_TOLD = 10


def fmt(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help=text("item.ids"))] = None,
    all_: Annotated[bool, typer.Option("--all", help=text("item.fmt.all"))] = False,
    check: Annotated[bool, typer.Option("--check", help=text("item.fmt.check"))] = False,
) -> None:
    """Tidy item files and say what was done; exit 1 when ``--check`` found something, or a file cannot be tidied."""
    from pixauthor.bank.scan import scan

    workspace = open_workspace()
    if bool(ids) == all_:
        raise PixauthorError("item.fmt.which")
    names = sorted(scan(workspace.items_dir).items) if all_ else find_items(workspace, ids or [])
    results = [_tidy(workspace.items_dir / name, check) for name in names]
    changed, refused = results.count("changed"), results.count("refused")
    say(text("item.fmt.summary-check" if check else "item.fmt.summary", files=len(names), changed=changed))
    raise typer.Exit(1 if refused or (check and changed) else 0)


def _tidy(path: Path, check: bool) -> str:
    """Tidy one file; return ``same``, ``changed`` or ``refused``."""
    from pixauthor.bank.tidy import tidy
    from pixauthor.source.reader import read_source

    content = read_source(path)
    mark = UTF8_BOM if content.startswith(UTF8_BOM) else b""
    tidied = tidy(decode_text(content, show_path(path)))
    if tidied is None:
        complain(f"{show_path(path)}: {text('item.fmt.refused')}")
        return "refused"
    if not tidied.lines:
        return "same"
    say("\n".join(_told(path, tidied)))
    if not check:
        _replace(path, content, mark + tidied.text.encode())
    return "changed"


def _replace(path: Path, before: bytes, after: bytes) -> None:
    # The file itself, not a link to it; and not over what somebody has written meanwhile.
    target = path.resolve()
    if target.read_bytes() != before:
        raise PixauthorError("item.fmt.changed-meanwhile", place=Place(path=show_path(path)))
    write_atomic(target, after, target.stat().st_mode & 0o777)


def _told(path: Path, tidied: "Tidied") -> Iterable[str]:
    for step, lines in tidied.lines.items():
        numbers = ", ".join(map(str, lines[:_MAX_LINES_TOLD])) + (", …" if len(lines) > _MAX_LINES_TOLD else "")
        yield f"{show_path(path)}: {text(f'item.fmt.step.{step}', lines=numbers)}"
