"""A candidate's requests over HTTP: what is his is given, all else is refused and changes nothing."""

import json
import re
from contextlib import contextmanager

import pytest
from coroutines import completed
from service_samples import Clock, sample_answer, sample_content
from starlette.testclient import TestClient

from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.desk import Desk
from pixauthor.service.http import MAX_BODY
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Order
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}


class Room:
    """A service on a real journal, and browsers in front of it."""

    def __init__(self, client, desk, seal):
        self.client, self.desk, self.seal = client, desk, seal

    def seat(self, candidate="c-1", **fields):
        """Open a sitting and return a browser that holds its cookie."""
        order = Order(candidate=candidate, competences=("1.2",), **fields)
        sitting = self.client.portal.call(self.desk.open, order)
        return Browser(self.client, sitting, self.seal.close(ROLE, sitting))

    def lines(self, sitting):
        return self.client.portal.call(self.desk.journal.read, sitting)


class Browser:
    """One candidate's requests."""

    def __init__(self, client, sitting, cookie):
        self.client, self.sitting, self.cookie = client, sitting, cookie

    def get(self, path, **fields):
        return self.client.get(path, headers={"cookie": f"{COOKIE}={self.cookie}"}, **fields)

    def post(self, name, guard=GUARD, **data):
        headers = {**guard, "cookie": f"{COOKIE}={self.cookie}"}
        return self.client.post(f"/api/session/{name}", headers=headers, json={"session": self.sitting, **data})

    def view(self):
        return self.get("/api/session").json()


@contextmanager
def service(folder, clock):
    async def made():
        return Desk(CONTENT, await open_journal(str(folder / "journal.sqlite")), clock=clock)

    seal = Seal(key=b"k" * 32, now=lambda: clock().timestamp())
    desk = completed(made())
    app = make_app(CandidateDesk(desk, Drawings(CONTENT), seal).routes())
    with TestClient(app, base_url="https://service.example", raise_server_exceptions=False) as client:
        yield Room(client, desk, seal)
        client.portal.call(desk.journal.close)


@pytest.fixture
def room(tmp_path):
    with service(tmp_path, Clock()) as opened:
        yield opened


@pytest.fixture
def seated(room):
    """A candidate in front of his first question."""
    browser = room.seat()
    browser.post("next", rank=0)
    return browser


def question(browser):
    view = browser.view()
    return {"item": view["item"]["item"], "rank": view["rank"]}


def test_a_whole_sitting_is_taken_over_http(room):
    browser = room.seat()
    view = browser.view()
    assert view["screen"] == "welcome"
    seen = []
    while view["screen"] != "result":
        seen.append(view["screen"])
        if view["screen"] == "question":
            asked = {"item": view["item"]["item"], "rank": view["rank"]}
            reply = browser.post("answer", **asked, value=sample_answer(CONTENT, asked["item"]))
        else:
            reply = browser.post("next", rank=view["rank"])
        assert reply.status_code == 200
        view = reply.json()
    assert {"welcome", "question", "pause"} <= set(seen)
    assert view["results"][0]["competence"] == "1.2"
    assert view["results"][0]["pix_low"] <= view["results"][0]["pix"] <= view["results"][0]["pix_high"]
    assert browser.view()["screen"] == "result"


def test_a_draft_comes_back_after_a_reload(seated):
    asked = question(seated)
    assert seated.post("draft", **asked, value={"typed": "à moitié"}).json() == {"kept": True}
    assert json.loads(seated.view()["draft"]) == {"typed": "à moitié"}


def test_a_stale_tab_is_told_and_gets_the_present_question(seated):
    asked = question(seated)
    seated.post("answer", **asked, value=None)
    seated.post("next", rank=1)
    before = seated.view()
    reply = seated.post("answer", **asked, value="b")
    assert reply.status_code == 409
    assert reply.json()["rank"] == 2
    assert seated.view()["item"] == before["item"]


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "é", "===.===", "A" * 5000])
def test_a_cookie_that_is_not_sealed_by_us_opens_nothing(room, cookie):
    assert room.client.get("/api/session", headers=[(b"cookie", f"{COOKIE}={cookie}".encode())]).status_code == 401


def test_a_cookie_of_another_role_another_key_or_yesterday_opens_nothing(room, seated):
    forged = [
        room.seal.close("supervisor", seated.sitting),
        Seal(key=b"x" * 32, now=room.seal.now).close(ROLE, seated.sitting),
        room.seal.close(ROLE, seated.sitting, lasts=-1),
        seated.cookie[:-2] + ("AA" if seated.cookie[-2:] != "AA" else "BB"),
    ]
    for cookie in forged:
        assert Browser(room.client, seated.sitting, cookie).get("/api/session").status_code == 401


def test_the_ids_of_another_candidate_are_of_no_use(room, seated):
    other = room.seat("c-2")
    other.post("next", rank=0)
    lines = room.lines(seated.sitting)
    thief = Browser(room.client, seated.sitting, other.cookie)
    assert thief.post("answer", **question(seated), value=None).status_code == 409
    assert thief.post("finish").status_code == 409
    assert room.lines(seated.sitting) == lines


