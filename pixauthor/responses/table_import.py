"""From a file to stored responses: read, judge each row, leave out what is known, store the rest, account for all."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow.compute as pc

from pixauthor.bank.bank import Bank
from pixauthor.errors import Place
from pixauthor.responses.columns import Layout, find_layout, plain
from pixauthor.responses.fields import parse_score
from pixauthor.responses.frame import encode_responses, without_place
from pixauthor.responses.model import SKIP_MARKER, Cells, Fault, ImportReport, Rejected
from pixauthor.responses.novelty import sort_out
from pixauthor.responses.pseudonyms import is_pseudonym, parse_candidate, pseudonym
from pixauthor.responses.readers import open_table
from pixauthor.responses.rejects import render_rejects
from pixauthor.responses.rows import Reading, Response, read_rows
from pixauthor.responses.scoring import Scorer
from pixauthor.responses.source_table import Row, SourceTable
from pixauthor.responses.store import digest_file, load_table, save_part, save_rejects

_SAMPLE_ROWS: Final = 200
_STEP: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user says of the file.

    Args:
        cells: whether cells hold answers or scores.
        skip_marker: what stands for a skipped question.
        ignored: headers of columns to leave out.
        sheet: name of the sheet of a workbook.
        zone: time zone of dates that name none.
        key: makes pseudonyms of the candidates' identifiers; without it they must be pseudonymous already.
    """

    cells: Cells = Cells.AUTO
    skip_marker: str = SKIP_MARKER
    ignored: Collection[str] = ()
    sheet: str = ""
    zone: tzinfo = UTC
    key: bytes | None = field(default=None, repr=False)


def import_table(
    path: Path,
    bank: Bank,
    exports_dir: Path,
    options: ImportOptions | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Store the responses of a CSV, Parquet or XLSX file; refused ones go to a rejects file beside the stored data.

    Args:
        path: the file.
        bank: items and keys.
        exports_dir: ``exports/`` of the workspace.
        options: what the user says of the file.
        advance: told how many more rows were read.

    Raises:
        PixauthorError: when the file as a whole cannot be read or understood; then nothing is stored.
    """
    options = options or ImportOptions()
    table = open_table(path, options.sheet)
    reading = _understand(table, bank, options)
    source = digest_file(path)
    rejected: list[Rejected] = []
    accepted = _set_aside(read_rows(_count(table.rows(), advance), reading), rejected)
    read = encode_responses(accepted, tuple(reading.layout.groups), source)
    n_read = read.num_rows + len(rejected)
    novelty = sort_out(read, load_table(exports_dir))
    rejected = sorted([*rejected, *novelty.rejected], key=lambda one: one.line)
    rejects = render_rejects(rejected, table.rows(), reading.layout, reading.identify) if rejected else None
    return ImportReport(
        source=source,
        cells=reading.scorer.cells,
        wide=reading.layout.wide,
        n_read=n_read,
        n_added=novelty.added.num_rows,
        n_known=novelty.n_known,
        n_rejected=len(rejected),
        n_simulated=pc.sum(novelty.added["simulated"], min_count=0).as_py(),
        # In this order: when the second cannot be written, nothing was added.
        rejects=save_rejects(exports_dir, f"{plain(path.stem) or 'file'}-{source[:12]}.csv", rejects),
        part=save_part(exports_dir, without_place(novelty.added)) if novelty.added.num_rows else None,
        reasons=Counter(one.fault.code for one in rejected),
        examples=tuple({one.fault.code: one for one in reversed(rejected)}.values())[::-1],
    )


def _understand(table: SourceTable, bank: Bank, options: ImportOptions) -> Reading:
    place = Place(path=str(table.path), line=table.header_line, column=1)
    layout = find_layout(table.header, bank, place, options.ignored)
    return Reading(
        layout=layout,
        bank=bank,
        scorer=Scorer(_decide_cells(table, layout, options), options.skip_marker),
        identify=partial(identify_candidate, key=options.key),
        zone=options.zone,
    )


def identify_candidate(text: str, key: bytes | None) -> str | Fault:
    """Return the candidate id that a cell stands for: its text, or its pseudonym under ``key``."""
    if key is None or is_pseudonym(text.strip()) or not text.strip():
        return parse_candidate(text)
    return pseudonym(text, key)


def _decide_cells(table: SourceTable, layout: Layout, options: ImportOptions) -> Cells:
    said = Cells(options.cells)
    if not layout.wide or said is not Cells.AUTO:
        return said
    sample = (row for row in islice(table.rows(), _SAMPLE_ROWS) if len(row.cells) == len(layout.header))
    texts = {row.cells[position].strip() for row in sample for position in layout.items.values()}
    filled = texts - {"", options.skip_marker}
    scored = filled and not any(isinstance(parse_score(text), Fault) for text in filled)
    return Cells.SCORES if scored else Cells.ANSWERS


def _set_aside(read: Iterable[Response | Rejected], rejected: list[Rejected]) -> Iterator[Response]:
    for one in read:
        if isinstance(one, Rejected):
            rejected.append(one)
        else:
            yield one


def _count(rows: Iterable[Row], advance: Callable[[int], None]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number % _STEP == 0:
            advance(_STEP)
        yield row
