"""The service keeps its contract, ``schemas/openapi.yaml``: each route, status and answer, whatever is sent."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from coroutines import completed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_samples import START, sample_answer, sample_content
from starlette.testclient import TestClient

from pixauthor.resources import shipped
from pixauthor.service.journal import open_journal
from pixauthor.service.register import Register, new_access
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service

CONTENT = sample_content()
CONTRACT = yaml.safe_load((Path(shipped("schemas")) / "openapi.yaml").read_text(encoding="utf-8"))
GUARD = {"x-pixauthor": "1"}
COMMANDS = [path for path, methods in CONTRACT["paths"].items() if "post" in methods]


class Browser:
    """A client that holds every answer against the contract."""

    def __init__(self, client, code):
        self.client, self.code = client, code

    def ask(self, method, path, route=None, **request):
        reply = self.client.request(method, path, **request)
        return keep(reply, route or path, method)

    def post(self, path, data, headers=GUARD):
        return self.ask("post", path, json=data, headers=headers)


def keep(reply, route, method):
    """Return an answer that its route may give; fail when it may not."""
    answers = CONTRACT["paths"][route][method]["responses"]
    assert str(reply.status_code) in answers, (route, reply.status_code, reply.text)
    answer = resolve(answers[str(reply.status_code)])
    kind = reply.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        schema = {**answer["content"][kind]["schema"], "components": CONTRACT["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(reply.json())
    else:
        assert kind in answer["content"] or "*/*" in answer["content"]
    return reply


def resolve(node):
    return CONTRACT["components"]["responses"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    journal = completed(open_journal(str(tmp_path_factory.mktemp("contract") / "journal.sqlite")))
    return make_service(CONTENT, journal, Seal(key=b"k" * 32), secure=True), journal


@pytest.fixture(scope="module")
def browser(app):
    service, journal = app
    access = new_access(("1.2",), START, minutes=None)
    with TestClient(service, base_url="https://service.example", raise_server_exceptions=False) as client:
        client.portal.call(Register(journal).invite, access, "Ana")
        opened = Browser(client, access.code)
        opened.post("/api/entry", {"code": access.code, "identity": "Ana"})
        yield opened


def test_the_contract_has_every_route_and_no_other(app):
    def plain(path):
        return path.replace(":path}", "}")

    routes = {(plain(route.path), method.lower()) for route in app[0].routes for method in route.methods - {"HEAD"}}
    assert routes == {(path, method) for path, methods in CONTRACT["paths"].items() for method in methods}


def test_pages_and_refusals_of_a_stranger_keep_the_contract(app):
    service, _ = app
    client = TestClient(service, base_url="https://service.example", raise_server_exceptions=False)
    seated = Browser(client, "")
    seated.ask("get", "/")
    seated.ask("get", "/session")
    seated.ask("get", "/api/session")
    seated.ask("get", "/media/1.2/media/ventes.csv", "/media/{path}")
    seated.ask("get", "/assets/0/x", "/assets/{version}/{path}")


def test_every_screen_keeps_the_contract(browser):
    view = browser.ask("get", "/api/session").json()
    session = view["session"]
    seen = set()
    while view["screen"] != "result":
        seen.add(view["screen"])
        if view["screen"] != "question":
            view = browser.post("/api/session/next", {"session": session, "rank": view["rank"]}).json()
            continue
        asked = {"session": session, "item": view["item"]["item"], "rank": view["rank"]}
        browser.post("/api/session/draft", {**asked, "value": "à moitié"})
        browser.post("/api/session/focus", asked)
        browser.post("/api/session/report", {**asked, "category": "other", "words": ""})
        browser.ask("get", "/api/session")
        assert browser.post("/api/session/answer", {**asked, "value": [[["x"]]]}).status_code == 422
        value = sample_answer(CONTENT, asked["item"])
        view = browser.post("/api/session/answer", {**asked, "value": value}).json()
        assert browser.post("/api/session/answer", {**asked, "value": "other"}).status_code == 409
    assert seen == {"welcome", "question", "pause"}
    assert view["results"]
    again = {"session": session, "competence": "1.2", "way": "afresh"}
    assert browser.post("/api/session/again", again).json()["error"] == "service.too-early"


WORDS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.lists(st.integers(), max_size=3))
BODIES = st.dictionaries(
    st.sampled_from(["session", "item", "rank", "value", "category", "words", "code", "identity", "competence", "way"]),
    WORDS,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COMMANDS), BODIES, st.booleans(), st.booleans())
def test_whatever_is_sent_gets_an_answer_of_the_contract(browser, path, body, guarded, own):
    if path == "/api/leave":
        body, guarded = {}, False  # who leaves has no sitting any more
    session = browser.client.get("/api/session").json()["session"]
    data = {**body, "session": session} if own else body
    browser.post(path, data, GUARD if guarded else {})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COMMANDS), st.binary(max_size=60), st.sampled_from(["application/json", "text/plain", ""]))
def test_what_is_no_json_gets_an_answer_of_the_contract(browser, path, body, kind):
    keep(browser.client.post(path, content=body, headers={**GUARD, "content-type": kind}), path, "post")


def test_the_contract_is_openapi_3_1_and_its_references_lead_somewhere():
    assert CONTRACT["openapi"].startswith("3.1")
    names = {part.split('"')[0] for part in json.dumps(CONTRACT).split('"$ref": "')[1:]}
    for name in names:
        node = CONTRACT
        for step in name.removeprefix("#/").split("/"):
            node = node[step]
