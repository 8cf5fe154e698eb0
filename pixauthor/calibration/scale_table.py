"""Tables that judges and steering groups write: named columns, every cell with its place in the file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_text
from pixauthor.responses.columns import plain, suggest
from pixauthor.responses.fields import parse_number
from pixauthor.responses.readers import open_table
from pixauthor.responses.source_table import SourceTable

# English name, then the French one that messages show beside it, then other spellings.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "judge": ("judge", "juge"),
    "round": ("round", "tour"),
    "competence": ("competence",),
    "level": ("level", "niveau"),
    "item": ("item", "item_id", "epreuve"),
    "page": ("page",),
    "probability": ("probability", "probabilite", "p"),
    "theta": ("theta", "capacite"),
    "se": ("se", "erreur_type"),
}
_BY_SPELLING: Final = {spelling: name for name, spellings in NAMES.items() for spelling in spellings}
_TEXT_SUFFIXES: Final = (".csv", ".tsv", ".txt")
MAX_BYTES: Final = 50_000_000
MAX_ROWS: Final = 500_000
MAX_LEVEL: Final = 8  # pix.md §1.3
MAX_ROUND: Final = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: the texts of its known columns, and where they stand; ``raw`` is its line of text, if it has one."""

    path: Path
    number: int
    raw: str
    cells: tuple[str, ...]
    columns: Mapping[str, int]

    def __contains__(self, name: str) -> bool:
        return bool(self.cell(name))

    def cell(self, name: str) -> str:
        """Return the text under a column; empty when there is no such column."""
        return self.cells[self.columns[name]].strip() if name in self.columns else ""

    def place(self, name: str) -> Place:
        """Return where the cell under a column starts."""
        position = self.columns.get(name, 0)
        column = _start(self.raw, self.cells[:position]) if self.raw else position + 1
        return Place(path=str(self.path), line=self.number, column=column)

    def required(self, name: str) -> str:
        """Return a text that must be there.

        Raises:
            PixauthorError: when the cell is empty.
        """
        if name not in self:
            raise PixauthorError("scale.empty-cell", place=self.place(name), column=" / ".join(NAMES[name][:2]))
        return self.cell(name)

    def integer(self, name: str, highest: int, lowest: int = 1) -> int:
        """Return a whole number from ``lowest`` to ``highest``. Raises as ``number_of``, and for any other."""
        value = self.number_of(name)
        if not (value.is_integer() and lowest <= value <= highest):
            fields = {"value": self.cell(name), "lowest": lowest, "highest": highest}
            raise PixauthorError("scale.not-whole", place=self.place(name), **fields)
        return int(value)

    def number_of(self, name: str) -> float:
        """Return a number written with a decimal point or comma.

        Raises:
            PixauthorError: when the cell is empty or no number.
        """
        value = parse_number(self.required(name))
        if value is None:
            raise PixauthorError("scale.not-number", place=self.place(name), value=self.cell(name))
        return value


def read_lines(
    path: Path, required: Sequence[str], optional: Collection[str] = (), either: Sequence[str] = ()
) -> list[Line]:
    """Return the rows of a CSV, XLSX or Parquet file.

    Args:
        path: the file.
        required: names of ``NAMES`` that must have a column.
        optional: names that may have one.
        either: names of which one must have one.

    Raises:
        PixauthorError: when the file cannot be read, a column is missing, unknown or there twice, or a row is too
            short or too long.
    """
    table = open_table(path)
    header = Place(path=str(path), line=table.header_line, column=1)
    columns = _find_columns(table.header, [*required, *either, *optional], header)
    absent = [name for name in required if name not in columns]
    if not absent and either and not columns.keys() & set(either):
        absent = list(either[:1])
    if absent:
        wanted = ", ".join(" / ".join(NAMES[name][:2]) for name in absent)
        raise PixauthorError("scale.missing-column", place=header, columns=wanted, found=", ".join(table.header))
    raw = read_text(path, MAX_BYTES).split("\n") if path.suffix.lower() in _TEXT_SUFFIXES else []
    return list(_lines(table, columns, raw))


def _find_columns(header: Sequence[str], known: Collection[str], place: Place) -> Mapping[str, int]:
    columns: dict[str, int] = {}
    for position, title in enumerate(header):
        name = _BY_SPELLING.get(plain(title.strip()), "")
        if name not in known:
            spellings = [spelling for one in known for spelling in NAMES[one]]
            wanted = ", ".join(" / ".join(NAMES[one][:2]) for one in known)
            raise PixauthorError("scale.unknown-column", place=place, column=suggest(title, spellings), known=wanted)
        if name in columns:
            raise PixauthorError("scale.column-twice", place=place, column=title)
        columns[name] = position
    return columns


def _lines(table: SourceTable, columns: Mapping[str, int], raw: Sequence[str]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(table.rows(), start=1):
        place = Place(path=str(table.path), line=number, column=1)
        if count > MAX_ROWS:
            raise PixauthorError("scale.too-many-rows", place=place, limit=MAX_ROWS)
        if len(cells) != len(table.header):
            raise PixauthorError("scale.wrong-width", place=place, n=len(cells), expected=len(table.header))
        source = raw[number - 1] if raw else ""
        yield Line(path=table.path, number=number, raw=source, cells=cells, columns=columns)


def _start(raw: str, before: Sequence[str]) -> int:
    """Return the column, from 1, of the cell after those ``before`` in a line of CSV; quotes take room too."""
    position = 0
    for cell in before:
        quoted = raw[position : position + 1] == '"'
        position += len(cell) + (2 + cell.count('"') if quoted else 0) + 1
    return position + 1
