"""The handout of a campaign, from the media of the bank to a file."""

from pathlib import Path
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bundles.handout import Handout, render_handout
from pixauthor.campaigns.plan import Plan
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside, read_bytes, write_atomic

FOLDER: Final = "handouts"
MAX_PICTURE_BYTES: Final = 10_000_000


def handout_path(exports_dir: Path, campaign: str, *, keys: bool) -> Path:
    """Return where the handout of a campaign goes by default."""
    return exports_dir / FOLDER / f"{campaign}{'-corrige' if keys else ''}.pdf"


def write_handout(plan: Plan, items_dir: Path, path: Path, *, keys: bool, language: str) -> Handout:
    """Write the handout of a campaign, whole or not at all, and return it.

    Raises:
        PixauthorError: as ``render_handout``, or when a picture cannot be read or the file written.
    """

    def load(item: Item, href: str) -> bytes:
        folder = items_dir / item.competence
        if not is_inside(folder / href, folder):
            raise PixauthorError("files.outside", place=Place(path=str(folder / href)))
        return read_bytes(folder / href, MAX_PICTURE_BYTES)

    made = render_handout(plan, load, keys=keys, language=language)
    write_atomic(path, made.pdf)
    return made
