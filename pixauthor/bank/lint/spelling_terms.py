"""The words of an item that a dictionary may be asked about: no code, no address, no file name, no blank."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Blanks
from pixauthor.bank.item import Item
from pixauthor.bank.lint.prose import Pointer, choices, shown, technical, without_comments

# Fenced and inline code, pictures' and links' targets, blanks, HTML.
_NOT_PROSE: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|\]\([^()]{0,1000}\)|\$\{[^}\n]{0,64}\}|<[^<>\n]{0,500}>", re.DOTALL
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'‑][^\W\d_]+)*")
_EMPHASIS: Final = re.compile(r"[*]+|(?<!\w)_+|_+(?!\w)")
_ELIDED: Final = re.compile(r"^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’]", re.IGNORECASE)
_ONE_WORD: Final = frozenset({"aujourd’hui", "quelqu’un", "quelqu’une", "prud’hommes", "presqu’île", "d’abord"})
_LONGEST_SIGN: Final = 1  # letters: a, b, c name options, columns, keys


def terms_of(item: Item) -> Iterator[tuple[Pointer, tuple[str, ...]]]:
    """Yield the words of each text of an item, with the way to it; each word once in a text."""
    for pointer, text in _texts(item):
        if terms := tuple(sorted(set(words_to_spell(text, item.locale)))):
            yield pointer, terms


def words_to_spell(markdown: str, locale: str) -> Iterator[str]:
    """Yield the words of a text as they must be in a dictionary: « l’image » as « image », « peut-on » whole."""
    prose = _EMPHASIS.sub("", _NOT_PROSE.sub(" ", without_comments(markdown)))
    for word in _WORD.findall(" ".join(run for run in prose.split() if not technical(run))):
        bare = word.replace("'", "’").replace("‑", "-")
        if locale == "fr" and bare.casefold() not in _ONE_WORD:
            bare = _ELIDED.sub("", bare)
        if len(bare) > _LONGEST_SIGN and not bare.isupper():
            yield bare


def _texts(item: Item) -> Iterator[tuple[Pointer, str]]:
    yield ("title",), item.title
    yield from shown(item)
    if item.illustration:
        yield ("illustration", "alt"), item.illustration.alt
    if isinstance(item.interaction, Blanks):
        for blank in item.interaction.blanks:
            yield ("blanks", blank.name, "label"), blank.label
    yield ("feedback", "ok"), item.feedback.ok
    yield ("feedback", "ko"), item.feedback.ko
    for index, option in enumerate(choices(item)):
        yield ("choices", index, "feedback"), item.feedback.options.get(option.id, "")
    for index, tutorial in enumerate(item.tutorials):
        yield ("tutorials", index, "title"), tutorial.title
        yield ("tutorials", index, "text"), tutorial.text
