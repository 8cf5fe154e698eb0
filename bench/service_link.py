"""One HTTP connection that comes back when it is lost, and what was seen on all of them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

_LENGTH = b"content-length: "
AGAIN_SECONDS = 0.05
Reply = Callable[[int, bytes, bytes], None]
"""What is called with status, head and body of an answer."""


@dataclass(slots=True)
class Notes:
    """What was seen: seconds of each answer, statuses, and each acknowledged answer as [sitting, rank, item, value]."""

    waits: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    acknowledged: list[tuple[str, int, str, Any]] = field(default_factory=list)
    sent_again: int = 0

    def count(self, status: int) -> None:
        """Count one more answer of this status."""
        self.statuses[status] = self.statuses.get(status, 0) + 1


class Link(asyncio.Protocol):
    """One connection, which comes back when it is lost; one request at a time."""

    def __init__(self, port: int, notes: Notes) -> None:
        self._port, self._notes = port, notes
        self._transport: asyncio.Transport | None = None
        self._waiting: tuple[bytes, Reply] | None = None
        self._got = b""

    def ask(self, request: bytes, reply: Reply) -> None:
        """Send a request, and call ``reply`` with what comes back."""
        self._waiting = (request, reply)
        if self._transport:
            self._transport.write(request)
        else:
            self._connect()

    def _connect(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._try())

    async def _try(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(OSError):
                await loop.create_connection(lambda: self, "127.0.0.1", self._port)
                return
            await asyncio.sleep(AGAIN_SECONDS)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See ``asyncio.Protocol``."""
        self._transport, self._got = cast("asyncio.Transport", transport), b""
        if self._waiting:
            transport.write(self._waiting[0])

    def connection_lost(self, _error: Exception | None) -> None:
        """See ``asyncio.Protocol``; what waits for an answer is sent again."""
        self._transport = None
        if self._waiting:
            self._notes.sent_again += 1
            self._connect()

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol``."""
        got = self._got + data
        end = got.find(b"\r\n\r\n")
        body = got[end + 4 :]
        # uvicorn writes names of headers in small letters.
        place = got.find(_LENGTH, 0, end) + len(_LENGTH)
        if end < 0 or len(body) < int(got[place : got.index(b"\r", place)]) or self._waiting is None:
            self._got = got
            return
        reply = self._waiting[1]
        self._got, self._waiting = b"", None
        reply(int(got[9:12]), got[:end], body)
