"""What is in an items folder: item files and media with their states, and what should not be there."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pixauthor.errors import Place
from pixauthor.files import is_inside
from pixauthor.findings import Finding

FRAMEWORK_FILE: Final = "framework.yaml"
LINT_FILE: Final = "lint.yaml"
PEOPLE_FILE: Final = "people.yaml"
MEDIA_FOLDER: Final = "media"
REVIEWS_FOLDER: Final = "reviews"
SUFFIX: Final = ".yaml"
# Endings by which a person means YAML, but which the bank does not read.
_NEARLY: Final = (".yml", ".YAML", ".YML", ".Yaml", ".yaml.txt", ".yaml.bak")

State = tuple[int, int, int]
"""Modification time in nanoseconds, size in bytes, inode: unchanged when the file is."""


@dataclass(slots=True)
class Scan:
    """Files by path relative to the items folder (POSIX). Media and samples are everything under ``media`` folders.

    ``reviews`` are the files of ``reviews`` folders: what was said of the item of the same name in the folder above.
    """

    items: dict[str, State] = field(default_factory=dict)
    media: dict[str, State] = field(default_factory=dict)
    reviews: dict[str, State] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def state(self, items_dir: Path, relative: str) -> State | None:
        """Return the state of a file that an item names; None when it is not there."""
        known = self.media.get(relative)
        return known if known is not None else state_of(items_dir / relative)


def scan(items_dir: Path) -> Scan:
    """Return what is under ``items_dir``. Hidden files and folders are skipped, linked folders not entered."""
    found = Scan()
    for relative, entry in _walk(items_dir, "", found):
        if is_media(relative):
            _note(found.media, relative, entry, found)
        elif is_item(relative):
            _note(found.items, relative, entry, found)
        elif entry.name.endswith(SUFFIX):
            if is_review(relative):
                _note(found.reviews, relative, entry, found)
        elif entry.name.endswith(_NEARLY):
            found.findings.append(_misnamed(relative, entry.name))
    return found


def is_item(relative: str) -> bool:
    """Say whether a path relative to the items folder is that of an item, by its name and place."""
    if not relative.endswith(SUFFIX) or relative in (FRAMEWORK_FILE, PEOPLE_FILE, LINT_FILE):
        return False
    return not (is_media(relative) or is_review(relative))


def is_media(relative: str) -> bool:
    """Say whether a path relative to the items folder lies in a ``media`` folder."""
    return MEDIA_FOLDER in relative.split("/")[:-1]


def is_review(relative: str) -> bool:
    """Say whether a path relative to the items folder lies in a ``reviews`` folder."""
    return REVIEWS_FOLDER in relative.split("/")[:-1]


def state_of(path: Path) -> State | None:
    """Return the state of one file; None when it cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _walk(items_dir: Path, folder: str, found: Scan) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    try:
        with os.scandir(items_dir / folder) as entries:
            rows = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        found.findings.append(_finding("G01", folder, reason=error.strerror or str(error)))
        return
    for entry in rows:
        relative = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name.startswith("."):
            continue
        if not _is_text(entry.name):
            found.findings.append(_finding("G07", os.fsencode(relative).decode("utf-8", "replace")))
            continue
        if entry.is_symlink() and _refuse_link(items_dir, relative, entry, found):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(items_dir, relative, found)
        else:
            yield relative, entry


def _is_text(name: str) -> bool:
    # Python carries the bytes of a name that is not UTF-8 as lone surrogates, which no report can hold.
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)


def _refuse_link(items_dir: Path, relative: str, entry: "os.DirEntry[str]", found: Scan) -> bool:
    """Note a link that leaves the workspace, or leads to a folder; any other link is read as what it leads to."""
    path = Path(entry.path)
    if not is_inside(path, items_dir.parent):
        found.findings.append(_finding("G04", relative, target=str(path.readlink())))
    elif entry.is_dir():
        found.findings.append(_finding("G05", relative))
    else:
        return False
    return True


def _note(table: dict[str, State], relative: str, entry: "os.DirEntry[str]", found: Scan) -> None:
    try:
        status = entry.stat()
    except OSError as error:
        found.findings.append(_finding("G01", relative, reason=error.strerror or str(error)))
        return
    table[relative] = status.st_mtime_ns, status.st_size, status.st_ino


def _misnamed(relative: str, name: str) -> Finding:
    stem = name.partition(".")[0]
    return _finding("G06", relative, suffix=name.removeprefix(stem), suggestion=f"{stem}{SUFFIX}")


def _finding(code: str, relative: str, **fields: str) -> Finding:
    return Finding(code=code, place=Place(path=relative), fields=fields)
