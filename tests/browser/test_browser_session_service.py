"""Sittings over a real service in Chromium: reload, second tab, lost network, power cut, phone; no key on the wire."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from answering import give
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from service_samples import sample_answer, sample_content
from service_server import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CONTENT = sample_content()
KEEP_REPLIES = """() => {
  const plain = window.fetch;
  window.fetch = async (...given) => {
    const reply = await plain(...given);
    keepReply(await reply.clone().text());
    return reply;
  };
}"""
PATIENCE = 60_000
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    running.start()
    yield running
    running.stop()


def enter(page: Page, name: str = "Zoé Le Goff") -> None:
    page.get_by_label("Prénom et nom").fill(name)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("button", name="Commencer")).to_be_visible(timeout=PATIENCE)


def settled(page: Page) -> None:
    page.locator("body:not(:has([aria-busy]))").wait_for(timeout=PATIENCE)


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def asked(page: Page) -> str:
    return page.locator(".pxa-item").get_attribute("data-item") or ""


def typed(page: Page) -> list[object]:
    """Return what stands in the fields of the question."""
    fields = page.locator(".pxa-item").locator("input, select, textarea, [data-id]")
    return fields.evaluate_all("nodes => nodes.map(node => [node.value, node.checked, node.dataset.id])")


def answer(page: Page, outcome: str = "ok") -> str:
    """Answer what is asked; a file is not sent, a simulator not moved."""
    item = asked(page)
    value = sample_answer(CONTENT, item, outcome)
    if value is None:
        click(page, "Je passe")
        return item
    give(page.locator(".pxa-item"), CONTENT.bank[item], value)
    click(page, "Valider")
    return item


def to_result(page: Page) -> list[str]:
    """Go on to the end; return the items that were asked."""
    seen = []
    while not page.locator(".pxa-chart").count():
        if page.locator(".pxa-runner form").count():
            seen.append(answer(page))
        else:
            click(page, "Continuer")
    return seen


def require_accessible(page: Page, where: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (where, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_whole_sitting_shows_no_key_and_every_screen_is_accessible(
    service: Service, open_page: OpenPage, width: int, scheme: str
):
    page = open_page(service.invite("--no-feedback", "--time-limit", "60"), width=width, color_scheme=scheme)
    bodies: list[str] = []
    # Asking for the text of a reply inside Playwright's own event would wait for itself, at times for ever.
    page.expose_function("keepReply", lambda text: bodies.append(text))
    page.add_init_script(f"({KEEP_REPLIES})()")
    page.evaluate(KEEP_REPLIES)
    require_accessible(page, "entry")
    enter(page)
    expect(page.get_by_role("timer")).to_contain_text("Temps de la session")
    click(page, "Commencer")
    require_accessible(page, "question")
    click(page, "Signaler un problème")
    page.get_by_label("La question n’est pas claire").check()
    page.get_by_label("Expliquez en quelques mots").fill("Quel dossier ?")
    require_accessible(page, "report")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".pxa-notice:not([hidden])")).to_have_text("Merci, c’est noté.", timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    seen = to_result(page)
    require_accessible(page, "result")
    assert len(seen) >= 3
    assert len(set(seen)) == len(seen)
    expect(page.locator(".pxa-chart tbody tr")).to_have_count(1)
    traffic = "\n".join(bodies)
    assert len(bodies) > len(seen)
    for word in ('"key"', "tolerance", "rationale", "accept", "zèbre", "Maj+Inser", "corbeille:vide", "retenez la clé"):
        assert word not in traffic
    assert set(json.loads(page.evaluate("JSON.stringify(Object.keys(sessionStorage))"))) == set()


def test_reload_second_tab_lost_network_and_a_power_cut_lose_nothing(service: Service, open_page: OpenPage):
    page = open_page(service.invite())
    enter(page)
    click(page, "Commencer")
    while CONTENT.bank[asked(page)].type in {"file-task", "simulator"}:
        answer(page)
        click(page, "Continuer")
    # What is typed survives a reload.
    item = asked(page)
    give(page.locator(".pxa-item"), CONTENT.bank[item], sample_answer(CONTENT, item, "ko"))
    before = typed(page)
    page.reload()
    expect(page.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert (asked(page), typed(page)) == (item, before)
    # A second tab goes on; the first is told, and nothing is answered twice.
    other = open_page(f"{service.address}/session?lang=fr", storage_state=page.context.storage_state())
    expect(other.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert answer(other) == item
    click(page, "Valider")
    expect(page.locator(".pxa-notice:not([hidden])")).to_contain_text("autre onglet", timeout=PATIENCE)
    expect(page.locator(".pxa-feedback")).to_contain_text("Bonne réponse")
    # An answer given without network is kept, said to be, and sent when it is back.
    click(page, "Continuer")
    page.context.set_offline(True)
    page.get_by_role("button", name="Je passe").click()
    expect(page.locator(".pxa-lost")).to_contain_text("Connexion perdue", timeout=PATIENCE)
    page.context.set_offline(False)
    expect(page.locator(".pxa-feedback")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".pxa-lost")).to_be_hidden()
    # The service is gone in the middle of a command, and back: the page goes on by itself.
    service.kill()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".pxa-lost")).to_be_visible(timeout=PATIENCE)
    service.start()
    expect(page.locator(".pxa-lost")).to_be_hidden(timeout=PATIENCE)
    settled(page)
    to_result(page)
    page.reload()
    expect(page.get_by_role("heading", name="Votre résultat")).to_be_visible(timeout=PATIENCE)
    assert service.verify() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Quitter").click()
    page.goto(f"{service.address}/session?lang=fr")
    expect(page.get_by_role("button", name="Entrer un code")).to_be_visible(timeout=PATIENCE)


def test_a_sitting_is_taken_by_keyboard_alone_and_can_be_ended(service: Service, open_page: OpenPage):
    page = open_page(service.invite("--name", "Ana", language="en"))
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="End the session").wait_for(timeout=PATIENCE)
    expect(page.locator(".pxa-rank")).to_be_focused()
    page.get_by_role("button", name="End the session").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="End the session")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your result")).to_be_visible(timeout=PATIENCE)


def test_the_time_left_is_said_before_it_is_over(service: Service, open_page: OpenPage):
    page = open_page(f"{service.address}/session?lang=fr")
    view = {
        "session": "s",
        "screen": "welcome",
        "rank": 0,
        "answered": 0,
        "feedback": True,
        "competence": "",
        "competences": 1,
        "part": 0,
        "most": 15,
        "titles": ["1.2 Gérer des données"],
        "at": "2026-11-22T09:00:00+00:00",
        "ends_at": "2026-11-22T09:01:05+00:00",
    }
    page.clock.install()
    page.route("**/api/session?*", lambda route: route.fulfill(json=view))
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("1:0", timeout=PATIENCE)
    said = page.locator("p.pxa-unseen[role=status]")
    page.clock.run_for(7_000)
    expect(said).to_have_text("Temps de la session\u00a0: il reste 1 minute.")
    page.clock.run_for(30_000)
    expect(said).to_have_text("Temps de la session\u00a0: il reste 30 secondes.")


def test_the_log_of_the_service_names_nobody(service: Service, open_page: OpenPage):
    link = service.invite("--name", "Zoé Le Goff")
    enter(open_page(link))
    said = Path(service.log).read_text(encoding="utf-8")
    assert '"event": "entered"' in said
    assert "Goff" not in said
    assert link.partition("code=")[2].partition("&")[0] not in said
