"""Files that authors add to an item: what may come in, and under which name."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Final

from pixauthor.errors import PixauthorError

MAX_IMAGE_BYTES: Final = 2_000_000
"""A picture that takes longer than a question on a school's line helps nobody."""
MAX_FILE_BYTES: Final = 10_000_000
_SIGNATURES: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "gif": lambda data: data.startswith((b"GIF87a", b"GIF89a")),
    "webp": lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
    "svg": lambda data: b"<svg" in data[:10_000].lower(),
}
# Whatever can run, fetch, or hide one of both: a picture needs none of it.
_ACTIVE: Final = re.compile(
    r"<\s*(?:\w+:)?(script|foreignobject|iframe|embed|object|handler|listener|animate|set)\b|\son\w+\s*=|javascript:|"
    r"<!doctype|<!entity|<\?xml-stylesheet|@import|(?:href|src)\s*=\s*[\"']?\s*(?!#|data:image/(?!svg))[^\s\"'>]",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(r"url\(\s*[\"']?\s*(?!#|data:image/(?!svg))[^\s\"')]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a file is for: extensions allowed (any when there are none) and most bytes."""

    extensions: tuple[str, ...]
    most_bytes: int


USES: Final[Mapping[str, Use]] = {
    "image": Use(extensions=tuple(_SIGNATURES), most_bytes=MAX_IMAGE_BYTES),
    "page": Use(extensions=("html",), most_bytes=1_000_000),
    "file": Use(extensions=(), most_bytes=MAX_FILE_BYTES),
}


def require_medium(name: str, data: bytes, use: str) -> None:
    """Let a file pass that may be added to an item.

    Args:
        name: as the author calls it.
        data: its bytes.
        use: a name of ``USES``.

    Raises:
        PixauthorError: ``editing.medium-…`` when it is empty, too large, of another kind, not what its name says, or a
            picture with a script or an address in it.
    """
    wanted, extension = USES[use], _extension(name)
    if not data:
        raise PixauthorError("editing.medium-empty", name=name)
    if len(data) > wanted.most_bytes:
        size, most = (f"{amount / 1e6:.1f}".rstrip("0").rstrip(".") for amount in (len(data), wanted.most_bytes))
        raise PixauthorError("editing.medium-large", name=name, size=size, most=most)
    if wanted.extensions and extension not in wanted.extensions:
        raise PixauthorError("editing.medium-kind", name=name, kinds=", ".join(wanted.extensions))
    if use == "image" and not _SIGNATURES[extension](data):
        raise PixauthorError("editing.medium-other", name=name, extension=extension)
    if extension == "svg" and _is_active(data):
        raise PixauthorError("editing.medium-active", name=name)


def medium_name(id_: str, name: str, taken: Collection[str]) -> str:
    """Return the name of a new file of item ``id_``: ``media/<id>.png``, or with a word of its own when taken.

    Args:
        id_: of the item, which the name bears.
        name: as the author calls the file.
        taken: names that are there, with their folder.
    """
    extension = _extension(name)
    word = _plain_word(PurePosixPath(name).stem.removeprefix(id_)) or "fichier"
    ends = f".{extension}" if extension else ""
    candidates = [f"media/{id_}{ends}", f"media/{id_}-{word}{ends}"]
    candidates += [f"media/{id_}-{word}-{number}{ends}" for number in range(2, len(taken) + 4)]
    return next(candidate for candidate in candidates if candidate not in taken)


def _is_active(data: bytes) -> bool:
    # Another encoding would hide a word from the search: a picture of today is plain UTF-8.
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    # The namespace of links within the picture is an address that nobody fetches.
    bare = re.sub(r"\sxmlns(?::\w+)?\s*=\s*(\"[^\"]*\"|'[^']*')", " ", text)
    said = unescape(bare)
    return bool(_ACTIVE.search(said) or _OUTSIDE.search(said))


def _extension(name: str) -> str:
    return _plain_word(PurePosixPath(name).suffix)


def _plain_word(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
