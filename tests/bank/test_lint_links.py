import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import ClassVar

import pytest
from lint_samples import check_folder, write_bank

from pixauthor.bank.lint.addresses import LinkFate, LinkState, fault_of
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.link_asking import LinkAsker
from pixauthor.bank.lint.link_fetch import Answer, Manners, fetch
from pixauthor.bank.lint.outside import Outside

TODAY = date(2026, 3, 1)
LOCAL = ("127.0.0.1",)
FAST = Manners(timeout=2, first_wait=0.01, gap=0.01, hosts=LOCAL)


class Site(BaseHTTPRequestHandler):
    """A site with pages of all fates; it counts what it is asked."""

    asked: ClassVar[Counter] = Counter()

    def _answer(self):
        self.asked[self.command, self.path] += 1
        if self.path == "/slow":
            time.sleep(3)
        if self.path == "/moved":
            self._send(301, Location="/page")
        elif self.path == "/circle":
            self._send(302, Location="/circle")
        elif self.path == "/inside":
            self._send(302, Location="http://169.254.169.254/latest/meta-data")
        elif self.path == "/no-head":
            self._send(405 if self.command == "HEAD" else 200)
        elif self.path == "/tired":
            # Each turn is a HEAD and a GET.
            self._send(200 if self.asked["HEAD", self.path] > 1 else 500)
        else:
            self._send({"/page": 200, "/private": 403, "/broken": 500}.get(self.path, 404))

    do_GET = do_HEAD = _answer  # noqa: N815 (names of http.server)

    def _send(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def site():
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def closed():
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}/page"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/page", Answer(200)),
        ("/moved", Answer(200)),
        ("/no-head", Answer(200)),
        ("/nowhere", Answer(404)),
        ("/broken", Answer(500)),
        ("/circle", Answer(0, "redirects")),
        ("/inside", Answer(0, "private")),
        ("/slow", Answer(0, "timeout")),
    ],
)
def test_an_address_is_followed_to_its_end(site, path, answer):
    assert fetch(site + path, Manners(timeout=1, hosts=LOCAL)) == answer


def test_a_machine_that_does_not_listen_refuses(closed):
    assert fetch(closed, FAST) == Answer(0, "refused")


def test_a_private_network_is_never_asked(site):
    Site.asked.clear()
    assert fetch(f"{site}/page", Manners()) == Answer(0, "private")
    assert not Site.asked


def test_a_name_that_stands_for_a_private_number_is_not_asked(monkeypatch, site):
    port = int(site.rpartition(":")[2])
    rows = [(2, 1, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr("pixauthor.bank.lint.link_fetch.socket.getaddrinfo", lambda *_, **__: rows)
    Site.asked.clear()
    assert fetch(f"http://www.example.org:{port}/page", FAST) == Answer(0, "private")
    assert not Site.asked


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://www.example.org/a?b=c#d", ""),
        ("https://[2606:4700::1]/", ""),
        ("http://localhost:8888/lab", "private"),
        ("http://192.168.0.7/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://169.254.169.254/", "private"),
        ("http://100.64.0.1/", "private"),
        ("http://intranet/", "private"),
        ("http://serveur.local/", "private"),
        ("https:///page", "malformed"),
        ("https://ada:secret@example.org/", "malformed"),
        ("ftp://example.org/", "malformed"),
        ("https://example.org:port/", "malformed"),
        ("https://[::1", "malformed"),
    ],
)
def test_some_addresses_need_not_be_asked(url, fault):
    assert fault_of(url) == fault


def test_a_machine_of_a_private_network_may_be_allowed():
    assert fault_of("http://intranet/album", ("intranet",)) == ""


def asker(tmp_path, **options):
    return LinkAsker(**{"today": TODAY, "manners": FAST, "memory": tmp_path / "cache" / "links.json", **options})


def test_the_fates_of_addresses(site, closed, tmp_path):
    waits = []
    ask = asker(tmp_path, manners=Manners(timeout=1, hosts=LOCAL), sleep=waits.append)
    urls = [site + path for path in ("/page", "/nowhere", "/tired", "/private", "/slow", "/broken")]
    fates = ask([*urls, closed])
    assert {url.rpartition("/")[2]: state.reason for url, state in fates.items() if state.fate is LinkFate.DEAD} == {
        "nowhere": "404",
        "slow": "timeout",
        "broken": "500",
        "page": "refused",
    }
    assert {url for url, state in fates.items() if state.fate is LinkFate.ALIVE} == {f"{site}/page", f"{site}/tired"}
    assert ask.unasked == {f"{site}/private"}
    assert {1.0, 3.0} <= set(waits)


def test_a_dead_address_is_asked_three_times_and_one_that_is_gone_once(site, tmp_path):
    Site.asked.clear()
    asker(tmp_path)([f"{site}/broken", f"{site}/nowhere"])
    assert Site.asked["GET", "/broken"] == FAST.tries
    assert Site.asked["GET", "/nowhere"] == 1


def test_without_a_network_nothing_is_said_to_be_dead(monkeypatch, tmp_path):
    monkeypatch.setattr("pixauthor.bank.lint.link_asking.fetch", lambda *_: Answer(0, "name"))
    ask = asker(tmp_path)
    assert ask(["https://www.example.org/"]) == {}
    assert ask.unasked == {"https://www.example.org/"}
    assert not (tmp_path / "cache").exists()


def test_an_address_that_answered_is_remembered_for_a_week(site, tmp_path):
    url = f"{site}/page"
    asker(tmp_path)([url])
    Site.asked.clear()
    assert asker(tmp_path, today=TODAY + timedelta(days=7))([url]) == {
        url: LinkState(LinkFate.ALIVE, "2026-03-01", "200")
    }
    assert not Site.asked
    assert asker(tmp_path, today=TODAY + timedelta(days=8))([url])[url].on == "2026-03-09"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"a": 1}', b'{"a": ["x", "y", "z"]}', b'{"a": ["alive", "y", ""]}', b"\xff"]
)
def test_a_spoilt_memory_is_forgotten(site, tmp_path, content):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "links.json").write_bytes(content)
    assert asker(tmp_path)([f"{site}/page"])[f"{site}/page"].fate is LinkFate.ALIVE


def bank_with(tmp_path, url, status="draft"):
    item = {"tutorials": [{"title": "Ranger", "text": f"Voir [l’album]({url})."}], "status": status}
    if status == "validated":
        fairness = {"by": "C. Roy", "on": "2026-02-01"}
        item |= {"validated": "2026-02-01", "review": {"reviewers": ["B. Diallo", "C. Roy"], "fairness": fairness}}
    settings = {"lint.yaml": json.dumps({"hosts": LOCAL})}
    return write_bank(tmp_path / "items", expand(f"{json.dumps(item)}\n---\n{json.dumps({'$files': settings})}"))


@pytest.mark.parametrize(("status", "severity"), [("draft", "warning"), ("validated", "error")])
def test_a_dead_link_is_a_finding_at_its_place(site, tmp_path, status, severity):
    root = bank_with(tmp_path, f"{site}/nowhere", status)
    (finding,) = check_folder(root, outside=Outside(ask=asker(tmp_path), stamp=""))
    assert (finding.code, finding.severity, finding.fields["reason"]) == ("L28", severity, "404")
    assert finding.place.line


def test_a_link_that_was_never_asked_is_no_finding(site, tmp_path):
    assert check_folder(bank_with(tmp_path, f"{site}/nowhere")) == ()
