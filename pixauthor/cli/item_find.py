"""The file that a person means: by the id of an item, or by a path."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from pixauthor.bank.scan import SUFFIX, Scan, scan
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_file
from pixauthor.workspace import Workspace


def find_items(workspace: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    """Return the item files that ids or paths name, each once, relative to the items folder (POSIX).

    Raises:
        PixauthorError: when a name is no item of the workspace, with those that are spelt nearly so.
    """
    found = scan(workspace.items_dir)
    return tuple(dict.fromkeys(_find(workspace, found, name) for name in names))


def _find(workspace: Workspace, found: Scan, name: str) -> str:
    if name.endswith(SUFFIX) or os.sep in name:
        return _by_path(workspace, found, Path(name))
    matching = [path for path in found.items if PurePosixPath(path).stem == name]
    if len(matching) > 1:
        raise PixauthorError("item.twice", id=name, paths=", ".join(matching))
    if matching:
        return matching[0]
    ids = [PurePosixPath(path).stem for path in found.items]
    if not ids:
        raise PixauthorError("item.empty-bank", place=Place(path=str(workspace.items_dir)))
    near = get_close_matches(name.casefold(), ids, n=3, cutoff=0.6)
    if near:
        raise PixauthorError("item.unknown-near", id=name, near=", ".join(near))
    raise PixauthorError("item.unknown", id=name)


def _by_path(workspace: Workspace, found: Scan, path: Path) -> str:
    place = Place(path=str(path))
    if not is_file(path):
        raise PixauthorError("files.missing", place=place)
    # Links are not followed here: a link in the bank belongs to the bank.
    absolute, items_dir = os.path.abspath(path), os.path.abspath(workspace.items_dir)  # noqa: PTH100
    relative = Path(absolute).relative_to(items_dir).as_posix() if Path(absolute).is_relative_to(items_dir) else ""
    if relative not in found.items:
        raise PixauthorError("item.outside", place=place)
    return relative
