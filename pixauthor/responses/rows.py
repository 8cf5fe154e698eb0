"""Rows of text as responses: every cell is either a ``Response`` or a ``Rejected`` that says what to mend."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item
from pixauthor.responses.columns import Layout, suggest
from pixauthor.responses.fields import parse_label, parse_moment, parse_seconds, parse_simulated, shorten
from pixauthor.responses.model import Fault, Rejected
from pixauthor.responses.pseudonyms import parse_candidate
from pixauthor.responses.scoring import Scored, Scorer, Worth
from pixauthor.responses.source_table import Row

_MEMORY: Final = 4096


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsers:
    """What is the same for all rows of a file. Neighbouring rows repeat ids and labels, so these are remembered."""

    layout: Layout
    score: Callable[[Item, Worth], Scored | Fault]
    resolve: Callable[[str, str], Item | Fault]
    who: Mapping[str, Callable[[str], Any]]
    label: Callable[[str], str | Fault]


def read_rows(rows: Iterable[Row], reading: Reading) -> Iterator[Response | Rejected]:
    """Yield one value per response: for each row of a long table, for each filled cell of an item in a wide one."""
    layout, parsers = reading.layout, _prepare(reading)
    read = _read_wide if layout.wide else _read_long
    for row in rows:
        fault = _check_width(row.cells, layout)
        if fault is not None:
            yield Rejected(line=row.line, column="", fault=fault)
            continue
        texts = {
            field: cell for field, position in layout.fields.items() if (cell := row.cells[position]) and cell.strip()
        }
        yield from read(row, texts, parsers)


def _prepare(reading: Reading) -> _Parsers:
    label = lru_cache(maxsize=_MEMORY)(parse_label)
    return _Parsers(
        layout=reading.layout,
        score=reading.scorer.score,
        resolve=lru_cache(maxsize=_MEMORY)(lambda item, version: find_item(reading.bank, item, version)),
        who={
            "candidate": lru_cache(maxsize=_MEMORY)(reading.identify),
            "session": label,
            "answered_at": lambda text: parse_moment(text, reading.zone),
            "simulated": parse_simulated,
        },
        label=label,
    )


def find_item(bank: Bank, name: str, version: str) -> Item | Fault:
    """Return the item that ``name`` (``id`` or ``id@version``) and a version, or none, point at."""
    item_id, _, told = name.strip().partition("@")
    if not item_id:
        return Fault("item-missing")
    item = bank.get(item_id)
    if item is None:
        return Fault("unknown-item", {"item": suggest(shorten(item_id), [known.id for known in bank])})
    for text in (told.strip(), version.strip()):
        if text and text != str(item.version):
            return Fault("unknown-version", {"item": item_id, "said": shorten(text), "current": item.version})
    return item


def _check_width(cells: Sequence[str], layout: Layout) -> Fault | None:
    if len(cells) != len(layout.header):
        return Fault("wrong-width", {"n": len(cells), "expected": len(layout.header)})
    if any(cells[position].strip() for position in layout.unnamed):
        return Fault("unnamed-column")
    return None


def _read_long(row: Row, texts: Mapping[str, str], parsers: _Parsers) -> Iterator[Response | Rejected]:
    layout = parsers.layout
    item = parsers.resolve(texts.get("item", ""), texts.get("version", ""))
    seconds = parse_seconds(texts.get("seconds", ""))
    if isinstance(item, Fault):
        yield Rejected(line=row.line, column=layout.column("item"), fault=item)
    elif isinstance(seconds, Fault):
        yield Rejected(line=row.line, column=layout.column("seconds"), fault=seconds)
    else:
        worth = Worth(*(texts.get(field, "") for field in Worth._fields))
        blamed = next((field for field in Worth._fields if field in texts), "answer")
        who = _read_who(row, texts, parsers)
        yield _respond(row.line, layout.column(blamed), who, item, parsers.score(item, worth), seconds)


def _read_wide(row: Row, texts: Mapping[str, str], parsers: _Parsers) -> Iterator[Response | Rejected]:
    who = _read_who(row, texts, parsers)
    for column, position in parsers.layout.items.items():
        text = row.cells[position]
        if not text.strip():  # not presented, missing by design
            continue
        item = parsers.resolve(column, "")
        if isinstance(item, Fault):
            yield Rejected(line=row.line, column=column, fault=item)
        else:
            scored = parsers.score(item, Worth(answer=text, score=text))
            yield _respond(row.line, column, who, item, scored, None)


def _read_who(row: Row, texts: Mapping[str, str], parsers: _Parsers) -> _Who | Rejected:
    layout = parsers.layout
    values: list[Any] = []
    for field, parse in parsers.who.items():
        value = parse(texts.get(field, ""))
        if isinstance(value, Fault):
            return Rejected(line=row.line, column=layout.column(field), fault=value)
        values.append(value)
    groups: list[str] = []
    for position in layout.groups.values():
        label = parsers.label(row.cells[position])
        if isinstance(label, Fault):
            return Rejected(line=row.line, column=layout.header[position], fault=label)
        groups.append(label)
    candidate, session, answered_at, simulated = values
    return _Who(candidate, session, answered_at, simulated, tuple(groups))


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
