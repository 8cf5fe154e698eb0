"""French typography: spaces before double signs, one kind of apostrophe, French quotes."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pixauthor.bank.lint.prose import Pointer, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

# Code, addresses, fields and comments keep the typography of machines.
_NOT_PROSE: Final = re.compile(r"```.*?```|`[^`\n]*`|\b\w{2,10}:/{0,2}\S+|\bwww\.\S+|\$\{\w+\}|<[^<>]*>", re.DOTALL)
# Each pattern starts with its sign, which a search finds fast, and looks back from there.
_GLUED: Final = re.compile(r"[?!;:](?:(?<=[^\W\d_]{2}[?!;:])|(?<=»[?!;:]))(?=$|[\s»)\"*_])")
_ORDINARY_SPACE: Final = re.compile(
    r"[?!;](?<=[^\W][ ][?!;])(?=$|[\s»*_])|:(?<=[^\W\d_][ ]:)(?=$|\s)|[?!;:](?<=[»)*_][ ][?!;:])(?=$|\s)"
)
_STRAIGHT: Final = re.compile(r"'(?<=[^\W\d_]')(?=[^\W\d_])")
# Quotes around words: a straight one alone is an inch, two around signs are of the machine, “ ” within « » are right.
_QUOTES: Final = re.compile(r"“[^\W\d_][^“”«»]*”|\"(?<!\w\")[^\W\d_][^\"=<>{}\\/_]*\"(?!\w)")
_QUOTED: Final = re.compile(r"«[^«»]*»")
_FAULTS: Final = {"glued": _GLUED, "space": _ORDINARY_SPACE, "apostrophe": _STRAIGHT}
_SIGN: Final = re.compile("[?!;:]")
_SIGNS: Final = re.compile("[?!;:'’\"“]")
_SENTENCE: Final = 4  # words: a shorter option may be a password, a command, a file name


def _prose(context: ItemContext) -> Iterator[tuple[Pointer, str]]:
    for pointer, text in context.shown:
        # Most options have no sign, and words are slow to count.
        if len(pointer) == 1 or (_SIGNS.search(text) and len(words(text)) >= _SENTENCE):
            yield pointer, text
    yield ("feedback", "ok"), context.item.feedback.ok
    yield ("feedback", "ko"), context.item.feedback.ko


def _french(context: ItemContext) -> Iterator[Finding]:
    if context.item.locale != "fr":
        return
    texts = list(_prose(context))
    signed = [(pointer, text) for pointer, text in texts if _SIGN.search(text)]
    curly = any("’" in text for _, text in texts)
    straight = [(pointer, text) for pointer, text in texts if "'" in text] if curly else []
    yield from _quotes(context, texts)
    for variant, pattern in _FAULTS.items():
        for pointer, text in straight if variant == "apostrophe" else signed:
            if pattern.search(text) and (match := pattern.search(prose := _NOT_PROSE.sub(" ", text))):
                place = context.place(*pointer)
                yield found("L35", place, Severity.INFO, variant, extract=_extract(prose, match))


def _quotes(context: ItemContext, texts: Iterable[tuple[Pointer, str]]) -> Iterator[Finding]:
    for pointer, text in texts:
        if '"' in text or "“" in text:
            prose = _QUOTED.sub(" ", _NOT_PROSE.sub(" ", text))
            if match := _QUOTES.search(prose):
                place = context.place(*pointer)
                yield found("L35", place, Severity.INFO, "quotes", extract=_extract(prose, match))


def _extract(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 14) : min(match.end() + 4, match.start() + 40)].split())


RULES: Final = (
    Rule(
        code="L35",
        slug="french-typography",
        severity=Severity.INFO,
        why="A no-break space stands before ? ! ; : in French, and one item keeps to one kind of apostrophe: "
        "a sign alone at the start of a line stops the reader. Words are quoted in « »; “ ” are for a quotation within "
        "another, straight quotes for code.",
        bad="stem: Dans quel dossier se trouve **photo.jpg**, qu’on a téléchargée?",
        good="stem: Dans quel dossier se trouve **photo.jpg**, qu’on a téléchargée\u00a0?",
        check=_french,
    ),
)
