"""The session of a service in a notebook: what the kernel passes on, what it asks of nobody, and what it holds."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pixauthor.errors import PixauthorError
from pixauthor.widgets.runner import ServiceSession
from pixauthor.widgets.runner.transport import PATHS, Service, Unreachable

QUESTION = {
    "screen": "question",
    "item": {"item": "x", "type": "simulator", "interaction": {"page": "media/page.html"}},
    "media": {"media/page.html": "/media/1.2/media/page.html", "media/plan.svg": "/media/1.2/media/plan.svg"},
}
FILES = {
    "/media/1.2/media/page.html": ("text/html", b"<p>Une page</p>"),
    "/media/1.2/media/plan.svg": ("image/svg+xml", b"<svg/>"),
}


class Stub(BaseHTTPRequestHandler):
    """Answers as the service does, and keeps what it was asked. Inherits as http.server asks."""

    asked: list[tuple[str, str, dict[str, str], Any]]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        said = json.loads(self.rfile.read(length)) if length else None
        path = self.path.partition("?")[0]
        self.asked.append((self.command, self.path, dict(self.headers), said))
        status, kind, body = ANSWERS.get(path, (200, "application/json", json.dumps(QUESTION).encode()))
        if path in FILES:
            kind, body = FILES[path]
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if path == "/api/entry":
            self.send_header("set-cookie", "pixauthor=sealed; Path=/; HttpOnly; SameSite=strict")
        if status == 302:
            self.send_header("location", "/api/session")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


ANSWERS = {
    "/api/entry": (200, "application/json", b'{"to": "/session"}'),
    "/api/session/answer": (422, "application/json", b'{"screen": "question", "problem": "Trop court."}'),
    "/api/session/next": (302, "application/json", b"{}"),
    "/api/session/report": (200, "text/html", b"<h1>Portail captif</h1>"),
    "/api/session/draft": (502, "application/json", b"{}"),
}


@pytest.fixture
def service() -> Iterator[tuple[str, list[Any]]]:
    asked: list[Any] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Stub,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def entered(address: str) -> ServiceSession:
    widget = ServiceSession(address)
    assert widget.respond("entry", {"code": "BCDFGH234", "identity": "Ana"}) == (200, {"to": "/session"})
    return widget


def test_nobody_is_asked_before_somebody_enters(service: tuple[str, list[Any]]) -> None:
    address, asked = service
    assert ServiceSession(address).respond("session", {}) == (401, {})
    assert asked == []


def test_messages_are_passed_with_the_guard_and_the_cookie_which_stays_in_the_kernel(
    service: tuple[str, list[Any]],
) -> None:
    address, asked = service
    widget = entered(address)
    message = {"session": "s", "rank": 1, "item": "x", "value": ["é"]}
    assert widget.respond("session/answer", message) == (422, {"screen": "question", "problem": "Trop court."})
    command, path, headers, said = asked[-1]
    assert (command, path, said) == ("POST", "/api/session/answer?lang=fr", message)
    assert {name.lower(): value for name, value in headers.items()}.items() >= {
        ("x-pixauthor", "1"),
        ("cookie", "pixauthor=sealed"),
        ("content-type", "application/json"),
    }
    assert "sealed" not in json.dumps(widget.get_state(["texts", "language", "can", "code"]))


def test_files_of_a_question_come_with_it(service: tuple[str, list[Any]]) -> None:
    address, asked = service
    widget = entered(address)
    status, view = widget.respond("session", {})
    assert status == 200
    assert view["item"]["interaction"]["page_html"] == "<p>Une page</p>"
    assert view["media"] == {"media/plan.svg": "data:image/svg+xml;base64,PHN2Zy8+"}
    before = len(asked)
    widget.respond("session", {})
    # A file is read once.
    assert len(asked) == before + 1


@pytest.mark.parametrize("path", ["session/next", "session/report", "session/draft"])
def test_who_is_not_the_service_is_as_nobody(service: tuple[str, list[Any]], path: str) -> None:
    widget = entered(service[0])
    assert widget.respond(path, {"session": "s"}) == (503, {})
    assert [one[1] for one in service[1]][-1].startswith(f"/api/{path}")


def test_a_service_that_does_not_listen_is_lost() -> None:
    assert ServiceSession("http://127.0.0.1:9").respond("entry", {}) == (503, {})


@pytest.mark.parametrize("path", ["", "../admin", "session/../x", "http://elsewhere/", "supervise", "None", "media/x"])
def test_a_page_cannot_make_the_kernel_ask_for_anything_else(service: tuple[str, list[Any]], path: str) -> None:
    assert path not in PATHS
    assert ServiceSession(service[0]).respond(path, {}) == (400, {})
    assert service[1] == []


@pytest.mark.parametrize(
    "address", ["//elsewhere/x", "http://elsewhere/", "/api/session", "/media/../api/session", "/media/%2e%2e/x"]
)
def test_a_file_is_a_file_of_a_question_and_nothing_else(service: tuple[str, list[Any]], address: str) -> None:
    with pytest.raises(Unreachable):
        Service(service[0]).fetch(address)
    assert service[1] == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "127.0.0.1:8765", "ftp://x/", "http://", "http://a:b@x/"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(PixauthorError) as caught:
        ServiceSession(address)
    assert caught.value.message == "runner.bad-address"


def test_the_address_is_that_of_the_environment_and_no_trait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXAUTHOR_SERVICE", "https://sessions.example.org/")
    widget = ServiceSession()
    assert widget._service.address == "https://sessions.example.org"
    assert "example.org" not in json.dumps(widget.get_state(["texts", "language", "can", "code"])).replace(
        "https://sessions.example.org.", ""
    )
    assert set(widget.keys) & {"address", "service", "view", "state"} == set()
