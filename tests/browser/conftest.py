"""Chromium, cut off from the network: a page that asks for anything that is not of this machine fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
]
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
LOCAL_HOSTS = {"127.0.0.1", "localhost"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the test is skipped, but never where CI=true."""
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
    """Open pages: ``open_page(url, width=360)``; at the end, no error and no request to elsewhere is forgiven."""
    faults: list[str] = []
    pages: list[Page] = []

    def guard(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in LOCAL_SCHEMES or address.hostname in LOCAL_HOSTS:
            route.continue_()
        else:
            faults.append(f"request to {route.request.url}")
            route.abort()

    def opened(url: str, width: int = 1280, height: int = 900, **context: Any) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": height}, **context)
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.route("**/*", guard)
        page.goto(url)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert faults == []