def test_a_command_from_another_site_is_refused(room, seated):
    lines = room.lines(seated.sitting)
    assert seated.post("finish", guard={}).status_code == 403
    plain = {"x-pixauthor": "1", "content-type": "text/plain", "cookie": f"{COOKIE}={seated.cookie}"}
    reply = room.client.post("/api/session/finish", headers=plain, content=json.dumps({"session": seated.sitting}))
    assert reply.status_code == 415
    assert room.lines(seated.sitting) == lines


@pytest.mark.parametrize(
    "data",
    [
        {"item": 7, "rank": 1, "value": None},
        {"item": "x", "rank": "1", "value": None},
        {"item": "x", "rank": True, "value": None},
        {"item": "x", "rank": 2**40, "value": None},
        {"item": "x\0", "rank": 1, "value": None},
        {"item": "x" * 300, "rank": 1, "value": None},
        {"item": "x", "rank": 1},
        {"rank": 1, "value": None},
    ],
)
def test_a_command_of_another_form_is_refused_by_the_name_of_its_field(seated, data):
    reply = seated.post("answer", **data)
    assert reply.status_code == 400
    assert reply.json()["error"] == "service.bad-field"


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"session": NaN}'])
def test_what_is_no_json_object_is_refused(room, seated, body):
    headers = {**GUARD, "content-type": "application/json", "cookie": f"{COOKIE}={seated.cookie}"}
    assert room.client.post("/api/session/answer", headers=headers, content=body).status_code == 400


def test_a_request_that_is_too_large_is_refused(room, seated):
    headers = {**GUARD, "content-type": "application/json", "cookie": f"{COOKIE}={seated.cookie}"}
    body = json.dumps({"session": seated.sitting, "value": "x" * MAX_BODY})
    assert room.client.post("/api/session/answer", headers=headers, content=body).status_code == 413


def test_an_answer_of_a_wrong_shape_is_told_and_the_question_stays(room, seated):
    asked = question(seated)
    lines = room.lines(seated.sitting)
    reply = seated.post("answer", **asked, value={"deep": [[["x"]]]})
    assert reply.status_code == 422
    assert reply.json()["problem"]
    assert room.lines(seated.sitting) == lines


def test_files_of_a_question_are_given_once_it_was_put(room):
    paths = ["/media/1.2/media/ventes.csv", "/media/1.2/media/simulateur.html"]
    browser = room.seat(feedback=False)
    assert [browser.get(path).status_code for path in paths] == [404, 404]
    view = browser.post("next", rank=0).json()
    put = set()
    while view["screen"] != "result":
        if view["screen"] == "question":
            put.add(view["item"]["type"])
            asked = {"item": view["item"]["item"], "rank": view["rank"]}
            view = browser.post("answer", **asked, value=None).json()
        else:
            view = browser.post("next", rank=view["rank"]).json()
    expected = [200 if kind in put else 404 for kind in ("file-task", "simulator")]
    assert [browser.get(path).status_code for path in paths] == expected
    assert browser.get("/media/1.2/media/tests/juste.csv").status_code == 404
    assert browser.get("/media/1.2/types-1-01.yaml").status_code == 404
    assert browser.get("/media/%2e%2e/framework.yaml").status_code == 404


def test_a_simulator_comes_in_a_frame_without_origin_or_network(room):
    for seed in range(20):
        browser = room.seat(f"c-{seed}")
        view = browser.post("next", rank=0).json()
        if view["item"]["type"] == "simulator":
            break
    reply = browser.get(f"/media/1.2/{view['item']['interaction']['page']}")
    policy = reply.headers["content-security-policy"]
    assert "sandbox allow-scripts;" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "page_html" not in view["item"]["interaction"]


def test_every_answer_forbids_frames_foreign_scripts_and_caches(room, seated):
    for reply in (seated.get("/api/session"), room.client.get("/api/session"), room.client.get("/nothing")):
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_fault_of_ours_shows_no_inside(room, seated, monkeypatch, capsys):
    async def broken(*_args):
        raise PermissionError("/srv/secret/path")

    monkeypatch.setattr(type(room.desk), "look", broken)
    reply = seated.get("/api/session")
    assert reply.status_code == 500
    assert not re.search(r"secret|Traceback|PermissionError", reply.text)
    assert reply.json()["error"] == "service.went-wrong"
    assert reply.headers["cache-control"] == "no-store"
    said = json.loads(capsys.readouterr().err)
    assert (said["event"], said["kind"], said["route"]) == ("fault", "PermissionError", "/api/session")
    assert "secret" not in json.dumps(said)


def test_a_problem_with_a_question_is_written_down_once(room, seated):
    asked = question(seated)
    for _ in range(2):
        assert seated.post("report", **asked, category="unclear", words="Quel dossier ?").status_code == 200
    events = [json.loads(line) for line in room.lines(seated.sitting)]
    assert [event["words"] for event in events if event["event"] == "item-reported"] == ["Quel dossier ?"]
    assert seated.post("report", **asked, category="insult", words="").status_code == 400


def test_sentences_are_in_the_language_of_the_page(room):
    french = room.client.get("/api/session").json()["words"]
    english = room.client.get("/api/session", headers={"accept-language": "en-GB,en;q=0.9"}).json()["words"]
    assert "session" in french
    assert french != english
