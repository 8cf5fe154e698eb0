"""Item files as an author opens and saves them, and their drafts."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pixauthor.bank.scan import scan
from pixauthor.canonical import digest
from pixauthor.editing.draft import Draft, decode_draft, draft_name, encode_draft
from pixauthor.editing.shelf import Shelf
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import MAX_TEXT_BYTES, UTF8_BOM, decode_text, is_inside, read_bytes, write_atomic
from pixauthor.framework.model import Framework

DRAFTS: Final = Path("exports", "drafts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file as it was read: its text without byte order mark, whether it had one, and the SHA-256 of its bytes.

    ``text`` is None, and ``digest`` empty, for a file that is not there.
    """

    path: str
    text: str | None
    digest: str
    mark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The file is no longer what was opened: nothing was written. ``theirs`` is what is on disk (deleted: no text)."""

    base: Opened
    mine: str
    theirs: Opened

    @property
    def deleted(self) -> bool:
        """Somebody deleted the file."""
        return self.theirs.text is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFiles:
    """The files of a workspace whose root is ``root``; paths are relative to it (POSIX)."""

    root: Path

    def open(self, path: str) -> Opened:
        """Return the file at ``path``, which need not be YAML, nor be there.

        Raises:
            PixauthorError: when it is a folder, leads out of the workspace, is not UTF-8 or is too large.
        """
        try:
            data = read_bytes(self._inside(path), MAX_TEXT_BYTES)
        except PixauthorError as error:
            if error.message != "files.missing":
                raise
            return Opened(path=path, text=None, digest="")
        text = decode_text(data, path)
        return Opened(path=path, text=text, digest=digest(data), mark=data.startswith(UTF8_BOM))

    def save(self, base: Opened, text: str, now: datetime) -> Opened | Conflict:
        """Write ``text`` over ``base``, and return the file as it then is; a conflict when it is no longer ``base``.

        The draft is kept until the file is written. To write my text nevertheless, save it over ``conflict.theirs``.

        Raises:
            PixauthorError: when the file or its folder is read-only, or the disk is full; the file is as it was.
        """
        self.keep(base, text, now)
        theirs = self.open(base.path)
        if theirs.digest != base.digest:
            return Conflict(base=base, mine=text, theirs=theirs)
        data = (UTF8_BOM if base.mark else b"") + text.encode("utf-8")
        path = self._inside(base.path).resolve()
        if digest(data) != base.digest:
            write_atomic(path, data, _mode(path))
        self.forget(base.path)
        return Opened(path=base.path, text=text, digest=digest(data), mark=base.mark)

    def keep(self, base: Opened, text: str, now: datetime) -> None:
        """Write a draft of ``text``, whole or not at all."""
        draft = Draft(path=base.path, base=base.text, base_digest=base.digest, text=text, saved_at=now)
        write_atomic(self._draft(base.path), encode_draft(draft), 0o600)

    def forget(self, path: str) -> None:
        """Throw the draft of ``path`` away, if there is one."""
        self._draft(path).unlink(missing_ok=True)

    def draft_of(self, path: str) -> Draft | None:
        """Return the draft of ``path``; None when there is none. Raises: when it is damaged."""
        file = self._draft(path)
        return decode_draft(read_bytes(file), str(file)) if file.exists() else None

    def drafts(self) -> Iterator[Draft]:
        """Yield all drafts that can be read, the files in the order of their names."""
        for file in sorted((self.root / DRAFTS).glob("*.json")):
            try:
                yield decode_draft(read_bytes(file), str(file))
            except PixauthorError:
                # Asked for by its path, it is refused with a reason; it must not hide the others.
                continue

    def _draft(self, path: str) -> Path:
        return self.root / DRAFTS / draft_name(path)

    def _inside(self, path: str) -> Path:
        file = self.root / path
        if not is_inside(file, self.root):
            raise PixauthorError("files.outside", place=Place(path=path))
        return file


def _mode(path: Path) -> int:
    """Return the permissions of a file that is to be replaced; replacing would get round its being read-only."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o666
    if not mode & stat.S_IWUSR:
        raise PixauthorError("editing.read-only", place=Place(path=str(path)))
    return mode


def load_shelf(items_dir: Path, framework: Framework) -> Shelf:
    """Return the items folder as texts, for plans.

    Raises:
        PixauthorError: when a file cannot be read, is not UTF-8, or is no file of the workspace.
    """
    found = scan(items_dir)
    if found.findings:
        fault = found.findings[0]
        raise PixauthorError("editing.unreadable", place=fault.place, fault=f"{fault.code} {fault.message()}")
    # Decoded as they are, a byte order mark included: what is written back is then the same to the byte.
    texts = {path: _text_of(items_dir / path) for path in sorted(found.items)}
    return Shelf(texts=texts, media=frozenset(found.media), reviews=frozenset(found.reviews), framework=framework)


def _text_of(path: Path) -> str:
    data = read_bytes(path, MAX_TEXT_BYTES)
    mark = "\ufeff" if data.startswith(UTF8_BOM) else ""
    return mark + decode_text(data, str(path))
