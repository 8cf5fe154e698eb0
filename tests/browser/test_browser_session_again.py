"""A result in Chromium: a competence is tried again once its day has come; who is erased while the page is open."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

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


def finish(page: Page, service: Service) -> None:
    """End the sitting of a page, which then shows its result."""
    headers = {"x-pixauthor": "1"}
    session = page.request.get(f"{service.address}/api/session").json()["session"]
    for name, fields in (("next", {"rank": 0}), ("finish", {})):
        data = {"session": session, **fields}
        assert page.request.post(f"{service.address}/api/session/{name}", headers=headers, data=data).ok
    page.reload()


def test_a_competence_is_tried_again_from_its_result_once_the_day_has_come(
    open_page: OpenPage, service: Service
) -> None:
    page = open_page(service.invite("--improve-after", "0", "--reset-after", "7"))
    enter(page)
    finish(page, service)
    expect(page.get_by_text(re.compile("recommencer du début à partir du"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile("améliorer ce résultat à partir"))).to_have_count(0)
    require_accessible(page, "result")
    click(page, "Retenter ce que j’ai manqué en 1.2")
    expect(page.get_by_role("button", name="Commencer")).to_be_visible(timeout=PATIENCE)
    assert page.request.get(f"{service.address}/api/session").json()["session"].endswith(".1")


def test_who_is_erased_while_the_page_is_open_is_told_so_and_nothing_is_left_in_the_tab(
    open_page: OpenPage, service: Service
) -> None:
    page = open_page(service.invite("--name", "Ana Lopez"))
    enter(page, "Ana Lopez")
    click(page, "Commencer")
    expect(page.get_by_role("button", name="Je passe")).to_be_visible(timeout=PATIENCE)
    page.evaluate("""async () => sessionStorage.setItem("pixauthor:x:1", '"Ana"')""")
    command = [sys.executable, "-m", "pixauthor", "serve", "erase", "--folder", str(service.state)]
    subprocess.run([*command, candidate_of(page, service)], check=True, capture_output=True, timeout=60)
    click(page, "Je passe")
    expect(page.get_by_text(re.compile("a été effacée"))).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('pixauthor:')).length") == 0
    require_accessible(page, "gone")
    assert page.request.get(f"{service.address}/api/session").status == 410


def test_who_sits_in_a_journal_that_was_damaged_is_told_so_where_he_looks(
    open_page: OpenPage, service: Service
) -> None:
    page = open_page(service.invite(), width=360, height=300)
    enter(page)
    click(page, "Commencer")
    session = page.request.get(f"{service.address}/api/session").json()["session"]
    service.kill()
    with closing(sqlite3.connect(service.state / "journal.sqlite")) as connection, connection:
        words = "UPDATE events SET line = CAST(line || ' ' AS BLOB) WHERE sitting = ? AND number = 1"
        connection.execute(words, (session,))
    service.start()
    click(page, "Je passe")
    told = page.get_by_text(re.compile("elle ne peut pas continuer"))
    expect(told).to_be_in_viewport(timeout=PATIENCE)
    page.reload()
    expect(told).to_be_visible(timeout=PATIENCE)
    require_accessible(page, "damaged")
    # Whoever has another code may use it here.
    click(page, "Entrer un code")
    expect(page.get_by_label("Code d’accès")).to_be_visible(timeout=PATIENCE)


def candidate_of(page: Page, service: Service) -> str:
    session = page.request.get(f"{service.address}/api/session").json()["session"]
    with closing(sqlite3.connect(service.state / "journal.sqlite")) as connection:
        words = "SELECT candidate FROM sittings WHERE sitting = ?"
        return str(connection.execute(words, (session,)).fetchone()[0])
