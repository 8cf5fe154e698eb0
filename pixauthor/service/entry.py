"""The way in: a code and a name open a person's sitting, or lead back to it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pixauthor.service import log
from pixauthor.service.candidate import COOKIE, ROLE
from pixauthor.service.http import Refused, field_of, language_of, read_json, refuse_for_now
from pixauthor.service.patience import ADDRESS, CODE, Patience, address_of
from pixauthor.service.register import LONGEST_IDENTITY, Register, tidy_code
from pixauthor.service.usher import Usher


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDesk:
    """The route by which people enter."""

    usher: Usher
    register: Register
    patience: Patience

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/entry", self.enter, methods=["POST"]),
            Route("/api/leave", self.leave, methods=["POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Open the sitting of a code, or lead back to it; a wrong code and a wrong name are told alike."""
        data = await read_json(request)
        code = tidy_code(field_of(data, "code", str))
        identity = field_of(data, "identity", str, LONGEST_IDENTITY).strip()
        if not any(letter.isalnum() for letter in identity):
            raise Refused(400, "service.no-identity")
        address = address_of(request)
        seconds = await self.patience.wait(ADDRESS, address) or await self.patience.attempt(CODE, code)
        if seconds:
            log.say("entry-delayed", seconds=seconds)
            return refuse_for_now(seconds, language_of(request))
        access = await self.register.find(code) if code else None
        if access is None or not await self.register.recognise(access, identity):
            await self.patience.blame(ADDRESS, address)
            log.say("entry-refused")
            raise Refused(403, "service.wrong-code")
        await self.patience.forgive(CODE, code)
        sitting = await self.usher.admit(access, request)
        reply = JSONResponse({"to": "/session"})
        self.usher.give(reply, COOKIE, ROLE, sitting)
        return reply

    async def leave(self, request: Request) -> Response:
        """Take the cookie back: on a shared computer, the next person is another one."""
        await read_json(request)
        reply = JSONResponse({"left": True})
        self.usher.take_back(reply, COOKIE)
        return reply
