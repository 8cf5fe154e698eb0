"""A bundle on disk becomes what the service asks."""

from pathlib import Path
from typing import Final

from pixauthor.bundles.store import find_parts, load_public_key, read_part
from pixauthor.errors import PixauthorError, Place
from pixauthor.service.content import Content, open_content

PARTS: Final = 2


def load_content(bundle: Path, key: Path) -> Content:
    """Return the content of a bundle on disk, after everything about it was verified.

    Raises:
        PixauthorError: when a part is missing, unsigned, altered, or of another bundle.
    """
    parts = find_parts(bundle)
    if len(parts) != PARTS:
        raise PixauthorError("service.needs-both", place=Place(path=str(bundle)))
    public, secret = (read_part(part) for part in parts)
    return open_content(public, secret, load_public_key(key))
