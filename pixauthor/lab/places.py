"""Where things are for a JupyterLab whose root is a folder: the workspace of a place, and the place of a new bank.

Paths between browser and server are relative to the server's root, with ``/``, as everywhere in Jupyter.
"""

from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside
from pixauthor.workspace import is_workspace

MAX_NAME: Final = 100
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')


def workspace_of(root: Path, path: str) -> str | None:
    """Return the nearest workspace that holds ``path`` without leaving ``root``, as a relative path; None without one.

    Raises:
        PixauthorError: when ``path`` leads out of ``root``.
    """
    place = _resolve(root, path)
    base = root.resolve()
    for folder in [place, *place.parents]:
        if not folder.is_relative_to(base):
            return None
        if is_workspace(folder):
            return _relative(folder, base)
    return None


def new_bank_folder(root: Path, path: str, name: str) -> Path:
    """Return the folder that a new bank called ``name`` takes: beside the workspace of ``path``, but inside ``root``.

    Raises:
        PixauthorError: when the name is no folder's name, or when something has it already.
    """
    name = name.strip()
    if not _is_name(name):
        raise PixauthorError("lab.bank.name", name=name)
    folder = _shelf(root, path) / name
    if folder.exists() or folder.is_symlink():
        raise PixauthorError("lab.bank.exists", name=name)
    return folder


def _shelf(root: Path, path: str) -> Path:
    workspace = workspace_of(root, path)
    if workspace is None:
        return _resolve(root, path)
    return (root.resolve() / workspace).parent if workspace else root.resolve()


def _is_name(name: str) -> bool:
    shown = name.isprintable() and not _FORBIDDEN & set(name)
    return shown and 0 < len(name.encode()) <= MAX_NAME and not name.startswith((".", "-"))


def _resolve(root: Path, path: str) -> Path:
    place = root / path.strip("/")
    if "\0" in path or not is_inside(place, root):
        raise PixauthorError("files.outside", place=Place(path=path))
    return place.resolve()


def _relative(folder: Path, base: Path) -> str:
    return "" if folder == base else folder.relative_to(base).as_posix()
