"""The media of the item being edited, as the browser needs them, read again only when they change."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of
from pixauthor.bank.public import publish
from pixauthor.errors import PixauthorError
from pixauthor.widgets.store import load_media, load_pages

_Stamp = tuple[int, int]
_NOWHERE: Final = (-1, -1)


@dataclass(slots=True, kw_only=True)
class Drawings:
    """Media of one folder by name, with the size and time of the file that each was read from."""

    folder: Path
    _known: dict[str, tuple[_Stamp, str]] = field(default_factory=dict)

    def of(self, item: Item) -> tuple[dict[str, str], dict[str, str]]:
        """Return pages (HTML by href) and media (address by href) of an item, without those that are missing."""
        public = publish(item)
        page = str(public.interaction.get("page", ""))
        pages = self._load(page, is_page=True, item=item) if page else {}
        media: dict[str, str] = {}
        for href in media_of(item):
            if href != page:
                media |= self._load(href, is_page=False, item=item)
        return pages, media

    def _load(self, href: str, *, is_page: bool, item: Item) -> dict[str, str]:
        stamp = _stamp(self.folder / href)
        known = self._known.get(href)
        if known is None or known[0] != stamp:
            try:
                found = load_pages(publish(item), self.folder) if is_page else load_media((href,), self.folder)
            except PixauthorError:
                # The check says which file is missing, and where it is named.
                return {}
            self._known[href] = known = (stamp, found[href])
        return {href: known[1]}


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return _NOWHERE
    return status.st_size, status.st_mtime_ns
