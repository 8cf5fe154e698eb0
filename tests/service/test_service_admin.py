"""An administrator reaches a running service with a token from a private file, and nobody does without."""

import json
import socket
import stat
import subprocess
import sys
import threading

import pytest
import uvicorn
from coroutines import completed
from service_samples import START, sample_content
from starlette.testclient import TestClient

from pixauthor.errors import PixauthorError
from pixauthor.service.admin import BY
from pixauthor.service.journal import open_journal
from pixauthor.service.keyfile import TOKEN_LETTERS, read_or_make_token
from pixauthor.service.patience import OFFICE
from pixauthor.service.register import Register, new_access
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}
ROUTES = [("get", "status"), ("get", "sittings"), ("get", "sessions"), ("post", "end")]


@pytest.fixture
def house(tmp_path):
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    token = read_or_make_token(tmp_path / "admin.token")
    service = make_service(CONTENT, journal, Seal(key=b"k" * 32), secure=False, admin_token=token)
    with TestClient(service, raise_server_exceptions=False) as client:
        yield client, journal, token


def sit(client, journal, name="Lina Martin"):
    access = new_access(("1.2",), START)
    client.portal.call(Register(journal).invite, access, name)
    entered = client.post("/api/entry", json={"code": access.code, "identity": name}, headers=GUARD)
    assert entered.status_code == 200
    return access


def ask(client, token, method, path, **data):
    headers = {**GUARD, "authorization": f"Bearer {token}"}
    return client.request(method, f"/api/admin/{path}", json=data or None, headers=headers)


def test_a_token_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "state" / "admin.token"
    token = read_or_make_token(path)
    assert read_or_make_token(path) == token
    assert len(token) >= TOKEN_LETTERS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(PixauthorError) as refused:
        read_or_make_token(path)
    assert refused.value.message == "service.key-readable"


@pytest.mark.parametrize("words", ["", "court"])
def test_a_token_that_could_be_guessed_is_refused(tmp_path, words):
    path = tmp_path / "admin.token"
    path.write_text(words, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(PixauthorError) as refused:
        read_or_make_token(path)
    assert refused.value.message == "service.bad-token"


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic dG9rZW4=", "Bearer é"])
def test_without_the_token_nothing_is_told_or_done(house, method, path, given):
    client, journal, _ = house
    access = sit(client, journal)
    headers = {**GUARD, "authorization": given.encode()}
    reply = client.request(method, f"/api/admin/{path}", headers=headers)
    assert (reply.status_code, reply.json()["error"]) == (401, "service.no-administrator")
    assert len(client.portal.call(journal.read, access.sitting)) == 1


def test_wrong_tokens_make_wait_even_with_the_right_one(house):
    client, _, token = house
    for _ in range(OFFICE.free):
        assert ask(client, "wrong", "get", "status").status_code == 401
    assert ask(client, token, "get", "status").status_code == 429


def test_the_administrator_sees_sittings_without_a_name_and_ends_one(house, monkeypatch):
    client, journal, token = house
    # A journal has more sittings than anybody waits for: none is read to be counted.
    monkeypatch.setattr(type(journal), "rows", None)
    access = sit(client, journal)
    other = sit(client, journal, "Bob Noël")
    assert ask(client, token, "get", "status").json()["open"] == 2
    told = ask(client, token, "get", "sittings")
    assert {one["sitting"] for one in told.json()["sittings"]} == {access.sitting, other.sitting}
    assert "Martin" not in told.text
    ended = ask(client, token, "post", "end", sitting=access.sitting)
    assert ended.json()["reason"] == "supervisor"
    assert ask(client, token, "post", "end", sitting=access.sitting).json() == ended.json()
    assert json.loads(client.portal.call(journal.read, access.sitting)[-1])["by"] == BY
    status = ask(client, token, "get", "status").json()
    assert (status["open"], status["closed"], status["bundle"]) == (1, 1, CONTENT.title)
    assert [one["sitting"] for one in ask(client, token, "get", "sittings?state=open").json()["sittings"]] == [
        other.sitting
    ]
    assert ask(client, token, "post", "end", sitting="nobody").status_code == 404


def test_a_service_without_a_token_has_no_administrator(tmp_path):
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    with TestClient(make_service(CONTENT, journal, Seal(key=b"k" * 32), secure=False)) as client:
        assert ask(client, "", "get", "status").status_code == 401


def test_the_command_asks_a_running_service_and_no_token_is_among_its_arguments(house, tmp_path):
    client, journal, token = house
    access = sit(client, journal)
    done = administer(tmp_path, client.app, "sittings", "--open")
    assert json.loads(done.stdout)["sittings"][0]["sitting"] == access.sitting
    assert token not in " ".join(done.args)
    refused = administer(tmp_path, client.app, "end", "nobody")
    assert (refused.returncode, "identifiant" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


def test_the_command_says_when_nobody_answers(tmp_path):
    read_or_make_token(tmp_path / "admin.token")
    done = run_admin(tmp_path, "http://127.0.0.1:9", "status")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "127.0.0.1:9" in done.stderr
    assert run_admin(tmp_path, "file:///etc/passwd", "status").returncode == 2


def administer(folder, app, *words):
    """Run a command against the application, which listens for it on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        return run_admin(folder, f"http://127.0.0.1:{listener.getsockname()[1]}", *words)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()


def run_admin(folder, address, *words):
    command = [sys.executable, "-m", "pixauthor", "serve", "admin", *words, "--folder", str(folder)]
    return subprocess.run([*command, "--address", address], capture_output=True, text=True, timeout=60, check=False)
