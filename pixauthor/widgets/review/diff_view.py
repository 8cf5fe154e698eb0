"""Two states of an item beside each other: drawn as candidates see them, then field by field with the words marked."""

import base64
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pixauthor.bank.changes import Piece, compare, name_field, split_words
from pixauthor.bank.codec import decode_item
from pixauthor.bank.git import cat_files
from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.summary import digest_key
from pixauthor.bank.media import media_of
from pixauthor.bank.public import publish
from pixauthor.bank.revisions import Revision, load_revisions
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.source.schema import is_valid
from pixauthor.widgets.present import present
from pixauthor.widgets.store import MAX_MEDIA_BYTES, load_drawing

View = dict[str, Any]
_TYPES: Final = frozenset(kind.value for kind in ItemType)
_DISK: Final = "disk"


def diff_view(path: Path, chosen: tuple[str, str], since: str, language: str) -> View:
    """Return the history of the item file ``path`` and what differs between two of its states.

    Args:
        path: the file.
        chosen: names of the states before and after; "" for those that matter to the person.
        since: moment of their last review, ISO 8601; "" without one.
        language: of the page.
    """
    try:
        revisions = load_revisions(path)
    except PixauthorError as error:
        return {"missing": text(error.message, language, **error.fields), "revisions": []}
    after = _named(revisions, chosen[1]) or revisions[0]
    before = _named(revisions, chosen[0]) or _before(revisions, since)
    view: View = {
        "missing": "",
        "revisions": [{"value": _name(one), "label": _label(one, language)} for one in revisions],
        "before": _name(before) if before else "",
        "after": _name(after),
    }
    return view | (
        _difference(before, after, path, language) if before else {"said": [text("review.diff.first", language)]}
    )


def _before(revisions: Sequence[Revision], since: str) -> Revision | None:
    """Return the state that the person reviewed last; without a review, the one before the present."""
    if since:
        moment = datetime.fromisoformat(since)
        old = [one for one in revisions[1:] if one.at and datetime.fromisoformat(one.at) <= moment]
        if old:
            return old[0]
    return revisions[1] if len(revisions) > 1 else None


def _difference(before: Revision, after: Revision, path: Path, language: str) -> View:
    if before.data is None or after.data is None:
        return {"said": [text("item.history.unreadable", language)]}
    changes = [
        {
            "field": name_field(change.pointer, language),
            "pieces": [
                {"kind": piece.kind, "text": piece.text}
                for piece in joined(split_words(change.before or "", change.after or ""))
            ],
        }
        for change in compare(before.data, after.data)
    ]
    drawings = {"before_drawing": _drawing(before, path), "after_drawing": _drawing(after, path)}
    return {"said": _said(before, after, len(changes), language), "changes": changes, **drawings}


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces in which words that changed side by side are one change: all that is gone, then all that is new."""
    found: list[Piece] = []
    for words, run in groupby(_with_neighbours(tuple(pieces)), key=lambda pair: pair[1]):
        texts = [(piece.kind, piece.text) for piece, _ in run]
        if not words:
            found += [Piece(kind="same", text=text) for _, text in texts]
            continue
        for kind, other in (("removed", "added"), ("added", "removed")):
            found.append(Piece(kind=kind, text="".join(text for name, text in texts if name != other)))
    return tuple(piece for piece in found if piece.text.strip() or piece.kind == "same")


def _with_neighbours(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield each piece, and whether it belongs to a change: a blank between two changes does."""
    for number, piece in enumerate(pieces):
        between = 0 < number < len(pieces) - 1 and not piece.text.strip()
        yield piece, piece.kind != "same" or between


def _said(before: Revision, after: Revision, count: int, language: str) -> list[str]:
    if not count:
        return [text("item.history.same", language)]
    said = [text("review.diff.count", language, count=count)]
    try:
        scored = digest_key(before.data or {}) != digest_key(after.data or {})
    except (KeyError, TypeError, AttributeError):
        return said
    return [*said, text("review.diff.scored" if scored else "review.diff.wording", language)]


def _drawing(one: Revision, path: Path) -> View | None:
    """Return a state ready to draw; None when it is not an item of today’s form."""
    data = one.data or {}
    if data.get("type") not in _TYPES or not is_valid(data, f"item/{data['type']}"):
        return None
    item = decode_item(data)
    if not one.commit:
        try:
            public, media, pages = load_drawing(item, path.parent)
        except PixauthorError:
            return {"item": present(publish(item)), "media": {}}
        return {"item": present(public, pages), "media": media}
    files = _committed(one, path, media_of(item))
    pages = {name: found.decode("utf-8", "replace") for name, found in files.items() if name.endswith(".html")}
    media = {name: _data_uri(name, found) for name, found in files.items() if name not in pages}
    return {"item": present(publish(item), pages), "media": media}


def _committed(one: Revision, path: Path, names: Sequence[str]) -> Mapping[str, bytes]:
    folder = PurePosixPath(one.path).parent
    found = cat_files(path.resolve().parent, [f"{one.commit}:{folder / name}" for name in names]) if names else ()
    pairs = zip(names, found, strict=True)
    return {name: data for name, data in pairs if data is not None and len(data) <= MAX_MEDIA_BYTES}


def _data_uri(name: str, data: bytes) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _named(revisions: Sequence[Revision], name: str) -> Revision | None:
    return next((one for one in revisions if _name(one) == name), None) if name else None


def _name(one: Revision) -> str:
    return one.commit or _DISK


def _label(one: Revision, language: str) -> str:
    version = one.version or "?"
    if not one.commit:
        return text("item.history.on-disk", language, version=version)
    fields = {"commit": one.commit[:8], "day": one.at[:10], "time": one.at[11:16], "author": one.author}
    return text("item.history.head", language, **fields, version=version, subject=one.subject)
