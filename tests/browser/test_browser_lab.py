"""The session notebook in a real JupyterLab, opened by ``pixauthor lab`` on a new workspace."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from answering import give, sample
from playwright.sync_api import Page

from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import survey
from pixauthor.delivery.store import list_journals, load_journal, sessions_dir
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def notebook(open_notebook: Callable[[str], Page]) -> Page:
    return open_notebook("06_run_session")


def test_a_session_is_taken_to_its_result_in_jupyterlab(notebook: Page, workspace: Workspace) -> None:
    page = notebook
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    runner = page.locator(".pxa-place").first
    runner.get_by_role("button", name="Commencer").wait_for()
    assert page.locator(".lm-MenuBar-itemLabel").first.text_content() == "Fichier"
    assert page.locator(".jp-Dialog, .jp-toast-message").count() == 0

    runner.get_by_role("button", name="Commencer").click()
    asked = []
    while True:
        runner.locator("form, .pxa-chart").first.wait_for()
        if runner.locator(".pxa-chart").count():
            break
        item = workspace.bank[_asked(page)]
        asked.append(item.id)
        give(runner, item, sample(item))
        assert_keyboard_stays(page)
        runner.get_by_role("button", name="Valider").click()
        runner.locator(".pxa-feedback.pxa-good").wait_for()
        if len(asked) == 1:
            assert_accessible(page)
        runner.get_by_role("button", name="Continuer").click()
    assert_accessible(page)

    journal = load_journal(list_journals(sessions_dir(workspace.exports_dir))[0])
    scope = survey(workspace.framework, workspace.bank, "1.1", "fr", journal.started.statuses)
    played = replay(journal.events, scope)
    assert played.differences == ()
    assert [given.item for given in played.state.answers] == asked
    assert runner.locator(".pxa-chart td > span:last-child").first.text_content() == str(played.state.finished.level)


def _asked(page: Page) -> str:
    """Return the item shown, as the widget's model in the browser knows it."""
    return str(page.locator(".pxa-item").get_attribute("data-item"))


def assert_keyboard_stays(page: Page) -> None:
    """Keys typed in the widget do not move the notebook's cells."""
    cells = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    before = page.evaluate(cells)
    page.locator(".pxa-runner .pxa-main").first.focus()
    for key in ("ArrowUp", "ArrowDown", "a", "b"):
        page.keyboard.press(key)
    assert page.evaluate(cells) == before
    assert page.locator(".pxa-runner .pxa-main").first.evaluate("node => node === document.activeElement")


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.pxa-runner', {resultTypes: ['violations']})")
    assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}
