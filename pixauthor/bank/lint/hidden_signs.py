"""Characters that nobody sees: they turn a line around, or make two words that look alike differ."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from pixauthor.bank.lint.prose import Pointer
from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.bank.scan import FRAMEWORK_FILE, LINT_FILE, PEOPLE_FILE
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_text
from pixauthor.findings import Finding, Severity

# Bidirectional controls (UAX #9), in the names of files and addresses the means of a well-known deceit.
_TURNING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Signs without width or face. The soft hyphen and the no-break spaces are of good use, and are not here.
_FACELESS: Final = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f"
)
HIDDEN: Final = re.compile(f"[{_TURNING}{_FACELESS}]")
# How these begin in UTF-8, where a byte is found in a tenth of the time; E2 begins the signs of good prose as well.
_RARE: Final = b"\xcd\xd8\xe1\xe3\xef\xf3"
_FREQUENT: Final = re.compile(rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81)")
_TURNS: Final = re.compile(f"[{_TURNING}]")
# The joiner of composed pictures (a family, a flag): between two signs that are no letters.
_JOINER: Final = "\u200d"
_FLAG: Final = "\U0001f3f4"
_BESIDE: Final = (FRAMEWORK_FILE, PEOPLE_FILE, LINT_FILE)


def _hidden(context: ItemContext) -> Iterator[Finding]:
    source = context.source
    if may_hide(source):
        yield from hidden_in(source, context.path)
    if "\\" in source:
        yield from _escaped(context)


def may_hide(source: str) -> bool:
    """Say, fast, whether a text may have hidden signs; false is sure."""
    raw = source.encode()
    return any(map(raw.__contains__, _RARE)) or _FREQUENT.search(raw) is not None


def hidden_in(source: str, path: str) -> Iterator[Finding]:
    """Yield the hidden signs of the text of a file, each once, where it stands first."""
    told = set()
    for match in HIDDEN.finditer(source):
        if match[0] not in told and not _is_drawn(source, match.start()):
            told.add(match[0])
            before = source[: match.start()]
            line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
            yield _found(Place(path=path, line=line, column=column), match[0])


def _about_items(context: BankContext) -> Iterator[Finding]:
    """Yield those of the files that stand beside the items."""
    for name in _BESIDE:
        with suppress(PixauthorError):  # a missing file is none; the readers tell what is wrong with the others
            yield from hidden_in(read_text(context.items_folder / name), name)


def _escaped(context: ItemContext) -> Iterator[Finding]:
    """Yield what is written as an escape of YAML, and so stands nowhere in the file."""
    for pointer, text in _texts(context.data, ()):
        for match in HIDDEN.finditer(text):
            if match[0] not in context.source and not _is_drawn(text, match.start()):
                yield _found(context.place(*pointer), match[0])
                break


def _texts(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    match value:
        case str():
            yield pointer, value
        case dict():
            for name, one in value.items():
                yield from _texts(one, (*pointer, name))
        case list():
            for index, one in enumerate(value):
                yield from _texts(one, (*pointer, index))


def _is_drawn(text: str, index: int) -> bool:
    """Say whether a hidden sign is a part of a picture: 👩‍💻, or the flags of nations without a code of their own."""
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    if text[index] == _JOINER:
        return len(around) == 2 and all(unicodedata.category(sign) in {"So", "Sk", "Mn"} for sign in around)
    return text[index] >= "\U000e0020" and _FLAG in text[max(0, index - 7) : index]


def _found(place: Place, sign: str) -> Finding:
    turns = bool(_TURNS.match(sign))
    name = unicodedata.name(sign, "?")
    fields = {"code": f"U+{ord(sign):04X}", "name": name}
    severity = Severity.ERROR if turns else Severity.WARNING
    return found("L41", place, severity, "turning" if turns else "", **fields)


RULES: Final = (
    Rule(
        code="L41",
        slug="hidden-character",
        severity=Severity.ERROR,
        why="A character that turns the text around shows another question than the one that is written (error); "
        "one without width comes with a copy from the web, and makes a right answer wrong (warning). Soft hyphens, "
        "no-break spaces and the joiners of composed pictures are welcome. The framework, the people and the "
        "settings of the bank are read too.",
        bad="stem: Dans quel dossier se trouve **photo\u202egpj.exe**\u00a0?",
        good="stem: Dans quel dossier se trouve la photo\u00adgraphie 👩\u200d💻\u00a0?",
        check=_hidden,
        check_bank=_about_items,
    ),
)
