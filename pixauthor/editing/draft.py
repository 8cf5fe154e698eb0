"""What an author has typed and not yet saved, in a form that survives a dead kernel."""

import json
from dataclasses import dataclass
from datetime import datetime

from pixauthor.canonical import digest, encode_readable
from pixauthor.errors import PixauthorError, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text on its way to a file.

    ``path`` is relative to the workspace; ``base`` is the text that was opened, None for a new file; ``base_digest``
    is the SHA-256 of the file's bytes then ("" for a new file); ``text`` is the author's; ``saved_at`` is aware.
    """

    path: str
    base: str | None
    base_digest: str
    text: str
    saved_at: datetime


def draft_name(path: str) -> str:
    """Return the file name of the draft of ``path``: two paths never share one."""
    return f"{path.rpartition('/')[2][:60]}.{digest(path.encode())[:16]}.json"


def encode_draft(draft: Draft) -> bytes:
    """Return a draft as a file."""
    return encode_readable(
        {
            "path": draft.path,
            "base": draft.base,
            "base_digest": draft.base_digest,
            "text": draft.text,
            "saved_at": draft.saved_at.isoformat(),
        }
    )


def decode_draft(data: bytes, shown: str) -> Draft:
    """Return the draft of a file; ``shown`` is its name in messages.

    Raises:
        PixauthorError: when the file is damaged.
    """
    try:
        fields = json.loads(data)
        draft = Draft(**{**fields, "saved_at": datetime.fromisoformat(fields["saved_at"])})
        sound = all(isinstance(part, str) for part in (draft.path, draft.base or "", draft.base_digest, draft.text))
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound or draft.saved_at.tzinfo is None:
        raise PixauthorError("editing.draft-damaged", place=Place(path=shown))
    return draft
