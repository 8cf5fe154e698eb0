"""Open invitations: what whoever signs in may sit through, once each; and who signed in, under a pseudonym."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from pixauthor.service.identity import Person
from pixauthor.service.journal import Journal, Overtaken
from pixauthor.service.register import (
    LONGEST_IDENTITY,
    Access,
    Register,
    decode_access,
    encode_access,
    new_access,
    new_candidate,
)

OFFER, SUBJECT, TAKEN = "offer", "subject", "taken"
"""Kinds of records; ``TAKEN-candidate`` holds, by the code of an offer, what somebody has of his own of it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Open invitations of a journal, and those who take them."""

    journal: Journal
    register: Register

    async def make(self, offer: Access) -> None:
        """Keep an offer: an access that is nobody's yet. Raises ``Overtaken`` when its code is taken."""
        await self.journal.keep_record(OFFER, offer.code, encode_access(offer), new=True)

    async def find(self, code: str) -> Access | None:
        """Return the offer of a code."""
        found = await self.journal.read_record(OFFER, code)
        return decode_access(found) if found else None

    async def candidate(self, person: Person) -> str:
        """Return the pseudonym of somebody who signed in: drawn by chance the first time, and his name kept apart."""
        subject = sha256(f"{person.issuer}\n{person.subject}".encode()).hexdigest()
        drawn = new_candidate()
        with suppress(Overtaken):
            await self.journal.keep_record(SUBJECT, subject, json.dumps({"candidate": drawn}), new=True, owner=drawn)
        kept = json.loads(await self.journal.read_record(SUBJECT, subject) or "{}")
        candidate = str(kept.get("candidate", drawn))
        name = person.name.strip()[:LONGEST_IDENTITY]
        if name and name != await self.register.identity(candidate):
            await self.register.name(candidate, name)
        return candidate

    async def take(self, offer: Access, candidate: str, at: datetime) -> Access:
        """Return the access that somebody has of an offer, made the first time he follows it."""
        fresh, kind = new_access(offer.competences, at), f"{TAKEN}-{candidate}"
        own = {"code": fresh.code, "sitting": fresh.sitting, "made_at": at.isoformat()}
        with suppress(Overtaken):
            await self.journal.keep_record(kind, offer.code, json.dumps(own), new=True, owner=candidate)
        own = json.loads(await self.journal.read_record(kind, offer.code) or json.dumps(own))
        access = replace(
            offer,
            candidate=candidate,
            code=own["code"],
            sitting=own["sitting"],
            made_at=datetime.fromisoformat(own["made_at"]),
        )
        # Twice is as good as once, also when the first time was cut off in the middle.
        with suppress(Overtaken):
            await self.register.invite(access)
        return access

    async def last_taken(self, candidate: str) -> Access | None:
        """Return the offer that somebody followed last."""
        taken = await self.journal.records(f"{TAKEN}-{candidate}")
        last = max(taken, key=lambda one: str(json.loads(one[1])["made_at"]), default=None)
        return await self.find(last[0]) if last else None
