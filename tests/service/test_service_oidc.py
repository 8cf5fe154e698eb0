"""Signing in at a certified provider leads to one's own sitting; what a hostile one or a thief sends leads nowhere."""

import base64
import hmac
import json
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
import uvicorn
from coroutines import completed
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_server import SECRET, running_provider
from service_samples import START, sample_content
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pixauthor.errors import PixauthorError
from pixauthor.service import personal
from pixauthor.service.identity import Client, Person
from pixauthor.service.journal import open_journal
from pixauthor.service.offers import Offers
from pixauthor.service.oidc import OpenId
from pixauthor.service.patience import SIGN_IN
from pixauthor.service.register import Register, new_access
from pixauthor.service.seal import Seal
from pixauthor.service.serve import make_service
from pixauthor.service.signin import COOKIE

CONTENT = sample_content()
HERE = "http://service.example"
BACK = f"{HERE}/signin/back"
TRUST = ssl.create_default_context()
"""Made once for all browsers: it takes longer than what they are for."""


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with running_provider(tmp_path_factory.mktemp("oidc"), BACK) as address:
        yield address


class House:
    """A service that knows a provider; a browser of it is ``page``, and of the provider ``abroad``."""

    def __init__(self, client, journal):
        self.client, self.journal, self.register = client, journal, Register(journal)
        self.offers = Offers(journal, self.register)

    def offer(self, **fields):
        made = new_access(("1.2",), START, **fields)
        self.client.portal.call(self.offers.make, made)
        return made.code

    def page(self):
        page = TestClient(self.client.app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)
        page.portal = self.client.portal
        return page

    def begin(self, page, offer=""):
        """Return the address at the provider to which a browser is sent."""
        reply = page.get("/signin", params={"offer": offer, "lang": "fr"})
        assert reply.status_code == 303, reply.text
        return reply.headers["location"]

    def enter(self, page, offer="", login="lina", abroad=None):
        return page.get(signed_in(self.begin(page, offer), login, abroad))

    def rows(self):
        async def all_rows():
            return [row async for row in self.journal.rows()]

        return self.client.portal.call(all_rows)


def signed_in(address, login="lina", abroad=None):
    """Return where the provider sends a browser back to, once somebody gave his name there."""
    with abroad or httpx2.Client(timeout=30, verify=TRUST) as browser:
        reply = browser.get(address)
        for _ in range(10):
            if reply.has_redirect_location:
                onward = str(reply.headers["location"])
                if onward.startswith(BACK):
                    return onward.removeprefix(HERE)
                reply = browser.get(str(reply.url.join(onward)))
            else:
                (choice,) = re.findall(rf'href="(/interaction/[^"]+/{login})"', reply.text)
                reply = browser.get(str(reply.url.join(choice)))
    raise AssertionError(reply.text)


@contextmanager
def serving(provider, tmp_path):
    journal = completed(open_journal(str(tmp_path / "journal.sqlite")))
    service = make_service(CONTENT, journal, Seal(key=b"k" * 32), secure=False, provider=provider)
    with TestClient(service, base_url=HERE, raise_server_exceptions=False) as client:
        yield House(client, journal)


def client_of(issuer):
    return Client(issuer=issuer, id="pixauthor", secret=SECRET, back=BACK)


@pytest.fixture
def house(issuer, tmp_path):
    with serving(OpenId(client_of(issuer)), tmp_path) as found:
        yield found


def session_of(page):
    return page.get("/api/session").json()["session"]


def refused(reply, status=403):
    return reply.status_code == status and "<h1" in reply.text and "Traceback" not in reply.text


def test_who_signs_in_gets_a_sitting_under_a_pseudonym_and_the_same_one_again(house):
    offer = house.offer()
    page = house.page()
    reply = house.enter(page, offer)
    assert (reply.status_code, reply.headers["location"]) == (303, "/session?lang=fr")
    session = session_of(page)
    assert page.get("/api/session").json()["screen"] == "welcome"
    (row,) = house.rows()
    assert row.sitting == session
    assert "lina" not in row.candidate
    assert house.client.portal.call(house.register.identity, row.candidate) == "Lina Martin"
    elsewhere = house.page()
    house.enter(elsewhere, offer)
    assert session_of(elsewhere) == session
    # Without the link, whoever signs in goes on with what he followed last.
    later = house.page()
    house.enter(later)
    assert session_of(later) == session
    assert len(house.rows()) == 1


