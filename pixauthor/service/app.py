"""The service as an ASGI application: routes to handlers, refusals to sentences."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pixauthor.errors import PixauthorError
from pixauthor.service.headers import Headers
from pixauthor.service.http import Refused, refuse

Lifespan: TypeAlias = Callable[[Starlette], AbstractAsyncContextManager[None]]


class Directory:
    """ASGI middleware: an address without parameters is looked up, where Starlette tries one route after the other."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        """Wrap an application of these routes, which answers at all other addresses."""
        self._app = app
        self._routes = {
            (route.path, method): route
            for route in routes
            if isinstance(route, Route) and not route.param_convertors
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        route = self._routes.get((scope["path"], scope["method"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        request = Request(scope, receive, send)
        try:
            response = await route.endpoint(request)
        except _REFUSALS as error:
            response = refuse(request, error)
        await response(scope, receive, send)


_REFUSALS: Final = (Refused, PixauthorError, HTTPException)


class Service(Starlette):
    """Looks addresses up before Starlette does, whose own middleware would take its part of every answer."""

    def __init__(self, routes: Sequence[BaseRoute], lifespan: Lifespan | None) -> None:
        """Answer at these routes."""
        super().__init__(routes=routes, exception_handlers=dict.fromkeys(_REFUSALS, refuse), lifespan=lifespan)
        self._answer = Headers(Directory(super().__call__, routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(scope, receive, send)


def make_app(routes: Sequence[BaseRoute], lifespan: Lifespan | None = None) -> Starlette:
    """Return the application of these routes."""
    return Service(routes, lifespan)
