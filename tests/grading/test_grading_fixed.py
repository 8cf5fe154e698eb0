"""What `fixed` mode does beyond its differences from `pix` (these are in docs/grading.md): readings, shapes, parts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from session_samples import TYPES, item_of

from pixauthor.bank.interactions import FileTask, Number, ShortText, SingleChoice
from pixauthor.bank.keys import NumberKey, SingleChoiceKey, TextKey, Tolerances
from pixauthor.errors import PixauthorError
from pixauthor.grading import AnswerStatus, MalformedAnswer, Mode, Outcome, finish, grade
from pixauthor.grading.numbers import readings


def graded(kind, answer, mode="fixed", **fields):
    item = item_of(kind, **fields)
    return grade(item.interaction, item.key, answer, mode)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("1 234,5", ["1234.5"]),
        ("1\u00a0234,5", ["1234.5"]),
        ("1\u202f234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("1234.5", ["1234.5"]),
        ("1.234,5", ["1234.5"]),
        ("1'234.5", ["1234.5"]),
        ("1,234", ["1.234", "1234"]),
        ("0,234", ["0.234"]),
        ("1234,567", ["1234.567"]),
        ("1.234.567", ["1234567"]),
        ("3,141 592 65", ["3.14159265"]),
        (" +7 ", ["7"]),
        ("−2,5", ["-2.5"]),
        ("- 2,5", ["-2.5"]),
        (",5", ["0.5"]),
        ("5.", ["5"]),
        ("1,5e3", ["1500"]),
        ("2E-2", ["0.02"]),
        ("25 %", ["0.25"]),
        ("12 34", []),
        ("1,23,4", []),
        ("1.234.5", []),
        ("douze", []),
        ("", []),
        ("-", []),
        ("%", []),
        ("1_000", []),
        ("0x10", []),
        ("nan", []),
        ("inf", []),
        ("٣", []),
        ("1" * 101, []),
    ],
)
def test_a_number_is_read_in_french_and_in_english(typed, values):
    assert set(readings(typed)) == {Fraction(value) for value in values}


@pytest.mark.parametrize(
    ("typed", "right"),
    [("12 Mo", True), ("12Mo", True), ("12 mégaoctets", True), ("12 Go", False), ("12 M", False), ("0,12 %", False)],
)
def test_a_unit_may_follow_when_it_is_one_of_the_items(typed, right):
    key = NumberKey(value=Decimal(12), units=("mégaoctets",))
    assert (grade(Number(unit="Mo"), key, typed).status == "ok") is right


def test_per_cent_is_a_unit_when_the_item_says_so():
    key = NumberKey(value=Decimal(25))
    assert grade(Number(unit="%"), key, "25 %").status == "ok"
    assert grade(Number(unit="%"), key, "25").status == "ok"
    assert grade(Number(), key, "25 %").status == "ko"


def test_tolerance_is_inclusive_and_exact():
    # 0.1 + 0.2 = 0.30000000000000004 in floats: the bound would be missed.
    key = NumberKey(value=Decimal("0.2"), tolerance=Decimal("0.1"))
    assert grade(Number(), key, "0,3").status == "ok"
    assert grade(Number(), key, "0,30000000000000000000000000000000000001").status == "ko"


def test_text_with_t3_forgives_one_edit_in_four_letters_of_the_accepted_answer():
    key = TextKey(accept=("navigateur",), tolerances=Tolerances(t3=True))
    found = {typed: grade(ShortText(), key, typed).status for typed in ("navigateur", "navigatuer", "nvigatr", "nav")}
    assert found == {"navigateur": "ok", "navigatuer": "ok", "nvigatr": "ko", "nav": "ko"}


def test_an_exact_key_forgives_nothing():
    key = TextKey(accept=("Ctrl+V",), exact=True)
    assert grade(ShortText(), key, "Ctrl+V").status == "ok"
    assert grade(ShortText(), key, "ctrl+v").status == "ko"


@pytest.mark.parametrize(
    ("kind", "answer", "credit", "parts"),
    [
        ("multiple-choice", ["a"], 0.5, {"a": True}),
        ("multiple-choice", ["a", "b"], 0, {"a": True, "b": False}),
        ("multiple-choice", [], 0, {}),
        ("ordering", ["c", "b", "a"], 1 / 3, {"c": True, "a": False, "b": False}),
        ("matching", {"s1": "t1"}, 0.5, {"s1": True, "s2": False}),
        ("blanks", {"copier": "maj-inser"}, 0.5, {"copier": True, "coller": False}),
        ("blanks", {"copier": "", "coller": "Ctrl+V"}, 0.5, {"copier": False, "coller": True}),
        ("dependent-blanks", {"un": "chrome"}, 0.5, {"un": True, "deux": False}),
        ("dependent-blanks", {"un": "Firefox", "deux": "Mozilla Firefox"}, 0.5, {"un": True, "deux": False}),
        ("dependent-blanks", {}, 0, {"un": False, "deux": False}),
    ],
)
def test_a_part_of_the_answer_is_worth_a_part_of_the_credit(kind, answer, credit, parts):
    outcome = graded(kind, answer)
    assert (outcome.credit, outcome.parts) == (credit, parts)
    assert outcome.status == ("partially" if credit else "ko")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("single-choice", "z"),
        ("single-choice", ["b"]),
        ("single-choice", 2),
        ("multiple-choice", "a"),
        ("multiple-choice", ["a", "a"]),
        ("multiple-choice", ["a", 1]),
        ("multiple-choice", ["a", "z"]),
        ("short-text", 12),
        ("short-text", True),
        ("short-text", "x" * 20_001),
        ("number", 12.5),
        ("blanks", ["maj inser"]),
        ("blanks", {"copier": 3}),
        ("blanks", {"autre": "x"}),
        ("blanks", {"coller": "Ctrl+Z"}),
        ("dependent-blanks", {"trois": "x"}),
        ("ordering", ["c", "a"]),
        ("ordering", ["c", "a", "a"]),
        ("ordering", {"c": "a"}),
        ("matching", {"s1": "t9"}),
        ("matching", {"s9": "t1"}),
        ("matching", [["s1", "t1"]]),
        ("file-task", "budget.csv"),
        ("file-task", {"name": "a.csv"}),
        ("file-task", {"name": "a.csv", "content": "YQ==", "more": "x"}),
        ("file-task", {"name": "a.csv", "content": "pas du base64"}),
        ("file-task", {"name": "a.csv", "content": "é"}),
        ("file-task", {"name": "a.csv", "content": "A" * 4000}),
        ("simulator", {"value": "x"}),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_malformed_answer_is_refused_with_a_sentence(kind, answer, mode):
    with pytest.raises(MalformedAnswer) as caught:
        graded(kind, answer, mode)
    assert caught.value.render("fr") != caught.value.render("en")


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_skipped_question_is_worth_nothing(kind, mode):
    assert graded(kind, None, mode) == Outcome(status=AnswerStatus.SKIPPED, credit=0.0)


def test_a_key_of_another_type_is_refused():
    with pytest.raises(PixauthorError) as caught:
        grade(ShortText(), SingleChoiceKey(correct="a"), "a")
    assert caught.value.message == "grading.mismatch"


def test_a_file_task_is_graded_by_its_response():
    task = FileTask(files=(), response=Number(unit="Ko"))
    assert grade(task, NumberKey(value=Decimal(3)), "3 Ko").status == "ok"


RIGHT, PART, WRONG = Outcome.of_credit(1), Outcome.of_credit(0.5), Outcome.of_credit(0)


@pytest.mark.parametrize(
    ("outcome", "timed_out", "focused_out", "certification", "status"),
    [
        (RIGHT, False, False, False, "ok"),
        (RIGHT, True, False, False, "timedout"),
        (RIGHT, True, True, True, "timedout"),
        (RIGHT, False, True, False, "ok"),
        (RIGHT, False, True, True, "focusedOut"),
        (PART, False, False, True, "partially"),
        (PART, True, False, False, "timedout"),
        (WRONG, True, True, True, "ko"),
    ],
)
def test_the_clock_and_the_window_touch_only_what_earned_something(
    outcome, timed_out, focused_out, certification, status
):
    # pix.md §2.6, Examiner.
    after = finish(outcome, timed_out=timed_out, focused_out=focused_out, certification=certification)
    assert after.status == status
    assert after.credit == (outcome.credit if after.status == outcome.status else 0)


def test_single_choice_has_no_part():
    options = item_of("single-choice").interaction.options
    assert grade(SingleChoice(options=options), SingleChoiceKey(correct="b"), "b") == Outcome.of_credit(1)
