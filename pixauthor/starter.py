"""A new workspace with the shipped bank, schemas and notebooks."""

import shutil
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.resources import shipped

CARRIED: Final = ("items", "schemas", "campaigns", "notebooks")
GITIGNORE: Final = "/exports/\n.ipynb_checkpoints/\n"
# Review files are lines that are added and never changed: git keeps those of both branches.
GITATTRIBUTES: Final = "/items/*/reviews/*.yaml merge=union\n"


def create_workspace(directory: Path) -> None:
    """Copy the starter workspace into a new or empty folder, whole or not at all.

    Raises:
        PixauthorError: when the folder holds something, is a file, or cannot be written.
    """
    place = Place(path=str(directory))
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise PixauthorError("init.not-empty", place=place)
    draft = directory.parent / f".{directory.name}.part"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name in CARRIED:
            shutil.copytree(shipped(name), draft / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        (draft / "exports").mkdir()
        (draft / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
        (draft / ".gitattributes").write_text(GITATTRIBUTES, encoding="utf-8")
        if directory.exists():
            directory.rmdir()
        draft.rename(directory)
    except OSError as error:
        raise PixauthorError("files.unwritable", place=place, reason=error.strerror or str(error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
