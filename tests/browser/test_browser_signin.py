"""Signing in at a certified provider in Chromium: cookies of two sites, redirections, and a sentence when it fails."""

from collections.abc import Iterator

import pytest
from oidc_server import SECRET, running_provider
from playwright.sync_api import expect
from service_server import Service
from sitting import PATIENCE, OpenPage, click, require_accessible

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that knows a provider; another host, so that its cookies are of another site."""
    folder = tmp_path_factory.mktemp("service")
    running = Service(folder)
    # The provider is at 127.0.0.1, the service at localhost: two sites, as in life.
    running.address = f"http://localhost:{running.port}"
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o600)
    with running_provider(folder, f"{running.address}/signin/back") as issuer:
        options = ["--oidc-issuer", issuer, "--oidc-client", "pixauthor", "--oidc-secret-file", str(secret)]
        running.start("--host", "localhost", "--public-address", running.address, *options)
        yield running
        running.stop()


def test_whoever_signs_in_sits_and_comes_back_without_a_code(service: Service, open_page: OpenPage):
    page = open_page(service.invite("--open"))
    page.get_by_role("link", name="lina").click()
    expect(page.get_by_role("button", name="Commencer")).to_be_visible(timeout=PATIENCE)
    assert page.url == f"{service.address}/session?lang=fr"
    click(page, "Commencer")
    session = page.evaluate("fetch('/api/session').then((reply) => reply.json()).then((view) => view.session)")
    elsewhere = open_page(f"{service.address}/signin?lang=en")
    elsewhere.get_by_role("link", name="lina").click()
    expect(elsewhere.locator(".pxa-runner form")).to_be_visible(timeout=PATIENCE)
    again = elsewhere.evaluate("fetch('/api/session').then((reply) => reply.json()).then((view) => view.session)")
    assert again == session
    assert SECRET not in service.log.read_text()
    assert "Lina" not in service.log.read_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_went_wrong_is_a_page_with_a_way_on(service: Service, open_page: OpenPage, width: int):
    page = open_page(f"{service.address}/signin?lang=fr", width=width)
    page.get_by_role("link", name="bob").click()
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("aucune session ne vous attend")
    require_accessible(page, "sign-in notice")
    page.goto(f"{service.address}/signin/back?state=x&code=y&lang=fr")
    expect(page.locator("main")).to_contain_text("ne prouve pas qui vous êtes")
    page.get_by_role("link", name="Essayer de nouveau").click()
    expect(page.locator("main")).to_contain_text("aucune session ne vous attend", timeout=PATIENCE)
