"""The headers of every answer of the service, whatever it is an answer to."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixauthor.service import log
from pixauthor.service.http import BAD_REQUEST, FAULT, language_of, refusal, route_of

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "cache-control": "no-store",
}
_ENCODED: Final = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())


class Headers:
    """ASGI middleware: the same headers on every answer that has not its own; what is refused stands in the log."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if BAD_REQUEST <= message["status"] < FAULT:
                    log.say("refused", status=message["status"], method=scope["method"], route=route_of(scope))
                own = dict(message["headers"])
                message["headers"] = [*message["headers"], *[one for one in _ENCODED if one[0] not in own]]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            log.say_fault(error, route_of(scope))
            if started:
                raise
            request = Request(scope)
            await refusal(500, "service.went-wrong", language_of(request))(scope, receive, with_headers)
