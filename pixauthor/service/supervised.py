"""Supervised sessions: invitations that belong together, watched over by whoever has a number and a password."""

import asyncio
import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from pixauthor.service.journal import Journal, Overtaken
from pixauthor.service.passwords import NOBODY, is_password, seal_password
from pixauthor.service.register import DIGITS, LETTERS, tidy_code

SUPERVISED: Final = "supervised"
PASSWORD_LETTERS: Final = 10
"""One of sixty million million; letters and digits that nobody confuses, as in access codes."""
LONGEST_LABEL: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervised:
    """A supervised session.

    Args:
        label: what people call it: class, room, day.
        password: as ``seal_password`` gives it.
        closed_at: since when nobody may sit in it; None while it is open.
    """

    number: str
    label: str
    password: str
    made_at: datetime
    closed_at: datetime | None = None


class SupervisedSessions:
    """The supervised sessions of a journal."""

    def __init__(self, journal: Journal) -> None:
        """Read and write the records of ``journal``."""
        self._journal = journal
        # Whoever tries many at once waits for himself, and leaves the other cores and the memory alone.
        self._one_at_a_time = asyncio.Lock()

    async def make(self, label: str, made_at: datetime) -> tuple[Supervised, str]:
        """Keep a new supervised session and return it, with its password: nobody can tell that again."""
        password = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(PASSWORD_LETTERS))
        kept = seal_password(password)
        while True:
            number = str(100_000 + secrets.randbelow(900_000))
            made = Supervised(number=number, label=label, password=kept, made_at=made_at)
            try:
                await self._journal.keep_record(SUPERVISED, number, _encode(made), new=True)
            except Overtaken:
                continue
            return made, password

    async def close(self, number: str, at: datetime) -> Supervised:
        """Write down that a session, which there is, is closed from now on, unless it is already; return it."""
        found = await self.find(number)
        assert found is not None  # noqa: S101 - sessions are never taken out
        if found.closed_at is None:
            found = replace(found, closed_at=at)
            await self._journal.keep_record(SUPERVISED, number, _encode(found))
        return found

    async def find(self, number: str) -> Supervised | None:
        """Return the supervised session of a number."""
        found = await self._journal.read_record(SUPERVISED, number)
        return _decode(found) if found else None

    async def all(self) -> list[Supervised]:
        """Return all supervised sessions, by number."""
        return [_decode(data) for _, data in await self._journal.records(SUPERVISED)]

    async def recognise(self, number: str, password: str) -> Supervised | None:
        """Return the supervised session of a number and its password; None when they do not go together."""
        found = await self.find(number)
        async with self._one_at_a_time:
            good = await asyncio.to_thread(is_password, tidy_code(password), found.password if found else NOBODY)
        return found if good else None


def _encode(one: Supervised) -> str:
    closed_at = one.closed_at.isoformat() if one.closed_at else None
    told = {**asdict(one), "made_at": one.made_at.isoformat(), "closed_at": closed_at}
    return json.dumps(told, ensure_ascii=False)


def _decode(data: str) -> Supervised:
    fields: dict[str, Any] = json.loads(data)
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("made_at", "closed_at") if fields.get(name)}
    return Supervised(**{**fields, **moments})
