"""The service as an ASGI application: routes to handlers, refusals to sentences."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from pixauthor.errors import PixauthorError
from pixauthor.service.http import Headers, Refused, refuse


def make_app(routes: Sequence[BaseRoute]) -> Starlette:
    """Return the application of these routes."""
    return Starlette(
        routes=routes,
        middleware=[Middleware(Headers)],
        exception_handlers={Refused: refuse, PixauthorError: refuse},
    )
