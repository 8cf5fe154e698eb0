"""What commands print: tables and sentences for people, one JSON document for machines."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from pixauthor.cli.table_widths import fit_widths

# Rich is imported where it is used: it takes longer to start than many a command to run.
if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_SIGNS: Final = str.maketrans("", "", ",.-− \u00a0\u202f")
"""Signs that numbers are written with, in French and in English."""


def console() -> "Console":
    """Return a console on standard output, as it is now (tests replace it)."""
    from rich.console import Console

    return Console(file=sys.stdout, soft_wrap=True, highlight=False)


def say(sentence: str) -> None:
    """Print one sentence, without mark-up."""
    console().print(sentence, markup=False)


def complain(sentence: str) -> None:
    """Print one sentence to standard error."""
    from rich.console import Console

    Console(stderr=True, soft_wrap=True, highlight=False).print(sentence, markup=False, style="red")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: int = 0) -> None:
    """Print a table; columns whose cells look like numbers are set to the right, the first ``whole`` fold last."""
    from rich.table import Table
    from rich.text import Text

    # As text: an item of one group is called ``x[6e]@1``, and brackets would be read as mark-up.
    cells, out = [tuple(row) for row in rows], console()
    numeric = [bool(cells) and all(_looks_numeric(row[k]) for row in cells) for k in range(len(columns))]
    blanks, widths = fit_widths(columns, cells, numeric, out.width, whole)
    head: dict[str, Any] = {"title": Text(title) if title else None, "title_justify": "left", "title_style": "bold"}
    table = Table(**head, show_header=any(columns), padding=(0, blanks))
    for position, (column, width, number) in enumerate(zip(columns, widths, numeric, strict=True)):
        justify: Any = "right" if number else "left"
        table.add_column(
            Text(column), justify=justify, overflow="fold", no_wrap=not width and position < whole, width=width
        )
    for row in cells:
        table.add_row(*map(Text, row))
    out.print(table)


def print_json(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def progress() -> "Progress":
    """Return a progress bar on standard error, silent when that is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    stderr = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=stderr,
        disable=not stderr.is_terminal,
        transient=True,
    )


def _looks_numeric(cell: str) -> bool:
    return cell == "–" or cell.translate(_SIGNS).isdigit()
