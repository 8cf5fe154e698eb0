"""What is told of an answer once it is graded: its worth, the right answer, what to read."""

from typing import Any

from pixauthor.bank.item import Item
from pixauthor.delivery.events import AnswerGiven
from pixauthor.delivery.right_answer import right_answer
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import text
from pixauthor.widgets.markdown import render_block


def told_of(item: Item, given: AnswerGiven, language: str, *, right_answers: bool) -> dict[str, Any]:
    """Return what the runner draws after an answer; without ``right_answers`` nothing that tells which one is right."""
    return {
        "value": given.value,
        "good": given.outcome.status is AnswerStatus.OK,
        "status": text(f"widgets.outcomes.{given.outcome.status}", language),
        # What authors say of an answer tells which one is right.
        "said_html": render_block("\n\n".join(_said(item, given))) if right_answers else "",
        "expected_html": render_block(right_answer(item, language)) if right_answers else "",
        "tutorials": tutorials_of(item),
    }


def tutorials_of(item: Item) -> list[dict[str, Any]]:
    """Return what an item says to read, as pages draw it."""
    return [
        {"title": one.title, "html": render_block(one.text), "url": one.url, "kind": one.kind} for one in item.tutorials
    ]


def _said(item: Item, given: AnswerGiven) -> list[str]:
    whole = item.feedback.ok if given.outcome.status is AnswerStatus.OK else item.feedback.ko
    chosen = given.value if isinstance(given.value, list) else [given.value]
    options = [item.feedback.options.get(name, "") for name in chosen if isinstance(name, str)]
    return [words for words in (whole, *options) if words]
