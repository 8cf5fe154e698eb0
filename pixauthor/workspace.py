"""A folder as loaded values: the composition root, and what notebooks open."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pixauthor.bank.bank import Bank
from pixauthor.errors import PixauthorError, Place
from pixauthor.framework.model import Framework


@dataclass(frozen=True)
class Workspace:
    """A workspace: ``items/`` and ``campaigns/`` are written by people, ``exports/`` is made by the machine."""

    root: Path

    @property
    def items_dir(self) -> Path:
        """Where the items and the framework are."""
        return self.root / "items"

    @property
    def exports_dir(self) -> Path:
        """Where everything that can be made again goes."""
        return self.root / "exports"

    @property
    def campaigns_dir(self) -> Path:
        """Where the campaigns are, one file each."""
        return self.root / "campaigns"

    @property
    def notebooks_dir(self) -> Path:
        """Where people work."""
        return self.root / "notebooks"

    @cached_property
    def framework(self) -> Framework:
        """The framework of reference, read from ``items/framework.yaml``."""
        from pixauthor.framework.store import load_framework

        return load_framework(self.items_dir / "framework.yaml")

    @cached_property
    def bank(self) -> Bank:
        """All items, read from ``items/``."""
        from pixauthor.bank.store import load_bank

        return load_bank(self.items_dir)


def open_workspace(path: str | Path | None = None) -> Workspace:
    """Return the workspace at ``path``, or the nearest one that holds the current folder.

    Raises:
        PixauthorError: when there is none.
    """
    start = Path.cwd() if path is None else Path(path)
    if not start.exists():
        raise PixauthorError("files.missing", place=Place(path=str(start)))
    candidates = [start, *start.resolve().parents] if path is None else [start]
    for folder in candidates:
        if is_workspace(folder):
            return Workspace(folder)
    raise PixauthorError("workspace.none", place=Place(path=str(start)))


def is_workspace(folder: Path) -> bool:
    """Say whether ``folder`` is a workspace: what makes one is its framework."""
    return (folder / "items" / "framework.yaml").is_file()
