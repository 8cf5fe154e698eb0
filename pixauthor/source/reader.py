"""A file to a reading: every way in which a file can be unreadable is a finding."""

import os
import stat
from io import FileIO
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import MAX_TEXT_BYTES, decode_text
from pixauthor.findings import Finding
from pixauthor.source.document import Reading
from pixauthor.source.parser import parse_document

_CODES: Final = {
    "files.missing": "G01",
    "files.unreadable": "G01",
    "files.encoding": "G02",
    "files.too-large": "G03",
    "files.is-folder": "G05",
}


def read_document(path: Path, shown: str | None = None) -> Reading:
    """Return what the YAML file at ``path`` says; ``shown`` is its name in places (``path`` by default)."""
    name = str(path) if shown is None else shown
    try:
        return parse_document(decode_text(read_source(path), name), name)
    except PixauthorError as error:
        return Reading(findings=(refusal_to_finding(error, name),))


def read_source(path: Path | str) -> bytes:
    """Return the bytes of a file that people write: a regular file of one megabyte at most.

    Raises:
        PixauthorError: ``files.…``, which ``refusal_to_finding`` turns into a finding.
    """
    # Written without pathlib, which takes longer than the reading itself.
    try:
        status = os.stat(path)  # noqa: PTH116
        # A pipe or a device would be waited for, or never end.
        if not stat.S_ISREG(status.st_mode):
            raise PixauthorError("files.is-folder", place=Place(path=str(path)))
        if status.st_size > MAX_TEXT_BYTES:
            fields = {"size": status.st_size, "limit": MAX_TEXT_BYTES}
            raise PixauthorError("files.too-large", place=Place(path=str(path)), **fields)
        with FileIO(path) as stream:
            return stream.readall()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PixauthorError("files.unreadable", place=Place(path=str(path)), reason=reason) from None


def refusal_to_finding(error: PixauthorError, shown: str) -> Finding:
    """Return a refusal of ``files`` as a finding; any other error is raised again."""
    if error.message not in _CODES:
        raise error
    place = Place(path=shown, line=error.place.line, column=error.place.column) if error.place else Place(path=shown)
    return Finding(code=_CODES[error.message], place=place, fields=error.fields)
