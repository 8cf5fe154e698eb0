"""Items in a real browser: what is typed is what the grader gets, by mouse or keyboard, on any screen."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from answering import give, sample
from playwright.sync_api import Locator, Page

from pixauthor.bank.interactions import FileTask
from pixauthor.bank.item import Item, ItemType
from pixauthor.grading.grade import grade
from pixauthor.resources import shipped
from pixauthor.widgets.preview.page import render_bank_page
from pixauthor.workspace import Workspace

pytestmark = pytest.mark.browser

WORKSPACE = Workspace(shipped("items").parent)
ITEMS = list(WORKSPACE.bank)
TWO_OF_EACH = [item for kind in ItemType for item in [item for item in ITEMS if item.type is kind][:2]]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
GET_ANSWER = "card => card.querySelector('.mount').getAnswer()"
DRAW_ALL = """() => {
    document.head.insertAdjacentHTML('beforeend', '<style>.card{content-visibility:visible!important}</style>');
    window.dispatchEvent(new Event('beforeprint'));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(ITEMS, tmp_path_factory.mktemp("bank") / "index.html")


def write_page(items: list[Item], path: Path) -> str:
    html = render_bank_page(items, WORKSPACE.framework, lambda item: WORKSPACE.items_dir / item.competence, "fr")
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def first_of(kind: ItemType) -> Item:
    return next(item for item in ITEMS if item.type is kind)


def card_of(page: Page, item: Item) -> Locator:
    card = page.locator(f'article[id="{item.id}"]')
    card.scroll_into_view_if_needed()
    card.locator(".pxa-item").wait_for()
    return card


def test_what_a_person_answers_is_what_the_grader_gets(address: str, open_page: Any) -> None:
    page = open_page(address)
    outcomes = {}
    for item in TWO_OF_EACH:
        card = card_of(page, item)
        give(card, item, sample(item))
        given = card.evaluate(GET_ANSWER)
        outcomes[item.id] = grade(item.interaction, item.key, given).status.value
    assert {item_id for item_id, status in outcomes.items() if status != "ok"} == set()


def test_nothing_answered_is_no_answer(address: str, open_page: Any) -> None:
    page = open_page(address)
    for kind in ItemType:
        answer = card_of(page, first_of(kind)).evaluate(GET_ANSWER)
        # An order is there before it is touched, and may be right as it stands.
        assert (answer is None) is (kind is not ItemType.ORDERING)


def test_every_group_and_every_field_carries_a_name(address: str, open_page: Any) -> None:
    page = open_page(address)
    page.evaluate(DRAW_ALL)
    drawn = page.locator("article").evaluate_all(
        """cards => cards.map(card => ({
            id: card.id,
            legend: card.querySelector('fieldset > legend').textContent,
            nameless: [...card.querySelectorAll('fieldset :is(input, select, textarea)')]
                .filter(field => ![...field.labels].some(label => label.textContent.trim())).length,
            frames: [...card.querySelectorAll('iframe')].every(frame => frame.title),
        }))"""
    )
    assert {one["id"] for one in drawn} == {item.id for item in ITEMS}
    assert [one["id"] for one in drawn if one["nameless"] or not one["frames"]] == []
    for one in drawn:
        group = page.locator(f'article[id="{one["id"]}"]').get_by_role("group", name=one["legend"], exact=True)
        assert one["legend"]
        assert group.count() == 1


@pytest.mark.parametrize("width", [320, 360, 640])
def test_no_screen_scrolls_sideways(address: str, open_page: Any, width: int) -> None:
    """640 is a laptop at 200 %, 320 the reflow width of WCAG 1.4.10."""
    page = open_page(address, width=width)
    page.evaluate(DRAW_ALL)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.wait_for_timeout(300)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('article')]
            .filter(card => card.scrollWidth > card.clientWidth + 1).map(card => card.id)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_page: Any, tmp_path: Path, scheme: str) -> None:
    address = write_page([first_of(kind) for kind in ItemType], tmp_path / "index.html")
    page = open_page(address, color_scheme=scheme)
    page.evaluate(DRAW_ALL)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found["violations"]}
    assert faults == {}, json.dumps(faults, indent=1)


