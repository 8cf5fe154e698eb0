"""Chromium, cut off from the network: a page that asks for anything that is not of this machine fails its test.

And JupyterLab on a new workspace, opened by ``pixauthor lab``.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from lab_server import TOKEN, running_lab
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect, sync_playwright

from pixauthor.starter import create_workspace
from pixauthor.workspace import Workspace

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    # A snapshot of a page's memory has whole strings, not their first thousand letters.
    "--js-flags=--heap-snapshot-string-limit=10000000",
    # No name of elsewhere is found. (Playwright's own way to refuse requests takes the cache away from every page.)
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
# Milliseconds that whatever a test waits for may take, on a machine that does much else beside.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
# A test that needs what these speak of fails without them.
FORGIVEN = (
    # Of a model that missed the two seconds that anywidget gives it, on a machine that does much else beside.
    "[anywidget] Failed to initialize model.",
    # Of what JupyterLab still wanted from a kernel that the test took away.
    "Canceled future for ",
)
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
LOCAL_HOSTS = {"127.0.0.1", "localhost"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the test is skipped, but never where CI=true.

    One for each module: while it is open, Playwright holds the loop of this thread, and other tests run coroutines.
    """
    path = os.environ.get("PIXAUTHOR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sentence = (
            "Chromium n’est pas installé (apt install chromium) : les tests de navigateur ne peuvent pas tourner."
        )
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages: ``open_page(url, width=360)``, each a visitor of its own unless it shares a ``context``.

    At the end, no error and no request to elsewhere is forgiven.
    """
    faults: list[str] = []
    pages: list[Page] = []

    def watch(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.hostname not in LOCAL_HOSTS:
            faults.append(f"request to {request.url}")

    def hear(error: Error) -> None:
        if not any(words in str(error) for words in FORGIVEN):
            faults.append(f"error: {error}")

    def opened(
        url: str, width: int = 1280, height: int = 900, context: BrowserContext | None = None, **settings: Any
    ) -> Page:
        page = context.new_page() if context else chromium.new_page(**settings)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", hear)
        page.on("request", watch)
        page.goto(url)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert faults == []


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("lab") / "atelier"
    create_workspace(root)
    return Workspace(root)


@pytest.fixture(scope="module")
def server(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a new workspace: its address."""
    with running_lab(workspace.root, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def visitor(chromium: Browser) -> BrowserContext:
    """One who comes to JupyterLab again and again: what is the same each time is fetched and compiled once."""
    return chromium.new_context()


@pytest.fixture
def open_notebook(server: str, open_page: OpenPage, visitor: BrowserContext) -> Callable[[str], Page]:
    """Open a notebook of the workspace by its name, once JupyterLab and the kernel are ready."""

    def opened(name: str, width: int = 1400) -> Page:
        page = open_page(f"{server}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}&reset", width, 1000, visitor)
        page.wait_for_function("Boolean(window.jupyterapp?.shell.currentWidget?.content?.model)")
        page.evaluate("window.jupyterapp.restored.then(() => null)")
        kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
        page.wait_for_function(f"{kernel}?.status === 'idle'")
        return page

    return opened
