"""Signing in at a real JupyterHub behind its proxy leads to one's sitting; who may not use the service stays out."""

import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import httpx2
import pytest
from coroutines import completed
from service_samples import START, sample_content
from starlette.testclient import TestClient

from pixauthor.errors import PixauthorError
from pixauthor.service.hub import Hub
from pixauthor.service.identity import Client
from pixauthor.service.journal import open_journal
from pixauthor.service.offers import Offers
from pixauthor.service.register import Register, new_access
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service

pytestmark = pytest.mark.slow
CONTENT = sample_content()
HERE = "http://service.example"
BACK = f"{HERE}/signin/back"
SERVICE, ID = "pixauthor", "service-pixauthor"
TOKEN, PASSWORD = secrets.token_hex(32), secrets.token_urlsafe(24)
PROXY = Path(__file__).parents[2] / "node_modules" / ".bin" / "configurable-http-proxy"
STARTUP_SECONDS = 120
TRUST = ssl.create_default_context()
CONFIGURATION = """
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret_file = "cookie_secret"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.pid_file = "proxy.pid"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.services = [
    {{
        "name": "{service}",
        "api_token": "{token}",
        "oauth_client_id": "{id}",
        "oauth_redirect_uri": "{back}",
        "oauth_no_confirm": True,
    }}
]
c.JupyterHub.load_groups = {{"class": {{"users": ["lina", "bob"]}}}}
c.JupyterHub.load_roles = [{{"name": "sit", "scopes": ["access:services!service={service}"], "groups": ["class"]}}]
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Address of a JupyterHub on loopback: lina and bob may use the service, eve may not."""
    if find_spec("jupyterhub") is None or not PROXY.exists() or shutil.which("node") is None:
        sentence = "JupyterHub ou configurable-http-proxy manque (npm ci) : la connexion par un Hub n’est pas essayée."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    folder = tmp_path_factory.mktemp("hub")
    port = free_port()
    words = CONFIGURATION.format(
        port=port,
        hub_port=free_port(),
        api_port=free_port(),
        proxy=PROXY,
        password=PASSWORD,
        service=SERVICE,
        token=TOKEN,
        id=ID,
        back=BACK,
    )
    (folder / "jupyterhub_config.py").write_text(words, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHONWARN"))}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub"], cwd=folder, stdout=log, stderr=log, env=environment
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/hub/api/", process, folder / "log")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=30)


def wait_for(address, process, log):
    deadline = time.monotonic() + STARTUP_SECONDS
    with httpx2.Client(timeout=10, verify=TRUST) as browser:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if browser.get(address).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.3)
    pytest.fail(log.read_text()[-2000:])


class House:
    def __init__(self, client, journal):
        self.client, self.journal, self.register = client, journal, Register(journal)
        self.offer = new_access(("1.2",), START)
        client.portal.call(Offers(journal, self.register).make, self.offer)

    def page(self):
        page = TestClient(self.client.app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)
        page.portal = self.client.portal
        return page

    def begin(self, page):
        return page.get("/signin", params={"offer": self.offer.code}).headers["location"]

    def rows(self):
        async def all_rows():
            return [row async for row in self.journal.rows()]

        return self.client.portal.call(all_rows)


def client_of(hub, token=TOKEN):
    return Client(issuer=hub, id=ID, secret=token, back=BACK)


@pytest.fixture
def house(hub, tmp_path):
    with serving(Hub(client_of(hub)), tmp_path) as client:
        yield client


class serving:  # noqa: N801 - used as a word of the language
    def __init__(self, provider, folder):
        self.journal = completed(open_journal(str(folder / "journal.sqlite")))
        service = make_service(CONTENT, self.journal, Seal(key=b"k" * 32), secure=False, provider=provider)
        self.client = TestClient(service, base_url=HERE, raise_server_exceptions=False)

    def __enter__(self):
        return House(self.client.__enter__(), self.journal)

    def __exit__(self, *error):
        self.client.__exit__(*error)


