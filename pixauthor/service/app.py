"""The service as an ASGI application: routes to handlers, refusals to sentences."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from pixauthor.errors import PixauthorError
from pixauthor.service.http import Headers, Refused, refuse

Lifespan: TypeAlias = Callable[[Starlette], AbstractAsyncContextManager[None]]


def make_app(routes: Sequence[BaseRoute], lifespan: Lifespan | None = None) -> Starlette:
    """Return the application of these routes."""
    return Starlette(
        routes=routes,
        middleware=[Middleware(Headers)],
        exception_handlers={Refused: refuse, PixauthorError: refuse, HTTPException: refuse},
        lifespan=lifespan,
    )
