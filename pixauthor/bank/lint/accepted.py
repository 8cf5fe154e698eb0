"""Accepted answers of text fields: each must be able to match, and say something that the others do not.

Tolerances are those of pix.md §2.6. What they make equal is asked of the grader itself, one accepted answer against
another, so that this rule and the marks of candidates can never part.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, islice
from typing import Final, NamedTuple

from pixauthor.bank.interactions import ShortText
from pixauthor.bank.item import Item
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey, TextKey, Tolerances
from pixauthor.bank.lint.prose import Pointer, says, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_DECIMAL: Final = re.compile(r"\s*[-−]?\d+[.,]\d+\s*")
_FIELD: Final = ShortText()
_GRAVE: Final = frozenset({"edits", "empty"})
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_OTHER_SIGN: Final = str.maketrans(".,", ",.")


class _Answer(NamedTuple):
    """An accepted answer, the group it belongs to, and the way to it."""

    pointer: Pointer
    group: str
    text: str


def _scopes(item: Item) -> Iterator[tuple[Tolerances, list[_Answer]]]:
    """Yield the accepted answers that a typed text is compared with at once. Drop-downs are not typed."""
    match item.key:
        case TextKey(accept=accept, tolerances=tolerances):
            yield tolerances, _answers(("key", "accept"), "", accept)
        case BlanksKey(blanks=blanks):
            for name, key in blanks.items():
                if not key.exact:
                    yield key.tolerances, _answers(("key", name, "accept"), name, key.accept)
        case DependentBlanksKey(groups=groups, tolerances=tolerances):
            lists = (_answers(("key", "groups", name), name, accept) for name, accept in groups.items())
            yield tolerances, list(chain.from_iterable(lists))


def _answers(pointer: Pointer, group: str, accept: Sequence[str]) -> list[_Answer]:
    return [_Answer((*pointer, index), group, text) for index, text in enumerate(accept)]


def _accepted(context: ItemContext) -> Iterator[Finding]:
    for tolerances, answers in _scopes(context.item):
        strict = replace(tolerances, t3=False)
        for answer in answers:
            if variant := _fault(context, tolerances, strict, answer.text):
                severity = Severity.ERROR if variant in _GRAVE else Severity.WARNING
                place = context.place(*answer.pointer)
                least = int(context.limit("L30", "letters"))
                yield found("L30", place, severity, variant, answer=answer.text, least=least)
        said = [answer.text for answer in answers]
        if missing := _missing_form(tolerances, said, {*said, *_refused(context.item)}):
            place = context.place(*answers[0].pointer[:-1])
            yield found("L30", place, Severity.WARNING, missing[0], answer=missing[1])
        for answer, wrong in _cut_short(answers, context.item):
            place = context.place(*answer.pointer)
            yield found("L30", place, Severity.WARNING, "prefix", answer=answer.text, other=wrong)
        for answer, earlier in _alike(answers):
            if _matches(context, strict, earlier.text, answer.text):
                yield _repeated(context, answer, earlier)


def _fault(context: ItemContext, tolerances: Tolerances, strict: Tolerances, answer: str) -> str:
    """Return the variant of the message that tells what is wrong with one accepted answer, or ""."""
    # In four letters, the one edit that t3 forgives is a quarter of the word.
    if tolerances.t3 and len(_letters(answer)) < context.limit("L30", "letters"):
        return "edits"
    if tolerances.t2 and _DECIMAL.fullmatch(answer):
        return "decimal"
    # Letters and digits survive every treatment: only an answer without any is put to the grader.
    if not _letters(answer) and not _matches(context, strict, answer, answer):
        return "empty"
    return ""


def _missing_form(tolerances: Tolerances, answers: Sequence[str], known: Set[str]) -> tuple[str, str] | None:
    """Return the variant and the answer for which a way of typing is missing: without accents, with a comma."""
    if not tolerances.t1:
        folded = {text.casefold() for text in known}
        for answer in answers:
            bare = _ACCENTS.sub("", unicodedata.normalize("NFD", answer))
            if bare != unicodedata.normalize("NFD", answer) and bare.casefold() not in folded:
                return "accents", answer
    if not tolerances.t2:
        for answer in answers:
            if _DECIMAL.fullmatch(answer) and answer.translate(_OTHER_SIGN) not in known:
                return "comma", answer
    return None


def _cut_short(answers: Sequence[_Answer], item: Item) -> Iterator[tuple[_Answer, str]]:
    """Yield each answer of words with which a refused one begins, with that one."""
    refused = [(text, words(text)) for text in _refused(item)]
    for answer in answers:
        said = words(answer.text)
        # Who reads the answer in the stem knows where it ends; who counts, too.
        if said and not said[-1].isdigit() and not says(item.stem, answer.text):
            longer = (text for text, read in refused if len(read) > len(said) and read[: len(said)] == said)
            yield from ((answer, text) for text in islice(longer, 1))


def _refused(item: Item) -> Iterator[str]:
    """Yield the texts that the item's tests refuse: forms that are wrong on purpose."""
    for answer in (test.answer for test in item.tests if test.outcome != "ok"):
        yield from (one for one in (answer.values() if isinstance(answer, dict) else (answer,)) if isinstance(one, str))


def _alike(answers: Sequence[_Answer]) -> Iterator[tuple[_Answer, _Answer]]:
    """Yield each answer that has the letters of an earlier one, with that one: only these can be equal when treated."""
    first: dict[str, _Answer] = {}
    for answer in answers:
        earlier = first.setdefault(_letters(answer.text), answer)
        if earlier is not answer:
            yield answer, earlier


def _letters(answer: str) -> str:
    return "".join(words(answer))


def _matches(context: ItemContext, tolerances: Tolerances, accepted: str, answer: str) -> bool:
    key = TextKey(accept=(accepted,), tolerances=tolerances)
    return context.grade(_FIELD, key, answer, "fixed").status == "ok"


def _repeated(context: ItemContext, answer: _Answer, earlier: _Answer) -> Finding:
    place = context.place(*answer.pointer)
    if answer.group == earlier.group:
        return found("L30", place, Severity.WARNING, "redundant", answer=answer.text, other=earlier.text)
    groups = {"first": earlier.group, "second": answer.group}
    return found("L30", place, Severity.ERROR, "shared", answer=answer.text, **groups)


RULES: Final = (
    Rule(
        code="L30",
        slug="accepted-answers",
        severity=Severity.ERROR,
        why="An accepted answer that nothing can match, that stands in two groups, or whose one tolerated edit "
        "makes another word is an error. One that the tolerances already cover is noise, and a decimal number whose "
        "comma t2 deletes accepts ten times itself; where tolerances are off, the forms without accents and with a "
        "comma must be listed; and where a right answer begins a wrong one and the stem does not quote it, nobody can "
        "know where to stop (warnings). Wrong answers that the key accepts are found by the item's own `ko` tests "
        "(T01).",
        bad="""\
type: short-text
key: {accept: [arobase, chat], tolerances: {t3: true}}
tests: [{answer: arobas, outcome: ok}, {answer: dièse, outcome: ko}]
""",
        good="""\
type: short-text
key: {accept: [arobase, a commercial], tolerances: {t3: true}}
tests: [{answer: arobas, outcome: ok}, {answer: dièse, outcome: ko}]
""",
        check=_accepted,
    ),
)
