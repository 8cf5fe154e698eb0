"""What commands print: tables and sentences for people, one JSON document for machines."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

# Rich is imported where it is used: it takes longer to start than many a command to run.
if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


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
    """Print a table; columns whose cells look like numbers are set to the right, the first ``whole`` are not folded."""
    from rich.table import Table

    cells = [tuple(row) for row in rows]
    table = Table(title=title or None, title_justify="left", title_style="bold", show_header=any(columns))
    for position, column in enumerate(columns):
        numeric = bool(cells) and all(_looks_numeric(row[position]) for row in cells)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=position < whole)
    for row in cells:
        table.add_row(*row)
    console().print(table)


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
    return cell.replace(",", "").replace(".", "").replace("-", "").replace("−", "").replace(" ", "").isdigit()
