"""What a file handed in is worth: checks on its name, its text, its cells, its members.

A file that cannot be read as a check needs (a picture where a table is due) fails that check and stops nothing.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pixauthor.bank.interactions import Upload
from pixauthor.bank.keys import Scoring, UploadCheck, UploadKey, UploadTest
from pixauthor.grading.containers import archive_members, read_table
from pixauthor.grading.model import Outcome
from pixauthor.grading.normalize import forgive_case_accents_spaces, unify
from pixauthor.grading.numbers import readings
from pixauthor.grading.shape import MalformedAnswer

_ENCODINGS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file as the candidate handed it in."""

    name: str
    content: bytes


def grade_upload(interaction: Upload, key: UploadKey, answer: Any) -> Outcome:
    """Grade a file: all checks or nothing, or the share of them that it meets.

    A file of a kind that the question does not take is worth nothing, whatever it holds.
    """
    handed = require_upload(answer, interaction.max_bytes)
    welcome = any(_has_extension(handed.name, extension) for extension in interaction.extensions)
    parts = {
        f"{place}-{check.test.value}": welcome and _CHECKS[check.test](handed, check)
        for place, check in enumerate(key.checks, start=1)
    }
    return Outcome.of_parts(parts, partial=key.scoring is Scoring.PARTIAL)


def require_upload(answer: Any, max_bytes: int) -> Handed:
    """Return the file of an answer ``{"name": …, "content": base64}``.

    Raises:
        MalformedAnswer: when the shape or the base64 is wrong, or the file is too large.
    """
    match answer:
        case {"name": str(name), "content": str(content)} if len(answer) == 2:
            pass
        case _:
            raise MalformedAnswer("grading.not-upload")
    if len(content) > 4 * (max_bytes // 3 + 1):
        raise MalformedAnswer("grading.upload-too-large", name=name[:80], limit=max_bytes)
    try:
        return Handed(name=name, content=base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError):
        raise MalformedAnswer("grading.not-base64", name=name[:80]) from None


def decode_upload(content: bytes) -> str:
    """Return a file as text: by its BOM, else UTF-8, else Windows-1252, which older spreadsheets still write."""
    encoding = next((encoding for mark, encoding in _ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _has_extension(name: str, extension: str) -> bool:
    return name.casefold().endswith("." + extension.casefold().lstrip("."))


def _comparable(text: str) -> str:
    return forgive_case_accents_spaces(unify(text))


def _extension(handed: Handed, check: UploadCheck) -> bool:
    return _has_extension(handed.name, check.value)


def _contains(handed: Handed, check: UploadCheck) -> bool:
    return _comparable(check.value) in _comparable(decode_upload(handed.content))


def _lacks(handed: Handed, check: UploadCheck) -> bool:
    return not _contains(handed, check)


def _lines(handed: Handed, check: UploadCheck) -> bool:
    count = sum(1 for line in decode_upload(handed.content).splitlines() if line.strip())
    return str(count) == check.value.strip()


def _csv_cell(handed: Handed, check: UploadCheck) -> bool:
    """Rows are counted as a spreadsheet does: the row of names is row 1."""
    table = read_table(decode_upload(handed.content))
    names = [_comparable(name) for name in table[0]] if table else []
    wanted = _comparable(check.column)
    if wanted not in names or not 1 <= check.row <= len(table):
        return False
    row, column = table[check.row - 1], names.index(wanted)
    return column < len(row) and _same_cell(row[column], check.value)


def _same_cell(cell: str, value: str) -> bool:
    return _comparable(cell) == _comparable(value) or bool(set(readings(cell)) & set(readings(value)))


def _archive_has(handed: Handed, check: UploadCheck) -> bool:
    return check.value in archive_members(handed.content)


def _archive_lacks(handed: Handed, check: UploadCheck) -> bool:
    members = archive_members(handed.content)
    # What is no archive has no member at all, which is not what the question asked for.
    return bool(members) and check.value not in members


_CHECKS: Final[Mapping[UploadTest, Callable[[Handed, UploadCheck], bool]]] = {
    UploadTest.EXTENSION: _extension,
    UploadTest.CONTAINS: _contains,
    UploadTest.LACKS: _lacks,
    UploadTest.LINES: _lines,
    UploadTest.CSV_CELL: _csv_cell,
    UploadTest.ARCHIVE_HAS: _archive_has,
    UploadTest.ARCHIVE_LACKS: _archive_lacks,
}
