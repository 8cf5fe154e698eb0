"""What a candidate tries from his browser or his kernel: refused, said in the log, and nothing changed."""

import asyncio
import itertools
import json
import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from coroutines import completed
from service_samples import KEY, START, Clock, sample_answer, sample_bundle, sample_content
from starlette.testclient import TestClient

from pixauthor.bundles.archive import pack, unpack
from pixauthor.bundles.verify import Unsound
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionStarted
from pixauthor.delivery.sitting_events import SittingOpened
from pixauthor.delivery.store import GENESIS
from pixauthor.service import site
from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.chain import chain, unchain
from pixauthor.service.content import open_content
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.keyfile import read_or_make_key
from pixauthor.service.messages import Order
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings

CONTENT = sample_content()
NOBODY = 65534
OTHERS = 0o077


class Lair:
    """A service, its journal, a candidate in front of his first question, and another one."""

    def __init__(self, client, desk, seal, path):
        self.client, self.desk, self.seal, self.path = client, desk, seal, path
        self.mine, self.other = self.seat("c-1"), self.seat("c-2")

    def seat(self, candidate, **fields):
        order = Order(candidate=candidate, competences=("1.2",), **{"feedback": False, **fields})
        sitting = self.call(self.desk.open, order)
        self.call(self.desk.go_on, sitting, 0)
        return sitting

    def call(self, work, *args):
        return self.client.portal.call(work, *args)

    def cookie(self, sitting=None):
        return self.seal.close(ROLE, sitting or self.mine)

    def message(self, **fields):
        """A message that would be taken, but for ``fields``."""
        state = self.call(self.desk.look, self.mine)
        return {"session": self.mine, "item": state.asked.item, "rank": state.rank, "value": None, **fields}

    def ask(self, method, path, body=b"", *, cookie=None, lang="fr", headers=()):
        """Send a request as it is, past a client that would tidy it up; return status, headers and body."""
        own = [
            (b"host", b"service.example"),
            (b"cookie", f"{COOKIE}={self.cookie() if cookie is None else cookie}".encode("latin-1")),
            (b"accept-language", lang.encode("latin-1")),
        ]
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "client": ("192.0.2.1", 4000),
            "server": ("service.example", 443),
            "headers": [*own, *headers],
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        self.call(self.client.app, scope, receive, send)
        return sent[0]["status"], sent[0]["headers"], b"".join(part.get("body", b"") for part in sent[1:])

    def post(self, name, data, *, guard=True, kind="application/json", **fields):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = [(b"content-type", kind.encode()), *([(b"x-pixauthor", b"1")] if guard else [])]
        return self.ask("POST", f"/api/session/{name}", body, headers=headers, **fields)

    def everything(self):
        """All that is written, of everybody."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as reader:
            tables = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            written = {name: sorted(map(repr, reader.execute(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608
        states = [self.call(self.desk.look, sitting) for sitting in (self.mine, self.other)]
        return written, states


@contextmanager
def lair_in(folder, clock):
    path = folder / "journal.sqlite"

    async def made():
        return Desk(CONTENT, await open_journal(str(path)), clock=clock, new_seed=itertools.count(5).__next__)

    desk, seal = completed(made()), Seal(key=b"k" * 32, now=lambda: clock().timestamp())
    app = make_app([*CandidateDesk(desk, Drawings(CONTENT), seal).routes(), *site.routes()])
    with TestClient(app, base_url="https://service.example", raise_server_exceptions=False) as client:
        yield Lair(client, desk, seal, path)
        client.portal.call(desk.journal.close)


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def lair(tmp_path_factory, clock):
    with lair_in(tmp_path_factory.mktemp("attacks"), clock) as opened:
        yield opened


def answer(**fields):
    """An answer with this difference."""
    return lambda lair: lair.post("answer", lair.message(**fields))


def answer_with(cookie):
    return lambda lair: lair.post("answer", lair.message(), cookie=cookie(lair))


def raw(body, **fields):
    return lambda lair: lair.post("answer", body(lair), **fields)


def text_of(lair, **fields):
    return json.dumps(lair.message(**fields)).encode()


def later(lair):
    """An item of the bundle that is not the one that waits."""
    waiting = lair.message()["item"]
    return next(item.id for item in CONTENT.bank if item.id != waiting)


def file_to_come(lair):
    """A file of a question that was not put."""
    return "simulateur.html" if lair.message()["item"] == "fichiers-1-01" else "ventes.csv"


def put_in(field, value):
    """A body whose ``field`` is written as no JSON library would."""
    return lambda lair: text_of(lair, **{field: "here"}).replace(b'"here"', value)


def fetch(path):
    return lambda lair: lair.ask("GET", path)


ATTACKS = {
    "a cookie without a seal": (answer_with(lambda lair: lair.mine), 401),
    "a cookie sealed with another key": (answer_with(lambda lair: Seal(key=b"x" * 32).close(ROLE, lair.mine)), 401),
    "a cookie of another role": (answer_with(lambda lair: lair.seal.close("supervisor", lair.mine)), 401),
    "a cookie of two names": (answer_with(lambda lair: lair.seal.close(ROLE, f"{lair.mine}\n9999999999")), 401),
    "a cookie that is over": (answer_with(lambda lair: lair.seal.close(ROLE, lair.mine, lasts=-1)), 401),
    "a cookie with a seal of another": (
        answer_with(lambda lair: f"{lair.cookie().split('.')[0]}.{lair.cookie(lair.other).split('.')[1]}"),
        401,
    ),
    "a cookie written another way": (answer_with(lambda lair: lair.cookie() + "="), 401),
    "a cookie with letters added": (answer_with(lambda lair: "*" + lair.cookie()), 401),
    "the sitting of another": (lambda lair: lair.post("answer", lair.message(session=lair.other)), 409),
    "the cookie of another": (answer_with(lambda lair: lair.cookie(lair.other)), 409),
    "ending the sitting of another": (lambda lair: lair.post("finish", {"session": lair.other}), 409),
    "two sittings in one message": (
        raw(lambda lair: text_of(lair)[:-1] + f', "session": "{lair.other}"}}'.encode()),
        409,
    ),
    "a sitting that never was": (lambda lair: lair.post("finish", {"session": "x"}, cookie=lair.cookie("x")), 404),
    "a future rank": (answer(rank=2), 409),
    "a past rank": (answer(rank=0), 409),
    "a rank below all": (answer(rank=-1), 409),
    "a rank that no database takes": (answer(rank=2**70), 400),
    "a rank that is a fraction": (answer(rank=1.0), 400),
    "a rank that is true": (answer(rank=True), 400),
    "an item that is not in question": (lambda lair: lair.post("answer", lair.message(item=later(lair))), 409),
    "an item that never was": (answer(item="../1.2/types-1-01"), 409),
    "an item that is a list": (answer(item=["types-1-01"]), 400),
    "an item with a NUL": (answer(item="types\0"), 400),
    "the question after the next": (lambda lair: lair.post("next", {"session": lair.mine, "rank": 7}), 409),
    "a report on a question to come": (
        lambda lair: lair.post("report", lair.message(rank=2, category="other", words="")),
        409,
    ),
    "a draft for a question to come": (lambda lair: lair.post("draft", lair.message(rank=2)), 409),
    "losing the focus of a question to come": (lambda lair: lair.post("focus", lair.message(rank=2)), 409),
    "no value": (lambda lair: lair.post("answer", {k: v for k, v in lair.message().items() if k != "value"}), 400),
    "not a number": (raw(put_in("value", b"NaN")), 400),
    "infinity": (raw(put_in("value", b"-Infinity")), 400),
    "a number without end": (raw(put_in("value", b"1e999")), 400),
    "half a letter": (raw(put_in("value", rb'"\ud800"')), 400),
    "a sitting of half a letter": (raw(put_in("session", rb'"\udfff"')), 400),
    "arrays without end": (raw(put_in("value", b"[" * 100_000 + b"]" * 100_000)), 400),
    "deep arrays": (raw(put_in("value", b"[" * 900 + b"]" * 900)), 400),
    "deep objects": (raw(put_in("value", b'{"a":' * 900 + b"1" + b"}" * 900)), 400),
    "a deep draft": (
        lambda lair: lair.post("draft", put_in("value", b"[" * 1_000 + b"]" * 1_000)(lair)),
        400,
    ),
    "a huge draft": (lambda lair: lair.post("draft", lair.message(value="x" * 70_000)), 413),
    "a huge body": (lambda lair: lair.post("answer", lair.message(value="x" * 3_100_000)), 413),
    "a long report": (lambda lair: lair.post("report", lair.message(category="other", words="x" * 501)), 400),
    "no JSON": (raw(lambda lair: b"session=" + lair.mine.encode()), 400),
    "JSON of another encoding": (raw(lambda lair: text_of(lair).decode().encode("utf-16")), 400),
    "an array": (raw(lambda _: b"[]"), 400),
    "a form of another site": (raw(text_of, guard=False, kind="application/x-www-form-urlencoded"), 403),
    "a script of another site without leave": (raw(text_of, guard=False, kind="text/plain"), 403),
    "JSON called text": (raw(text_of, kind="text/plain"), 415),
    "JSON called a form": (raw(text_of, kind="multipart/form-data; boundary=application/json"), 415),
    "no guard": (raw(text_of, guard=False), 403),
    "an answer by GET": (fetch("/api/session/answer?value=b"), 405),
    "an answer by PUT": (lambda lair: lair.ask("PUT", "/api/session/answer", text_of(lair)), 405),
    "an end by DELETE": (lambda lair: lair.ask("DELETE", "/api/session"), 405),
    "a method that is none": (lambda lair: lair.ask("TRACE", "/api/session"), 405),
    "a method in a header": (
        lambda lair: lair.ask("POST", "/api/session", headers=[(b"x-http-method-override", b"DELETE")]),
        405,
    ),
    "a page that is none": (fetch("/api/session/keys"), 404),
    "files by a way up": (fetch("/media/../../../etc/passwd"), 404),
    "files by a written way up": (fetch("/media/%2e%2e/%2e%2e/etc/passwd"), 404),
    "files by another way up": (fetch("/media/1.2/media/..%2f..%2fframework.yaml"), 404),
    "files by slashes of another system": (fetch("/media/1.2\\media\\tests\\juste.csv"), 404),
    "files from the root": (fetch("/media//etc/passwd"), 404),
    "an item with its key": (fetch("/media/1.2/types-1-01.yaml"), 404),
    "the sample of a right answer": (fetch("/media/1.2/media/tests/juste.csv"), 404),
    "files with a NUL": (fetch("/media/1.2/media/ventes.csv\0.png"), 404),
    "files of a question to come": (lambda lair: lair.ask("GET", f"/media/1.2/media/{file_to_come(lair)}"), 404),
    "files without a cookie": (lambda lair: lair.ask("GET", "/media/1.2/media/ventes.csv", cookie=""), 401),
    "a script by a way up": (fetch(f"/assets/{site.version()}/../serve.py"), 404),
    "a script by a written way up": (fetch(f"/assets/{site.version()}/pages/..%2fdesk.py"), 404),
    "a script from the root": (fetch(f"/assets/{site.version()}//etc/passwd"), 404),
    "a script of another version": (fetch("/assets/0/pages/session.js"), 404),
    "a header in a language": (lambda lair: lair.ask("GET", "/api/session/x", lang="en\r\nset-cookie: a=b"), 404),
    "a header in an address": (fetch("/media/x%0d%0aset-cookie:a=b?lang=fr%0d%0aset-cookie:a=b"), 404),
    "a header in a cookie": (lambda lair: lair.ask("GET", "/api/session", cookie="x\r\nset-cookie: a=b"), 401),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_and_logged_and_changes_nothing(lair, name, capsys):
    attack, expected = ATTACKS[name]
    before = lair.everything()
    capsys.readouterr()
    status, headers, body = attack(lair)
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert status == expected, body[:300]
    assert lair.everything() == before
    # One line, which says what and where, and nothing of whoever it was.
    (said,) = logged
    assert (said["event"], said["status"]) == ("refused", status)
    assert lair.mine not in json.dumps(said)
    assert not any(b"\r" in value or b"\n" in value or name == b"set-cookie" for name, value in headers)
    for inside in (b"Traceback", b"pixauthor/", b"root:"):
        assert inside not in body


HOSTILE = [7, -1, 2**53, 1e308, True, "", "x" * 5_000, "\u202e", [], {}, [None], [[["x"]]], {"a": {"b": 1}}]
HOSTILE += [{"upload": "../../etc/passwd"}, {"upload": {"name": "x" * 400, "data": "!"}}, ["a"] * 3_000]


def test_of_no_item_a_hostile_value_is_taken_for_a_right_one(tmp_path, clock):
    """Each is refused, or graded as the wrong answer that it is."""
    kinds = set()
    with lair_in(tmp_path, clock) as lair:
        for number in range(8):
            lair.mine = lair.seat(f"c-{number + 3}")
            while (state := lair.call(lair.desk.look, lair.mine)).asked:
                kinds.add(CONTENT.bank[state.asked.item].type)
                # Other values first in every sitting; the last one is taken, so that there is a next question.
                values = [*HOSTILE[2 * number :], sample_answer(CONTENT, state.asked.item)]
                if any(taken(lair, state, value) for value in values) and state.answered % 5 == 4:
                    lair.call(lair.desk.go_on, lair.mine, state.rank)
    assert len(kinds) >= 9  # of ten: what is known of a tube leaves one out


def taken(lair, state, value):
    """Say whether a value was taken, which a hostile one may only be as a wrong answer."""
    status, _, body = lair.post("answer", lair.message(value=value))
    assert status in {200, 422}, (state.asked.item, value, body)
    after = lair.call(lair.desk.look, lair.mine)
    if status == 422:
        assert after == state
        return False
    assert value not in HOSTILE or after.last_answer.outcome.status != "ok"
    return True


def test_a_message_that_is_sent_again_or_out_of_order_changes_nothing(tmp_path, clock):
    with lair_in(tmp_path, clock) as lair:
        kept = []
        for _ in range(4):
            kept.append(lair.message())
            assert lair.post("answer", kept[-1])[0] == 200
        before = lair.everything()
        for message in reversed(kept):
            assert lair.post("answer", message)[0] == 200  # said before, taken before
            assert lair.post("answer", {**message, "value": "b"})[0] == 409
            assert lair.post("next", {"session": lair.mine, "rank": message["rank"] - 1})[0] in {200, 409}
        assert lair.everything() == before


def test_an_answer_after_the_end_of_time_is_not_taken(tmp_path):
    clock = Clock()
    with lair_in(tmp_path, clock) as lair:
        lair.mine = lair.seat("c-3", time_limit=timedelta(minutes=10))
        message = lair.message(value=sample_answer(CONTENT, lair.message()["item"]))
        clock.move(10 * 60 + 3)
        status, _, body = lair.post("answer", message)
        assert (status, json.loads(body)["screen"]) == (409, "result")
        state = lair.call(lair.desk.look, lair.mine)
        assert state.last_answer.outcome.status != "ok"
        before = lair.everything()
        assert lair.post("answer", message)[0] == 409
        assert lair.post("next", {"session": lair.mine, "rank": state.rank})[0] == 200
        assert lair.everything() == before


TIMER, EXTRA, GRACE = 60, 1.5, 2


def at_timed_question(folder, clock):
    """A service in front of whose timed question a candidate with half as much time again sits, and its message."""

    @contextmanager
    def opened():
        with lair_in(folder, clock) as lair:
            for number in range(20):
                lair.mine = lair.seat(f"c-timed-{number}", extra_time=EXTRA)
                while (state := lair.call(lair.desk.look, lair.mine)).asked:
                    item = CONTENT.bank[state.asked.item]
                    if item.conduct.timer_seconds == TIMER:
                        yield lair, lair.message(value=sample_answer(CONTENT, item.id))
                        return
                    lair.post("answer", lair.message(value=sample_answer(CONTENT, item.id)))
            raise AssertionError("no timed question was put")

    return opened()


@pytest.mark.parametrize(("after", "status"), [(0, "ok"), (GRACE, "ok"), (GRACE + 1, "timedout")])
def test_a_right_answer_to_a_timed_question_counts_until_its_time_is_over_and_no_longer(tmp_path, after, status):
    clock = Clock()
    with at_timed_question(tmp_path, clock) as (lair, message):
        view = json.loads(lair.ask("GET", "/api/session")[2])
        assert datetime.fromisoformat(view["deadline"]) == clock.now + timedelta(seconds=TIMER * EXTRA)
        clock.move(TIMER * EXTRA + after)
        assert lair.post("answer", message)[0] == 200
        given = lair.call(lair.desk.look, lair.mine).last_answer
        assert (given.item, given.outcome.status) == (message["item"], status)
        assert given.outcome.credit == (1 if status == "ok" else 0)
        before = lair.everything()
        # Said again, it is what it was; another answer is none.
        assert lair.post("answer", message)[0] == 200
        assert lair.post("answer", {**message, "value": "3"})[0] == 409
        assert lair.everything() == before


TRICKS = {
    "reading the page again": lambda lair, _: lair.ask("GET", "/api/session"),
    "asking for the question again": lambda lair, message: lair.post(
        "next", {"session": lair.mine, "rank": message["rank"] - 1}
    ),
    "a draft in time": lambda lair, message: lair.post("draft", message),
    "a malformed answer in time": lambda lair, message: lair.post("answer", {**message, "value": [[]]}),
    "a moment of one's own": lambda _, message: message.update(
        at=START.isoformat(), served_at="2099-01-01T00:00:00Z", deadline="2099-01-01T00:00:00Z", seconds=1
    ),
    "a report": lambda lair, message: lair.post("report", {**message, "category": "site", "words": ""}),
}


@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_moves_the_end_of_a_timed_question(tmp_path, name):
    clock = Clock()
    with at_timed_question(tmp_path, clock) as (lair, message):
        over = json.loads(lair.ask("GET", "/api/session")[2])["deadline"]
        clock.move(TIMER * EXTRA - 1)
        TRICKS[name](lair, message)
        assert json.loads(lair.ask("GET", "/api/session")[2])["deadline"] == over
        clock.move(GRACE + 2)
        lair.post("answer", message)
        assert lair.call(lair.desk.look, lair.mine).last_answer.outcome.status == "timedout"


def test_a_new_start_of_the_service_does_not_wind_the_clock_back(tmp_path):
    clock = Clock()
    with at_timed_question(tmp_path, clock) as (lair, message):
        mine = lair.mine
    clock.move(TIMER * EXTRA + GRACE + 1)
    with lair_in(tmp_path, clock) as lair:
        lair.mine = mine
        assert lair.post("answer", message)[0] == 200
        assert lair.call(lair.desk.look, mine).last_answer.outcome.status == "timedout"


def altered(data, change):
    """The archive with its members changed, as someone without the key can."""
    members = unpack(data)
    change(members)
    return pack(members)


@pytest.mark.parametrize("part", ["public", "secret"])
def test_a_bundle_of_which_any_member_is_altered_missing_or_added_is_refused(part):
    parts = {"public": sample_bundle().public, "secret": sample_bundle().secret}

    def flip(name):
        return lambda members: members.update({name: members[name][:-1] + bytes([members[name][-1] ^ 1])})

    def drop(name):
        return lambda members: members.pop(name)

    names = list(unpack(parts[part]))
    changes = [make(name) for name in names for make in (flip, drop)]
    changes.append(lambda members: members.update({"items/1.2/media/new.png": b"x"}))
    for change in changes:
        changed = {**parts, part: altered(parts[part], change)}
        with pytest.raises(Unsound):
            open_content(changed["public"], changed["secret"], KEY.public)
    with pytest.raises(Unsound):
        open_content(parts["secret"], parts["public"], KEY.public)


JOURNALS = {
    "a row changed": """UPDATE events SET line = replace(line, '"aband"', '"ok"')""",
    "a time changed": "UPDATE events SET line = replace(line, '2026', '2025') WHERE number = 3",
    "a row removed": "DELETE FROM events WHERE number = 3",
    "the first row removed": "DELETE FROM events WHERE number = 0",
    "two rows swapped": "UPDATE events SET number = CASE number WHEN 2 THEN -4 ELSE -2 END WHERE number IN (2, 4);"
    "UPDATE events SET number = -number WHERE number < 0",
    "a row of another": "UPDATE events SET line = (SELECT line FROM events AS o WHERE o.sitting <> events.sitting "
    "AND o.number = events.number LIMIT 1) WHERE number = 2 "
    "AND sitting = (SELECT sitting FROM sittings WHERE candidate = 'c-1')",
    "a row written twice": "INSERT INTO events SELECT sitting, max(number) + 1, line FROM events GROUP BY sitting",
    "a row that is no text": "UPDATE events SET line = x'ff00' WHERE number = 2",
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_sitting_of_an_altered_journal_is_not_gone_on_with(tmp_path, clock, name, capsys):
    with lair_in(tmp_path, clock) as lair:
        for sitting in (lair.mine, lair.other):
            for _ in range(3):
                state = lair.call(lair.desk.look, sitting)
                message = {"session": sitting, "item": state.asked.item, "rank": state.rank, "value": None}
                lair.post("answer", message, cookie=lair.cookie(sitting))
        message = lair.message()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as file, file:
        # A line is bytes: replace() gives text, which is put back as bytes.
        file.executescript(JOURNALS[name])
        file.execute("UPDATE events SET line = CAST(line AS BLOB)")
    mine = lair.mine
    with lair_in(tmp_path, clock) as lair:
        lair.mine, before = mine, rows_of(lair.path)
        capsys.readouterr()
        require_damage_told(lair, message, capsys)
        assert rows_of(lair.path) == before


def require_damage_told(lair, message, capsys):
    """His sitting cannot go on: that is a sentence in his language, whatever he asks, and a fault in the log."""
    # Whoever reads of a lost connection tries again without end: what no waiting mends is none of 502, 503, 504.
    for language, words in (("fr", "ne peut pas continuer"), ("en", "cannot go on")):
        for ask in (
            lambda: lair.post("answer", message, lang=language),  # noqa: B023 - called at once
            lambda: lair.post("next", message, lang=language),  # noqa: B023
            lambda: lair.post("draft", message, lang=language),  # noqa: B023
            lambda: lair.post("finish", message, lang=language),  # noqa: B023
            lambda: lair.ask("GET", "/api/session", lang=language),  # noqa: B023
        ):
            status, _, body = ask()
            told = json.loads(body)
            assert (status, told["error"]) == (409, "service.damaged")
            assert words in told["words"]
            assert lair.mine not in told["words"]
            said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
            assert [(one["event"], one.get("kind")) for one in said] == [("fault", "BrokenJournal"), ("refused", None)]


CHAINED_ANEW = {
    "nothing but questions": lambda events: [one for one in events if not isinstance(one, SittingOpened)],
    "no answer between two questions": lambda events: [one for one in events if not isinstance(one, AnswerGiven)],
    "a question that never was": lambda events: [
        replace(one, item="none") if isinstance(one, ItemServed) else one for one in events
    ],
    "the beginning of no competence": lambda events: [
        replace(one, competence="9.9") if isinstance(one, SessionStarted) else one for one in events
    ],
}


@pytest.mark.parametrize("name", CHAINED_ANEW)
def test_a_sitting_whose_chain_was_made_anew_of_what_cannot_be_is_not_gone_on_with(tmp_path, clock, name, capsys):
    with lair_in(tmp_path, clock) as lair:
        mine = lair.mine
        for _ in range(3):
            message = lair.message()
            lair.post("answer", message)
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as file, file:
        found = file.execute("SELECT line FROM events WHERE sitting = ? ORDER BY number", (mine,)).fetchall()
        events, _ = unchain([line for (line,) in found], GENESIS)
        lines, _ = chain(CHAINED_ANEW[name](events), GENESIS)
        file.execute("DELETE FROM events WHERE sitting = ?", (mine,))
        rows = [(mine, number, line) for number, line in enumerate(lines)]
        file.executemany("INSERT INTO events (sitting, number, line) VALUES (?, ?, ?)", rows)
    with lair_in(tmp_path, clock) as lair:
        lair.mine, before = mine, rows_of(lair.path)
        capsys.readouterr()
        require_damage_told(lair, message, capsys)
        assert rows_of(lair.path) == before


def rows_of(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        return list(reader.execute("SELECT * FROM events"))


READS = (
    "import sys\nfor name in sys.argv[1:]:\n    try: open(name, 'rb').read(1); print(name)\n    except OSError: pass"
)


def test_a_kernel_of_another_account_reads_neither_key_nor_journal(tmp_path):
    """A kernel beside the service reaches what its account may open: nothing of the service's."""
    folder = tmp_path / "service"
    read_or_make_key(folder / "cookie.key")

    async def begun():
        journal = await open_journal(str(folder / "journal.sqlite"))
        await journal.keep_record("person", "c-1", "{}", new=True)
        return journal

    journal = completed(begun())
    try:
        files = sorted(folder.iterdir())
        assert {file.name for file in files} >= {"cookie.key", "journal.sqlite", "journal.sqlite-wal"}
        assert {file.name for file in files if file.stat().st_mode & OTHERS} == set()
        assert folder.stat().st_mode & OTHERS == 0
        if os.geteuid() == 0:
            os.chmod(folder, 0o755)  # noqa: PTH101, S103 - the files hold by themselves
            for above in (tmp_path, *tmp_path.parents[:2]):
                above.chmod(0o755)
            memory = [f"/proc/{os.getpid()}/{name}" for name in ("mem", "environ")]
            names = [*map(str, files), *memory]
            command = ["/usr/bin/env", "python3", "-c", READS, *names]
            found = subprocess.run(
                command, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True, timeout=30
            )
            assert (found.returncode, found.stdout) == (0, "")
    finally:
        completed(asyncio.wait_for(journal.close(), 10))
