"""What the stem asks: negations, whether it asks at all, and whether several answers are announced."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.prose import plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_SURELY_LONG: Final = 80  # characters
_ASKING_TYPES: Final = frozenset(
    {ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE, ItemType.SHORT_TEXT, ItemType.NUMBER}
)


class Negations(NamedTuple):
    """How a language denies: in a main clause, and by single words; ``clause_end`` opens a subordinate clause."""

    main: re.Pattern[str]
    single: re.Pattern[str]
    clause_end: re.Pattern[str]


# A negation counts when the question itself is negative (« Laquelle n’est pas… »), not when the situation is
# (« L’ordinateur ne démarre pas. Que faire ? », « Que faire si le site ne répond pas ? »).
_NEGATIONS: Final = {
    "fr": Negations(
        main=re.compile(
            r"\b(?:(?:(?:l[ae]|les)?quel\w*|que|qui|quoi)\b[^,;]{0,80}?"
            r"\bn(?:e\s+|['’])[*_]{0,2}(?!pas\b|jamais\b)\w[^,;]{0,40}?|\bà\s+[*_]{0,2}ne\s+[*_]{0,2})"
            r"\b(pas|jamais|aucune?)\b",
            re.IGNORECASE,
        ),
        single=re.compile(
            r"\b(sauf|excepté|hormis|à l['’]exception)\b|"
            r"\b(?:est|sont|serait|affirmations?|propositions?|phrases?|réponses?|mots?)[\s*_]+"
            r"(?:pas[\s*_]+)?(fausses?|faux|incorrecte?s?|inexacte?s?|erronée?s?)\b",
            re.IGNORECASE,
        ),
        clause_end=re.compile(
            r"(?<=\w)[\s*_]+(?:si|s['’]il|quand|lorsqu\w*|parce|car|pour|afin|dont|où|qui|qu['’]|que)\b",
            re.IGNORECASE,
        ),
    ),
    "en": Negations(
        main=re.compile(r"\b(?:which|what|who)\b[^,;]{0,80}?\b(not|never|cannot|\w+n['’]t)\b", re.IGNORECASE),
        single=re.compile(
            r"\b(except)\b|\b(?:is|are|statements?|answers?)[\s*_]+(false|incorrect|wrong)\b", re.IGNORECASE
        ),
        clause_end=re.compile(r"(?<=\w)\s+(?:if|when|because|so that|who|that)\b", re.IGNORECASE),
    ),
}
# What every negation above contains, in whole and (faster) in part: most stems are cleared at once. The parts have no
# « i », which a pattern that ignores case finds in Turkish letters too.
_PARTS: Final = (
    *("pas", "jama", "aucun", "sauf", "except", "horm", "fau", "nco", "nexact", "erron"),
    *("not", "never", "wrong", "n't", "n’t"),
)
_MAY_DENY: Final = re.compile(
    r"\b(?:pas|jamais|aucun|sauf|except|hormis|exception|fau|inco|inexact|erron|not|never|cannot|wrong)|n['’]t\b", re.I
)
_WHAT_IS: Final = re.compile(r"\bqu['’]est-ce qu(?:i|e|['’])", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"\*\*[^*]{1,80}\*\*|__[^_]{1,80}__|\*[^*]{1,80}\*|_[^_]{1,80}_")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n")
_SEVERAL: Final = {
    "fr": re.compile(
        r"\b(plusieurs|deux|trois|quatre|cinq|lesquel\w*|quel(?:le)?s|\d+ \w+s\b|coche[rz]|toutes? les|tous les|"
        r"(?:sélectionn|choisi|indiqu|trouv|identifi|repér)\w* (?:les|ceux|celles))",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(several|two|three|four|five|\d+ \w+s\b|all|tick|which of .{0,80}\bare|(?:the|which) \w+s)\b", re.I
    ),
}
_ASKS: Final = {
    "fr": re.compile(
        r"[_…:]|\b\w+ez\b|\b(?:faites|dites|indique|donne|choisis|trouve|écris|complète)\b", re.IGNORECASE
    ),
    "en": re.compile(r"[_…:]|\b(?:find|give|choose|select|write|type|complete|open|enter|tick|match|put|use)\b", re.I),
}


def question_of(stem: str) -> str:
    """Return the sentence that asks: the last one with a question mark, else the last one."""
    sentences = [sentence for sentence in _SENTENCE_END.split(stem) if sentence.strip()]
    asking = [sentence for sentence in sentences if sentence.rstrip(' *_"»)').endswith("?")]
    return (asking or sentences or [""])[-1]


def negations(question: str, locale: str) -> list[re.Match[str]]:
    """Return the negations of a question, in the main clause or by a single word."""
    grammar = _NEGATIONS.get(locale)
    if grammar is None:
        return []
    text = _WHAT_IS.sub(lambda match: "quoi".ljust(len(match[0])), question)
    end = grammar.clause_end.search(text, 1)
    return [*grammar.main.finditer(text, 0, end.start() if end else len(text)), *grammar.single.finditer(text)]


def _negative_stem(context: ItemContext) -> Iterator[Finding]:
    if not may_deny(context.item.stem):
        return
    question = question_of(context.item.stem)
    matches = negations(question, context.item.locale)
    if len(matches) > 1:
        said = ", ".join(_word(match) for match in matches)
        yield found("L05", context.place("stem"), Severity.ERROR, "double", words=said)
    elif matches and not _is_emphasised(matches[0], question):
        yield found("L05", context.place("stem"), Severity.WARNING, word=_word(matches[0]))


@lru_cache(maxsize=4096)
def may_deny(stem: str) -> bool:
    """Say whether a stem has a word that could deny; a no is sure, and fast."""
    folded = stem.casefold()
    return any(part in folded for part in _PARTS) and bool(_MAY_DENY.search(stem))


def _word(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _is_emphasised(match: re.Match[str], question: str) -> bool:
    word = next(index for index, group in enumerate(match.groups(), 1) if group)
    start, end = match.span(word)
    inside = any(span.start() < start and end < span.end() for span in _EMPHASIS.finditer(question))
    return inside or match[word].isupper()


def _several_announced(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if (
        item.type is ItemType.MULTIPLE_CHOICE
        and item.locale in _SEVERAL
        and not _SEVERAL[item.locale].search(item.stem)
    ):
        yield found("L16", context.place("stem"), Severity.WARNING)


def _asks(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.type not in _ASKING_TYPES or item.locale not in _ASKS:
        return
    text = plain(item.stem)
    if "?" not in text and not _ASKS[item.locale].search(text):
        yield found("L18", context.place("stem"), Severity.WARNING)
    elif len(text) < _SURELY_LONG and not item.illustration:
        least = int(context.limit("L18", "words"))
        if (count := len(words(text))) < least:
            yield found("L18", context.place("stem"), Severity.WARNING, "short", count=count, least=least)


RULES: Final = (
    Rule(
        code="L05",
        slug="negative-stem",
        severity=Severity.ERROR,
        why="A negation that is read past turns a right answer into a wrong one: it must be seen (warning), "
        "and two of them make a riddle (error). A negative situation is no negative question.",
        bad="stem: Laquelle de ces affirmations n’est pas fausse\u00a0?",
        good="stem: La photo ne s’ouvre pas. Quel dossier ne peut **pas** la contenir\u00a0?",
        check=_negative_stem,
    ),
    Rule(
        code="L16",
        slug="several-announced",
        severity=Severity.WARNING,
        why="A candidate who believes that one answer is right stops at the first.",
        bad="{type: multiple-choice, stem: Où peut se trouver une photo\u00a0?}",
        good="{type: multiple-choice, stem: Où peut se trouver une photo\u00a0? Plusieurs réponses sont possibles.}",
        check=_several_announced,
    ),
    Rule(
        code="L18",
        slug="stem-asks",
        severity=Severity.WARNING,
        why="A stem that asks nothing makes each option a separate true-or-false question.",
        bad="stem: Les photos sont dans un dossier.",
        good="stem: Dans quel dossier sont les photos\u00a0?",
        check=_asks,
    ),
)
