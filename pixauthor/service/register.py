"""Who may sit through what: accesses by their code, and people by a pseudonym that tells nothing of them.

Both are records beside the journal. The journal knows pseudonyms only; identities stand in records of their own, which
can be erased without touching anything else.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

from pixauthor.delivery.algorithms import KNOWLEDGE
from pixauthor.delivery.retry import OFFICIAL
from pixauthor.service.journal import Journal, Overtaken
from pixauthor.service.messages import MAX_ITEMS, Order
from pixauthor.service.names import is_same_name

LETTERS: Final = "BCDFGHJKMPQRTVWXY"
"""Letters that are not taken for one another, and that make no words (pix.md §7)."""
DIGITS: Final = "2346789"
CODE_LETTERS, CODE_DIGITS = 6, 3
"""Six letters and three digits, as codes of campaigns have (pix.md §6): one of 8 thousand million."""
LONGEST_IDENTITY: Final = 120
ACCESS, PERSON, CLASS = "access", "person", "class"
"""Kinds of records; ``CLASS-number`` holds the codes of a supervised session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one person may sit through, once.

    Args:
        code: what the person types.
        candidate: pseudonym, drawn by chance.
        sitting: id of the sitting that entering opens; drawn beforehand, so that entering twice opens one.
        minutes: how long the whole sitting may last, without extra time; None: no limit.
        supervised: number of the supervised session that the sitting belongs to; empty when it has no supervisor.
    """

    code: str
    candidate: str
    sitting: str
    competences: tuple[str, ...]
    made_at: datetime
    locale: str = "fr"
    engine: str = KNOWLEDGE
    max_items: int = MAX_ITEMS
    feedback: bool = True
    right_answers: bool = True
    extra_time: float = 1.0
    minutes: int | None = None
    campaign: str = ""
    skills: tuple[str, ...] = ()
    supervised: str = ""
    improve_days: int | None = OFFICIAL.improve_days
    reset_days: int | None = OFFICIAL.reset_days

    def order(self) -> Order:
        """Return what the desk is to open."""
        order = Order(
            **{name: getattr(self, name) for name in _ORDERED},
            time_limit=timedelta(minutes=self.minutes) if self.minutes else None,
        )
        # Who is supervised takes what he was invited to, once.
        return replace(order, improve_days=None, reset_days=None) if self.supervised else order


_ORDERED: Final = {field.name for field in fields(Access)} & {field.name for field in fields(Order)}
"""What an order takes from its access as it is."""


def new_access(competences: tuple[str, ...], made_at: datetime, **given: Any) -> Access:
    """Return an access with a code, a pseudonym and a sitting of its own."""
    code = "".join([secrets.choice(LETTERS) for _ in range(CODE_LETTERS)])
    code += "".join([secrets.choice(DIGITS) for _ in range(CODE_DIGITS)])
    return Access(
        code=code,
        candidate=new_candidate(),
        sitting=secrets.token_hex(16),
        competences=competences,
        made_at=made_at,
        **given,
    )


def new_candidate() -> str:
    """Return a pseudonym, drawn by chance."""
    return f"c-{secrets.token_hex(8)}"


def tidy_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS + DIGITS)


class Register:
    """Accesses and people of a journal."""

    def __init__(self, journal: Journal) -> None:
        """Read and write the records of ``journal``."""
        self._journal = journal

    async def invite(self, access: Access, identity: str = "") -> None:
        """Keep an access, and who it is for when that is known. Raises ``Overtaken`` when its code is taken."""
        owner = access.candidate
        await self._journal.keep_record(ACCESS, access.code, encode_access(access), new=True, owner=owner)
        if access.supervised:
            await self._journal.keep_record(f"{CLASS}-{access.supervised}", access.code, "{}", owner=owner)
        if identity:
            await self._journal.keep_record(PERSON, owner, _person(identity), new=True, owner=owner)

    async def find(self, code: str) -> Access | None:
        """Return the access of a code."""
        found = await self._journal.read_record(ACCESS, code)
        return decode_access(found) if found else None

    async def recognise(self, access: Access, identity: str) -> bool:
        """Say whether a person is the one whom an access is for; the first who enters an unnamed one is."""
        owner = access.candidate
        try:
            await self._journal.keep_record(PERSON, owner, _person(identity), new=True, owner=owner)
        except Overtaken:
            return is_same_name(await self.identity(owner), identity)
        return True

    async def name(self, candidate: str, identity: str) -> None:
        """Keep who stands behind a pseudonym, in the place of what was kept before."""
        await self._journal.keep_record(PERSON, candidate, _person(identity), owner=candidate)

    async def identity(self, candidate: str) -> str:
        """Return who stands behind a pseudonym; empty when that is not known."""
        found = await self._journal.read_record(PERSON, candidate)
        return str(json.loads(found)["identity"]) if found else ""

    async def accesses(self) -> list[Access]:
        """Return all accesses, by code."""
        return [decode_access(data) for _, data in await self._journal.records(ACCESS)]

    async def accesses_of(self, supervised: str) -> list[Access]:
        """Return the accesses of a supervised session, by code."""
        found = [await self.find(code) for code, _ in await self._journal.records(f"{CLASS}-{supervised}")]
        return [access for access in found if access]


def _person(identity: str) -> str:
    return json.dumps({"identity": identity.strip()}, ensure_ascii=False)


def encode_access(access: Access) -> str:
    """Return an access as JSON text."""
    return json.dumps({**asdict(access), "made_at": access.made_at.isoformat()})


def decode_access(data: str) -> Access:
    """Return the access that JSON text tells."""
    told: Mapping[str, Any] = json.loads(data)
    own = {name: tuple(told.get(name, ())) for name in ("competences", "skills")}
    return Access(**{**told, **own, "made_at": datetime.fromisoformat(told["made_at"])})
