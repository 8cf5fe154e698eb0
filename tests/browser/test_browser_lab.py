"""The session notebook in a real JupyterLab, opened by ``pixauthor lab`` on a new workspace."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from answering import give, sample
from playwright.sync_api import Page

from pixauthor.cli.init import create_workspace
from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import survey
from pixauthor.delivery.store import list_journals, load_journal, sessions_dir
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOKEN = "essai"  # noqa: S105 - of a server that lives for one test
STARTUP_SECONDS = 60
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# Root may not start Jupyter by default; commands are reached through the application.
CONFIG = "c.ServerApp.allow_root = True\nc.LabApp.expose_app_in_browser = True\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("lab") / "atelier"
    create_workspace(root)
    return Workspace(root)


@pytest.fixture(scope="module")
def server(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab with folders of its own: nothing of the person who runs the tests is read or written."""
    home = tmp_path_factory.mktemp("home")
    (home / "config").mkdir()
    (home / "config" / "jupyter_lab_config.py").write_text(CONFIG, encoding="utf-8")
    names = ("CONFIG", "DATA", "RUNTIME")
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}
    own = {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "JUPYTER_TOKEN": TOKEN, "PIXAUTHOR_LANG": "fr"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pixauthor", "lab", str(workspace.root), "--no-browser", "--port", str(port)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **folders, **own}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={TOKEN}", process, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - of this machine
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def notebook(server: str, open_page: Any) -> Page:
    page = open_page(f"{server}/lab/tree/notebooks/06_run_session.ipynb?token={TOKEN}&reset", 1400, 1000)
    page.wait_for_function("Boolean(window.jupyterapp?.shell.currentWidget?.content?.model)", timeout=60_000)
    page.evaluate("window.jupyterapp.restored.then(() => null)")
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    page.wait_for_function(f"{kernel}?.status === 'idle'", timeout=60_000)
    return page


def test_a_session_is_taken_to_its_result_in_jupyterlab(notebook: Page, workspace: Workspace) -> None:
    page = notebook
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    runner = page.locator(".pxa-runner")
    runner.locator(".pxa-main").wait_for(timeout=60_000)
    assert page.locator(".lm-MenuBar-itemLabel").first.text_content() == "Fichier"
    assert page.locator(".jp-Dialog, .jp-toast-message").count() == 0

    runner.get_by_role("button", name="Commencer").click()
    asked = []
    while True:
        runner.locator("form, .pxa-marks").first.wait_for()
        if runner.locator(".pxa-marks").count():
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
    assert runner.locator(".pxa-marks strong").first.text_content() == str(played.state.finished.level)


def _asked(page: Page) -> str:
    """Return the item shown, as the widget's model in the browser knows it."""
    return str(page.locator(".pxa-item").get_attribute("data-item"))


def assert_keyboard_stays(page: Page) -> None:
    """Keys typed in the widget do not move the notebook's cells."""
    cells = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    before = page.evaluate(cells)
    page.locator(".pxa-runner .pxa-main").focus()
    for key in ("ArrowUp", "ArrowDown", "a", "b"):
        page.keyboard.press(key)
    assert page.evaluate(cells) == before
    assert page.locator(".pxa-runner .pxa-main").evaluate("node => node === document.activeElement")


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.pxa-runner', {resultTypes: ['violations']})")
    assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}
