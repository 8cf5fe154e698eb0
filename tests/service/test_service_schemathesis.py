"""schemathesis against the contract and a running service: no 500, no status and no shape that is not written there.

Twice for each operation: requests as they are generated, by someone who may enter everywhere; and the same requests
about what is there now — his own sitting, the question that waits — which go as deep as commands go.
"""

import asyncio
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import schemathesis
import uvicorn
from coroutines import completed
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from service_samples import sample_answer, sample_content

from pixauthor.resources import shipped
from pixauthor.service.candidate import COOKIE, ROLE
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Order
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service
from pixauthor.service.supervised import SupervisedSessions
from pixauthor.service.supervisor import COOKIE as SUPERVISOR_COOKIE
from pixauthor.service.supervisor import ROLE as SUPERVISOR

CONTENT = sample_content()
CONTRACT = schemathesis.openapi.from_path(Path(shipped("schemas")) / "openapi.yaml")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
N_SITTINGS = 40
TOKEN = "t" * 43
FEW = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def running(app):
    """Serve an application on loopback, from a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[listener]),))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


class Person:
    """Someone who is candidate, supervisor and administrator at once; when his sitting is over, he has another."""

    def __init__(self, address, seal, sittings, session):
        self.address, self.seal, self.sittings, self.session = address, seal, sittings, session
        self.connection = requests.Session()

    def cookies(self):
        return {
            COOKIE: self.seal.close(ROLE, self.sittings[0]),
            SUPERVISOR_COOKIE: self.seal.close(SUPERVISOR, self.session),
        }

    def send(self, case):
        headers = {"authorization": f"Bearer {TOKEN}"} if "/admin/" in case.path else {}
        reply = case.call(
            base_url=self.address, session=self.connection, headers=headers, cookies=self.cookies(), timeout=20
        )
        case.validate_response(reply, checks=CHECKS)
        return reply.status_code

    def view(self):
        """What is drawn now, of the sitting that is under way."""
        while True:
            view = requests.get(f"{self.address}/api/session", cookies=self.cookies(), timeout=20).json()
            if view["screen"] != "result" or len(self.sittings) == 1:
                return view
            self.sittings.pop(0)


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    async def furnished():
        journal = await open_journal(str(tmp_path_factory.mktemp("schemathesis") / "journal.sqlite"))
        desk = Desk(CONTENT, journal, clock=lambda: datetime.now(UTC))
        orders = [Order(candidate=f"c-{k}", competences=("1.2",), feedback=k % 2 == 0) for k in range(N_SITTINGS)]
        session, _ = await SupervisedSessions(journal).make("3e B", datetime.now(UTC))
        return journal, [await desk.open(order) for order in orders], session.number

    journal, sittings, session = completed(furnished())
    seal = Seal(key=b"k" * 32)
    with running(make_service(CONTENT, journal, seal, secure=False, admin_token=TOKEN)) as address:
        yield Person(address, seal, sittings, session)


@CONTRACT.parametrize()
@FEW
def test_whatever_is_asked_gets_an_answer_of_the_contract(person, case):
    person.send(case)


PRESENT = CONTRACT.include(path_regex="^/api/session/")


@PRESENT.parametrize()
@FEW
def test_commands_about_the_question_that_waits_get_one_too(person, case):
    view = person.view()
    if view["screen"] != "question" and not case.path.endswith("/next"):
        requests.post(
            f"{person.address}/api/session/next",
            json={"session": view["session"], "rank": view["rank"]},
            cookies=person.cookies(),
            headers={"x-pixauthor": "1"},
            timeout=20,
        )
        view = person.view()
    body = case.body if isinstance(case.body, dict) else {}
    item = view.get("item", {}).get("item", "")
    case.body = {**body, "session": view["session"], "rank": view["rank"], "item": item}
    if case.path.endswith("/answer") and item:
        # Of two answers, one that is right, so that every screen comes.
        case.body["value"] = sample_answer(CONTENT, item) if view["rank"] % 2 else body.get("value")
    case.headers, case.media_type = {"x-pixauthor": "1"}, "application/json"
    assert person.send(case) in {200, 400, 409, 413, 422}
