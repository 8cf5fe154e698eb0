"""The way in: a code and a name lead one person to one sitting; guessing takes ever longer; nothing of it is logged."""

import json
import stat

import pytest
from coroutines import completed
from service_samples import START, Clock, sample_content
from starlette.testclient import TestClient

from pixauthor.errors import PixauthorError
from pixauthor.service import personal, site
from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, CandidateDesk
from pixauthor.service.desk import Desk
from pixauthor.service.entry import EntryDesk
from pixauthor.service.journal import open_journal
from pixauthor.service.keyfile import read_or_make_key, read_secret_line
from pixauthor.service.patience import ADDRESS, CODE, LONGEST_WAIT, Patience
from pixauthor.service.register import DIGITS, LETTERS, Register, new_access, tidy_code
from pixauthor.service.seal import KEY_BYTES, Seal
from pixauthor.service.usher import Usher
from pixauthor.service.views import Drawings

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}
NAME = "Zoé Le Goff"


class House:
    def __init__(self, client, register, journal, clock):
        self.client, self.register, self.journal, self.clock = client, register, journal, clock

    def invite(self, identity=NAME, competences=("1.2",), **fields):
        access = new_access(competences, START, **fields)
        self.client.portal.call(self.register.invite, access, identity)
        return access

    def enter(self, code, identity=NAME, headers=GUARD):
        return self.client.post("/api/entry", json={"code": code, "identity": identity}, headers=headers)

    def rows(self, candidate):
        return self.client.portal.call(self.journal.find, candidate)


@pytest.fixture(params=[True, False], ids=["https", "http"])
def secure(request):
    return request.param


@pytest.fixture
def house(tmp_path, secure):
    clock = Clock()
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    desk, register = Desk(CONTENT, journal, clock=clock), Register(journal)
    seal = Seal(key=b"k" * KEY_BYTES, now=lambda: clock().timestamp())
    entry = EntryDesk(
        usher=Usher(desk=desk, seal=seal, secure=secure),
        register=register,
        patience=Patience(journal, seal.key, seal.now),
    )
    app = make_app([*site.routes(), *entry.routes(), *CandidateDesk(desk, Drawings(CONTENT), seal).routes()])
    scheme = "https" if secure else "http"
    with TestClient(app, base_url=f"{scheme}://service.example", raise_server_exceptions=False) as client:
        yield House(client, register, journal, clock)
        client.portal.call(journal.close)


def test_a_code_is_of_letters_and_digits_that_nobody_confuses():
    codes = {new_access(("1.2",), START).code for _ in range(300)}
    assert len(codes) == 300
    assert all(set(code[:6]) <= set(LETTERS) and set(code[6:]) <= set(DIGITS) and len(code) == 9 for code in codes)
    assert not set("AEIOUSZLN0O15") & set(LETTERS + DIGITS)


@pytest.mark.parametrize("typed", ["bcdfgh234", " BCD FGH 234 ", "BCDFGH-234"])
def test_a_code_is_read_as_people_type_it(typed):
    assert tidy_code(typed) == "BCDFGH234"


def test_entering_opens_one_sitting_and_entering_again_leads_back_to_it(house, secure):
    access = house.invite(extra_time=1.33, minutes=60)
    reply = house.enter(access.code.lower(), "zoe LE-GOFF")
    assert reply.json() == {"to": "/session"}
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ("secure" in cookie) is secure
    view = house.client.get("/api/session").json()
    house.client.post("/api/session/next", json={"session": view["session"], "rank": 0}, headers=GUARD)
    house.client.cookies.clear()
    assert house.enter(access.code).status_code == 200
    again = house.client.get("/api/session").json()
    assert (again["session"], again["screen"], again["rank"]) == (view["session"], "question", 1)
    assert len(house.rows(access.candidate)) == 1


def test_extra_time_lengthens_the_whole_sitting(house):
    access = house.invite(extra_time=1.5, minutes=60)
    house.enter(access.code)
    view = house.client.get("/api/session").json()
    assert view["ends_at"] == START.replace(hour=START.hour + 1, minute=30).isoformat()


def test_a_wrong_code_and_a_wrong_name_are_told_alike(house):
    access = house.invite()
    wrong = [house.enter("BCDFGH234"), house.enter(access.code, "Un autre"), house.enter("")]
    assert {reply.status_code for reply in wrong} == {403}
    assert len({reply.text for reply in wrong}) == 1
    assert house.rows(access.candidate) == []
    assert COOKIE not in house.client.cookies


def test_who_enters_an_unnamed_access_first_is_the_one_it_is_for(house):
    access = house.invite(identity="")
    assert house.enter(access.code, "Ana").status_code == 200
    assert house.enter(access.code, "Bob").status_code == 403
    assert house.enter(access.code, "ANA").status_code == 200


def test_the_journal_of_a_sitting_does_not_know_the_name(house):
    access = house.invite()
    house.enter(access.code)
    lines = b"".join(house.client.portal.call(house.journal.read, access.sitting))
    assert access.candidate.encode() in lines
    assert b"Goff" not in lines
    assert access.code.encode() not in lines


