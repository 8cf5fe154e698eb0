"""Invitations, exports and erasures on the journal of a service, which may be running."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from pixauthor.delivery.algorithms import KNOWLEDGE, algorithm_of
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import LANGUAGES
from pixauthor.service.journal import Journal, Overtaken, open_journal
from pixauthor.service.offers import Offers
from pixauthor.service.personal import older_than, told
from pixauthor.service.register import LONGEST_IDENTITY, Access, Register, new_access
from pixauthor.service.supervised import SupervisedSessions

T = TypeVar("T")
_COMPETENCE: Final = re.compile(r"[1-9]\.[1-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What ``number`` people are invited to; ``identity`` is the name of the only one.

    ``is_open``: it is one invitation for all who sign in.
    """

    competences: tuple[str, ...]
    identity: str
    number: int
    extra_time: float
    minutes: int | None
    engine: str
    max_items: int
    locale: str
    campaign: str
    skills: tuple[str, ...]
    feedback: bool
    right_answers: bool
    improve_days: int | None
    reset_days: int | None
    supervised: str
    is_open: bool


def invite_all(database: str, invitation: Invitation) -> list[Access]:
    """Keep an access for each person and return them.

    Raises:
        PixauthorError: when the invitation asks for what there cannot be, or the journal does not answer.
    """
    _require(invitation)
    fields = {name: getattr(invitation, name) for name in _SHARED}
    fields["engine"] = invitation.engine or KNOWLEDGE

    async def work(journal: Journal) -> list[Access]:
        found = await SupervisedSessions(journal).find(invitation.supervised) if invitation.supervised else None
        if invitation.supervised and found is None:
            raise PixauthorError("service.no-supervised", number=invitation.supervised)
        if found and found.closed_at:
            raise PixauthorError("service.session-closed", label=found.label)
        register = Register(journal)
        offers = Offers(journal, register)

        async def keep(access: Access) -> None:
            await (offers.make(access) if invitation.is_open else register.invite(access, invitation.identity))

        return [await _kept(keep, invitation, fields) for _ in range(invitation.number)]

    return on_journal(database, work)


def tell(database: str, candidate: str) -> dict[str, Any]:
    """Return all that is kept of a person. Raises ``PixauthorError`` when nothing is."""

    async def work(journal: Journal) -> dict[str, Any]:
        found = await told(journal, candidate)
        if not (found["records"] or found["sittings"]):
            raise PixauthorError("service.no-candidate", candidate=candidate)
        return found

    return on_journal(existing(database), work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How many people were erased, and whether the files have forgotten them."""

    people: int
    scrubbed: bool


def erase_one(database: str, candidate: str) -> Erasure:
    """Erase what is kept of a person. Raises as ``tell``."""
    tell(database, candidate)
    return _erase(database, lambda _journal: _one(candidate))


def erase_old(database: str, days: int) -> Erasure:
    """Erase what is kept of people of whom nothing is newer than ``days``."""
    moment = datetime.now(UTC) - timedelta(days=days)
    return _erase(existing(database), lambda journal: older_than(journal, moment))


async def _one(candidate: str) -> list[str]:
    return [candidate]


def _erase(database: str, whom: Callable[[Journal], Awaitable[list[str]]]) -> Erasure:
    async def work(journal: Journal) -> Erasure:
        people = await whom(journal)
        for candidate in people:
            await journal.erase(candidate, datetime.now(UTC))
        return Erasure(people=len(people), scrubbed=await journal.scrub())

    return on_journal(database, work)


_SHARED: Final = (
    *("extra_time", "minutes", "max_items", "locale", "campaign", "skills", "feedback", "right_answers"),
    *("improve_days", "reset_days", "supervised"),
)


async def _kept(keep: Callable[[Access], Awaitable[None]], invitation: Invitation, fields: dict[str, Any]) -> Access:
    """Return a new access once it is kept under a code that was free."""
    while True:
        access = new_access(invitation.competences, datetime.now(UTC), **fields)
        try:
            await keep(access)
        except Overtaken:
            continue
        return access


def _require(invitation: Invitation) -> None:
    if invitation.is_open and (invitation.identity or invitation.number > 1):
        raise PixauthorError("service.named-offer")
    for code in invitation.competences:
        if not _COMPETENCE.fullmatch(code):
            raise PixauthorError("session.unknown-competence", competence=code)
    if invitation.locale not in LANGUAGES:
        raise PixauthorError("cli.unknown-language", language=invitation.locale)
    if len(invitation.identity) > LONGEST_IDENTITY:
        raise PixauthorError("service.name-too-long", limit=LONGEST_IDENTITY)
    algorithm_of(invitation.engine or KNOWLEDGE)


def existing(database: str) -> str:
    """Return the address of a journal that is there: looking for a person shall not make an empty one."""
    if "://" not in database and not Path(database).is_file():
        raise PixauthorError("files.missing", place=Place(path=database))
    return database


def on_journal(database: str, work: Callable[[Journal], Awaitable[T]]) -> T:
    """Open the journal of a service, which may be running, work on it and let go of it."""

    async def run() -> T:
        journal = await open_journal(database)
        try:
            return await work(journal)
        finally:
            await journal.close()

    return asyncio.run(run())
