"""Pictures and hidden text: what they say to those who cannot see them, and what they must not say to anyone."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Simulator
from pixauthor.bank.item import Item
from pixauthor.bank.keys import MatchingKey, OrderingKey
from pixauthor.bank.lint.key_rules import fits
from pixauthor.bank.lint.pages import read_page
from pixauthor.bank.lint.prose import Pointer, choices, correct_ids, pictures, plain, right_texts, says, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_TELLING: Final = 3  # options: two are in order by chance every other time
_MEANINGFUL_ID: Final = 3  # letters: shorter option ids are labels, not words
_COMMENTS: Final = (("<!--", "-->"), ("/*", "*/"))
_TELLS: Final = re.compile(r"\b(?:bonne réponse|réponse attendue|right answer|correct answer)\b", re.IGNORECASE)


def _shown_pictures(context: ItemContext) -> Iterator[tuple[Pointer, str, str]]:
    """Yield way, alternative text and file of each picture of the question."""
    illustration = context.item.illustration
    if illustration:
        yield ("illustration",), illustration.alt, illustration.file
    for pointer, text in context.pictured:
        for alt, file in pictures(text):
            yield pointer, alt, file


def _alt(context: ItemContext) -> Iterator[Finding]:
    for pointer, alt, file in _shown_pictures(context):
        name = posixpath.basename(file)
        if not alt.strip():
            yield found("L26", context.place(*pointer), Severity.ERROR, "missing", file=file)
        elif words(alt) in {words(name), words(posixpath.splitext(name)[0])}:
            yield found("L26", context.place(*pointer), Severity.ERROR, "file-name", file=file, alt=alt)
        elif len(alt) > (limit := int(context.limit("L26", "characters"))):
            yield found("L26", context.place(*pointer), Severity.ERROR, "long", length=len(alt), limit=limit)
        elif key := _told(context.item, alt):
            yield found("L26", context.place(*pointer), Severity.ERROR, "key", key=key)


def _told(item: Item, text: str) -> str:
    """Return the right answer that ``text`` says, or "". A text that says distractors too tells nothing."""
    key = next((right for right in right_texts(item) if says(text, right)), "")
    right = correct_ids(item)
    if key and any(says(text, option.text) for option in choices(item) if option.id not in right):
        return ""
    return plain(key)


def _leak(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    for pointer, _, file in _shown_pictures(context):
        # Pictures are named after their item by custom, and all candidates see the item's id.
        name = posixpath.splitext(posixpath.basename(file))[0].removeprefix(item.id)
        if key := _told(item, name) or _id_in(item, name):
            yield found("L39", context.place(*pointer), Severity.ERROR, "file-name", file=file, key=key)
    for pointer, text in context.shown:
        if ("<!--" in text or "/*" in text) and (key := _told_in_comment(item, text)):
            yield found("L39", context.place(*pointer), Severity.ERROR, "comment", key=key)
    if isinstance(item.interaction, Simulator) and (key := _told_in_page(item, read_page(context))):
        yield found("L39", context.place("page"), Severity.ERROR, "page", file=item.interaction.page, key=key)
    if _in_order_of_ids(item) and fits(context):
        yield found("L39", context.place("key"), Severity.WARNING, "ids")


def _in_order_of_ids(item: Item) -> bool:
    """Say whether the ids alone, which stand in the page, give the right order, or who goes with whom."""
    match item.key:
        case OrderingKey(order=order):
            return len(order) >= _TELLING and list(order) == sorted(order, key=_rank)
        case MatchingKey(pairs=pairs):
            targets = [target for _, target in sorted(pairs.items(), key=lambda pair: _rank(pair[0]))]
            return len(targets) >= _TELLING and targets == sorted(set(targets), key=_rank)
        case _:
            return False


def _rank(option_id: str) -> tuple[int, str]:
    return len(option_id), option_id  # s9 comes before s10


def _id_in(item: Item, name: str) -> str:
    return next((one for one in correct_ids(item) if len(one) >= _MEANINGFUL_ID and one in words(name)), "")


def _told_in_comment(item: Item, text: str) -> str:
    for comment in comments(text):
        if key := _announced(comment) or _told(item, comment):
            return key
    return ""


def _told_in_page(item: Item, page: str) -> str:
    # The code of a page names the states that may be reached, the right one among them, and may speak of them: only
    # a comment that quotes the accepted value tells more.
    for comment in comments(page):
        if key := _announced(comment) or next((right for right in right_texts(item) if right in comment), ""):
            return key
    return ""


def _announced(comment: str) -> str:
    match = _TELLS.search(comment)
    return match[0] if match else ""


def comments(text: str) -> Iterator[str]:
    """Yield the HTML and block comments of a text."""
    # Not a regular expression: those take quadratic time on a page of comments that never close.
    for opening, closing in _COMMENTS:
        start = text.find(opening)
        while start >= 0:
            end = text.find(closing, start + len(opening))
            if end < 0:
                break
            yield text[start + len(opening) : end]
            start = text.find(opening, end)


RULES: Final = (
    Rule(
        code="L26",
        slug="alternative-text",
        severity=Severity.ERROR,
        why="Who cannot see the picture needs what it shows in a sentence, and no more help than the others.",
        bad="illustration: {file: media/dossiers-2-01.svg, alt: dossiers-2-01.svg, licence: CC0-1.0}",
        good="illustration: {file: media/dossiers-2-01.svg, alt: Fenêtre qui montre trois dossiers., licence: CC0-1.0}",
        check=_alt,
    ),
    Rule(
        code="L39",
        slug="key-leak",
        severity=Severity.ERROR,
        why="The name of a picture, a comment of the text or of the simulator's page, and the ids of the options reach "
        "the candidate's browser: an order or pairs of three or more that run as the ids do can be read there "
        "(warning).",
        bad="stem: Dans quel dossier se trouve **photo.jpg**\u00a0? <!-- dans Documents -->",
        good="stem: Dans quel dossier se trouve **photo.jpg**\u00a0? <!-- vu avec la capture 12 -->",
        check=_leak,
    ),
)
