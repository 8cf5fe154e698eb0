"""What an answer is worth: one table per mode, on the types of interaction and key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pixauthor.bank.interactions import (
    Blanks,
    FileTask,
    Interaction,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    ShortText,
    Simulator,
    SingleChoice,
    Upload,
)
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    Key,
    MatchingKey,
    MultipleChoiceKey,
    NumberKey,
    OrderingKey,
    Scoring,
    SimulatorKey,
    SingleChoiceKey,
    TextKey,
    UploadKey,
)
from pixauthor.errors import PixauthorError
from pixauthor.grading import choices, entries, numbers, pix, uploads
from pixauthor.grading.model import AnswerStatus, Mode, Outcome

Grader = Callable[[Any, Any, Any], Outcome]
_Table = Mapping[tuple[type, type], Grader]

SKIPPED: Final = Outcome(status=AnswerStatus.SKIPPED, credit=0.0)


def grade(interaction: Interaction, key: Key, answer: Any, mode: str = Mode.FIXED) -> Outcome:
    """Return what ``answer`` is worth; None is a skipped question.

    Raises:
        MalformedAnswer: when the answer does not have the shape that the interaction asks for.
        PixauthorError: when interaction and key do not belong together.
    """
    if answer is None:
        return SKIPPED
    asked = interaction.response if isinstance(interaction, FileTask) else interaction
    grader = _TABLES[Mode(mode)].get((type(asked), type(key)))
    if grader is None:
        raise PixauthorError("grading.mismatch", interaction=type(asked).__name__, key=type(key).__name__)
    return grader(asked, key, answer)


def _all_or_nothing(grader: Grader) -> Grader:
    """Return the grader of types that the official platform has not (or gives no part of the credit for)."""

    def whole(interaction: Any, key: Any, answer: Any) -> Outcome:
        return grader(interaction, replace(key, scoring=Scoring.ALL_OR_NOTHING), answer)

    return whole


_FIXED: Final[_Table] = {
    (SingleChoice, SingleChoiceKey): choices.grade_single_choice,
    (MultipleChoice, MultipleChoiceKey): choices.grade_multiple_choice,
    (ShortText, TextKey): entries.grade_text,
    (Number, NumberKey): numbers.grade_number,
    (Blanks, BlanksKey): entries.grade_blanks,
    (Blanks, DependentBlanksKey): entries.grade_dependent_blanks,
    (Ordering, OrderingKey): choices.grade_ordering,
    (Matching, MatchingKey): choices.grade_matching,
    (Upload, UploadKey): uploads.grade_upload,
    (Simulator, SimulatorKey): entries.grade_simulator,
}
_PIX: Final[_Table] = {
    (SingleChoice, SingleChoiceKey): choices.grade_single_choice,
    (MultipleChoice, MultipleChoiceKey): _all_or_nothing(choices.grade_multiple_choice),
    (ShortText, TextKey): pix.grade_text,
    (Number, NumberKey): pix.grade_number,
    (Blanks, BlanksKey): pix.grade_blanks,
    (Blanks, DependentBlanksKey): pix.grade_dependent_blanks,
    (Ordering, OrderingKey): _all_or_nothing(choices.grade_ordering),
    (Matching, MatchingKey): _all_or_nothing(choices.grade_matching),
    (Upload, UploadKey): _all_or_nothing(uploads.grade_upload),
    (Simulator, SimulatorKey): pix.grade_simulator,
}
_TABLES: Final[Mapping[Mode, _Table]] = {Mode.FIXED: _FIXED, Mode.PIX: _PIX}
