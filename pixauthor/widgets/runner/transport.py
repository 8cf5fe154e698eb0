"""Words with a session service over HTTP, from a kernel. The cookie stays here; nobody is asked but the service."""

import json
from http import HTTPStatus
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any, Final
from urllib import request as web
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit

from pixauthor.errors import PixauthorError

PATHS: Final = frozenset(
    {
        "entry",
        "leave",
        "session",
        *(f"session/{name}" for name in ("next", "answer", "draft", "report", "focus", "finish", "again")),
    }
)
"""All that the runner asks (``schemas/openapi.yaml``)."""
PATIENCE_SECONDS: Final = 10
LONGEST_REPLY: Final = 30_000_000
NOBODY: Final = frozenset({*range(300, 400), 502, 503, 504})
"""Statuses of who is not the service: a gateway without it, a portal that sends elsewhere."""


class Unreachable(Exception):  # noqa: N818 - named for what it says
    """Nobody answers, or not the service."""


class Service:
    """A session service at an address: one person's words with it.

    Raises:
        PixauthorError: when the address is none of http or https.
    """

    def __init__(self, address: str) -> None:
        """Ask nothing yet."""
        parts = urlsplit(address.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise PixauthorError("runner.bad-address", address=address)
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._cookies = CookieJar()
        self._opener = web.OpenerDirector()
        # No handler of redirections: the service never sends elsewhere, and whoever does is not it.
        for handler in (web.ProxyHandler, web.HTTPHandler, web.HTTPSHandler, web.HTTPErrorProcessor):
            self._opener.add_handler(handler())
        self._opener.add_handler(web.HTTPDefaultErrorHandler())
        self._opener.add_handler(web.HTTPCookieProcessor(self._cookies))

    @property
    def knows_me(self) -> bool:
        """Whether the service has let this kernel in."""
        return len(self._cookies) > 0

    def ask(self, path: str, data: dict[str, Any] | None, language: str) -> tuple[int, dict[str, Any]]:
        """Return status and body of one reply.

        Raises:
            Unreachable: when there is none, or none of a session service.
        """
        headers = {"content-type": "application/json", "x-pixauthor": "1"} if data is not None else {}
        body = None if data is None else json.dumps(data).encode()
        request = web.Request(f"{self.address}/api/{path}?lang={language}", body, headers)  # noqa: S310 - http(s), above
        status, raw, _ = self._open(request)
        try:
            said = json.loads(raw)
        except ValueError:
            raise Unreachable from None
        if status in NOBODY or not isinstance(said, dict):
            raise Unreachable
        return status, said

    def fetch(self, address: str) -> tuple[bytes, str]:
        """Return a file of a question and its type.

        Raises:
            Unreachable: as ``ask``; also when the address is none of a file of a question.
        """
        if not address.startswith("/media/") or ".." in unquote(address).split("/"):
            raise Unreachable
        status, data, kind = self._open(web.Request(self.address + address))  # noqa: S310 - http(s), above
        if status != HTTPStatus.OK:
            raise Unreachable
        return data, kind

    def _open(self, request: web.Request) -> tuple[int, bytes, str]:
        try:
            try:
                reply = self._opener.open(request, timeout=PATIENCE_SECONDS)
            except HTTPError as refused:
                reply = refused
            with reply:
                data = reply.read(LONGEST_REPLY + 1)
        except (OSError, HTTPException):
            raise Unreachable from None
        if len(data) > LONGEST_REPLY:
            raise Unreachable
        return reply.status, data, reply.headers.get_content_type()
