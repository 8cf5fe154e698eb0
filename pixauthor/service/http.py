"""What requests and answers of the service have in common: JSON, and errors that tell no more than they should."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.service import log
from pixauthor.service.depth import is_deep

MAX_BODY: Final = 3_000_000
"""Largest request, in bytes: an uploaded file of two megabytes in base64, and some."""
MAX_LEVELS: Final = 32
"""Deepest JSON of a request; no answer has more than four levels."""
GUARD: Final = b"x-pixauthor"
"""Header that every command must carry: another site cannot make a browser send it (CSRF)."""
_JSON: Final = (b"content-type", b"application/json")


class Refused(Exception):  # noqa: N818 - named for what it says
    """A request that is answered by a sentence: status, id of the message, fields."""

    def __init__(self, status: int, message: str, **fields: Any) -> None:
        """Say what is refused, and with what status."""
        super().__init__(message)
        self.status, self.message, self.fields = status, message, fields


class Json(Response):
    """An answer in JSON."""

    def render(self, content: Any) -> bytes:
        """Return its bytes."""
        return orjson.dumps(content)

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Begin with the two headers that it has, without Starlette's look for others; those are set afterwards."""
        assert headers is None  # noqa: S101 - nobody gives any
        self.raw_headers = [(b"content-length", b"%d" % len(self.body)), _JSON]


async def read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object of a command.

    Raises:
        Refused: 403 without the guard header, 413 when it is too large, 415 and 400 when it is no JSON object.
    """
    sent = dict(request.scope["headers"])
    if GUARD not in sent:
        raise Refused(403, "service.no-guard")
    if sent.get(b"content-type", b"").partition(b";")[0].strip() != _JSON[1]:
        raise Refused(415, "service.not-json")
    try:
        # Strict: no NaN, no lone surrogates.
        body = await _body(request)
        data = orjson.loads(body)
    except ValueError:
        raise Refused(400, "service.not-json") from None
    if not isinstance(data, dict) or is_deep(body, MAX_LEVELS):
        raise Refused(400, "service.not-json")
    return data


async def _body(request: Request) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise Refused(413, "service.too-large", limit=MAX_BODY)
    return bytes(body)


def cookie_of(request: Request, name: str) -> str:
    """Return the cookie of a name as it was sent; empty when there is none."""
    sent = b";".join([value for header, value in request.scope["headers"] if header == b"cookie"]).decode("latin-1")
    pairs = (part.partition("=") for part in sent.split(";"))
    return next((value.strip() for key, _, value in pairs if key.strip() == name), "")


def field_of(data: Mapping[str, Any], name: str, kind: type, longest: int = 200) -> Any:
    """Return a field of a command, of the kind it must have.

    Raises:
        Refused: 400 when it is missing, of another kind, too long, or text that cannot be written.
    """
    value: Any = data.get(name)
    # A bool is an int in Python, and nowhere else.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Refused(400, "service.bad-field", field=name)
    # NUL is what no database takes; lone surrogates are refused where JSON is read.
    if isinstance(value, str) and (len(value) > longest or "\0" in value):
        raise Refused(400, "service.bad-field", field=name)
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        raise Refused(400, "service.bad-field", field=name)
    return value


def refuse(request: Request, error: Exception) -> Response:
    """Answer a refusal with its sentence in the language of the request."""
    if isinstance(error, Refused) and error.status == TOO_MANY:
        return refuse_for_now(language=language_of(request), message=error.message, **error.fields)
    if isinstance(error, Refused):
        return refusal(error.status, error.message, language_of(request), **error.fields)
    if isinstance(error, HTTPException):
        message = "service.no-method" if error.status_code == NO_METHOD else "service.no-page"
        return refusal(error.status_code, message, language_of(request))
    assert isinstance(error, PixauthorError)  # noqa: S101 - registered for these three
    # What else went wrong is for the log: a candidate is told that it is not his fault, and nothing of our insides.
    shown = DAMAGED if error.message == "service.chain-broken" else error.message
    shown = shown if shown in _STATUS else "service.went-wrong"
    if shown == DAMAGED or _STATUS.get(shown, FAULT) >= FAULT:
        log.say_fault(error, route_of(request.scope))
    return refusal(_STATUS.get(shown, 500), shown, language_of(request), **_shown_fields(shown, error.fields))


def _shown_fields(message: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of a message that a candidate may read: a path or an address of the server is none of them."""
    return {**fields, "reason": "…"} if _STATUS.get(message) == UNAVAILABLE else fields


def refusal(status: int, message: str, language: str, **fields: Any) -> Response:
    """Return an answer that says what was refused, by its id and in words."""
    return Json({"error": message, "words": text(message, language, **fields)}, status_code=status)


def refuse_for_now(seconds: int, language: str, message: str = "service.too-many") -> Response:
    """Return an answer that says how long to wait before the next try."""
    reply = refusal(TOO_MANY, message, language, seconds=seconds)
    reply.headers["retry-after"] = str(seconds)
    return reply


def language_of(request: Request) -> str:
    """Return the language of the page that asks: French but for who asks for English first."""
    asked = request.query_params.get("lang") if request.scope["query_string"] else None
    wanted = asked or dict(request.scope["headers"]).get(b"accept-language", b"fr").decode("latin-1")
    return "en" if wanted.lower().startswith("en") else "fr"


def route_of(scope: Scope) -> str:
    """Return the pattern of the address, without what was put into it."""
    route = scope.get("route")
    return str(getattr(route, "path", ""))


BAD_REQUEST: Final = 400
NO_METHOD: Final = 405
TOO_MANY: Final = 429
FAULT: Final = 500
UNAVAILABLE: Final = 503
DAMAGED: Final = "service.damaged"
"""What a candidate is told of a journal that is not as it was written; 409, since asking again will not mend it."""
_STATUS: Final[Mapping[str, int]] = {
    "service.no-sitting": 404,
    "service.gone": 410,
    "service.other-bundle": 409,
    DAMAGED: 409,
    "service.not-over": 409,
    "service.no-retry": 409,
    "service.too-early": 409,
    "service.draft-too-long": 413,
    "service.journal-down": UNAVAILABLE,
    "service.database-down": UNAVAILABLE,
    "session.stale-report": 409,
}
