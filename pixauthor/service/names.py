"""Names as people write them."""

import unicodedata


def is_same_name(kept: str, typed: str) -> bool:
    """Say whether two names are one: case, accents, hyphens and spaces do not count."""
    return _plain(kept) == _plain(typed)


def _plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).casefold() if letter.isalnum())
