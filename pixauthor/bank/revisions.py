"""The life of one item file in git: who changed it, when, why, and what it said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pixauthor.bank.git import cat_files, run_git
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import decode_text
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document

_LOG: Final = (
    "log",
    "--follow",
    "--name-only",
    "--no-ext-diff",
    "--no-textconv",
    "--format=%x1e%H%x1f%aI%x1f%an%x1f%s",
)
_RECORD: Final = re.compile(r"\x1e(?=[0-9a-f]{40,64}\x1f)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of a file.

    Args:
        commit: its hash; "" for the file as it is on disk.
        at: moment of the commit, ISO 8601 with the author's time zone; "" on disk.
        author, subject: of the commit.
        path: name of the file at that time, from the root of the repository; "" on disk.
        data: what it said; None when that was no YAML mapping, or the file was deleted.
    """

    commit: str
    at: str
    author: str
    subject: str
    path: str
    data: Mapping[str, Any] | None

    @property
    def version(self) -> int | None:
        """Version that the item said to have."""
        version = self.data.get("version") if self.data else None
        return version if isinstance(version, int) else None


def load_revisions(path: Path, limit: int = 100) -> tuple[Revision, ...]:
    """Return the states of a file, newest first, through its renames: the one on disk if it differs, then commits.

    Raises:
        PixauthorError: when the file is in no git repository, or was never committed.
    """
    folder, place = path.resolve().parent, Place(path=str(path))
    if run_git(folder, ("rev-parse", "--is-inside-work-tree")) is None:
        raise PixauthorError("item.history.no-git", place=place)
    output = run_git(folder, (*_LOG, f"--max-count={limit}", "--", path.resolve().name)) or b""
    records = [record for record in _RECORD.split(output.decode("utf-8", "replace")) if record]
    if not records:
        raise PixauthorError("item.history.never", place=place)
    heads = [_head(record) for record in records]
    contents = cat_files(folder, [f"{head['commit']}:{head['path']}" for head in heads])
    committed = [Revision(**head, data=_decode(content)) for head, content in zip(heads, contents, strict=True)]
    on_disk = read_document(path).document
    data = on_disk.data if on_disk else None
    now = Revision(commit="", at="", author="", subject="", path="", data=data)
    return tuple(committed) if data == committed[0].data else (now, *committed)


def find_revision(revisions: tuple[Revision, ...], name: str) -> Revision:
    """Return the state that a person names: the start of a hash (four signs), or ``v2``: the last of version 2.

    Raises:
        PixauthorError: when there is none.
    """
    wanted = name.casefold()
    for one in revisions:
        if (len(wanted) >= 4 and one.commit.startswith(wanted)) or f"v{one.version}" == wanted:
            return one
    known = ", ".join(one.commit[:8] for one in revisions[:20] if one.commit)
    raise PixauthorError("item.history.unknown", name=name, known=known)


def _head(record: str) -> dict[str, str]:
    header, _, names = record.partition("\n")
    commit, at, author, subject = header.split("\x1f", 3)
    return {"commit": commit, "at": at, "author": author, "subject": subject, "path": names.strip("\n")}


def _decode(content: bytes | None) -> Mapping[str, Any] | None:
    try:
        document = parse_document(decode_text(content or b"", "git"), "git").document
    except PixauthorError:
        # An old state in another encoding: it is told, and cannot be compared.
        return None
    return document.data if document else None
