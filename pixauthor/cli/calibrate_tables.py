"""What the commands that look at a calibration give: a table for people, JSON or CSV for machines."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from pixauthor.cli.calibrate_pool import require_format
from pixauthor.cli.output import print_json, print_table, say
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

if TYPE_CHECKING:
    import pandas as pd

FileArgument: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="CALIBRATION", help=text("calibration.help-file"))
]
ResponsesOption: TypeAlias = Annotated[
    Path | None, typer.Option("--responses", help=text("calibration.help-responses"))
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help=text("diagnostics.help-json"))]
OutputOption: TypeAlias = Annotated[Path | None, typer.Option("--output", "-o", help=text("diagnostics.help-output"))]
WorkspaceOption: TypeAlias = Annotated[
    Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))
]
Columns: TypeAlias = Mapping[str, int | Callable[[Any], str]]
"""Columns to show: their decimals, or what makes words of their values."""
_NONE: Final = "–"


def require_table(output: Path | None) -> None:
    """Refuse a file that is neither CSV nor JSON, before the long work."""
    require_format(output, "assembly.bad-output")


def give(tables: "Mapping[str, pd.DataFrame]", output: Path | None, as_json: bool) -> bool:
    """Write the first table as CSV, or all as JSON, to a file; print all as JSON when asked. Return whether it was.

    Args:
        tables: by name.
        output: file to write, if any.
        as_json: print JSON.
    """
    encoded = {name: encode_frame(table) for name, table in tables.items()}
    if output is not None:
        first = next(iter(tables.values()))
        csv = first.to_csv(index=False, lineterminator="\n")
        whole = json.dumps(encoded, ensure_ascii=False, indent=2) + "\n"
        write_atomic(output, (csv if output.suffix.lower() == ".csv" else whole).encode())
    if as_json:
        print_json(encoded)
    elif output is not None:
        say(text("diagnostics.written", path=output))
    return as_json


def show(title: str, table: "pd.DataFrame", columns: Columns, *, whole: int = 1) -> None:
    """Print some columns of a table, if it has rows.

    Args:
        title: above it.
        table: the values.
        columns: those to show.
        whole: the first ones are not folded.
    """
    if table.empty:
        return
    heads = [text(f"diagnostics.column.{name}") for name in columns]
    rows = [tuple(_cell(row[name], how) for name, how in columns.items()) for row in table.to_dict("records")]
    print_table(title, heads, rows, whole=whole)


def show_values(title: str, table: "pd.DataFrame", columns: Columns) -> None:
    """Print some values of the one row of a table, one a line."""
    row = table.to_dict("records")[0]
    rows = [(text(f"diagnostics.column.{name}"), _cell(row[name], how)) for name, how in columns.items()]
    print_table(title, ["", ""], rows)


def encode_frame(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return rows as JSON values; what is not known is null."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "item"):
        value = value.item()
    unknown = value is None or value != value or (isinstance(value, float) and not math.isfinite(value))
    return None if unknown else value


def _cell(value: Any, how: int | Callable[[Any], str]) -> str:
    plain = _plain(value)
    if plain is None or plain == "":
        return _NONE
    if callable(how):
        return how(plain)
    return decimal(float(plain), how, current_language()) if not isinstance(plain, str) else plain
