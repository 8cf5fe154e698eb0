"""Waits that grow with every wrong code, per address and per code: guessing takes longer than anybody lives.

Kept in the journal's database, so that all instances wait alike and a new start forgets nothing. An address is personal
data: what is written is a keyed digest of it, which only the service can make, and it is gone half an hour later.
"""

import hmac
import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from starlette.requests import Request

from pixauthor.service.journal import Journal, Tally

LONGEST_WAIT: Final = 900.0
FORGIVEN_AFTER: Final = 1800.0
SWEEP_EVERY: Final = 300.0


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted, and how many faults are without a wait."""

    kind: str
    free: int


ADDRESS: Final = Limit("address", 30)
"""A class shares one address."""
CODE: Final = Limit("code", 5)
"""A code is typed by one person."""
NUMBER: Final = Limit("number", 5)
"""A supervised session has one supervisor; counted by address, lest anybody keep him out from afar."""
OFFICE: Final = Limit("office", 30)
"""Passwords and tokens by address, apart from the codes of those who may share it."""
SIGN_IN: Final = Limit("sign-in", 30)
"""Answers of a provider that prove nothing, by address."""


class Patience:
    """Counts faults by name.

    Args:
        key: makes digests of names.
        now: seconds since 1970, of a clock that all instances share.
    """

    def __init__(self, journal: Journal, key: bytes, now: Callable[[], float] = time.time) -> None:
        """Count in the database of ``journal``."""
        self._journal = journal
        self._key = key
        self._now = now
        self._swept = -math.inf

    async def wait(self, limit: Limit, name: str) -> int:
        """Return the seconds to wait before the next try, rounded up; 0 when there is no need."""
        return _wait(limit, await self._journal.read_tally(self._digest(limit, name)), self._now())

    async def attempt(self, limit: Limit, name: str) -> int:
        """Return the seconds to wait; when there is no need, 0, and the try counts as a fault until it is forgiven.

        Counted before it is looked at: of a thousand tries at once, no more are looked at than one after the other.
        """
        now = self._now()
        before = await self._journal.tally(
            self._digest(limit, name), lambda tally: tally if _wait(limit, tally, now) else _one_more(tally, now)
        )
        return _wait(limit, before, now)

    async def blame(self, limit: Limit, name: str) -> None:
        """Count one more fault."""
        now = self._now()
        await self._journal.tally(self._digest(limit, name), lambda tally: _one_more(tally, now))
        if now - self._swept > SWEEP_EVERY:
            self._swept = now
            await self._journal.drop_tallies(now - FORGIVEN_AFTER)

    async def forgive(self, limit: Limit, name: str) -> None:
        """Forget the faults of a name."""
        await self._journal.tally(self._digest(limit, name), lambda _tally: Tally())

    def _digest(self, limit: Limit, name: str) -> str:
        return hmac.digest(self._key, f"patience\n{limit.kind}\n{name}".encode(), sha256).hex()


def address_of(request: Request) -> str:
    """Return whom the limit of addresses counts: an IPv4 address, or the network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network(f"{host.partition('%')[0]}/64", strict=False))


def _one_more(tally: Tally, now: float) -> Tally:
    before = tally.faults if now - tally.last < FORGIVEN_AFTER else 0
    return Tally(faults=before + 1, last=now)


def _wait(limit: Limit, tally: Tally, now: float) -> int:
    if tally.faults < limit.free:
        return 0
    pause = min(2.0 ** min(tally.faults - limit.free + 1, 20), LONGEST_WAIT)
    return max(0, math.ceil(tally.last + pause - now))
