"""Read what was handed in: tables with any usual separator, and zip archives, of which only the list is read."""

import csv
import io
import zipfile
from typing import Final

SEPARATORS: Final = ";,\t"
MAX_MEMBERS: Final = 2_000
MAX_UNPACKED_BYTES: Final = 100_000_000
MAX_RATIO: Final = 200
"""An archive that unpacks to more than so many times its size is a bomb, not an answer."""


def read_table(text: str) -> list[list[str]]:
    """Return the rows of a CSV text, none if it is damaged; the separator is the one that splits the first row most."""
    try:
        tables = [list(csv.reader(io.StringIO(text, newline=""), delimiter=sign)) for sign in SEPARATORS]
    except csv.Error:
        return []
    return max(tables, key=lambda table: len(table[0]) if table else 0)


def archive_members(content: bytes) -> frozenset[str]:
    """Return the names of the files in a zip archive; none when it is damaged, or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > min(MAX_UNPACKED_BYTES, MAX_RATIO * max(len(content), 1)):
        return frozenset()
    return frozenset(member.filename.replace("\\", "/").removeprefix("./") for member in members if not member.is_dir())