def signed_in(address, name, password=PASSWORD):
    """Return where the Hub sends a browser back to once somebody signed in there, else its last answer."""
    with httpx2.Client(timeout=60, verify=TRUST) as browser:
        reply = browser.get(address)
        for _ in range(12):
            if reply.has_redirect_location:
                onward = str(reply.headers["location"])
                if onward.startswith(BACK):
                    return onward.removeprefix(HERE)
                reply = browser.get(str(reply.url.join(onward)))
                continue
            form = re.search(r'<form action="([^"]*)"\s+method="post"', reply.text)
            if form is None or "password" not in reply.text:
                return reply
            data = dict(re.findall(r'name="(_xsrf)"\s+value="([^"]+)"', reply.text))
            data |= {"username": name, "password": password}
            before = reply
            reply = browser.post(str(reply.url.join(form[1].replace("&amp;", "&"))), data=data)
            if not reply.has_redirect_location:
                return reply
        return before


def refused(reply, status=403):
    return reply.status_code == status and "<h1" in reply.text and "Traceback" not in reply.text


def test_a_user_of_the_hub_gets_a_sitting_of_his_own_and_the_same_one_again(house):
    sessions = []
    for name in ("lina", "bob", "lina"):
        page = house.page()
        reply = page.get(signed_in(house.begin(page), name))
        assert (reply.status_code, reply.headers["location"]) == (303, "/session?lang=fr")
        sessions.append(page.get("/api/session").json()["session"])
    assert sessions[0] == sessions[2] != sessions[1]
    names = {house.client.portal.call(house.register.identity, row.candidate) for row in house.rows()}
    assert names == {"lina", "bob"}
    assert not any("lina" in row.candidate for row in house.rows())


def test_a_user_of_the_hub_who_may_not_use_the_service_stays_out(house):
    page = house.page()
    found = signed_in(house.begin(page), "eve")
    # The Hub itself refuses; were it to send him on, the service would.
    reply = page.get(found) if isinstance(found, str) else found
    assert reply.status_code == 403
    assert house.rows() == []
    assert page.get("/api/session").status_code == 401


def test_a_wrong_password_leads_nowhere(house):
    page = house.page()
    found = signed_in(house.begin(page), "lina", "wrong")
    assert not isinstance(found, str)
    assert house.rows() == []


def test_an_answer_serves_once_and_in_the_browser_that_began(house):
    page = house.page()
    answer = signed_in(house.begin(page), "lina")
    thief = house.page()
    house.begin(thief)
    assert refused(thief.get(answer))
    assert page.get(answer).status_code == 303
    assert refused(page.get(answer))
    own = re.search(r"state=([^&]+)", house.begin(thief))[1]
    assert refused(thief.get(re.sub(r"state=[^&]+", f"state={own}", answer)))


def test_a_service_with_a_wrong_token_lets_nobody_in(hub, tmp_path):
    with serving(Hub(client_of(hub, "0" * 64)), tmp_path) as house:
        page = house.page()
        assert refused(page.get(signed_in(house.begin(page), "lina")))
        assert house.rows() == []


def test_a_hub_that_does_not_answer_is_told_so(tmp_path):
    with serving(Hub(client_of("http://127.0.0.1:9")), tmp_path) as house:
        page = house.page()
        state = re.search(r"state=([^&]+)", house.begin(page))[1]
        assert refused(page.get("/signin/back", params={"state": state, "code": "c"}), 503)


@pytest.mark.parametrize(
    ("issuer", "name", "message"),
    [
        ("http://hub.example", ID, "service.issuer-unsafe"),
        ("https://hub.example", "pixauthor", "service.hub-client"),
    ],
)
def test_what_cannot_be_a_hub_is_refused_at_the_start(issuer, name, message):
    with pytest.raises(PixauthorError) as error:
        Hub(Client(issuer=issuer, id=name, secret=TOKEN, back=BACK))
    assert error.value.message == message
