"""A zip archive that has one form only: equal members give equal bytes, and any other bytes are refused.

Names sorted, dates of 1980, mode 0644, nothing compressed (the bytes of deflate depend on the version of zlib), no
comment, no extra field. So an archive is sound if and only if packing its members again gives the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from pixauthor.errors import PixauthorError

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FILE_0644: Final = 0o100644 << 16
_UNIX: Final = 3


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of ``members`` (content by name)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(_entry(name), members[name])
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive made by ``pack``.

    Raises:
        PixauthorError: naming the first thing that ``pack`` would not have written.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _require_safe(entries, len(data))
            members = {entry.filename: _read(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeError, ValueError, OverflowError) as error:
        raise PixauthorError("bundles.not-an-archive", reason=str(error)) from None
    again = pack(members)
    if again != data:
        raise PixauthorError("bundles.not-canonical", offset=_first_difference(again, data))
    return members


def is_safe_name(name: str) -> bool:
    """Say whether a member's name stays inside the folder it would be unpacked in, on every system."""
    parts = PurePosixPath(name).parts
    return bool(
        name
        and name == "/".join(parts)
        and not name.startswith("/")
        and not set(parts) & {"..", "."}
        and not set(name) & set('\\:*?"<>|\0')
        and name.isprintable()
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _FILE_0644
    entry.compress_type = zipfile.ZIP_STORED
    return entry


def _require_safe(entries: list[zipfile.ZipInfo], size: int) -> None:
    seen: set[str] = set()
    for entry in entries:
        if not is_safe_name(entry.filename):
            raise PixauthorError("bundles.unsafe-name", name=entry.filename)
        if entry.filename in seen:
            raise PixauthorError("bundles.twice", name=entry.filename)
        # Nothing is compressed, so a member larger than the archive is a lie: no bomb is ever read.
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > size:
            raise PixauthorError("bundles.compressed", name=entry.filename)
        seen.add(entry.filename)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, EOFError, RuntimeError):
        raise PixauthorError("bundles.damaged", name=entry.filename) from None


def _first_difference(left: bytes, right: bytes) -> int:
    for offset, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return offset
    return min(len(left), len(right))
