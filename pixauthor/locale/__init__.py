"""The sentences that people read, in French and English: one TOML file per room and language.

A message id is ``room.name``: ``text("files.missing", "fr", path="x")`` reads ``fr/files.toml`` once. Both languages
must have the same ids and the same fields; a test holds them to it.
"""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("fr", "en")
DEFAULT: Final = "fr"
_chosen: list[str] = []


def current_language() -> str:
    """Return the language of this process: the one chosen, else ``PIXAUTHOR_LANG``, else the locale, else French."""
    if _chosen:
        return _chosen[-1]
    for variable in ("PIXAUTHOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(variable, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


def choose_language(language: str) -> None:
    """Make ``language`` the one of this process (the command line's ``--lang``)."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    _chosen[:] = [language]


@cache
def catalogue(language: str, room: str) -> Mapping[str, Any]:
    """Return the messages of one room: nested tables of ``str.format`` templates."""
    source = files("pixauthor.locale").joinpath(language, f"{room}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def text(message: str, language: str | None = None, /, **fields: Any) -> str:
    """Return a message of the catalogue with its fields filled in.

    Args:
        message: ``room.name`` or ``room.table.name``.
        language: ``"fr"`` or ``"en"``; the current language by default.
        fields: values of the names in braces.

    Raises:
        KeyError: when the catalogue has no such message: a fault of the program.
    """
    room, *names = message.split(".")
    entry: Any = catalogue(language or current_language(), room)
    for name in names:
        entry = entry[name]
    return str(entry).format(**fields) if fields else str(entry)
