"""What a candidate's page asks of the service: see, go on, answer, keep a draft, report, leave."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pixauthor.delivery.sitting import SittingState
from pixauthor.service.again import whole
from pixauthor.service.desk import Desk
from pixauthor.service.http import Json, Refused, cookie_of, field_of, language_of, read_json
from pixauthor.service.messages import Done, Malformed, Message, Reply, Stale
from pixauthor.service.pace import Pace
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings, View, view_of

COOKIE: Final = "pixauthor"
ROLE: Final = "candidate"
CATEGORIES: Final = frozenset(
    {"image", "simulator", "file", "site", "unclear", "answer-refused", "accessibility", "other"}
)
"""What may be wrong with a question, after pix.md §7.6 and §9."""
MAX_WORDS: Final = 500
"""Longest report (pix.md §7.5)."""

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class CandidateDesk:
    """The routes of one candidate's sitting: who he is stands in his sealed cookie, and nowhere else."""

    desk: Desk
    drawings: Drawings
    seal: Seal
    pace: Pace = field(default_factory=Pace)

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted where the contract says (``schemas/openapi.yaml``)."""
        commands = {
            "answer": self.answer,
            "next": self.go_on,
            "draft": self.keep_draft,
            "report": self.report,
            "focus": self.lose_focus,
            "finish": self.give_up,
        }
        posts = [Route(f"/api/session/{name}", handler, methods=["POST"]) for name, handler in commands.items()]
        return [
            Route("/api/session", self.look, methods=["GET"]),
            *posts,
            Route("/media/{path:path}", self.medium, methods=["GET"]),
        ]

    async def look(self, request: Request) -> Response:
        """Return what the page draws now, with the draft of the waiting question."""
        sitting = self._sitting(request)
        state = await self.desk.look(sitting)
        view = await self._view(state, request)
        draft = await self.desk.journal.read_draft(sitting) if state.asked else None
        if draft and draft.rank == state.rank:
            view["draft"] = draft.value
        return Json(view)

    async def go_on(self, request: Request) -> Response:
        """Put the next question."""
        data = await self.said(request)
        return await self._reply(await self.desk.go_on(data["session"], field_of(data, "rank", int)), request)

    async def answer(self, request: Request) -> Response:
        """Take an answer; ``value`` null skips the question."""
        data = await self.said(request)
        if "value" not in data:
            raise Refused(400, "service.bad-field", field="value")
        return await self._reply(await self.desk.answer(data["session"], _message(data), data["value"]), request)

    async def keep_draft(self, request: Request) -> Response:
        """Keep what is typed; no view comes back, only whether it was for the waiting question."""
        data = await self.said(request)
        reply = await self.desk.keep_draft(data["session"], _message(data), data.get("value"))
        return Json({"kept": isinstance(reply, Done)}, status_code=_STATUS[type(reply)])

    async def report(self, request: Request) -> Response:
        """Write down that something is wrong with a question."""
        data = await self.said(request)
        category, words = field_of(data, "category", str), field_of(data, "words", str, MAX_WORDS)
        if category not in CATEGORIES:
            raise Refused(400, "service.bad-field", field="category")
        reply = await self.desk.report(data["session"], _message(data), category, words)
        return Json({"kept": isinstance(reply, Done)}, status_code=_STATUS[type(reply)])

    async def lose_focus(self, request: Request) -> Response:
        """Write down that the page was left."""
        data = await self.said(request)
        reply = await self.desk.lose_focus(data["session"], _message(data))
        return Json({"kept": isinstance(reply, Done)}, status_code=_STATUS[type(reply)])

    async def give_up(self, request: Request) -> Response:
        """End the sitting where it is."""
        data = await self.said(request)
        return await self._reply(await self.desk.give_up(data["session"]), request)

    async def medium(self, request: Request) -> Response:
        """Return a file of a question that was put in this sitting, and of no other."""
        state = await self.desk.look(self._sitting(request))
        path = f"items/{request.path_params['path']}"
        if path not in self.drawings.media_of(state):
            raise Refused(404, "service.no-medium")
        return self.drawings.medium(path)

    def _sitting(self, request: Request) -> str:
        sitting = self.seal.read(ROLE, cookie_of(request, COOKIE))
        if sitting is None:
            raise Refused(401, "service.no-sitting")
        if seconds := self.pace.take(sitting):
            raise Refused(429, "service.too-fast", seconds=seconds)
        return sitting

    async def said(self, request: Request) -> dict[str, Any]:
        """Return a command, which must name the sitting that the cookie names."""
        data = await read_json(request)
        sitting = self._sitting(request)
        if field_of(data, "session", str) != sitting:
            raise Refused(409, "service.other-sitting")
        return data

    async def _reply(self, reply: Reply, request: Request) -> Response:
        view = await self._view(reply.state, request)
        if isinstance(reply, Malformed):
            view["problem"] = reply.error.render()
        return Json(view, status_code=_STATUS[type(reply)])

    async def _view(self, state: SittingState, request: Request) -> View:
        opened = state.opened
        assert opened is not None  # noqa: S101 - no sitting is without its opening
        codes = opened.competences
        if state.closed:
            state = await whole(self.desk, state)
            codes = tuple(dict.fromkeys((*codes, *state.sessions)))
        scopes = self.desk.content.scopes(codes, opened.locale, opened.skills)
        return view_of(state, scopes, self.drawings, self.desk.clock(), language_of(request))


_STATUS: Final = {Done: 200, Stale: 409, Malformed: 422}


def _message(data: dict[str, Any]) -> Message:
    return Message(item=field_of(data, "item", str), rank=field_of(data, "rank", int))
