"""Words of the format as people say them, where a file may hold others."""

from pixauthor.locale import catalogue, current_language


def said(table: str, word: str) -> str:
    """Return a word of a closed list (``widgets.types``) in the current language; as it stands when it is none."""
    room, _, name = table.partition(".")
    return str(catalogue(current_language(), room)[name].get(word, word))