def test_wrong_names_on_a_code_make_wait_and_the_wait_grows(house):
    access = house.invite()
    for _ in range(CODE.free):
        assert house.enter(access.code, "Un autre").status_code == 403
    waits = []
    for _ in range(3):
        reply = house.enter(access.code)
        assert reply.status_code == 429
        waits.append(int(reply.headers["retry-after"]))
        house.clock.move(waits[-1])
        assert house.enter(access.code, "Un autre").status_code == 403
    assert waits == sorted(set(waits))
    house.clock.move(LONGEST_WAIT)
    assert house.enter(access.code).status_code == 200


def test_wrong_codes_of_an_address_make_wait_whatever_the_code(house):
    access = house.invite()
    for k in range(ADDRESS.free):
        house.enter(f"BCDFG{LETTERS[k % 17]}{DIGITS[k % 7]}{DIGITS[k // 7]}4")
    assert house.enter(access.code).status_code == 429


def test_what_cannot_be_asked_is_the_fault_of_the_invitation(house):
    access = house.invite(competences=("5.2",))
    reply = house.enter(access.code)
    assert (reply.status_code, reply.json()["error"]) == (409, "service.nothing-to-ask")
    assert house.rows(access.candidate) == []


def test_entering_needs_the_guard_and_a_name(house):
    access = house.invite()
    assert house.enter(access.code, headers={}).status_code == 403
    assert house.enter(access.code, " - ").status_code == 400
    assert house.enter(access.code, "x" * 121).status_code == 400
    assert house.rows(access.candidate) == []


def test_leaving_takes_the_cookie_back(house):
    access = house.invite()
    house.enter(access.code)
    assert house.client.post("/api/leave", json={}, headers=GUARD).status_code == 200
    assert house.client.get("/api/session").status_code == 401


def test_the_log_names_nobody(house, capsys):
    access = house.invite()
    for identity in (NAME, "Un autre"):
        house.enter(access.code, identity)
    said = capsys.readouterr().err
    assert [json.loads(line)["event"] for line in said.splitlines()] == ["entered", "entry-refused", "refused"]
    for secret in (access.code, access.candidate, access.sitting, "Goff", "autre", "testclient"):
        assert secret not in said


@pytest.mark.parametrize("page", ["/", "/session"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_has_no_script_or_style_of_its_own_and_its_files_are_there(house, page, language):
    reply = house.client.get(page, params={"lang": language})
    assert f'<html lang="{language}">' in reply.text
    assert "<style" not in reply.text
    assert "style=" not in reply.text
    scripts = reply.text.split("<script ")[1:]
    assert [one.partition(">")[0].split('"')[1] for one in scripts] == ["application/json", "module"]
    for address in (part.split('"')[0] for part in reply.text.split(f'"/assets/{site.version()}/')[1:]):
        found = house.client.get(f"/assets/{site.version()}/{address}")
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]


def test_files_of_another_version_or_elsewhere_are_not_there(house):
    for path in ("/assets/0/pages/entry.js", f"/assets/{site.version()}/../serve.py", "/nothing", "/assets"):
        reply = house.client.get(path)
        assert (reply.status_code, reply.json()["error"]) == (404, "service.no-page")
    assert house.client.get("/api/entry").json()["error"] == "service.no-method"


def test_all_of_a_person_is_told_and_erased(house):
    access, other = house.invite(), house.invite("Bob")
    for one, name in ((access, NAME), (other, "Bob")):
        house.enter(one.code, name)
    told = house.client.portal.call(personal.told, house.journal, access.candidate)
    assert told["identity"] == NAME
    assert told["sittings"][0]["events"][0]["event"] == "sitting-opened"
    json.dumps(told)
    assert house.client.portal.call(house.journal.erase, access.candidate, START) == 3
    gone = house.client.portal.call(personal.told, house.journal, access.candidate)
    assert (gone["identity"], gone["accesses"], gone["sittings"]) == ("", [], [])
    assert house.client.portal.call(personal.told, house.journal, other.candidate)["sittings"]
    assert house.enter(access.code).status_code == 403


def test_retention_counts_from_the_last_trace(house):
    access, unused = house.invite(), house.invite("Bob")
    house.clock.move(86_400)
    house.enter(access.code)
    look = house.client.portal.call
    assert look(personal.older_than, house.journal, START) == []
    assert look(personal.older_than, house.journal, START.replace(hour=START.hour + 1)) == [unused.candidate]
    assert set(look(personal.older_than, house.journal, START.replace(day=START.day + 2))) == {
        access.candidate,
        unused.candidate,
    }


def test_a_cookie_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "cookie.key"
    key = read_or_make_key(path)
    assert read_or_make_key(path) == key
    assert len(key) == KEY_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["cookie.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_cookie_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "cookie.key"
    path.write_bytes(b"k" * KEY_BYTES)
    path.chmod(mode)
    with pytest.raises(PixauthorError) as refused:
        read_or_make_key(path)
    assert refused.value.message == "service.key-readable"
    with pytest.raises(PixauthorError):
        read_secret_line(path)


@pytest.mark.parametrize("data", [b"", b"k" * 31, b"k" * 33])
def test_a_file_that_is_no_key_is_refused(tmp_path, data):
    path = tmp_path / "cookie.key"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(PixauthorError):
        read_or_make_key(path)
