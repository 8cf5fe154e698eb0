"""A supervisor at work over a real service in Chromium: his board is live, accessible, and whole on a telephone."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from service_server import Service
from sitting import PATIENCE, OpenPage, click, enter, require_accessible

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    running.start()
    yield running
    running.stop()


def supervised(service: Service, label: str) -> tuple[str, str]:
    """Return number and password of a new supervised session."""
    command = [sys.executable, "-m", "pixauthor", "serve", "supervise", "--label", label]
    done = subprocess.run([*command, "--folder", str(service.state)], capture_output=True, text=True, check=True)
    number, password = re.search(r"Session (\d{6})\s+mot de passe (\w{10})", done.stdout).groups()
    return number, password


def sign_in(page: Page, number: str, password: str) -> None:
    """Sign in with the keyboard alone."""
    expect(page.get_by_label("Numéro de session")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=PATIENCE)


def row(page: Page, name: str):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_a_supervisor_follows_his_candidates_and_acts_for_them(service: Service, open_page: OpenPage):
    number, password = supervised(service, "3e B")
    invitation = service.invite("--session", number, "--time-limit", "60", "--name", "Ana Ruiz")
    service.invite("--session", number, "--name", "Bob Noël")
    board = open_page(f"{service.address}/supervise?lang=fr")
    require_accessible(board, "supervise-entry")
    page_title = board.get_by_role("heading", level=1)
    board.get_by_label("Numéro de session").fill(number)
    board.get_by_label("Mot de passe").fill("XXXXXXXXXX")
    board.keyboard.press("Enter")
    expect(board.get_by_role("alert")).to_have_text(re.compile("ne vont pas ensemble"), timeout=PATIENCE)
    board.reload()
    sign_in(board, number, password)
    expect(page_title).to_have_text("3e B")
    expect(row(board, "Ana Ruiz")).to_contain_text("Pas encore entrée")

    candidate = open_page(invitation)
    enter(candidate, "Ana Ruiz")
    expect(row(board, "Ana Ruiz")).to_contain_text("Entrée, pas commencé", timeout=PATIENCE)
    click(candidate, "Commencer")
    click(candidate, "Signaler un problème")
    candidate.get_by_label("L’image ne s’affiche pas").check()
    candidate.get_by_label("Expliquez en quelques mots").fill("<b>Rien</b>")
    candidate.get_by_role("button", name="Envoyer").click()
    expect(board.get_by_role("status")).to_have_text("Ana Ruiz signale un problème.", timeout=PATIENCE)
    board.get_by_text("1 à lire").click()
    expect(row(board, "Ana Ruiz")).to_contain_text("<b>Rien</b>")
    require_accessible(board, "supervise-board")

    # Another browser has to be let in.
    other = open_page(invitation)
    other.get_by_label("Prénom et nom").fill("Ana Ruiz")
    other.get_by_role("button", name="Entrer").click()
    expect(other.get_by_role("alert").filter(has_text="laisser y revenir")).to_be_visible(timeout=PATIENCE)
    expect(board.get_by_role("status")).to_have_text("Ana Ruiz demande à revenir.", timeout=PATIENCE)
    allow = board.get_by_role("button", name="Laisser Ana Ruiz revenir")
    allow.focus()
    board.keyboard.press("Enter")
    expect(row(board, "Ana Ruiz")).to_contain_text("Peut revenir", timeout=PATIENCE)
    # Who acted is still where he was, on a button of the same person.
    expect(board.get_by_role("button", name="Donner du temps à Ana Ruiz")).to_be_focused()
    other.get_by_role("button", name="Entrer").click()
    expect(other.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)

    board.keyboard.press("Enter")
    require_accessible(board, "supervise-time")
    board.get_by_label("Minutes de plus avant la fin").fill("5")
    board.get_by_label("Temps majoré, sur toutes les durées").select_option(label="Un tiers de plus")
    board.get_by_role("button", name="Donner", exact=True).click()
    expect(row(board, "Ana Ruiz")).to_contain_text(re.compile(r"33\s%"), timeout=PATIENCE)

    board.get_by_role("button", name="Terminer la session de Ana Ruiz").click()
    require_accessible(board, "supervise-end")
    board.keyboard.press("Escape")
    expect(board.get_by_role("button", name="Terminer la session de Ana Ruiz")).to_be_focused()
    board.keyboard.press("Enter")
    board.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    expect(row(board, "Ana Ruiz")).to_contain_text("arrêtée par la surveillance", timeout=PATIENCE)
    other.reload()
    expect(other.locator("#runner")).to_contain_text(
        "La personne qui surveille a mis fin à la session", timeout=PATIENCE
    )
    board.get_by_role("button", name="Clore la session").click()
    require_accessible(board, "supervise-close")
    board.get_by_role("dialog", name="Clore la session").get_by_role("button", name="Clore").click()
    expect(board.get_by_text("Plus personne n’y entre")).to_be_visible(timeout=PATIENCE)
    expect(board.get_by_role("button", name="Clore la session")).to_be_hidden()
    require_accessible(board, "supervise-closed")
    board.get_by_role("button", name="Quitter la surveillance").click()
    expect(board.get_by_label("Numéro de session")).to_be_visible(timeout=PATIENCE)
    assert service.verify() == 0


def test_the_board_is_whole_on_a_telephone_and_says_when_the_service_is_gone(service: Service, open_page: OpenPage):
    number, password = supervised(service, "Salle des fêtes de Saint-Germain-des-Fossés")
    name = "Maximilien-Alexandre de la Rochefoucauld"
    invitation = service.invite("--session", number, "--time-limit", "60", "--name", name)
    candidate = open_page(invitation)
    enter(candidate, name)
    click(candidate, "Commencer")
    board = open_page(f"{service.address}/supervise?lang=fr", width=360, color_scheme="dark")
    sign_in(board, number, password)
    expect(row(board, name)).to_contain_text("En cours")
    require_accessible(board, "supervise-telephone")
    board.get_by_role("button", name=f"Donner du temps à {name}").click()
    require_accessible(board, "supervise-telephone-time")
    board.keyboard.press("Escape")
    board.route("**/api/supervise?*", lambda route: route.abort())
    expect(board.get_by_role("alert")).to_contain_text("ne répond plus", timeout=PATIENCE)
    board.unroute("**/api/supervise?*")
    expect(board.get_by_role("alert")).to_be_hidden(timeout=PATIENCE)


def test_an_author_leafs_through_the_questions_as_candidates_see_them(service: Service, open_page: OpenPage):
    page = open_page(f"{service.address}/author?lang=fr", width=360)
    require_accessible(page, "author-entry")
    page.get_by_label("Jeton d’auteur").fill((service.state / "author.token").read_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=PATIENCE)
    choice = page.get_by_label("Question", exact=True)
    names = choice.locator("option").evaluate_all("nodes => nodes.map((node) => node.value)")
    for place, name in enumerate(names, start=1):
        expect(page.locator(f".pxa-item[data-item='{name}']")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("status").first).to_have_text(f"{place} sur {len(names)}")
        if place in (1, len(names)):
            require_accessible(page, f"author-{name}")
        page.get_by_role("button", name="Suivante").click()
    expect(page.get_by_role("status").first).to_have_text(f"1 sur {len(names)}")
    page.get_by_role("button", name="Quitter la relecture").click()
    expect(page.get_by_label("Jeton d’auteur")).to_be_visible(timeout=PATIENCE)
