"""How messages name values: shortened, and with what was probably meant."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

_LISTED: Final = 40
_LONG: Final = 60


def shorten(value: Any) -> str:
    """Return ``value`` as a short text."""
    text = str(value)
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def alternatives(word: str, allowed: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the variant (near or far) and the fields of a message about a word that is not in a closed list."""
    close = get_close_matches(word.lower(), allowed, n=1, cutoff=0.6)
    listed = {"allowed": ", ".join([*allowed[:_LISTED], "…"] if len(allowed) > _LISTED else allowed)}
    return ("near", {"suggestion": close[0], **listed}) if close else ("far", listed)