def test_the_keyboard_alone_chooses_orders_and_matches(address: str, open_page: Any) -> None:
    page = open_page(address)
    card = card_of(page, first_of(ItemType.SINGLE_CHOICE))
    card.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    assert card.evaluate(GET_ANSWER) == card.locator("input").nth(1).get_attribute("value")

    card = card_of(page, first_of(ItemType.ORDERING))
    before = card.evaluate(GET_ANSWER)
    card.locator("[data-id] button").nth(1).focus()
    page.keyboard.press("Enter")
    assert card.evaluate(GET_ANSWER) == [before[1], before[0], *before[2:]]
    assert card.locator(f'[data-id="{before[0]}"] button').nth(1).evaluate("node => node === document.activeElement")
    assert card.locator('[aria-live="polite"]').text_content() != ""

    card = card_of(page, first_of(ItemType.MATCHING))
    card.locator("select").first.focus()
    page.keyboard.press("ArrowDown")
    assert len(card.evaluate(GET_ANSWER)) == 1


def test_tab_reaches_every_control_and_shows_where_it_is(open_page: Any, tmp_path: Path) -> None:
    page = open_page(write_page([first_of(ItemType.ORDERING)], tmp_path / "index.html"))
    page.evaluate(DRAW_ALL)
    styles = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = "document.activeElement.matches('.pxa-move') && getComputedStyle(document.activeElement).outlineStyle"
        styles += filter(None, [page.evaluate(focused)])
        if len(styles) == page.locator(".pxa-move").count():
            break
    assert styles == ["solid"] * page.locator(".pxa-move").count()


def test_rows_can_be_dragged(address: str, open_page: Any) -> None:
    page = open_page(address)
    card = card_of(page, first_of(ItemType.ORDERING))
    before = card.evaluate(GET_ANSWER)
    rows = card.locator("[data-id]")
    rows.last.scroll_into_view_if_needed()
    start, end = rows.first.bounding_box(), rows.last.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] - 2, steps=8)
    page.mouse.up()
    assert card.evaluate(GET_ANSWER) == [*before[1:], before[0]]


def test_a_simulator_has_no_origin_and_no_network(address: str, open_page: Any) -> None:
    page = open_page(address)
    card = card_of(page, first_of(ItemType.SIMULATOR))
    frame = card.locator("iframe").element_handle().content_frame()
    assert frame.evaluate("self.origin") == "null"
    assert frame.evaluate("fetch('https://example.org').then(() => 'open', () => 'closed')") == "closed"
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return 'closed' } })()") == "closed"


def test_a_message_of_another_window_is_no_answer(address: str, open_page: Any) -> None:
    page = open_page(address)
    card = card_of(page, first_of(ItemType.SIMULATOR))
    page.evaluate("window.postMessage({type: 'pixauthor:answer', value: 'forged'}, '*')")
    page.wait_for_timeout(100)
    assert card.evaluate(GET_ANSWER) is None


def test_a_file_that_does_not_fit_is_refused_with_its_reason(address: str, open_page: Any) -> None:
    page = open_page(address)
    item = next(one for one in ITEMS if isinstance(one.interaction, FileTask) and "upload" in str(one.tests[0].answer))
    card = card_of(page, item)
    field = card.locator("input[type=file]")
    limit = item.interaction.response.max_bytes
    extension = item.interaction.response.extensions[0]
    for name, size in (("virus.exe", 10), (f"grand.{extension}", limit + 1)):
        field.set_input_files({"name": name, "mimeType": "text/plain", "buffer": b"x" * size})
        card.locator(".pxa-fault").wait_for()
        assert name in (card.locator(".pxa-fault").text_content() or "")
        assert card.evaluate(GET_ANSWER) is None


def test_filters_leave_what_fits_and_say_how_many(address: str, open_page: Any) -> None:
    page = open_page(address)
    page.select_option("#by-type", "ordering")
    expected = [item.id for item in ITEMS if item.type is ItemType.ORDERING]
    shown = page.locator("article:visible").evaluate_all("cards => cards.map(card => card.id)")
    assert sorted(shown) == sorted(expected)
    assert str(len(expected)) in (page.locator("#found").text_content() or "")
    page.fill("#search", "zzzz")
    assert page.locator("article:visible").count() == 0
    assert page.locator("#nothing").is_visible()


def test_items_far_away_are_drawn_when_they_come_near(address: str, open_page: Any) -> None:
    page = open_page(address)
    page.locator(".pxa-item").first.wait_for()
    assert page.locator(".pxa-item").count() < len(ITEMS) / 2
