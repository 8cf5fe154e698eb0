"""Asking one address on the web whether it answers, without ever speaking to a private network.

A name is resolved once, every number that it gives is looked at, and the connection goes to a number that was looked
at: a name that changes its mind between the look and the connection gains nothing. Redirects are looked at likewise.
"""

import http.client
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from pixauthor.bank.lint.addresses import fault_of, is_private_number
from pixauthor.version import __version__

_HEADERS: Final = {"User-Agent": f"pixauthor/{__version__} (link check)", "Accept": "*/*"}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How addresses are asked. ``hosts`` are the machines of private networks that may be; times are in seconds."""

    timeout: float = 10.0
    redirects: int = 5
    tries: int = 3
    first_wait: float = 1.0
    growth: float = 3.0
    gap: float = 1.0
    workers: int = 8
    fresh_days: int = 7
    hosts: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What came back: an HTTP status, or 0 and why there was none (``timeout``, ``refused``, ``name``, …)."""

    status: int
    fault: str = ""


class _FaultError(Exception):
    """Why nothing came back, in a word."""


def fetch(url: str, manners: Manners) -> Answer:
    """Return the status at the end of the redirects of ``url``: by HEAD, and by GET where HEAD is not liked."""
    try:
        for _ in range(manners.redirects + 1):
            if fault := fault_of(url, manners.hosts):
                return Answer(0, fault)
            status, location = _ask("HEAD", url, manners)
            if status >= http.HTTPStatus.BAD_REQUEST:
                status, location = _ask("GET", url, manners)
            if status not in _REDIRECTS or not location:
                return Answer(status)
            url = urljoin(url, location)
    except _FaultError as error:
        return Answer(0, str(error))
    return Answer(0, "redirects")


def _ask(method: str, url: str, manners: Manners) -> tuple[int, str]:
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    try:
        with closing(_connect(parts, manners)) as connection:
            connection.request(method, path, headers=_HEADERS)
            with connection.getresponse() as response:
                return response.status, response.getheader("Location", "")
    except ssl.SSLCertVerificationError:
        raise _FaultError("certificate") from None
    except TimeoutError:
        raise _FaultError("timeout") from None
    except ConnectionRefusedError:
        raise _FaultError("refused") from None
    except (OSError, http.client.HTTPException, UnicodeError):
        raise _FaultError("connection") from None


def _connect(parts: SplitResult, manners: Manners) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    stream = socket.create_connection((_resolve(host, port, manners), port), timeout=manners.timeout)
    connection = http.client.HTTPConnection(parts.netloc, timeout=manners.timeout)
    try:
        secure = parts.scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(stream, server_hostname=host) if secure else stream
    except BaseException:
        stream.close()
        raise
    return connection


def _resolve(host: str, port: int, manners: Manners) -> str:
    """Return the number of a machine; all its numbers must be public, unless its name is allowed."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise _FaultError("name" if error.errno == socket.EAI_NONAME else "network") from None
    numbers = [str(row[4][0]) for row in rows]
    if host not in manners.hosts and any(map(is_private_number, numbers)):
        raise _FaultError("private")
    return numbers[0]
