"""A review file as text: a new entry is a line at its end, and nothing else changes.

One line an entry, so that two branches which both added some merge without a conflict under git's ``merge=union``
(which puts lines of both together, and would mix entries of several lines).
"""

import re
from typing import Any, Final

from pixauthor.editing.edit import insert
from pixauthor.editing.layout import flow
from pixauthor.editing.spans import newline_of, read
from pixauthor.errors import PixauthorError
from pixauthor.reviewing.codec import encode_entry
from pixauthor.reviewing.model import Entry

_HEAD: Final = "# yaml-language-server: $schema=../../../schemas/reviews.schema.json\nentries:\n"
_DASH: Final = re.compile(r"^( *)- ", re.MULTILINE)


def appended(text: str | None, entry: Entry) -> str:
    """Return a review file (None: there is none yet) with one more entry.

    Raises:
        PixauthorError: when the text is not YAML.
    """
    if text is None:
        return _HEAD + f"  - {flow(encode_entry(entry))}\n"
    entries: list[Any] = read(text).data["entries"]
    encoded = encode_entry(entry)
    candidate = _with_line(text, flow(encoded))
    # A file that somebody laid out by hand may end with something else than its list.
    return candidate if _says(candidate, [*entries, encoded]) else insert(text, ("entries", len(entries)), encoded)


def _with_line(text: str, entry: str) -> str:
    newline = newline_of(text)
    dash = _DASH.search(text)
    indent = dash[1] if dash else "  "
    return text + ("" if text.endswith("\n") else newline) + f"{indent}- {entry}{newline}"


def _says(text: str, entries: list[Any]) -> bool:
    try:
        return bool(read(text).data == {"entries": entries})
    except PixauthorError:
        return False
