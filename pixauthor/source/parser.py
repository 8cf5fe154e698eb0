"""YAML text to a document, once and fast.

What is plainly written is read without libyaml, which is asked for places only, if at all.
"""

from typing import Any

from pixauthor.source.document import Document, Reading
from pixauthor.source.plain import read_plain


def parse_document(text: str, path: str) -> Reading:
    """Return the one mapping that ``text`` holds, as data with places; ``path`` is the name shown in places."""
    data = read_plain(text)
    if data is not None:
        return Reading(document=Document(path=path, data=data, compose=lambda: _compose(text)))
    # PyYAML takes time to import, and most banks are written plainly.
    from pixauthor.source.compose import compose_document

    return compose_document(text, path)


def _compose(text: str) -> Any:
    from pixauthor.source.compose import compose

    return compose(text)
