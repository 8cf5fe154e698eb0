"""Reading an item's prose: what rules see of a text once Markdown, case and accents are out of the way."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pixauthor.bank.interactions import (
    Blanks,
    FileTask,
    Interaction,
    Matching,
    MultipleChoice,
    Number,
    Option,
    Ordering,
    ShortText,
    Simulator,
    SingleChoice,
)
from pixauthor.bank.item import Item
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    MultipleChoiceKey,
    SimulatorKey,
    SingleChoiceKey,
    TextKey,
)

Pointer = tuple[str | int, ...]
"""Way to a value in the YAML: ``("choices", 1, "text")``."""

# Made once: rules ask for the options of an item twenty times.
_CHOICES: Final = (SingleChoice, MultipleChoice)
# No opening bracket inside: a text of brackets that never close is then read once, not once per bracket.
_IMAGE: Final = re.compile(r"!\[([^\[\]]{0,2000})\]\(\s*<?([^()\s>]{0,500})[^()]{0,500}\)")
_LINK: Final = re.compile(r"\[([^\[\]]{0,500})\]\([^()]{0,1000}\)")
_MARK: Final = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_ACCENT: Final = re.compile("[\u0300-\u036f]")
_WORD: Final = re.compile(r"[^\W_]+")
# Signs of everyday French and English: to fold one neither makes nor unmakes the letters of another word.
_USUAL: Final = re.compile("[\n -~\xa0«»À-ÖØ-öø-ÿŒœ‘’“”…–—\u202f]*")
_TECHNICAL: Final = re.compile(r"[@#$%&=+<>|\\/_{}~^\d]|[^\W\d_][.:][^\W\d_]|^[-.]\w")


@lru_cache(maxsize=4096)
def plain(markdown: str) -> str:
    """Return a Markdown text as it reads: no emphasis, no pictures, links as their text."""
    text = markdown
    # Most texts have no mark-up, and a sign is found in a tenth of the time that a pattern takes.
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    if "*" in text or "_" in text or "`" in text:
        text = _MARK.sub("", text)
    return text.strip()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` without case, accents, ligatures and compatibility forms (NFKC)."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe").replace("æ", "ae")
    return _ACCENT.sub("", unicodedata.normalize("NFD", folded))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order."""
    if _USUAL.fullmatch(text):
        # Most words have been folded before, in this text or in another.
        return tuple(map(fold, _WORD.findall(text)))
    return tuple(_WORD.findall(fold(text)))


def says(text: str, phrase: str) -> bool:
    """Say whether the words of ``phrase`` stand side by side in ``text``; never for less than four letters."""
    wanted = " ".join(words(phrase))
    return len(wanted) >= 4 and f" {wanted} " in f" {' '.join(words(text))} "


def without_comments(text: str) -> str:
    """Return a text without its HTML comments; one that never closes ends with the text."""
    # Not a regular expression: those take quadratic time on comments that never close.
    if "<!--" not in text:
        return text
    head, *rest = text.split("<!--")
    return head + " ".join(part.partition("-->")[2] for part in rest)


def technical(run: str) -> bool:
    """Say whether a run of signs without a space is of the machine: an address, a file name, a formula, a number."""
    return bool(_TECHNICAL.search(run))


def pictures(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield the alternative text and the target of each picture of a Markdown text."""
    if "![" in markdown:
        for match in _IMAGE.finditer(markdown):
            yield match[1], match[2]


def named_files(item: Item, texts: Iterable[tuple[Pointer, str]]) -> Iterator[tuple[Pointer, str]]:
    """Yield the files that an item names, with the way to each; ``texts`` are those that it shows."""
    if item.illustration:
        yield ("illustration", "file"), item.illustration.file
    for index, media in enumerate(item.attachments):
        yield ("attachments", index, "file"), media.file
    for pointer, text in texts:
        yield from ((pointer, file) for _, file in pictures(text))
    match item.interaction:
        case FileTask(files=files):
            yield from ((("files", index, "file"), media.file) for index, media in enumerate(files))
        case Simulator(page=page):
            yield ("page",), page


def choices(item: Item) -> tuple[Option, ...]:
    """Return the options of a single or multiple choice; nothing for other types."""
    interaction = item.interaction
    return interaction.options if isinstance(interaction, _CHOICES) else ()


def correct_ids(item: Item) -> frozenset[str]:
    """Return the ids of the right options of a choice; nothing for other types."""
    match item.key:
        case SingleChoiceKey(correct=correct):
            return frozenset((correct,))
        case MultipleChoiceKey(correct=correct):
            return correct
        case _:
            return frozenset()


def right_texts(item: Item) -> tuple[str, ...]:
    """Return the texts that are right answers; nothing for numbers, orders and matches, whose parts say nothing."""
    match item.key:
        case SingleChoiceKey() | MultipleChoiceKey():
            right = correct_ids(item)
            return tuple(option.text for option in choices(item) if option.id in right)
        case TextKey(accept=accept) | SimulatorKey(accept=accept):
            return accept
        case BlanksKey(blanks=blanks):
            return tuple(text for key in blanks.values() if not key.exact for text in key.accept)
        case DependentBlanksKey(groups=groups):
            return tuple(text for group in groups.values() for text in group)
        case _:
            return ()


def shown(item: Item) -> Iterator[tuple[Pointer, str]]:
    """Yield all that the candidate reads in the question, with the way to it in the YAML."""
    yield ("stem",), item.stem
    if item.alternative_text:
        yield ("alternative_text",), item.alternative_text
    yield from shown_options(item.interaction)
    yield from _labels(item.interaction)


def shown_options(interaction: Interaction) -> Iterator[tuple[Pointer, str]]:
    """Yield the texts of the options, entries, sources and targets."""
    for name, options in _option_lists(interaction):
        for index, option in enumerate(options):
            yield (name, index, "text"), option.text


def option_lists(item: Item) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Return the lists of options of an item with their names in the YAML."""
    return _option_lists(item.interaction)


def _option_lists(interaction: Interaction) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    match interaction:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return (("choices", options),)
        case Ordering(entries=entries):
            return (("entries", entries),)
        case Matching(sources=sources, targets=targets):
            return ("sources", sources), ("targets", targets)
        case _:
            return ()


def _labels(interaction: Interaction) -> Iterator[tuple[Pointer, str]]:
    match interaction:
        case Blanks(template=template):
            yield ("template",), template
        case ShortText(label=label) | Number(label=label) if label:
            yield ("label",), label
        case FileTask(response=ShortText(label=label) | Number(label=label)) if label:
            yield ("response", "label"), label
