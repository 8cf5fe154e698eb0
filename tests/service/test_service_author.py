"""An author sees every question of the bundle as candidates do, keys excepted, and leaves no trace in the journal."""

import json

import pytest
from coroutines import completed
from service_samples import sample_content
from starlette.testclient import TestClient

from pixauthor.service import site
from pixauthor.service.author import COOKIE
from pixauthor.service.journal import open_journal
from pixauthor.service.patience import OFFICE
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}
TOKEN = "t" * 43


@pytest.fixture
def page(tmp_path):
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    service = make_service(CONTENT, journal, Seal(key=b"k" * 32), secure=True, author_token=TOKEN)
    with TestClient(service, base_url="https://service.example", raise_server_exceptions=False) as client:
        client.journal = journal
        yield client


def enter(page, token=TOKEN, headers=GUARD):
    return page.post("/api/author/entry", json={"token": token}, headers=headers)


def test_an_author_reads_every_question_and_every_file(page):
    told = enter(page)
    assert {one["id"] for one in told.json()["items"]} == {item.id for item in CONTENT.bank}
    assert page.get("/api/author").json() == told.json()
    seen = set()
    for line in told.json()["items"]:
        drawn = page.get(f"/api/author/items/{line['id']}").json()
        assert drawn["item"]["item"] == line["id"]
        for address in drawn["media"].values():
            reply = page.get(address)
            assert reply.status_code == 200
            seen.add(address)
            if reply.headers["content-type"].startswith("text/html"):
                assert "sandbox" in reply.headers["content-security-policy"]
    assert seen


def test_no_key_is_told_to_an_author_either(page):
    enter(page)
    told = "".join(page.get(f"/api/author/items/{item.id}").text for item in CONTENT.bank)
    for word in ('"key"', "tolerance", "rationale", "zèbre", "corbeille:vide"):
        assert word not in told


def test_reading_leaves_no_trace_in_the_journal(page):
    enter(page)
    for item in CONTENT.bank:
        page.get(f"/api/author/items/{item.id}")

    async def rows():
        return [row async for row in page.journal.rows()]

    assert page.portal.call(rows) == []


@pytest.mark.parametrize("path", ["/api/author", "/api/author/items/x", "/author/media/1.2/media/ventes.csv"])
def test_without_the_token_nothing_is_shown(page, path):
    assert page.get(path).json()["error"] == "service.no-author"
    for token in ("", "wrong", TOKEN[:-1], TOKEN + "t"):
        assert enter(page, token).status_code == 403
    page.cookies.set(COOKIE, Seal(key=b"k" * 32).close("candidate", "local"), domain="service.example")
    assert page.get(path).status_code == 401


def test_entering_needs_the_guard_and_wrong_tokens_make_wait(page):
    assert enter(page, headers={}).status_code == 403
    for _ in range(OFFICE.free):
        enter(page, "wrong")
    assert enter(page).status_code == 429


def test_what_the_bundle_has_not_is_not_there(page):
    enter(page)
    assert page.get("/api/author/items/nobody").status_code == 404
    for path in ("1.2/nothing.png", "../public.zip", "framework.yaml"):
        assert page.get(f"/author/media/{path}").status_code == 404


def test_leaving_takes_the_cookie_back_and_the_log_tells_no_token(page, capsys):
    cookie = enter(page).headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "secure"):
        assert word in cookie
    page.post("/api/author/leave", json={}, headers=GUARD)
    assert page.get("/api/author").status_code == 401
    said = capsys.readouterr().err
    assert json.loads(said.splitlines()[0])["event"] == "author-entered"
    assert TOKEN not in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_has_no_script_of_its_own_and_its_files_are_there(page, language):
    reply = page.get("/author", params={"lang": language})
    assert f'<html lang="{language}">' in reply.text
    for address in (part.split('"')[0] for part in reply.text.split(f'"/assets/{site.version()}/')[1:]):
        assert page.get(f"/assets/{site.version()}/{address}").status_code == 200
