"""A supervisor sees his own candidates and no other, acts through the journal alone, sees no question and no key."""

import json
import re

import httpx2
import pytest
from coroutines import completed
from service_samples import START, Clock, sample_answer, sample_content
from starlette.testclient import TestClient

from pixauthor.service import office, site
from pixauthor.service.app import make_app
from pixauthor.service.candidate import CandidateDesk
from pixauthor.service.desk import Desk
from pixauthor.service.entry import EntryDesk
from pixauthor.service.journal import SittingRow, open_journal
from pixauthor.service.passwords import NOBODY, is_password, seal_password
from pixauthor.service.patience import NUMBER, Patience
from pixauthor.service.register import Register, new_access
from pixauthor.service.seal import KEY_BYTES, Seal
from pixauthor.service.serve import make_service
from pixauthor.service.supervised import SupervisedSessions
from pixauthor.service.supervisor import COOKIE, SupervisorDesk
from pixauthor.service.usher import Usher
from pixauthor.service.views import Drawings

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}


class House:
    """A service with one supervised session; ``page`` is a browser of its own for each person."""

    def __init__(self, app, journal, clock):
        self.app, self.journal, self.clock = app, journal, clock
        self.register, self.sessions = Register(journal), SupervisedSessions(journal)

    def page(self):
        client = TestClient(self.app, base_url="https://service.example", raise_server_exceptions=False)
        client.portal = self.portal
        return client

    def call(self, work, *args):
        return self.portal.call(work, *args)

    def session(self, label="3e B"):
        return self.call(self.sessions.make, label, START)

    def invite(self, number, identity="Lina Martin", **fields):
        access = new_access(("1.2",), START, supervised=number, **fields)
        self.call(self.register.invite, access, identity)
        return access

    def supervise(self, number, password):
        page = self.page()
        reply = post(page, "supervise/entry", number=number, password=password)
        assert reply.status_code == 200, reply.text
        return page

    def enter(self, access, identity="Lina Martin", page=None):
        page = page or self.page()
        return page, post(page, "entry", code=access.code, identity=identity)

    def events(self, access):
        return [json.loads(line) for line in self.call(self.journal.read, access.sitting)]


def post(page, path, headers=GUARD, **data):
    return page.post(f"/api/{path}", json=data, headers=headers)


def board(page):
    reply = page.get("/api/supervise")
    assert reply.status_code == 200, reply.text
    return reply.json()


def only(page):
    (row,) = board(page)["candidates"]
    return row


def begin(page):
    view = page.get("/api/session").json()
    return post(page, "session/next", session=view["session"], rank=0).json()


def give(page, access, percent, minutes):
    """Give time to the end that the supervisor sees."""
    seen = next(row["ends_at"] for row in board(page)["candidates"] if row["candidate"] == access.candidate)
    data = {"candidate": access.candidate, "percent": percent, "minutes": minutes, "ends_at": seen}
    return post(page, "supervise/time", **data)


