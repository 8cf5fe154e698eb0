"""Sittings over a real service in Chromium: every type of item; reload, second tab, lost network, power cut, phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from answering import give
from every_type import COMPETENCES, FILES, bundle_of_every_type, hidden_of, secrets_of
from page_state import STORED, found_in, plant, state_of
from playwright.sync_api import Page, expect
from service_server import Service
from sitting import (
    CONTENT,
    PATIENCE,
    OpenPage,
    answer,
    asked,
    click,
    enter,
    fill_in,
    questions,
    require_accessible,
    sample,
    settled,
    to_result,
    typed,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KINDS = [kind for kinds in COMPETENCES.values() for kind in kinds]
BOTH = ("--competence", "1.3")
# What the page gets is kept beside it: asking Playwright for a reply inside its own event may wait for itself.
KEEP_REPLIES = """() => {
  const plain = window.fetch;
  window.fetch = async (...given) => {
    const reply = await plain(...given);
    await keepReply(await reply.clone().text());
    return reply;
  };
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"), bundle_of_every_type())
    running.start()
    yield running
    running.stop()


def notice(page: Page):
    return page.locator(".pxa-notice:not([hidden])")


def require_accessible_everywhere(page: Page, where: str) -> None:
    """Look at a screen on a telephone in the dark, then on a desk by day."""
    for on_telephone in (True, False):
        hold(page, on_telephone)
        require_accessible(page, f"{where}, on telephone: {on_telephone}")


def hold(page: Page, on_telephone: bool) -> None:
    page.set_viewport_size({"width": 360, "height": 780} if on_telephone else {"width": 1280, "height": 900})
    # Without motion: half-way between two colours there is no contrast to measure.
    page.emulate_media(color_scheme="dark" if on_telephone else "light", reduced_motion="reduce")


def test_of_every_type_nothing_is_known_before_the_answer(service: Service, open_page: OpenPage):
    page = open_page(service.invite(*BOTH))
    replies: list[str] = []
    page.expose_function("keepReply", lambda text: replies.append(text))
    page.add_init_script(f"({KEEP_REPLIES})()")
    page.evaluate(KEEP_REPLIES)
    enter(page)
    click(page, "Commencer")
    left = set(KINDS)
    for number, item in enumerate(questions(page), start=1):
        kind = CONTENT.bank[item].type.value
        # Seconds each: three times are enough to look at everything that the page holds.
        seen = "\n".join([*replies, state_of(page, heap=number % 4 == 1)])
        assert found_in(seen, hidden_of(left)) == []
        assert not {'"key"', '"tolerance"', '"told"', '"accept"'} & set(_names(replies[-1]))
        # What a screen reader calls the group of fields is the question itself.
        expect(page.get_by_role("group", name=f"Que faut-il faire ({kind})")).to_have_count(1)
        expect(page.locator(".pxa-rank")).to_have_text(f"Question {number} sur 30 au plus")
        hold(page, on_telephone=number % 2 == 0)
        require_accessible(page, kind)
        answer(page, "ok" if number % 2 else "ko")
        left.discard(kind)
        told = page.locator(".pxa-feedback")
        expect(told).to_contain_text(secrets_of(kind)[0 if number % 2 else 1])
        expect(told).to_contain_text("Réponse attendue")
        expect(told).to_contain_text(secrets_of(kind)[3])
        expect(page.get_by_role("heading", name="Où vous en êtes")).to_have_count(1 if number % 5 == 0 else 0)
        require_accessible(page, f"after {kind}")
    assert left == set()
    expect(page.locator(".pxa-chart tbody tr")).to_have_count(2)
    require_accessible_everywhere(page, "result")
    assert page.evaluate(STORED) == '[{},{},""]'
    planted = plant(page)
    assert found_in(state_of(page), planted) == planted


def _names(reply: str) -> list[str]:
    return [part for part in reply.replace(":", " ").split() if part.startswith('"')]


def test_without_feedback_every_screen_is_calm_and_accessible(service: Service, open_page: OpenPage):
    page = open_page(service.invite("--no-feedback", "--time-limit", "60"))
    require_accessible_everywhere(page, "entry")
    enter(page)
    expect(page.get_by_role("timer")).to_contain_text("Temps de la session")
    require_accessible_everywhere(page, "welcome")
    click(page, "Commencer")
    click(page, "Signaler un problème")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("Choisissez un problème.")
    page.get_by_label("La question n’est pas claire").check()
    page.get_by_label("Expliquez en quelques mots").fill("Quel dossier ?")
    require_accessible_everywhere(page, "report")
    page.get_by_role("button", name="Envoyer").click()
    expect(notice(page)).to_have_text("Merci, c’est noté.", timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    seen = []
    for item in questions(page):
        seen.append(item)
        answer(page)
        expect(page.locator(".pxa-feedback, .pxa-look .pxa-good")).to_have_count(0)
        if page.locator(".pxa-look").count():
            require_accessible_everywhere(page, "checkpoint")
    assert len(seen) == 6
    expect(page.locator(".pxa-chart tbody tr")).to_have_count(1)


def test_reload_second_tab_lost_network_and_a_power_cut_lose_nothing(service: Service, open_page: OpenPage):
    page = open_page(service.invite())
    enter(page)
    click(page, "Commencer")
    while CONTENT.bank[asked(page)].type in {"file-task", "simulator"}:
        answer(page)
        click(page, "Continuer")
    # What is typed survives a reload.
    item = asked(page)
    give(page.locator(".pxa-item"), CONTENT.bank[item], sample(item, "ko"))
    before = typed(page)
    page.reload()
    expect(page.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert (asked(page), typed(page)) == (item, before)
    # So it does when the page was left by the back button.
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert (asked(page), typed(page)) == (item, before)
    # A second tab goes on; the first is told, and nothing is answered twice.
    other = open_page(f"{service.address}/session?lang=fr", storage_state=page.context.storage_state())
    expect(other.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert answer(other) == item
    click(page, "Valider")
    expect(notice(page)).to_contain_text("autre onglet", timeout=PATIENCE)
    expect(page.locator(".pxa-feedback")).to_contain_text("Bonne réponse")
    # An answer given without network is kept, said to be, and sent when it is back.
    click(page, "Continuer")
    fill_in(page)
    page.context.set_offline(True)
    page.set_viewport_size({"width": 360, "height": 300})
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".pxa-lost")).to_contain_text("Connexion perdue", timeout=PATIENCE)
    expect(page.locator(".pxa-lost")).to_be_in_viewport()
    page.context.set_offline(False)
    expect(page.locator(".pxa-feedback")).to_contain_text("Bonne réponse", timeout=PATIENCE)
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


def go_to(page: Page, kind: str) -> None:
    """Skip questions until the one of this type is asked."""
    for item in questions(page):
        if CONTENT.bank[item].type == kind:
            return
        click(page, "Je passe")
    pytest.fail(f"{kind} was not asked")


def test_files_are_downloaded_and_a_simulator_reaches_nothing(service: Service, open_page: OpenPage):
    page = open_page(service.invite())
    enter(page)
    click(page, "Commencer")
    for item in questions(page):
        kind = CONTENT.bank[item].type.value
        if kind in DOWNLOADS:
            name = DOWNLOADS[kind]
            with page.expect_download() as caught:
                page.get_by_role("link", name=name.removesuffix(".txt").removesuffix(".csv").capitalize()).click()
            assert caught.value.suggested_filename == name
            assert Path(caught.value.path()).read_text(encoding="utf-8") == FILES[f"media/{name}"]
        if kind == "single-choice":
            assert page.get_by_role("img", name="Un plan").evaluate("image => image.complete && image.naturalWidth") > 0
        if kind == "simulator":
            expect(page.frame_locator("iframe").locator("#said")).to_have_text("possible: ")
            frame = page.locator("iframe")
            assert frame.get_attribute("sandbox") == "allow-scripts"
            page.frame_locator("iframe").get_by_role("button", name="Vider").click()
            expect(page.locator(".pxa-state")).not_to_be_empty()
            click(page, "Valider")
            expect(page.locator(".pxa-feedback")).to_contain_text("Bonne réponse")
            continue
        click(page, "Je passe")


DOWNLOADS = {"single-choice": "notes.txt", "file-task": "ventes.csv"}


def test_leaving_the_page_of_a_question_that_asks_to_stay_is_told_and_kept(service: Service, open_page: OpenPage):
    page = open_page(service.invite())
    enter(page)
    click(page, "Commencer")
    go_to(page, "short-text")
    expect(page.locator(".pxa-conduct")).to_contain_text("Restez")
    fill_in(page)
    with page.expect_response("**/api/session/focus?*") as heard:
        page.evaluate("window.dispatchEvent(new Event('blur'))")
    assert heard.value.json() == {"kept": True}
    expect(notice(page)).to_contain_text("Vous avez quitté la page")
    # In self-positioning a right answer stays right (pix.md §3); what happened is in the journal.
    click(page, "Valider")
    expect(page.locator(".pxa-feedback")).to_contain_text("Bonne réponse")


def test_a_sitting_is_taken_by_keyboard_alone_in_english_and_can_be_ended(service: Service, open_page: OpenPage):
    page = open_page(service.invite("--name", "Ana"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("First name and last name")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start").wait_for(timeout=PATIENCE)
    assert page.locator("h1").text_content() == "Take a session"
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="End the session").wait_for(timeout=PATIENCE)
    expect(page.locator(".pxa-rank")).to_be_focused()
    # All that is asked is reached by Tab, in the order in which it stands.
    reached = []
    while not reached or reached[-1] != "End the session":
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert len(reached) < 30
    assert reached[-4:] == ["Answer", "Skip", "Report a problem", "End the session"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="End now?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="End the session")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your result")).to_be_visible(timeout=PATIENCE)


def test_extra_time_is_on_the_clock_and_what_is_left_is_said_before_it_is_over(service: Service, open_page: OpenPage):
    page = open_page(service.invite("--extra-time", "2", "--time-limit", "10"))
    page.clock.install()
    enter(page)
    expect(page.get_by_role("timer")).to_contain_text("Temps de la session 19:")
    click(page, "Commencer")
    go_to(page, "number")
    item, whole = page.get_by_role("timer").all()
    assert item.get_attribute("aria-live") == "off"
    expect(item).to_contain_text("Temps pour la question 2:")
    said = page.locator("p.pxa-unseen[role=status]")
    page.clock.run_for(121_000)
    expect(said).to_have_text("Temps pour la question\u00a0: il reste 1 minute.")
    page.clock.run_for(30_000)
    expect(said).to_have_text("Temps pour la question\u00a0: il reste 30 secondes.")
    page.clock.run_for(30_000)
    expect(notice(page)).to_contain_text("Le temps de cette question est écoulé")
    page.clock.run_for(725_000)
    expect(said).to_have_text("Temps de la session\u00a0: il reste 5 minutes.")
    expect(whole).to_contain_text("4:")


def test_the_reader_s_own_settings_hold(service: Service, open_page: OpenPage):
    page = open_page(service.invite())
    enter(page)
    click(page, "Commencer")
    go_to(page, "single-choice")
    page.get_by_role("radio").first.check()
    page.emulate_media(forced_colors="active")
    require_accessible(page, "forced colours")
    assert page.locator(".pxa-choice").first.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.emulate_media(forced_colors="none", contrast="more")
    require_accessible(page, "more contrast")
    page.emulate_media(contrast="no-preference", reduced_motion="reduce")
    moving = "nodes => nodes.filter(node => getComputedStyle(node).transitionDuration !== '0s').length"
    assert page.locator("*").evaluate_all(moving) == 0
    # A window of 1280 pixels at 200 % has 640 of them.
    page.set_viewport_size({"width": 640, "height": 450})
    require_accessible(page, "200 %")


def test_the_log_of_the_service_names_nobody(service: Service, open_page: OpenPage):
    link = service.invite("--name", "Zoé Le Goff")
    enter(open_page(link))
    said = Path(service.log).read_text(encoding="utf-8")
    assert '"event": "entered"' in said
    assert "Goff" not in said
    assert link.partition("code=")[2].partition("&")[0] not in said
