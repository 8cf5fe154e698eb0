"""How a person gives each kind of answer, in whatever page holds the item."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Locator

from pixauthor.bank.item import Item, ItemType
from pixauthor.bank.samples import resolve_answer
from pixauthor.resources import shipped


def sample(item: Item, outcome: str = "ok") -> Any:
    """Return an answer that must get this outcome, as it goes on the wire."""
    answer = next(test.answer for test in item.tests if test.outcome == outcome and test.answer is not None)
    return resolve_answer(answer, shipped("items") / item.competence)


def give(place: Locator, item: Item, answer: Any) -> None:
    """Answer the item that stands in ``place``."""
    FILL[item.type](place, answer)


def _choice(card: Locator, answer: str) -> None:
    card.locator(f'input[value="{answer}"]').check()


def _choices(card: Locator, answer: list[str]) -> None:
    for value in answer:
        _choice(card, value)


def _text(card: Locator, answer: str) -> None:
    card.locator(".pxa-field").fill(answer)


def _named(card: Locator, answer: Mapping[str, str], attribute: str) -> None:
    for name, value in answer.items():
        field = card.locator(f'[{attribute}="{name}"]').locator("input, select")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value=value)
        else:
            field.fill(value)


def _blanks(card: Locator, answer: Mapping[str, str]) -> None:
    _named(card, answer, "data-blank")


def _matching(card: Locator, answer: Mapping[str, str]) -> None:
    _named(card, answer, "data-source")


def _ordering(card: Locator, answer: list[str]) -> None:
    for place, wanted in enumerate(answer):
        for _ in answer:
            rows = card.locator("[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
            if rows.index(wanted) <= place:
                break
            card.locator(f'[data-id="{wanted}"] button').first.click()


def _upload(card: Locator, answer: Mapping[str, str]) -> None:
    payload = {"name": answer["name"], "mimeType": "text/plain", "buffer": base64.b64decode(answer["content"])}
    card.locator("input[type=file]").set_input_files(payload)
    card.locator(".pxa-state:not(:empty)").wait_for()


def _file_task(card: Locator, answer: Any) -> None:
    (_text if isinstance(answer, str) else _upload)(card, answer)


def _simulator(card: Locator, answer: str) -> None:
    frame = card.locator("iframe").element_handle().content_frame()
    assert frame is not None
    frame.evaluate("value => parent.postMessage({type: 'pixauthor:answer', value}, '*')", answer)
    card.locator(".pxa-state:not(:empty)").wait_for()


FILL: Mapping[ItemType, Callable[[Locator, Any], None]] = {
    ItemType.SINGLE_CHOICE: _choice,
    ItemType.MULTIPLE_CHOICE: _choices,
    ItemType.SHORT_TEXT: _text,
    ItemType.NUMBER: _text,
    ItemType.BLANKS: _blanks,
    ItemType.DEPENDENT_BLANKS: _blanks,
    ItemType.ORDERING: _ordering,
    ItemType.MATCHING: _matching,
    ItemType.FILE_TASK: _file_task,
    ItemType.SIMULATOR: _simulator,
}
