"""The way in: a code and a name open a person's sitting, or lead back to it."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pixauthor.errors import PixauthorError
from pixauthor.service import log
from pixauthor.service.candidate import COOKIE, ROLE
from pixauthor.service.desk import Desk
from pixauthor.service.http import Refused, field_of, language_of, read_json, refusal
from pixauthor.service.journal import Overtaken
from pixauthor.service.patience import Patience
from pixauthor.service.register import LONGEST_IDENTITY, Access, Register, tidy_code
from pixauthor.service.seal import LASTS_SECONDS, Seal

FREE_OF_ADDRESS: Final = 30
FREE_OF_CODE: Final = 5
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDesk:
    """The route by which people enter.

    Args:
        secure: the cookie is for https only.
    """

    desk: Desk
    register: Register
    seal: Seal
    secure: bool
    addresses: Patience = field(default_factory=lambda: Patience(FREE_OF_ADDRESS, time.monotonic))
    codes: Patience = field(default_factory=lambda: Patience(FREE_OF_CODE, time.monotonic))

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
        address = request.client.host if request.client else ""
        seconds = max(self.addresses.wait(address), self.codes.wait(code))
        if seconds:
            log.say("entry-delayed", seconds=seconds)
            return _wait(seconds, language_of(request))
        access = await self.register.find(code) if code else None
        if access is None or not await self.register.recognise(access, identity):
            self.addresses.blame(address)
            self.codes.blame(code)
            log.say("entry-refused")
            raise Refused(403, "service.wrong-code")
        self.codes.forgive(code)
        return await self._seat(access)

    async def leave(self, request: Request) -> Response:
        """Take the cookie back: on a shared computer, the next person is another one."""
        await read_json(request)
        reply = JSONResponse({"left": True})
        reply.delete_cookie(COOKIE, path="/", secure=self.secure, httponly=True, samesite="strict")
        return reply

    async def _seat(self, access: Access) -> Response:
        try:
            with suppress(Overtaken):
                await self.desk.open(access.order())
        except PixauthorError as error:
            if error.message.startswith("service."):
                raise
            # The bundle has nothing to ask: the invitation is at fault, not the person.
            log.say("nothing-to-ask", competences=list(access.competences), locale=access.locale)
            raise Refused(409, "service.nothing-to-ask") from None
        log.say("entered")
        reply = JSONResponse({"to": "/session"})
        sealed = self.seal.close(ROLE, access.sitting)
        reply.set_cookie(
            COOKIE, sealed, max_age=LASTS_SECONDS, path="/", secure=self.secure, httponly=True, samesite="strict"
        )
        return reply


def _wait(seconds: int, language: str) -> Response:
    reply = refusal(TOO_MANY, "service.too-many", language, seconds=seconds)
    reply.headers["retry-after"] = str(seconds)
    return reply
