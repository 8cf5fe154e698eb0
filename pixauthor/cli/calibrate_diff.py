"""``pixauthor calibrate diff``: what changed from one calibration to another."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pixauthor.cli.output import print_table, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

CHANGED = 1
_ONE_SIDED = ("added", "dropped", "revised")
_COMPARED = ("remodelled", "moved")
_STATUSES = (*_ONE_SIDED, *_COMPARED, "same")
_NUMBERS = ("old", "new", "difference", "se", "z")


def diff(
    old: Annotated[Path, typer.Argument(help=text("linking.help-old"))],
    new: Annotated[Path, typer.Argument(help=text("linking.help-new-one"))],
    everything: Annotated[bool, typer.Option("--all", help=text("linking.help-all"))] = False,
    table: Annotated[Path | None, typer.Option("--table", help=text("linking.help-diff-table"))] = None,
) -> None:
    """Compare two calibrations; exit 1 when something changed."""
    from pixauthor.calibration import comparison
    from pixauthor.calibration.store import load_calibration

    if table is not None and table.is_dir():
        raise PixauthorError("files.is-folder", place=Place(path=str(table)))
    before, after = load_calibration(old), load_calibration(new)
    found, language = comparison.diff(before, after), current_language()
    if table is not None:
        write_atomic(table, found.to_csv(index=False, lineterminator="\n").encode())
    shown = found[found["status"].isin([*_COMPARED, *(["same"] if everything else [])])]
    if len(shown):
        columns = [text(f"linking.column.{name}") for name in ("item", "status", "parameter", *_NUMBERS)]
        print_table(text("linking.diff-title"), columns, [_row(row, language) for _, row in shown.iterrows()], whole=1)
    by_status = found.drop_duplicates("item").groupby("status")["item"].agg(list).to_dict()
    for status in _ONE_SIDED:
        if status in by_status:
            say(text("linking.diff-named", status=text(f"linking.status.{status}"), items=", ".join(by_status[status])))
    say(text("linking.diff-line", **{status: len(by_status.get(status, [])) for status in _STATUSES}))
    if not comparison.on_one_scale(before, after):
        say(text("linking.diff-scales"))
    if table is not None:
        say(text("linking.table-written", path=table))
    if set(found["status"]) - {"same"}:
        raise typer.Exit(CHANGED)


def _row(row: Any, language: str) -> tuple[str, ...]:
    numbers = ("–" if row[name] != row[name] else decimal(float(row[name]), 2, language) for name in _NUMBERS)
    return (row["item"], text(f"linking.status.{row['status']}"), row["parameter"], *numbers)
