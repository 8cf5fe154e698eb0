"""What the page of a result asks for: to try a competence again."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pixauthor.delivery.retry import Way
from pixauthor.service import log
from pixauthor.service.again import try_again
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.http import Json, Refused, field_of
from pixauthor.service.usher import Usher


@dataclass(frozen=True, slots=True)
class RetryDesk:
    """The route that opens the sitting after one that is over; the cookie leads to it from then on."""

    candidate: CandidateDesk
    usher: Usher

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/api/session/again", self.again, methods=["POST"])]

    async def again(self, request: Request) -> Response:
        """Try a competence again, in one of two ways, when the rules allow it."""
        data = await self.candidate.said(request)
        competence, way = field_of(data, "competence", str), field_of(data, "way", str)
        if way not in {one.value for one in Way}:
            raise Refused(400, "service.bad-field", field="way")
        sitting = await try_again(self.candidate.desk, data["session"], competence, Way(way))
        log.say("again")
        reply = Json({"to": "/session"})
        self.usher.give(reply, COOKIE, ROLE, sitting)
        return reply
