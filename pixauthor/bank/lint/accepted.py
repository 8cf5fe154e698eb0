"""Accepted answers of text fields: each must be able to match, and say something that the others do not.

Tolerances are those of pix.md §2.6. What they make equal is asked of the grader itself, one accepted answer against
another, so that this rule and the marks of candidates can never part.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from pixauthor.bank.interactions import ShortText
from pixauthor.bank.item import Item
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey, TextKey
from pixauthor.bank.lint.prose import words
from pixauthor.bank.lint.rule import ItemContext, Pointer, Rule, found
from pixauthor.findings import Finding, Severity

SHORTEST_EDITED: Final = 5  # letters: in four, the one edit that t3 forgives is a quarter of the word
_DECIMAL: Final = re.compile(r"\s*[-−]?\d+[.,]\d+\s*")
_FIELD: Final = ShortText()


def _text_keys(item: Item) -> Iterator[tuple[Pointer, TextKey]]:
    """Yield the keys of text fields, not of drop-downs, with the way to their accepted answers."""
    match item.key:
        case TextKey() as key:
            yield ("key", "accept"), key
        case BlanksKey(blanks=blanks):
            yield from ((("key", name, "accept"), key) for name, key in blanks.items() if not key.exact)
        case DependentBlanksKey(groups=groups, tolerances=tolerances):
            for name, accept in groups.items():
                yield ("key", "groups", name), TextKey(accept=accept, tolerances=tolerances)


def _accepted(context: ItemContext) -> Iterator[Finding]:
    for pointer, key in _text_keys(context.item):
        strict = replace(key, tolerances=replace(key.tolerances, t3=False))
        for index, answer in enumerate(key.accept):
            if variant := _fault(context, strict, key.tolerances.t3, answer):
                severity = Severity.WARNING if variant == "decimal" else Severity.ERROR
                place = context.place(*pointer, index)
                yield found("L30", place, severity, variant, answer=answer, least=SHORTEST_EDITED)
        for index, one in _alike(key.accept, key.accept):
            if key.accept.index(one) < index and _matches(context, strict, one, key.accept[index]):
                place = context.place(*pointer, index)
                yield found("L30", place, Severity.WARNING, "redundant", answer=key.accept[index], other=one)
    yield from _shared(context)


def _alike(answers: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each answer with the first of ``others`` of the same letters: only these can be equal."""
    first: dict[str, str] = {}
    for other in others:
        first.setdefault("".join(words(other)), other)
    for index, answer in enumerate(answers):
        letters = "".join(words(answer))
        if letters in first:
            yield index, first[letters]


def _fault(context: ItemContext, key: TextKey, edits: bool, answer: str) -> str:
    """Return the variant of the message that tells what is wrong with one accepted answer, or ""."""
    if edits and len("".join(words(answer))) < SHORTEST_EDITED:
        return "edits"
    if key.tolerances.t2 and _DECIMAL.fullmatch(answer):
        return "decimal"
    # A word of plain letters survives every treatment: only the others are put to the grader.
    if not answer.isalnum() and not _matches(context, key, answer, answer):
        return "empty"
    return ""


def _matches(context: ItemContext, key: TextKey, accepted: str, answer: str) -> bool:
    return context.grade(_FIELD, replace(key, accept=(accepted,)), answer, "fixed").status == "ok"


def _shared(context: ItemContext) -> Iterator[Finding]:
    key = context.item.key
    if not isinstance(key, DependentBlanksKey):
        return
    strict = TextKey(accept=(), tolerances=replace(key.tolerances, t3=False))
    for (first, ones), (second, others) in combinations(key.groups.items(), 2):
        for index, one in _alike(others, ones):
            if _matches(context, strict, one, others[index]):
                place = context.place("key", "groups", second, index)
                yield found("L30", place, Severity.ERROR, "shared", answer=others[index], first=first, second=second)


RULES: Final = (
    Rule(
        code="L30",
        slug="accepted-answers",
        severity=Severity.ERROR,
        why="An accepted answer that nothing can match, that stands in two groups, or whose one tolerated edit makes "
        "another word is an error. One that the tolerances already cover is noise, and a decimal number whose comma t2 "
        "deletes accepts ten times itself (warnings). Wrong answers that the key accepts are found by the item's own "
        "`ko` tests (T01).",
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