def test_each_person_has_a_sitting_of_his_own_and_one_of_each_offer(house):
    first, second = house.offer(), house.offer(extra_time=1.33, minutes=60)
    seen = set()
    for login in ("lina", "bob", "nameless"):
        for offer in (first, second):
            page = house.page()
            house.enter(page, offer, login)
            seen.add(session_of(page))
    assert len(seen) == 6
    assert len({row.candidate for row in house.rows()}) == 3
    names = {house.client.portal.call(house.register.identity, row.candidate) for row in house.rows()}
    assert names == {"Lina Martin", "Bob Noël", ""}


def test_the_cookies_are_closed_to_scripts_and_the_note_of_signing_in_is_gone_afterwards(house):
    page = house.page()
    begun = page.get("/signin", params={"offer": house.offer()})
    note = begun.headers["set-cookie"].lower()
    for word in ("httponly", "samesite=lax", "path=/signin"):
        assert word in note
    reply = page.get(signed_in(begun.headers["location"]))
    assert COOKIE not in page.cookies
    kept = [one.lower() for one in reply.headers.get_list("set-cookie") if one.startswith("pixauthor=")]
    assert len(kept) == 1
    assert "samesite=strict" in kept[0]


def test_the_provider_is_asked_with_pkce_state_and_nonce_that_are_new_each_time(house):
    addresses = [dict(parse_qsl(urlsplit(house.begin(house.page())).query)) for _ in range(2)]
    for asked in addresses:
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        assert SECRET not in str(asked)
    for name in ("state", "nonce", "code_challenge"):
        assert len({asked[name] for asked in addresses}) == 2


def test_an_answer_with_a_wrong_state_or_in_another_browser_is_refused(house):
    offer = house.offer()
    page = house.page()
    answer = signed_in(house.begin(page, offer))
    assert refused(house.page().get(answer))  # a browser that did not begin
    thief = house.page()
    house.begin(thief, offer)
    assert refused(thief.get(answer))  # one that began for itself (sign-in CSRF)
    other = re.sub(r"state=[^&]+", "state=wrong", answer)
    assert refused(page.get(other))
    assert house.rows() == []
    assert page.get("/api/session").status_code == 401


def test_a_code_is_redeemed_once(house):
    page = house.page()
    begun = page.get("/signin", params={"offer": house.offer()})
    note = page.cookies[COOKIE]
    answer = signed_in(begun.headers["location"])
    assert page.get(answer).status_code == 303
    thief = house.page()
    thief.cookies.set(COOKIE, note, domain="service.example", path="/signin")
    assert refused(thief.get(answer))
    assert thief.get("/api/session").status_code == 401


def test_a_code_without_its_verifier_is_worth_nothing(house):
    page, thief = house.page(), house.page()
    offer = house.offer()
    answer = dict(parse_qsl(urlsplit(signed_in(house.begin(page, offer))).query))
    own = dict(parse_qsl(urlsplit(house.begin(thief, offer)).query))
    assert refused(thief.get("/signin/back", params={**answer, "state": own["state"]}))


def test_a_forged_note_is_refused(house):
    page = house.page()
    answer = signed_in(house.begin(page, house.offer()))
    note = page.cookies[COOKIE]
    for forged in (note[:-2], Seal(key=b"x" * 32).close("signing-in", "{}"), "", "a.b"):
        stranger = house.page()
        stranger.cookies.set(COOKIE, forged, domain="service.example", path="/signin")
        assert refused(stranger.get(answer))


