"""What an author's page asks of the service: the questions of its bundle as candidates see them, and no sitting."""

import hmac
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of
from pixauthor.service import log
from pixauthor.service.content import Content
from pixauthor.service.http import Refused, cookie_of, field_of, language_of, read_json, refuse_for_now
from pixauthor.service.patience import OFFICE, Patience, address_of
from pixauthor.service.usher import Usher
from pixauthor.service.views import Drawings

COOKIE: Final = "pixauthor-author"
ROLE: Final = "author"
WHO: Final = "local"
SEED: Final = 0
"""Options that are shuffled stand as the first of all sittings has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorDesk:
    """The routes of an author.

    Args:
        token: from a file that only the service and its authors may read.
    """

    content: Content
    drawings: Drawings
    usher: Usher
    patience: Patience
    token: str = field(repr=False)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/author", self.look, methods=["GET"]),
            Route("/api/author/entry", self.enter, methods=["POST"]),
            Route("/api/author/leave", self.leave, methods=["POST"]),
            Route("/api/author/items/{item}", self.item, methods=["GET"]),
            Route("/author/media/{path:path}", self.medium, methods=["GET"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Let in who has the token."""
        data = await read_json(request)
        token, address = field_of(data, "token", str), address_of(request)
        seconds = await self.patience.wait(OFFICE, address)
        if seconds:
            return refuse_for_now(seconds, language_of(request))
        if not hmac.compare_digest(token.strip().encode(), self.token.encode()):
            await self.patience.blame(OFFICE, address)
            log.say("author-refused")
            raise Refused(403, "service.wrong-token")
        log.say("author-entered")
        reply = JSONResponse(self._told())
        self.usher.give(reply, COOKIE, ROLE, WHO)
        return reply

    async def leave(self, request: Request) -> Response:
        """Take the cookie back."""
        await read_json(request)
        reply = JSONResponse({"left": True})
        self.usher.take_back(reply, COOKIE)
        return reply

    async def look(self, request: Request) -> Response:
        """Return the questions of the bundle, in the order of competences and levels."""
        self._guard(request)
        return JSONResponse(self._told())

    async def item(self, request: Request) -> Response:
        """Return a question as it is drawn for candidates."""
        self._guard(request)
        name = request.path_params["item"]
        if name not in self.content.bank:
            raise Refused(404, "service.no-item")
        item = self.content.bank[name]
        media = {name: f"/author/media/{quote(f'{item.competence}/{name}')}" for name in media_of(item)}
        return JSONResponse({**self._line(item), "item": self.drawings.of(item, SEED), "media": media})

    async def medium(self, request: Request) -> Response:
        """Return a file of the bundle, with the same rules as for candidates."""
        self._guard(request)
        path = f"items/{request.path_params['path']}"
        if path not in self.content.media:
            raise Refused(404, "service.no-medium")
        return self.drawings.medium(path)

    def _told(self) -> dict[str, Any]:
        items = sorted(self.content.bank, key=lambda item: (item.competence, item.level, item.id))
        return {"bundle": self.content.title, "items": [self._line(item) for item in items]}

    def _line(self, item: Item) -> dict[str, Any]:
        return {
            "id": item.id,
            "version": item.version,
            "competence": item.competence,
            "level": item.level,
            "type": item.type,
            "locale": item.locale,
            "status": item.status,
            "name": self.drawings.name_of(item),
        }

    def _guard(self, request: Request) -> None:
        if self.usher.seal.read(ROLE, cookie_of(request, COOKIE)) != WHO:
            raise Refused(401, "service.no-author")
