"""The worth of a cell: its answer graded with the key of the bank, or its score taken as it is."""

from typing import Any, Final, NamedTuple

from pixauthor.bank.item import Item
from pixauthor.canonical import encode_canonical
from pixauthor.grading.grade import grade
from pixauthor.grading.model import AnswerStatus, Outcome
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.responses.answers import parse_answer, parse_json
from pixauthor.responses.fields import SPREADSHEET_ERRORS, parse_score, shorten
from pixauthor.responses.model import SKIP_MARKER, Cells, Fault

_LATE: Final = frozenset({AnswerStatus.TIMED_OUT, AnswerStatus.FOCUSED_OUT})
_SAME_SCORE: Final = 1e-6
_MEMORY: Final = 200_000
_STATUSES: Final = {status.casefold(): status for status in AnswerStatus if status is not AnswerStatus.UNIMPLEMENTED}


class Scored(NamedTuple):
    """What is stored of an answer: its JSON text (None when skipped or unknown), its outcome and its score."""

    answer: str | None
    status: AnswerStatus
    score: float


class Worth(NamedTuple):
    """The texts that tell what a response is worth; empty when the file has no such column."""

    answer: str = ""
    answer_json: str = ""
    score: str = ""
    status: str = ""


class Scorer:
    """Scores cells. Field tests repeat the same few answers, so each is graded once.

    Args:
        cells: what the file holds; ``AUTO`` grades an answer where there is one and takes the score otherwise.
        skip_marker: text of a cell whose question was skipped.
    """

    def __init__(self, cells: Cells = Cells.AUTO, skip_marker: str = SKIP_MARKER) -> None:
        self.cells = cells
        self._skip_marker = skip_marker
        self._memory: dict[tuple[str, Worth], Scored | Fault] = {}

    def score(self, item: Item, worth: Worth) -> Scored | Fault:
        """Return what to store of one response to ``item``, or why it cannot be stored."""
        known = self._memory.get((item.reference, worth))
        if known is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            known = self._memory[item.reference, worth] = self._score(item, worth)
        return known

    def _score(self, item: Item, worth: Worth) -> Scored | Fault:
        status = _parse_status(worth.status)
        if isinstance(status, Fault):
            return status
        answer = "" if self.cells is Cells.SCORES else worth.answer or worth.answer_json
        score = "" if self.cells is Cells.ANSWERS else worth.score
        if status is AnswerStatus.SKIPPED or self._skip_marker in {answer.strip(), score.strip()}:
            return _skip(answer, score, self._skip_marker)
        scored = _grade(item, worth, score) if answer else _take_score(score)
        return _settle(scored, status) if isinstance(scored, Scored) else scored


def _skip(answer: str, score: str, marker: str) -> Scored | Fault:
    said = {answer.strip(), score.strip()} - {"", marker, "null", "0"}
    if said:
        return Fault("skipped-with-answer", {"value": shorten(min(said))})
    return Scored(None, AnswerStatus.SKIPPED, 0.0)


def _grade(item: Item, worth: Worth, score: str) -> Scored | Fault:
    answer = parse_json(worth.answer_json) if worth.answer_json else parse_answer(item.interaction, worth.answer)
    if isinstance(answer, Fault):
        return answer
    if isinstance(answer, str) and answer.strip() in SPREADSHEET_ERRORS:
        return Fault("spreadsheet-error", {"value": answer.strip()})
    try:
        outcome = grade(item.interaction, item.key, answer)
    except MalformedAnswer as error:
        looks_scored = not isinstance(parse_score(worth.answer), Fault)
        return Fault("answer-is-score" if looks_scored else "malformed-answer", {"why": error})
    return _compare(_record(answer, outcome), score)


def _compare(scored: Scored, score: str) -> Scored | Fault:
    # An answer whose score in the file is not what the key gives: one of the two is wrong, and only people know which.
    said = parse_score(score) if score.strip() else scored.score
    if isinstance(said, Fault):
        return said
    if abs(said - scored.score) > _SAME_SCORE:
        return Fault("score-differs", {"said": f"{said:g}", "graded": f"{scored.score:g}"})
    return scored


def _record(answer: Any, outcome: Outcome) -> Scored:
    text = None if answer is None else encode_canonical(answer).decode()
    return Scored(text, outcome.status, outcome.credit)


def _take_score(text: str) -> Scored | Fault:
    if not text.strip():
        return Fault("no-answer")
    score = parse_score(text)
    return score if isinstance(score, Fault) else _record(None, Outcome.of_credit(score))


def _settle(scored: Scored, status: AnswerStatus | None) -> Scored | Fault:
    if status is None or status is scored.status:
        return scored
    # A right answer that came too late or out of focus counts as a failure (pix.md §2.6, last lines).
    if status in _LATE:
        return Scored(scored.answer, status, 0.0)
    return Fault("status-differs", {"said": status, "graded": scored.status})


def _parse_status(text: str) -> AnswerStatus | Fault | None:
    stripped = text.strip()
    if not stripped:
        return None
    known = ", ".join(_STATUSES.values())
    return _STATUSES.get(stripped.casefold()) or Fault("bad-status", {"value": shorten(text), "known": known})
