"""Heads: how many events each sitting has and the digest of its last, noted where the journal's keeper cannot write.

A chain tells what was changed in it; what was cut off its end leaves a chain that holds. Who has noted its head sees
it: so many events must still be there, and the last of them must be the one that it was.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError, Place
from pixauthor.service.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a sitting when it was noted: its number of events, and the SHA-256 of the last one's line."""

    sitting: str
    events: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsReport:
    """What heads say of a journal: how many hold, the sittings that were erased since, and what is wrong."""

    whole: int
    erased: tuple[str, ...]
    faults: tuple[PixauthorError, ...]


async def read_heads(journal: Journal) -> AsyncIterator[Head]:
    """Yield the heads of all sittings, oldest first."""
    async for row in journal.rows():
        lines = await journal.read(row.sitting)
        if lines:
            yield Head(sitting=row.sitting, events=len(lines), head=digest(lines[-1]))


async def check_heads(journal: Journal, heads: Iterable[Head]) -> HeadsReport:
    """Return whether all that was there when heads were noted is there still."""
    whole, erased, faults = 0, [], []
    for noted in heads:
        lines = await journal.read(noted.sitting, noted.events - 1)
        if lines and digest(lines[0]) == noted.head:
            whole += 1
        elif lines:
            faults.append(PixauthorError("service.head-differs", sitting=noted.sitting, number=noted.events))
        elif await journal.is_erased(noted.sitting):
            erased.append(noted.sitting)
        else:
            left = len(await journal.read(noted.sitting))
            faults.append(PixauthorError("service.cut-off", sitting=noted.sitting, left=left, number=noted.events))
    return HeadsReport(whole=whole, erased=tuple(erased), faults=tuple(faults))


def encode_heads(heads: Iterable[Head]) -> str:
    """Return heads as JSON, one object a line."""
    return "".join(f"{json.dumps(asdict(head))}\n" for head in heads)


def decode_heads(text: str, path: str) -> Iterator[Head]:
    """Yield the heads of a text that ``encode_heads`` made.

    Raises:
        PixauthorError: at the first line that is no head.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            fields: Mapping[str, Any] = json.loads(line)
            head = Head(sitting=str(fields["sitting"]), events=int(fields["events"]), head=str(fields["head"]))
            if not 1 <= head.events < 2**31:
                raise ValueError("events")
        except (ValueError, KeyError, TypeError, RecursionError):
            raise PixauthorError("service.bad-head", place=Place(path=path, line=number, column=1)) from None
        yield head