def test_an_answer_of_another_issuer_is_refused(house):
    page = house.page()
    answer = signed_in(house.begin(page, house.offer()))
    assert "iss=" in answer
    assert refused(page.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", answer)))


def test_who_the_provider_refuses_is_told_so(house):
    assert refused(house.enter(house.page(), house.offer(), "nobody"))


def test_without_a_link_who_has_nothing_to_sit_through_is_told_so(house):
    assert refused(house.enter(house.page()), 404)
    assert refused(house.enter(house.page(), "BCDFGH234"), 404)


def test_many_wrong_answers_make_wait(house):
    page = house.page()
    for _ in range(SIGN_IN.free):
        page.get("/signin/back?state=x&code=y")
    assert refused(house.enter(house.page(), house.offer()), 429)


def test_the_log_names_nobody_and_tells_no_code(house, capsys):
    page = house.page()
    answer = signed_in(house.begin(page, house.offer()))
    page.get(answer)
    house.page().get(answer)
    said = capsys.readouterr().err
    assert "sign-in-refused" in said
    for secret in (SECRET, "lina", "Martin", dict(parse_qsl(urlsplit(answer).query))["code"]):
        assert secret not in said


def test_whoever_is_erased_comes_back_as_another(house):
    offer = house.offer()
    house.enter(house.page(), offer)
    (before,) = house.rows()
    told = house.client.portal.call(personal.told, house.journal, before.candidate)
    assert {one["kind"].partition("-")[0] for one in told["records"]} >= {"subject", "taken", "person"}
    house.client.portal.call(house.journal.erase, before.candidate, START)
    house.enter(house.page(), offer)
    (after,) = house.rows()
    assert after.candidate != before.candidate
    assert after.sitting != before.sitting


def test_where_no_provider_is_known_nobody_signs_in(tmp_path):
    with serving(None, tmp_path) as house:
        assert refused(house.page().get("/signin"), 404)
        assert refused(house.page().get("/signin/back"), 404)


def test_a_provider_that_does_not_answer_is_told_so_and_the_rest_goes_on(tmp_path):
    with serving(OpenId(client_of("http://127.0.0.1:9")), tmp_path) as house:
        assert refused(house.page().get("/signin"), 503)
        assert house.page().get("/").status_code == 200


@pytest.mark.parametrize("issuer", ["http://idp.example", "ftp://127.0.0.1", "idp.example"])
def test_a_provider_without_https_is_refused(issuer):
    with pytest.raises(PixauthorError) as error:
        OpenId(client_of(issuer))
    assert error.value.message == "service.issuer-unsafe"


class Hostile:
    """An issuer that signs what it is told to, on loopback."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self.keys, self.metadata, self.token, self.asked = [self.key], {}, {}, 0
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/jwks", self._jwks),
            Route("/token", self._token, methods=["POST"]),
            Route("/me", self._me),
        ]
        self.app, self.me = Starlette(routes=routes), {}

    async def _metadata(self, _request):
        own = {"issuer": self.address, "authorization_endpoint": f"{self.address}/auth"}
        own |= {"token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/jwks"}
        return JSONResponse({**own, "userinfo_endpoint": f"{self.address}/me", **self.metadata})

    async def _jwks(self, _request):
        self.asked += 1
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def _token(self, _request):
        return JSONResponse({"access_token": "a", "token_type": "Bearer", **self.token})

    async def _me(self, _request):
        return JSONResponse(self.me)

    def claims(self, nonce, **other):
        now = int(time.time())
        own = {"iss": self.address, "aud": "pixauthor", "sub": "lina", "iat": now, "exp": now + 300, "nonce": nonce}
        return {name: value for name, value in {**own, **other}.items() if value is not None}

    def sign(self, claims, key=None, algorithm="RS256"):
        key = key or self.key
        return jwt.encode({"alg": algorithm, "kid": "one"}, claims, key, algorithms=[algorithm])


@pytest.fixture(scope="module")
def listening_issuer():
    found = Hostile()
    listener = socket.create_server(("127.0.0.1", 0))
    found.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(found.app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield found
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


@pytest.fixture
def hostile(listening_issuer):
    listening_issuer.keys, listening_issuer.metadata, listening_issuer.token = [listening_issuer.key], {}, {}
    listening_issuer.me = {}
    return listening_issuer


def come_back(house, hostile, token_of, page=None):
    page = page or house.page()
    asked = dict(parse_qsl(urlsplit(house.begin(page, house.offer())).query))
    hostile.token = {"id_token": token_of(asked["nonce"])}
    return page.get("/signin/back", params={"state": asked["state"], "code": "c"})


def plain(part):
    words = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(words).rstrip(b"=").decode()


def with_secret(claims, secret):
    """Sign as HS256 does, with any bytes."""
    words = f"{plain({'alg': 'HS256', 'kid': 'one'})}.{plain(claims)}"
    return f"{words}.{plain(hmac.digest(secret, words.encode(), 'sha256'))}"


FORGED = {
    "wrong nonce": lambda h, _: h.sign(h.claims("another")),
    "no nonce": lambda h, _: h.sign(h.claims(None)),
    "foreign issuer": lambda h, n: h.sign(h.claims(n, iss="https://evil.example")),
    "for another client": lambda h, n: h.sign(h.claims(n, aud="other")),
    "for two, by another": lambda h, n: h.sign(h.claims(n, aud=["pixauthor", "other"], azp="other")),
    "for two, by nobody": lambda h, n: h.sign(h.claims(n, aud=["pixauthor", "other"])),
    "expired": lambda h, n: h.sign(h.claims(n, exp=int(time.time()) - 120)),
    "without an end": lambda h, n: h.sign(h.claims(n, exp=None)),
    "of tomorrow": lambda h, n: h.sign(h.claims(n, iat=int(time.time()) + 86_400)),
    "not yet": lambda h, n: h.sign(h.claims(n, nbf=int(time.time()) + 3600)),
    "of nobody": lambda h, n: h.sign(h.claims(n, sub="")),
    "of a number": lambda h, n: h.sign(h.claims(n, sub=7)),
    "unsigned": lambda h, n: f"{plain({'alg': 'none'})}.{plain(h.claims(n))}.",
    "signed with our secret": lambda h, n: with_secret(h.claims(n), SECRET.encode()),
    "signed with the public key as a secret": lambda h, n: with_secret(h.claims(n), h.key.as_pem(private=False)),
    "signed by another": lambda h, n: h.sign(h.claims(n), RSAKey.generate_key(2048, {"kid": "one"})),
    "for another access token": lambda h, n: h.sign(h.claims(n, at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
    "changed": lambda h, n: h.sign(h.claims(n))[:-6] + "AAAAAA",
    "nothing": lambda *_: "",
    "no text": lambda *_: None,
    "a word": lambda *_: "a.b.c",
}


@pytest.fixture(scope="module")
def besieged(listening_issuer, tmp_path_factory):
    with serving(OpenId(client_of(listening_issuer.address)), tmp_path_factory.mktemp("besieged")) as found:
        yield found


@pytest.mark.parametrize("forgery", FORGED)
def test_a_token_that_proves_nothing_lets_nobody_in(hostile, besieged, forgery):
    page = besieged.page()
    assert refused(come_back(besieged, hostile, lambda nonce: FORGED[forgery](hostile, nonce), page))
    assert besieged.rows() == []
    assert page.get("/api/session").status_code == 401


def test_a_sound_token_of_the_same_issuer_lets_in(hostile, tmp_path):
    with serving(OpenId(client_of(hostile.address)), tmp_path) as house:
        reply = come_back(house, hostile, lambda nonce: hostile.sign(hostile.claims(nonce)))
        assert reply.status_code == 303
        assert len(house.rows()) == 1


def test_what_is_told_of_another_person_is_not_believed(hostile, tmp_path):
    hostile.me = {"sub": "bob", "name": "Bob Noël"}
    with serving(OpenId(client_of(hostile.address)), tmp_path) as house:
        come_back(house, hostile, lambda nonce: hostile.sign(hostile.claims(nonce)))
        (row,) = house.rows()
        assert house.client.portal.call(house.register.identity, row.candidate) == ""


def test_a_new_key_of_the_provider_is_found_and_a_stranger_cannot_make_us_ask_again_and_again(hostile, tmp_path):
    now = [time.time()]
    with serving(OpenId(client_of(hostile.address), lambda: now[0]), tmp_path) as house:
        assert come_back(house, hostile, lambda nonce: hostile.sign(hostile.claims(nonce))).status_code == 303
        fresh = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        hostile.keys, asked = [fresh], hostile.asked
        for _ in range(3):
            assert refused(come_back(house, hostile, lambda nonce: hostile.sign(hostile.claims(nonce), fresh)))
        assert hostile.asked == asked
        now[0] += 61
        assert come_back(house, hostile, lambda nonce: hostile.sign(hostile.claims(nonce), fresh)).status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
)
def test_metadata_that_lead_elsewhere_are_not_followed(hostile, tmp_path, metadata):
    hostile.metadata = metadata
    with serving(OpenId(client_of(hostile.address)), tmp_path) as house:
        assert refused(house.page().get("/signin"), 503)


def test_two_who_come_at_once_as_one_person_are_one(tmp_path):
    async def work():
        import asyncio

        journal = await open_journal(str(tmp_path / "journal.sqlite"))
        register = Register(journal)
        offers = Offers(journal, register)
        offer = new_access(("1.2",), START)
        await offers.make(offer)
        person = Person(issuer="https://idp.example", subject="lina", name="Lina Martin")

        async def take():
            return await offers.take(offer, await offers.candidate(person), START)

        try:
            return await asyncio.gather(*(take() for _ in range(20)))
        finally:
            await journal.close()

    assert len(set(completed(work()))) == 1
