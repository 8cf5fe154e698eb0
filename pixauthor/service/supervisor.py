"""What a supervisor's page asks of the service: his candidates, more time for one, let one in again, end one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pixauthor.delivery import supervision
from pixauthor.delivery.sitting import Scopes, SittingState
from pixauthor.delivery.sitting_events import SittingEvent
from pixauthor.errors import PixauthorError
from pixauthor.service import log
from pixauthor.service.http import Refused, cookie_of, field_of, language_of, read_json, refuse_for_now
from pixauthor.service.patience import NUMBER, OFFICE, Patience, address_of
from pixauthor.service.register import Access, Register
from pixauthor.service.supervised import Supervised, SupervisedSessions
from pixauthor.service.supervisor_views import WITHOUT_SITTING, Row, bare_row, place_of, row_of
from pixauthor.service.usher import Usher

COOKIE: Final = "pixauthor-supervisor"
ROLE: Final = "supervisor"
MOST_MINUTES: Final = 240
MOST_PERCENT: Final = 400
"""Times may be lengthened to five times what they were."""
_Act = Callable[[str, SittingState, Scopes, datetime], Sequence[SittingEvent]]
"""What is done, by the supervisor of that session, to a sitting in that state, at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorDesk:
    """The routes of a supervisor: his session is named by his sealed cookie, and he reaches no other."""

    usher: Usher
    register: Register
    sessions: SupervisedSessions
    patience: Patience

    def routes(self) -> list[Route]:
        """Return the routes."""
        posts = {
            "entry": self.enter,
            "leave": self.leave,
            "time": self.give_time,
            "return": self.let_in_again,
            "end": self.end,
            "close": self.close,
        }
        return [
            Route("/api/supervise", self.look, methods=["GET"]),
            *(Route(f"/api/supervise/{name}", handler, methods=["POST"]) for name, handler in posts.items()),
        ]

    async def enter(self, request: Request) -> Response:
        """Let in who has the number and the password of a session; what is wrong with them is not told."""
        data = await read_json(request)
        number = "".join(letter for letter in field_of(data, "number", str) if letter in "0123456789")
        password = field_of(data, "password", str)
        address = address_of(request)
        name = f"{number} {address}"
        seconds = await self.patience.wait(OFFICE, address) or await self.patience.attempt(NUMBER, name)
        if seconds:
            log.say("supervisor-delayed", seconds=seconds)
            return refuse_for_now(seconds, language_of(request))
        found = await self.sessions.recognise(number, password)
        if found is None:
            await self.patience.blame(OFFICE, address)
            log.say("supervisor-refused")
            raise Refused(403, "service.wrong-password")
        await self.patience.forgive(NUMBER, name)
        log.say("supervisor-entered")
        reply = JSONResponse(await self._view(found, request))
        self.usher.give(reply, COOKIE, ROLE, found.number)
        return reply

    async def leave(self, request: Request) -> Response:
        """Take the cookie back."""
        await read_json(request)
        reply = JSONResponse({"left": True})
        self.usher.take_back(reply, COOKIE)
        return reply

    async def look(self, request: Request) -> Response:
        """Return the session and where each of its candidates is."""
        return JSONResponse(await self._view(await self._session(request), request))

    async def give_time(self, request: Request) -> Response:
        """Lengthen the times of a candidate: all by so many per cent instead of as before, the end by minutes."""
        data = await read_json(request)
        percent, minutes = field_of(data, "percent", int), field_of(data, "minutes", int)
        seen = field_of(data, "ends_at", str) if data.get("ends_at") is not None else None
        for name, value, most in (("percent", percent, MOST_PERCENT), ("minutes", minutes, MOST_MINUTES)):
            if not 0 <= value <= most:
                raise Refused(400, "service.bad-field", field=name)

        def act(by: str, state: SittingState, _scopes: Scopes, at: datetime) -> Sequence[SittingEvent]:
            _require_growth(state, percent, minutes, seen)
            return supervision.give_time(state, by, 1 + percent / 100, timedelta(minutes=minutes), at)

        return await self._act(data, request, act)

    async def let_in_again(self, request: Request) -> Response:
        """Let a candidate go on from another browser, once."""

        def act(by: str, state: SittingState, _scopes: Scopes, at: datetime) -> Sequence[SittingEvent]:
            return supervision.allow_return(state, by, at)

        return await self._act(await read_json(request), request, act)

    async def end(self, request: Request) -> Response:
        """End the sitting of a candidate, for good."""

        def act(by: str, state: SittingState, scopes: Scopes, at: datetime) -> Sequence[SittingEvent]:
            return supervision.end(state, scopes, by, at)

        return await self._act(await read_json(request), request, act)

    async def close(self, request: Request) -> Response:
        """Close the session for good: nobody enters it any more, and what is under way is over."""
        await read_json(request)
        closed = await self.sessions.close((await self._session(request)).number, self.usher.desk.clock())
        log.say("supervisor-closed")
        return JSONResponse(await self._view(closed, request))

    async def _act(self, data: dict[str, Any], request: Request, act: _Act) -> Response:
        session = await self._session(request)
        access = await self._access(session, field_of(data, "candidate", str))

        def on_open(state: SittingState, scopes: Scopes, at: datetime) -> Sequence[SittingEvent]:
            if state.closed:
                raise Refused(409, "service.sitting-over")
            return act(session.number, state, scopes, at)

        try:
            await self.usher.desk.intervene(access.sitting, on_open)
        except PixauthorError as error:
            if error.message != "service.no-sitting":
                raise
            raise Refused(409, "service.not-entered") from None
        log.say("supervisor-acted", route=request.url.path)
        return JSONResponse(await self._view(session, request))

    async def _session(self, request: Request) -> Supervised:
        number = self.usher.seal.read(ROLE, cookie_of(request, COOKIE))
        found = await self.sessions.find(number) if number else None
        if found is None:
            raise Refused(401, "service.no-supervisor")
        return found

    async def _access(self, session: Supervised, candidate: str) -> Access:
        for access in await self.register.accesses_of(session.number):
            if access.candidate == candidate:
                return access
        raise Refused(404, "service.not-yours")

    async def _view(self, session: Supervised, request: Request) -> dict[str, Any]:
        language = language_of(request)
        accesses = await self.register.accesses_of(session.number)
        rows = [await self._row(session, access, language) for access in accesses]
        return {
            "number": session.number,
            "label": session.label,
            "at": self.usher.desk.clock().isoformat(),
            "closed_at": session.closed_at.isoformat() if session.closed_at else None,
            "candidates": sorted(rows, key=place_of),
        }

    async def _row(self, session: Supervised, access: Access, language: str) -> Row:
        def at_close(state: SittingState, scopes: Scopes, at: datetime) -> Sequence[SittingEvent]:
            is_late = session.closed_at is not None and not state.closed
            return supervision.end(state, scopes, session.number, at) if is_late else ()

        name = await self.register.identity(access.candidate)
        try:
            # Here, at every look: who came in at the very moment of the close does not stay.
            state = await self.usher.desk.intervene(access.sitting, at_close)
        except PixauthorError as error:
            if error.message not in WITHOUT_SITTING:
                raise
            return bare_row(access, name, WITHOUT_SITTING[error.message])
        opened = state.opened
        assert opened is not None  # noqa: S101 - no sitting is without its opening
        return row_of(access, name, state, self.usher.desk.content.scopes_of(opened), language)


def _require_growth(state: SittingState, percent: int, minutes: int, seen: str | None) -> None:
    """Make sure that time is added, and to the end that the supervisor saw: the same command twice adds it once.

    Raises:
        Refused: when it is not.
    """
    opened = state.opened
    assert opened is not None  # noqa: S101 - no sitting is without its opening
    if seen != (opened.ends_at.isoformat() if opened.ends_at else None):
        raise Refused(409, "service.time-changed")
    if percent < round(100 * opened.extra_time) - 100 or (minutes and not opened.ends_at):
        raise Refused(409, "service.no-less-time")
