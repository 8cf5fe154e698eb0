"""Rows of text as responses: every cell is either a ``Response`` or a ``Rejected`` that says what to mend."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item
from pixauthor.responses.columns import Layout, suggest
from pixauthor.responses.fields import parse_label, parse_moment, parse_seconds, parse_simulated, shorten
from pixauthor.responses.model import Fault, Rejected
from pixauthor.responses.pseudonyms import parse_candidate
from pixauthor.responses.readers import Row
from pixauthor.responses.scoring import Scored, Scorer, Worth


class Response(NamedTuple):
    """One response (a tuple, because a file has millions); ``line`` and ``column`` say where it came from."""

    line: int
    column: str
    candidate: str
    item: str
    version: int
    answer: str | None
    status: str
    score: float
    seconds: float | None
    answered_at: datetime | None
    session: str
    simulated: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the cells of one file are understood.

    Args:
        layout: what its columns are.
        bank: items and keys.
        scorer: gives each cell its worth.
        identify: makes a candidate id of the text of its cell.
        zone: time zone of dates that name none.
    """

    layout: Layout
    bank: Bank
    scorer: Scorer
    identify: Callable[[str], str | Fault] = parse_candidate
    zone: tzinfo = UTC


class _Who(NamedTuple):
    candidate: str
    session: str
    answered_at: datetime | None
    simulated: bool
    groups: tuple[str, ...]


def read_rows(rows: Iterable[Row], reading: Reading) -> Iterator[Response | Rejected]:
    """Yield one value per response: for each row of a long table, for each filled cell of an item in a wide one."""
    read = _read_wide if reading.layout.wide else _read_long
    resolve = lru_cache(maxsize=4096)(lambda item, version: find_item(reading.bank, item, version))
    for row in rows:
        fault = _check_width(row, reading.layout)
        if fault is None:
            yield from read(row, reading, resolve)
        else:
            yield Rejected(line=row.line, column="", fault=fault)


def find_item(bank: Bank, name: str, version: str) -> Item | Fault:
    """Return the item that ``name`` (``id`` or ``id@version``) and a version, or none, point at."""
    item_id, _, told = name.strip().partition("@")
    item = bank.get(item_id)
    if item is None:
        return Fault("unknown-item", {"item": suggest(item_id, [known.id for known in bank])})
    for text in (told.strip(), version.strip()):
        if text and text != str(item.version):
            return Fault("unknown-version", {"item": item_id, "said": shorten(text), "current": item.version})
    return item


def _check_width(row: Row, layout: Layout) -> Fault | None:
    if len(row.cells) != len(layout.header):
        return Fault("wrong-width", {"n": len(row.cells), "expected": len(layout.header)})
    if any(row.cells[position].strip() for position in layout.unnamed):
        return Fault("unnamed-column")
    return None


_Resolve = Callable[[str, str], Item | Fault]


def _read_long(row: Row, reading: Reading, resolve: _Resolve) -> Iterator[Response | Rejected]:
    layout = reading.layout
    worth = Worth(*(_cell(row, layout, field) for field in Worth._fields))
    blamed = next((field for field in Worth._fields if _cell(row, layout, field)), "answer")
    item = resolve(_cell(row, layout, "item"), _cell(row, layout, "version"))
    seconds = parse_seconds(_cell(row, layout, "seconds"))
    if isinstance(seconds, Fault):
        yield Rejected(line=row.line, column=layout.column("seconds"), fault=seconds)
    elif isinstance(item, Fault):
        yield Rejected(line=row.line, column=layout.column("item"), fault=item)
    else:
        who = _read_who(row, reading)
        yield _respond(row.line, layout.column(blamed), who, item, reading.scorer.score(item, worth), seconds)


def _read_wide(row: Row, reading: Reading, resolve: _Resolve) -> Iterator[Response | Rejected]:
    who = _read_who(row, reading)
    for column, position in reading.layout.items.items():
        text = row.cells[position]
        if not text.strip():  # not presented, missing by design
            continue
        item = resolve(column, "")
        if isinstance(item, Fault):
            yield Rejected(line=row.line, column=column, fault=item)
        else:
            scored = reading.scorer.score(item, Worth(answer=text, score=text))
            yield _respond(row.line, column, who, item, scored, None)


def _read_who(row: Row, reading: Reading) -> _Who | Rejected:
    layout = reading.layout
    parsers: tuple[tuple[str, Callable[[str], Any]], ...] = (
        ("candidate", reading.identify),
        ("session", parse_label),
        ("answered_at", lambda text: parse_moment(text, reading.zone)),
        ("simulated", parse_simulated),
    )
    values: list[Any] = []
    for field, parse in parsers:
        value = parse(_cell(row, layout, field))
        if isinstance(value, Fault):
            return Rejected(line=row.line, column=layout.column(field), fault=value)
        values.append(value)
    groups: list[str] = []
    for position in layout.groups.values():
        label = parse_label(row.cells[position])
        if isinstance(label, Fault):
            return Rejected(line=row.line, column=layout.header[position], fault=label)
        groups.append(label)
    candidate, session, answered_at, simulated = values
    return _Who(candidate, session, answered_at, simulated, tuple(groups))


def _cell(row: Row, layout: Layout, field: str) -> str:
    position = layout.fields.get(field)
    text = "" if position is None else row.cells[position]
    return text if text.strip() else ""


def _respond(
    line: int, column: str, who: _Who | Rejected, item: Item, scored: Scored | Fault, seconds: float | None
) -> Response | Rejected:
    if isinstance(who, Rejected):
        return who
    if isinstance(scored, Fault):
        return Rejected(line=line, column=column, fault=scored)
    return Response(
        line,
        column,
        who.candidate,
        item.id,
        item.version,
        scored.answer,
        scored.status,
        scored.score,
        seconds,
        who.answered_at,
        who.session,
        who.simulated,
        who.groups,
    )
