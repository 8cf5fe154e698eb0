"""The item's own tests: sample answers put to the real grader."""

import json
from collections.abc import Iterator
from typing import Any, Final

from pixauthor.bank.item import ItemTest
from pixauthor.bank.lint.key_rules import fits
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.bank.samples import resolve_answer
from pixauthor.errors import PixauthorError
from pixauthor.findings import Finding, Severity
from pixauthor.locale import text

CREDIT_TOLERANCE: Final = 1e-6  # authors write 0.33 for a third: they must write 0.333333, or no credit at all
_NEEDED: Final = ("ok", "ko")
_LONGEST: Final = 60  # characters of an answer in a message


def _run(context: ItemContext) -> Iterator[Finding]:
    if not fits(context):
        # Graded by a key of something else, a sample says nothing.
        return
    for index, test in enumerate(context.item.tests):
        try:
            answer = resolve_answer(test.answer, context.folder)
        except PixauthorError as error:
            place = context.place("tests", index, "answer")
            yield found("T05", place, file=test.answer["upload"], reason=text(error.message, **error.fields))
            continue
        yield from _grade(context, index, test, answer)


def _grade(context: ItemContext, index: int, test: ItemTest, answer: Any) -> Iterator[Finding]:
    try:
        graded = context.grade(context.item.interaction, context.item.key, answer, test.mode)
    except PixauthorError as error:
        place = context.place("tests", index, "answer")
        yield found("T04", place, answer=_shown(test.answer), reason=text(error.message, **error.fields))
        return
    status = str(graded.status)
    if status != test.outcome:
        place = context.place("tests", index, "outcome")
        yield found("T01", place, answer=_shown(test.answer), expected=test.outcome, got=status, mode=test.mode)
    elif test.credit is not None and abs(graded.credit - test.credit) > CREDIT_TOLERANCE:
        place = context.place("tests", index, "credit")
        yield found("T02", place, answer=_shown(test.answer), expected=test.credit, got=round(graded.credit, 6))


def _both_outcomes(context: ItemContext) -> Iterator[Finding]:
    outcomes = {test.outcome for test in context.item.tests}
    for outcome in _NEEDED:
        if outcome not in outcomes:
            yield found("T03", context.place("tests"), outcome=outcome)


def _shown(answer: Any) -> str:
    written = json.dumps(answer, ensure_ascii=False, default=str)
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"


_UPLOAD: Final = (
    "type: file-task\nresponse: {type: upload, extensions: [csv]}\nkey: {checks: [{test: extension, value: csv}]}"
)

RULES: Final = (
    Rule(
        code="T01",
        slug="outcome",
        severity=Severity.ERROR,
        why="The key does not say what its author believes, or the sample is wrong: either way someone must look.",
        bad="tests: [{answer: b, outcome: ok}, {answer: a, outcome: ok}, {answer: c, outcome: ko}]",
        good="tests: [{answer: b, outcome: ok}, {answer: a, outcome: ko}, {answer: null, outcome: aband}]",
        check=_run,
    ),
    Rule(
        code="T02",
        slug="credit",
        severity=Severity.ERROR,
        why="Partial credit is where authors and graders part most often.",
        bad="{type: multiple-choice, scoring: partial, key: [a, c],"
        " tests: [{answer: [a, c], outcome: ok}, {answer: [a], outcome: partially, credit: 0.25},"
        " {answer: [b], outcome: ko}]}",
        good="{type: multiple-choice, scoring: partial, key: [a, c],"
        " tests: [{answer: [a, c], outcome: ok}, {answer: [a], outcome: partially, credit: 0.5},"
        " {answer: [b], outcome: ko}]}",
    ),
    Rule(
        code="T03",
        slug="both-outcomes",
        severity=Severity.ERROR,
        why="A key that accepts everything, or nothing, passes tests of one kind.",
        bad="tests: [{answer: b, outcome: ok}]",
        good="tests: [{answer: b, outcome: ok}, {answer: a, outcome: ko}]",
        check=_both_outcomes,
    ),
    Rule(
        code="T04",
        slug="malformed-answer",
        severity=Severity.ERROR,
        why="A sample that no candidate can send tests nothing.",
        bad="tests: [{answer: b, outcome: ok}, {answer: a, outcome: ko}, {answer: z, outcome: ko}]",
        good="tests: [{answer: b, outcome: ok}, {answer: a, outcome: ko}, {answer: c, outcome: ko}]",
    ),
    Rule(
        code="T05",
        slug="missing-sample",
        severity=Severity.ERROR,
        why="The sample upload is part of the test, and of the repository.",
        bad=f"{_UPLOAD}\ntests: [{{answer: {{upload: media/tests/juste.csv}}, outcome: ok}},"
        " {answer: {upload: media/tests/absent.csv}, outcome: ko}]",
        good=f"{_UPLOAD}\ntests: [{{answer: {{upload: media/tests/juste.csv}}, outcome: ok}},"
        " {answer: {upload: media/tests/faux.txt}, outcome: ko}]",
    ),
)
