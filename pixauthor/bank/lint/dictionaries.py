"""Whether words are in the dictionary of their language: Hunspell's files, read by spylls, asked once per word.

A dictionary takes seconds to load: what it said of each word is kept in a file, for as long as the dictionary stays the
same, and it is loaded only for words that were never asked.
"""

import json
import os
import re
import warnings
from collections.abc import Collection, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pixauthor.canonical import digest_value
from pixauthor.errors import PixauthorError
from pixauthor.files import read_bytes, write_atomic

NAMES: Final = {"fr": ("fr_FR", "fr", "fr-toutesvariantes", "fr-classique"), "en": ("en_US", "en_GB")}
VARIABLE: Final = "PIXAUTHOR_DICTIONARIES"
# Debian, Fedora and Arch; Homebrew and macOS; LibreOffice where it brings its own.
_FOLDERS: Final = (
    *("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/usr/local/share/hunspell"),
    *("/opt/homebrew/share/hunspell", "/Library/Spelling", "~/Library/Spelling", "~/.local/share/hunspell"),
    *("/usr/lib/libreoffice/share/extensions/dict-*", "/opt/libreoffice*/share/extensions/dict-*"),
    "/Applications/LibreOffice.app/Contents/Resources/extensions/dict-*",
    "C:/Program Files/LibreOffice/share/extensions/dict-*",
)
_MAX_CACHE_BYTES: Final = 50_000_000
_VERSION: Final = 1  # of the way in which words are looked up
_INVERTED: Final = re.compile(
    r"(?:-t)?-(?:je|tu|ils?|elles?|on|nous|vous|les?|la|lui|leur|moi|toi|y|en|ce|ci|là|même|mêmes)$", re.IGNORECASE
)


def find_dictionary(locale: str) -> Path | None:
    """Return the ``.dic`` file of a language, its ``.aff`` beside: from PIXAUTHOR_DICTIONARIES or the usual folders."""
    for folder in _folders():
        for name in NAMES.get(locale, ()):
            path = folder / f"{name}.dic"
            if path.is_file() and path.with_suffix(".aff").is_file():
                return path
    return None


def _folders() -> Iterator[Path]:
    asked = os.environ.get(VARIABLE, "")
    yield from (Path(folder).expanduser() for folder in asked.split(os.pathsep) if folder)
    for pattern in _FOLDERS:
        path = Path(pattern).expanduser()
        yield from sorted(path.parent.glob(path.name)) if "*" in pattern else (path,)


def can_spell() -> bool:
    """Say whether the library that reads dictionaries is installed."""
    return find_spec("spylls") is not None


class Speller:
    """What a language knows: a dictionary, the glossary of a bank, and what was looked up before.

    ``stamp`` changes with the dictionary and the glossary.
    """

    def __init__(self, dictionary: Path, glossary: Collection[str] = (), memory: Path | None = None) -> None:
        self._path = dictionary
        self._glossary = frozenset(word.casefold() for word in glossary)
        self._memory = memory
        self._key = digest_value([_VERSION, str(dictionary), *_state(dictionary)])
        self.stamp = digest_value([self._key, sorted(self._glossary)])

    def __call__(self, words: Collection[str]) -> Collection[str]:
        """Return those of the words that are unknown."""
        asked = {word for word in words if not self._in_glossary(word)}
        known = self._recall()
        new = asked - known.keys()
        if new:
            known |= {word: self._knows(word) for word in sorted(new)}
            self._remember(known)
        return {word for word in asked if not known[word]}

    def _in_glossary(self, word: str) -> bool:
        return word.casefold() in self._glossary

    def _knows(self, word: str) -> bool:
        if self._looks_up(word):
            return True
        bare = _INVERTED.sub("", word)
        parts = bare.split("-")
        if bare == word and len(parts) == 1:
            return False
        return all(not part or self._in_glossary(part) or self._looks_up(part) for part in parts)

    def _looks_up(self, word: str) -> bool:
        dictionary = _load(str(self._path.with_suffix("")))
        return bool(dictionary.lookup(word) or dictionary.lookup(word.replace("’", "'")))

    def _recall(self) -> dict[str, bool]:
        try:
            kept = json.loads(read_bytes(self._memory, _MAX_CACHE_BYTES)) if self._memory else {}
            return {str(word): bool(known) for word, known in kept["words"].items()} if kept["key"] == self._key else {}
        except (PixauthorError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _remember(self, known: dict[str, bool]) -> None:
        if self._memory is None:
            return
        content = json.dumps({"key": self._key, "words": known}, ensure_ascii=False, sort_keys=True)
        try:
            write_atomic(self._memory, content.encode())
        except PixauthorError:
            # A folder that cannot be written costs time, not the check.
            return


@cache
def _load(path: str) -> Any:
    from spylls.hunspell import Dictionary

    with warnings.catch_warnings():
        # The library leaves its files to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return Dictionary.from_files(path)


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
