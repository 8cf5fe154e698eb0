"""What a candidate does in the runner, whatever page holds it."""

import base64
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from answering import give
from every_type import FILES, content_of_every_type
from playwright.sync_api import Locator, Page, expect

CONTENT = content_of_every_type()
PATIENCE = 120_000
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OpenPage = Callable[..., Page]
Place = Page | Locator


def enter(place: Place, name: str = "Zoé Le Goff", code: str = "") -> None:
    """Give a code, unless the link has given it, and a name."""
    if code:
        place.get_by_label("Code d’accès").fill(code)
    place.get_by_label("Prénom et nom").fill(name)
    place.get_by_role("button", name="Entrer", exact=True).click()
    expect(place.get_by_role("button", name="Commencer")).to_be_visible(timeout=PATIENCE)


def settled(place: Place) -> None:
    """Wait until the runner is done with a command."""
    expect(place.locator(".pxa-runner[aria-busy]")).to_have_count(0, timeout=PATIENCE)


def click(place: Place, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()
    settled(place)


def asked(place: Place) -> str:
    """Return the item that is asked."""
    return place.locator(".pxa-item").get_attribute("data-item") or ""


def typed(place: Place) -> list[object]:
    """Return what stands in the fields of the question."""
    fields = place.locator(".pxa-item").locator("input, select, textarea, [data-id]")
    return fields.evaluate_all("nodes => nodes.map(node => [node.value, node.checked, node.dataset.id])")


def sample(item: str, outcome: str = "ok") -> Any:
    """Return an answer of an item's own tests; a file that is not right is right in part."""
    tests = CONTENT.bank[item].tests
    answer = next(test.answer for test in tests if test.outcome in {outcome, "partially" if outcome == "ko" else ""})
    if not isinstance(answer, dict) or "upload" not in answer:
        return answer
    name = answer["upload"]
    return {"name": Path(name).name, "content": base64.b64encode(FILES[name].encode()).decode()}


def fill_in(place: Place, outcome: str = "ok") -> str:
    """Fill in what is asked, and return the item."""
    item = asked(place)
    give(place.locator(".pxa-item"), CONTENT.bank[item], sample(item, outcome))
    return item


def answer(place: Place, outcome: str = "ok") -> str:
    """Answer what is asked, and return the item."""
    item = fill_in(place, outcome)
    click(place, "Valider")
    return item


def questions(place: Place) -> Iterator[str]:
    """Give each item that is asked until the result stands there; who takes it must answer it."""
    while not place.locator(".pxa-chart").count():
        if place.locator(".pxa-runner form").count():
            yield asked(place)
        else:
            click(place, "Continuer")


def to_result(place: Place) -> list[str]:
    """Go on to the end; return the items that were asked."""
    return [answer(place) for _ in questions(place)]


def require_accessible(page: Page, where: str, selector: str = "html") -> None:
    """Fail on any violation that axe finds, and on a page that scrolls sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("selector => axe.run(selector, {resultTypes: ['violations']})", selector)["violations"]
    assert not found, (where, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
