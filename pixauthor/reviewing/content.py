"""What a review is for: digests of what an item asks and of how it reads."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pixauthor.bank.lint.summary import digest_key
from pixauthor.canonical import digest_value
from pixauthor.reviewing.model import Content

LENGTH: Final = 32
"""Signs of a digest in a review file: 128 bits tell contents apart; nothing here stands against an attacker."""
# What readers of an item do not read: where it is filed, and what became of it.
_NOT_READ: Final = frozenset(
    ("id", "version", "status", "author", "review", "created", "updated", "validated", "licence", "silenced")
)
_BLANKS: Final = re.compile(r"\s+")


def content_of(data: Mapping[str, Any], media: Mapping[str, str]) -> Content:
    """Return what an item is now.

    Args:
        data: the mapping of its file, which fits its schema.
        media: SHA-256 of every file that a candidate may open, by the name that the item gives it ("": missing).
    """
    scored = digest_value({"key": digest_key(data), "media": dict(media)})
    read = {name: value for name, value in data.items() if name not in _NOT_READ}
    wording = digest_value({"read": _settled(read), "media": dict(media)})
    return Content(version=data["version"], content=scored[:LENGTH], wording=wording[:LENGTH])


def _settled(value: Any) -> Any:
    """Return a value without differences that nobody reads: line breaks and blanks of a text."""
    if isinstance(value, str):
        return _BLANKS.sub(" ", value).strip()
    if isinstance(value, Mapping):
        return {name: _settled(part) for name, part in value.items()}
    return [_settled(part) for part in value] if isinstance(value, list) else value
