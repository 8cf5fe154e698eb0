"""What a session says in a terminal: feedback, result, what to work on next, and the story of a journal."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.metadata import Tutorial
from pixauthor.delivery.algorithms.knowledge import mark
from pixauthor.delivery.events import AnswerGiven, SessionFinished
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.selection import predict_level
from pixauthor.delivery.session import SessionState
from pixauthor.delivery.store import load_journal
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Localized
from pixauthor.framework.scale import max_competence_pix
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import current_language, text

MAX_ADVICE: Final = 3


def feedback_of(item: Item, answer: AnswerGiven) -> list[str]:
    """Return what the item says after this answer: on the options chosen, then on the whole."""
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    said = [item.feedback.options[one] for one in chosen if isinstance(one, str) and one in item.feedback.options]
    whole = item.feedback.ok if answer.outcome.status is AnswerStatus.OK else item.feedback.ko
    return [words for words in (*said, whole) if words]


def result_lines(state: SessionState, scope: Scope) -> list[str]:
    """Return the result in sentences: pix and level, questions, what the answers predict."""
    reached = mark(state, scope)
    right = sum(success for _, success in state.direct)
    most = max_competence_pix(scope.rules)
    return [
        text("session.result", pix=reached.pix, most=most, level=reached.level),
        text("session.result-answers", right=right, count=len(state.answers)),
        text("session.result-predicted", level=number(state.predicted_level)),
    ]


def advice(state: SessionState, scope: Scope) -> list[tuple[str, tuple[Tutorial, ...]]]:
    """Return what to work on next: the lowest skills not validated, with what their first item says to read."""
    described = {skill.id: skill.description for skill in scope.competence.skills}
    left = [one for one in scope.skills if one.skill not in state.known or not state.known[one.skill].validated]
    return [
        (
            text("session.advice-skill", level=one.level, description=localized(described[one.skill])),
            scope.items[one.skill][0].tutorials,
        )
        for one in sorted(left, key=lambda one: (one.level, one.skill))[:MAX_ADVICE]
    ]


def story(state: SessionState) -> Iterator[tuple[str, ...]]:
    """Yield one row per answer: number, item, level, outcome, seconds, level predicted after it."""
    for place, answer in enumerate(state.answers, start=1):
        yield (
            str(answer.attempt),
            answer.item,
            number(state.direct[place - 1][0]),
            outcome_word(answer.outcome.status),
            f"{answer.seconds:.0f}",
            number(predict_level(state.direct[:place])),
        )


def summary_row(path: Path) -> tuple[str, ...]:
    """Return one journal as a row: session, number of answers, state; a damaged one is a row, too."""
    try:
        journal = load_journal(path)
    except PixauthorError:
        return path.stem, "", text("session.damaged")
    match journal.events[-1]:
        case SessionFinished(level=level, pix=pix):
            state = text("session.done", level=level, pix=pix)
        case _:
            state = text("session.open")
    answers = sum(isinstance(event, AnswerGiven) for event in journal.events)
    return path.stem, str(answers), state


def outcome_word(status: AnswerStatus) -> str:
    """Return an outcome in words."""
    return text(f"session.outcome.{status.value}")


def localized(words: Localized) -> str:
    """Return a text of the framework in the current language, else in French."""
    return words.get(current_language()) or words["fr"]


def number(value: float | Decimal) -> str:
    """Return a number with the decimal sign of the current language, and no exponent."""
    shown = format(value, "f") if isinstance(value, Decimal) else f"{value:g}"
    return shown.replace(".", ",") if current_language() == "fr" else shown