@pytest.fixture
def house(tmp_path, monkeypatch):
    # What a password costs is tried once, below; here it would only take time.
    monkeypatch.setattr("pixauthor.service.passwords.LOG_N", 4)
    clock = Clock()
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    desk, register = Desk(CONTENT, journal, clock=clock), Register(journal)
    seal = Seal(key=b"k" * KEY_BYTES, now=lambda: clock().timestamp())
    usher, patience = Usher(desk=desk, seal=seal, secure=True), Patience(journal, seal.key, seal.now)
    entry = EntryDesk(usher=usher, register=register, patience=patience)
    supervisor = SupervisorDesk(usher=usher, register=register, sessions=SupervisedSessions(journal), patience=patience)
    candidate = CandidateDesk(desk, Drawings(CONTENT), seal)
    app = make_app([*site.routes(), *office.routes(), *entry.routes(), *candidate.routes(), *supervisor.routes()])
    found = House(app, journal, clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        found.portal = client.portal
        yield found
        client.portal.call(journal.close)


def test_a_password_is_kept_as_scrypt_makes_it_and_never_twice_alike():
    kept = seal_password("K7Q7FRG9HK")
    assert re.fullmatch(r"scrypt\$14\$8\$5\$[^$]{24}\$[^$]{88}", kept)
    assert kept != seal_password("K7Q7FRG9HK")
    assert is_password("K7Q7FRG9HK", kept)
    assert not is_password("K7Q7FRG9HJ", kept)
    assert not is_password("", NOBODY)


def test_the_password_is_nowhere_in_the_journal(house, tmp_path):
    session, password = house.session()
    assert house.call(house.sessions.recognise, session.number, password) == session
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert session.number.encode() in files
    assert password.encode() not in files


def test_a_supervisor_gets_in_with_number_and_password_as_people_type_them(house):
    session, password = house.session()
    page = house.page()
    reply = post(
        page, "supervise/entry", number=f" {session.number[:3]} {session.number[3:]}", password=password.lower()
    )
    assert (reply.status_code, reply.json()["label"]) == (200, "3e B")
    cookie = reply.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    for word in ("httponly", "samesite=strict", "secure"):
        assert word in cookie
    assert board(page)["number"] == session.number
    post(page, "supervise/leave")
    assert page.get("/api/supervise").status_code == 401


def test_a_wrong_number_and_a_wrong_password_are_told_alike_and_make_wait(house):
    session, password = house.session()
    page = house.page()
    wrong = [
        post(page, "supervise/entry", number=session.number, password=password[::-1] + "B") for _ in range(NUMBER.free)
    ]
    other = post(page, "supervise/entry", number="000000", password=password)
    assert {reply.status_code for reply in (*wrong, other)} == {403}
    assert len({reply.text for reply in (*wrong, other)}) == 1
    late = post(page, "supervise/entry", number=session.number, password=password)
    assert (late.status_code, late.headers["retry-after"]) == (429, "2")
    house.clock.move(2)
    assert post(page, "supervise/entry", number=session.number, password=password).status_code == 200


def test_nobody_supervises_without_the_cookie_of_a_supervisor(house):
    session, _ = house.session()
    access = house.invite(session.number)
    candidate, _ = house.enter(access)
    for page in (house.page(), candidate):
        assert page.get("/api/supervise").status_code == 401
        for act in ("time", "return", "end"):
            data = {"candidate": access.candidate, "percent": 50, "minutes": 5}
            assert post(page, f"supervise/{act}", **data).status_code == 401
    # The candidate's own cookie under the supervisor's name is of another role.
    candidate.cookies.set(COOKIE, candidate.cookies["pixauthor"], domain="service.example")
    assert candidate.get("/api/supervise").status_code == 401


def test_commands_need_the_guard(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    house.enter(access)
    for path in ("entry", "leave", "time", "return", "end"):
        assert post(page, f"supervise/{path}", headers={}, candidate=access.candidate).status_code == 403
    assert only(page)["state"] == "entered"


def test_a_row_follows_its_candidate(house):
    session, password = house.session()
    access = house.invite(session.number, minutes=60)
    page = house.supervise(session.number, password)
    assert (only(page)["state"], only(page)["name"], only(page)["seen_at"]) == ("expected", "Lina Martin", None)
    candidate, _ = house.enter(access)
    assert only(page)["state"] == "entered"
    house.clock.move(60)
    view = begin(candidate)
    asked = {"session": view["session"], "item": view["item"]["item"], "rank": view["rank"]}
    post(candidate, "session/report", **asked, category="image", words="Rien ne s’affiche")
    row = only(page)
    assert (row["state"], row["answered"], row["part"]) == ("answering", 0, 1)
    assert row["competence"].startswith("1.2 ")
    assert row["seen_at"] == house.clock().isoformat()
    assert [(one["rank"], one["category"], one["words"]) for one in row["reports"]] == [
        (1, "image", "Rien ne s’affiche")
    ]
    post(candidate, "session/answer", **asked, value=sample_answer(CONTENT, asked["item"]))
    assert only(page)["answered"] == 1
    assert only(page)["results"] == []
    post(candidate, "session/finish", session=view["session"])
    row = only(page)
    assert (row["state"], row["reason"], row["results"][0]["competence"]) == ("over", "given-up", "1.2")


def test_of_some_skills_of_a_competence_pix_are_told_and_no_level(house):
    session, password = house.session()
    skills = tuple(one.skill for one in CONTENT.scope("1.2", "fr").skills if one.level <= 2)
    candidate, _ = house.enter(house.invite(session.number, skills=skills))
    post(candidate, "session/finish", session=begin(candidate)["session"])
    (result,) = only(house.supervise(session.number, password))["results"]
    assert (result["level"], result["pix"]) == (None, 0)
    assert 0 < result["pix_most"] <= 16


def test_a_supervisor_sees_no_question_key_or_answer(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    candidate, _ = house.enter(access)
    view = begin(candidate)
    while view["screen"] != "result":
        if view["screen"] == "pause":
            view = post(candidate, "session/next", session=view["session"], rank=view["rank"]).json()
            continue
        item = view["item"]["item"]
        told = page.get("/api/supervise").text
        assert item not in told
        assert CONTENT.bank[item].skill not in told
        asked = {"session": view["session"], "item": item, "rank": view["rank"]}
        view = post(candidate, "session/answer", **asked, value=sample_answer(CONTENT, item)).json()
    row = only(page)
    assert set(row["results"][0]) == {"competence", "title", "level", "pix", "pix_most", "answered"}
    assert access.sitting not in page.get("/api/supervise").text


def test_a_supervisor_reaches_no_candidate_of_another_session(house):
    (mine, password), (theirs, _) = house.session(), house.session("4e A")
    access = house.invite(theirs.number, "Bob")
    alone = new_access(("1.2",), START)
    house.call(house.register.invite, alone, "Ana")
    house.enter(access, "Bob")
    house.enter(alone, "Ana")
    page = house.supervise(mine.number, password)
    assert board(page)["candidates"] == []
    for stranger in (access.candidate, alone.candidate, "c-0", ""):
        for act in ("time", "return", "end"):
            reply = post(page, f"supervise/{act}", candidate=stranger, percent=50, minutes=5)
            assert (reply.status_code, reply.json()["error"]) == (404, "service.not-yours")
    assert [event["event"] for event in house.events(access)] == ["sitting-opened"]


def test_time_given_counts_at_once_and_is_in_the_chain(house):
    session, password = house.session()
    access = house.invite(session.number, minutes=60)
    page = house.supervise(session.number, password)
    candidate, _ = house.enter(access)
    begin(candidate)
    house.clock.move(600)
    row = give(page, access, 50, 5).json()["candidates"][0]
    assert row["extra_time"] == 1.5
    assert candidate.get("/api/session").json()["ends_at"] == row["ends_at"]
    assert house.events(access)[-1] | {"previous": ""} == {
        "event": "time-given",
        "by": session.number,
        "extra_time": 1.5,
        "ends_at": START.replace(hour=10, minute=35).isoformat(),
        "at": house.clock().isoformat(),
        "previous": "",
    }
    house.clock.move(80 * 60)
    assert candidate.get("/api/session").json()["screen"] == "question"
    house.clock.move(10 * 60)
    assert candidate.get("/api/session").json()["reason"] == "deadline"


@pytest.mark.parametrize(("minutes_limit", "percent", "minutes"), [(60, 0, 5), (None, 50, 5), (None, 0, 0)])
def test_time_is_never_taken_back_and_no_end_is_made(house, minutes_limit, percent, minutes):
    session, password = house.session()
    access = house.invite(session.number, minutes=minutes_limit, extra_time=1.33)
    page = house.supervise(session.number, password)
    house.enter(access)
    reply = give(page, access, percent, minutes)
    assert (reply.status_code, reply.json()["error"]) == (409, "service.no-less-time")
    assert len(house.events(access)) == 1


@pytest.mark.parametrize(
    "bad", [{"percent": -1}, {"percent": 401}, {"minutes": 241}, {"minutes": "5"}, {"percent": 0.5}]
)
def test_times_out_of_bounds_are_refused(house, bad):
    session, password = house.session()
    access = house.invite(session.number, minutes=60)
    page = house.supervise(session.number, password)
    house.enter(access)
    data = {"candidate": access.candidate, "percent": 50, "minutes": 5, **bad}
    assert post(page, "supervise/time", **data).status_code == 400


def test_the_same_time_given_twice_is_given_once(house):
    session, password = house.session()
    access = house.invite(session.number, minutes=60)
    page = house.supervise(session.number, password)
    house.enter(access)
    data = {"candidate": access.candidate, "percent": 0, "minutes": 5, "ends_at": only(page)["ends_at"]}
    assert post(page, "supervise/time", **data).status_code == 200
    again = post(page, "supervise/time", **data)
    assert (again.status_code, again.json()["error"]) == (409, "service.time-changed")
    assert len(house.events(access)) == 2


def test_giving_nothing_writes_nothing(house):
    session, password = house.session()
    access = house.invite(session.number, extra_time=1.33, minutes=60)
    page = house.supervise(session.number, password)
    house.enter(access)
    assert give(page, access, 33, 0).status_code == 200
    assert len(house.events(access)) == 1


def test_another_browser_needs_the_supervisor_once_the_questions_have_begun(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    first, _ = house.enter(access)
    assert house.enter(access)[1].status_code == 200  # nothing was asked yet
    begin(first)
    assert house.enter(access, page=first)[1].status_code == 200  # the same browser goes on
    second, refused = house.enter(access)
    assert (refused.status_code, refused.json()["error"]) == (403, "service.ask-supervisor")
    assert second.get("/api/session").status_code == 401
    house.enter(access)
    assert only(page)["state"] == "asks"
    assert post(page, "supervise/return", candidate=access.candidate).status_code == 200
    assert only(page)["state"] == "may-return"
    assert house.enter(access, page=second)[1].status_code == 200
    assert second.get("/api/session").json()["rank"] == 1
    assert house.enter(access)[1].status_code == 403  # it was for once
    assert [event["event"] for event in house.events(access)][-4:] == [
        "return-asked",
        "return-allowed",
        "returned",
        "return-asked",
    ]


def test_who_is_done_sees_his_result_from_anywhere(house):
    session, _ = house.session()
    access = house.invite(session.number)
    first, _ = house.enter(access)
    view = begin(first)
    post(first, "session/finish", session=view["session"])
    second, reply = house.enter(access)
    assert reply.status_code == 200
    assert second.get("/api/session").json()["screen"] == "result"


def test_without_supervisor_a_code_and_a_name_are_enough_anywhere(house):
    access = new_access(("1.2",), START)
    house.call(house.register.invite, access, "Ana")
    first, _ = house.enter(access, "Ana")
    begin(first)
    assert house.enter(access, "Ana")[1].status_code == 200


def test_an_ended_sitting_stays_ended_and_the_chain_says_by_whom(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    candidate, _ = house.enter(access)
    view = begin(candidate)
    row = post(page, "supervise/end", candidate=access.candidate).json()["candidates"][0]
    assert (row["state"], row["reason"]) == ("over", "supervisor")
    closed = house.events(access)[-1]
    assert (closed["event"], closed["by"], closed["at"]) == ("sitting-closed", session.number, START.isoformat())
    asked = {"session": view["session"], "item": view["item"]["item"], "rank": view["rank"]}
    late = post(candidate, "session/answer", **asked, value=None)
    assert (late.status_code in (200, 409), late.json()["screen"], late.json()["reason"]) == (
        True,
        "result",
        "supervisor",
    )
    for act in ("time", "return", "end"):
        reply = post(page, f"supervise/{act}", candidate=access.candidate, percent=100, minutes=0)
        assert (reply.status_code, reply.json()["error"]) == (409, "service.sitting-over")


def test_nothing_can_be_done_to_who_has_not_come(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    for act in ("time", "return", "end"):
        reply = post(page, f"supervise/{act}", candidate=access.candidate, percent=50, minutes=0)
        assert (reply.status_code, reply.json()["error"]) == (409, "service.not-entered")
    assert house.events(access) == []


def test_a_broken_chain_spoils_one_row_and_not_the_table(house):
    session, password = house.session()
    access, other = house.invite(session.number), house.invite(session.number, "Zoé")
    house.enter(other, "Zoé")
    row = SittingRow(sitting=access.sitting, candidate=access.candidate, campaign="", opened_at=START)
    house.call(house.journal.open, row, [b"{}"])
    rows = board(house.supervise(session.number, password))["candidates"]
    assert [row["state"] for row in rows] == ["broken", "entered"]


def test_who_is_erased_is_no_longer_in_the_table(house):
    session, password = house.session()
    access = house.invite(session.number)
    house.enter(access)
    page = house.supervise(session.number, password)
    house.call(house.journal.erase, access.candidate, START)
    assert board(page)["candidates"] == []


def test_the_log_names_nobody(house, capsys):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    house.enter(access)
    post(page, "supervise/entry", number=session.number, password=session.label)
    post(page, "supervise/end", candidate=access.candidate)
    said = capsys.readouterr().err
    assert [json.loads(line)["event"] for line in said.splitlines()] == [
        "supervisor-entered",
        "entered",
        "supervisor-refused",
        "refused",
        "supervisor-acted",
    ]
    for secret in (session.number, password, access.code, access.candidate, "Martin"):
        assert secret not in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_has_no_script_or_style_of_its_own_and_its_files_are_there(house, language):
    page = house.page()
    reply = page.get("/supervise", params={"lang": language})
    assert f'<html lang="{language}">' in reply.text
    assert "style=" not in reply.text
    assert "<style" not in reply.text
    for address in (part.split('"')[0] for part in reply.text.split(f'"/assets/{site.version()}/')[1:]):
        assert page.get(f"/assets/{site.version()}/{address}").status_code == 200


def test_on_two_instances_the_supervisor_of_one_sees_and_ends_the_candidate_of_the_other(empty_postgresql):
    async def work():
        journals = [await open_journal(empty_postgresql) for _ in range(2)]
        try:
            pages = [instance(journal) for journal in journals]
            return await meet(journals[0], *pages)
        finally:
            for journal in journals:
                await journal.close()

    def instance(journal):
        app = make_service(CONTENT, journal, Seal(key=b"k" * KEY_BYTES), secure=True)
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://service.example")

    async def meet(journal, here, there):
        async def post(page, path, **data):
            return (await page.post(f"/api/{path}", json=data, headers=GUARD)).json()

        async def seen():
            return (await there.get("/api/supervise")).json()["candidates"][0]

        session, password = await SupervisedSessions(journal).make("3e B", START)
        access = new_access(("1.2",), START, supervised=session.number)
        await Register(journal).invite(access, "Ana")
        await post(there, "supervise/entry", number=session.number, password=password)
        await post(here, "entry", code=access.code, identity="Ana")
        states = [await seen()]
        view = (await here.get("/api/session")).json()
        view = await post(here, "session/next", session=view["session"], rank=0)
        states.append(await seen())
        asked = {"session": view["session"], "item": view["item"]["item"], "rank": view["rank"]}
        await post(here, "session/answer", **asked, value=None)
        states.append(await seen())
        await post(there, "supervise/end", candidate=access.candidate)
        late = await post(here, "session/next", session=view["session"], rank=1)
        return [(one["state"], one["answered"]) for one in states], (late["screen"], late["reason"])

    assert completed(work()) == (
        [("entered", 0), ("answering", 0), ("answering", 1)],
        ("result", "supervisor"),
    )


def test_a_supervisor_closes_his_session_and_nobody_enters_it_any_more(house):
    session, password = house.session()
    under_way, over, late = (house.invite(session.number, name) for name in ("Ana", "Bob", "Zoé"))
    elsewhere, _ = house.session("4e A")
    other = house.invite(elsewhere.number, "Max")
    sitting, _ = house.enter(under_way, "Ana")
    begin(sitting)
    done, _ = house.enter(over, "Bob")
    view = begin(done)
    post(done, "session/finish", session=view["session"])
    strangers, _ = house.enter(other, "Max")
    begin(strangers)
    page = house.supervise(session.number, password)
    assert board(page)["closed_at"] is None
    before = house.events(over)
    shown = post(page, "supervise/close").json()
    assert shown["closed_at"] == house.clock().isoformat()
    assert [row["state"] for row in shown["candidates"]] == ["over", "over", "expected"]
    # The chain says who ended it; what was over, and what is another's, stays as it was.
    assert (house.events(under_way)[-1]["reason"], house.events(under_way)[-1]["by"]) == ("supervisor", session.number)
    assert house.events(over) == before
    assert strangers.get("/api/session").json()["screen"] == "question"
    reply = house.enter(late, "Zoé")[1]
    assert (reply.status_code, reply.json()["error"]) == (403, "service.session-closed")
    assert "3e B" in reply.json()["words"]
    assert house.events(late) == []
    # Who sat in it reads his result, from any browser.
    again, reply = house.enter(under_way, "Ana")
    assert reply.status_code == 200
    assert again.get("/api/session").json()["screen"] == "result"
    # Twice is once, and the supervisor may still look, and sign in.
    house.clock.move(60)
    assert post(page, "supervise/close").json()["closed_at"] == shown["closed_at"]
    assert board(house.supervise(session.number, password))["closed_at"] == shown["closed_at"]


def test_who_comes_in_at_the_moment_of_the_close_does_not_stay(house):
    session, password = house.session()
    access = house.invite(session.number)
    page = house.supervise(session.number, password)
    post(page, "supervise/close")
    house.call(Desk(CONTENT, house.journal, clock=house.clock).open, access.order())
    assert only(page)["state"] == "over"


@pytest.mark.parametrize("headers", [{}, GUARD])
def test_only_the_supervisor_closes_a_session(house, headers):
    session, _ = house.session()
    candidate, _ = house.enter(house.invite(session.number))
    for page in (house.page(), candidate):
        assert post(page, "supervise/close", headers).status_code == (401 if headers else 403)
    assert house.call(house.sessions.find, session.number).closed_at is None
