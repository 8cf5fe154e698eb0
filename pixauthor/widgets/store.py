"""What drawing needs from the disk: the scripts and styles of this package, and the media of items as data URIs."""

import base64
import mimetypes
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of
from pixauthor.bank.public import publish
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import decode_text, is_inside, read_bytes
from pixauthor.wire import PublicItem

MAX_MEDIA_BYTES: Final = 10_000_000


@cache
def load_asset(name: str) -> str:
    """Return the text of a script or style of this package (``"_shared/item.js"``)."""
    return files("pixauthor.widgets").joinpath(name).read_text(encoding="utf-8")


def load_media(hrefs: Iterable[str], folder: Path) -> dict[str, str]:
    """Return files of ``folder`` as data URIs, by href.

    Raises:
        PixauthorError: when one is missing, out of the folder, or larger than ``MAX_MEDIA_BYTES``.
    """
    return {href: data_uri(_kind_of(href), load_medium(href, folder)) for href in hrefs}


def load_medium(href: str, folder: Path) -> bytes:
    """Return one file of ``folder``. Raises as ``load_media``."""
    path = folder / href
    if not is_inside(path, folder):
        raise PixauthorError("files.outside", place=Place(path=str(path)))
    return read_bytes(path, MAX_MEDIA_BYTES)


def load_pages(item: PublicItem, folder: Path) -> dict[str, str]:
    """Return the HTML of the simulator's page, by href; empty for the other types."""
    if item.type != "simulator":
        return {}
    href = str(item.interaction["page"])
    return {href: decode_text(load_medium(href, folder), str(folder / href))}


def load_drawing(item: Item, folder: Path) -> tuple[PublicItem, dict[str, str], dict[str, str]]:
    """Return an item as candidates may know it, its media (address by href) and its pages (HTML by href).

    Raises:
        PixauthorError: as ``load_media``.
    """
    public = publish(item)
    pages = load_pages(public, folder)
    return public, load_media((href for href in media_of(item) if href not in pages), folder), pages


def data_uri(kind: str, data: bytes) -> str:
    """Return bytes of a MIME type as an address that holds them."""
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _kind_of(href: str) -> str:
    return mimetypes.guess_type(href)[0] or "application/octet-stream"
