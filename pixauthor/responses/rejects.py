"""The rejects file: each row that was refused, with the line, the column and the reason, ready to be mended."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from pixauthor.files import UTF8_BOM
from pixauthor.locale import text
from pixauthor.responses.columns import REJECT_COLUMNS, Layout
from pixauthor.responses.model import Fault, Rejected
from pixauthor.responses.source_table import Row


def render_rejects(
    rejected: Iterable[Rejected], rows: Iterable[Row], layout: Layout, identify: Callable[[str], str | Fault]
) -> bytes:
    """Return a CSV file for people (UTF-8 with BOM, semicolons: what a French spreadsheet opens well).

    One line per refused row of the source, however many of its cells were refused: columns ``reject_line``,
    ``reject_column``, ``reject_reason``, then those of the source. Once mended it can be imported as it is. A
    candidate's cell that is no pseudonymous id is masked: what was refused for naming a person is not stored after all.

    Args:
        rejected: what was refused.
        rows: the rows of the source, read again.
        layout: its columns.
        identify: what made candidate ids of its cells.
    """
    by_line: dict[int, list[Rejected]] = {}
    for one in rejected:
        by_line.setdefault(one.line, []).append(one)
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow([*REJECT_COLUMNS, *layout.header])
    for row in _pick(rows, by_line):
        writer.writerow([*_blame(by_line[row.line]), *_mask(row.cells, layout, identify)])
    return UTF8_BOM + buffer.getvalue().encode()


def _pick(rows: Iterable[Row], lines: Iterable[int]) -> Iterator[Row]:
    wanted = frozenset(lines)
    return (row for row in rows if row.line in wanted)


def _blame(rejected: Sequence[Rejected]) -> tuple[str, str, str]:
    columns = ", ".join(dict.fromkeys(one.column for one in rejected if one.column))
    reasons: dict[str, list[str]] = {}
    for one in rejected:
        reasons.setdefault(one.reason(), []).append(one.column)
    sentences = (
        list(reasons) if len(reasons) == 1 else [f"[{', '.join(where)}] {why}" for why, where in reasons.items()]
    )
    return str(rejected[0].line), columns, " ".join(sentences)


def _mask(cells: Sequence[str], layout: Layout, identify: Callable[[str], str | Fault]) -> list[str]:
    position = layout.fields["candidate"]
    shown = list(cells)
    if position < len(shown) and shown[position].strip():
        candidate = identify(shown[position])
        shown[position] = text("responses.masked") if isinstance(candidate, Fault) else candidate
    return shown
