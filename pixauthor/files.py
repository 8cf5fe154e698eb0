"""Reading and writing files so that nothing is lost: limits, encodings, links, and writes that are whole or absent."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place

MAX_TEXT_BYTES: Final = 1_000_000
UTF8_BOM: Final = b"\xef\xbb\xbf"


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """Return the content of a file.

    Args:
        path: the file.
        limit: most bytes accepted; no limit by default.

    Raises:
        PixauthorError: when it is missing, a folder, unreadable, or larger than ``limit``.
    """
    place = Place(path=str(path))
    try:
        if limit is not None and path.stat().st_size > limit:
            raise PixauthorError("files.too-large", place=place, size=path.stat().st_size, limit=limit)
        return path.read_bytes()
    except FileNotFoundError:
        raise PixauthorError("files.missing", place=place) from None
    except IsADirectoryError:
        raise PixauthorError("files.is-folder", place=place) from None
    except OSError as error:
        raise PixauthorError("files.unreadable", place=place, reason=error.strerror or str(error)) from None


def decode_text(data: bytes, path: str) -> str:
    """Return UTF-8 bytes, with or without BOM, as text.

    Raises:
        PixauthorError: when a byte is not UTF-8, with its line and column.
    """
    try:
        return data.removeprefix(UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        byte = f"0x{error.object[error.start]:02x}"
        raise PixauthorError("files.encoding", place=Place(path=path, line=line, column=column), byte=byte) from None


def read_text(path: Path, limit: int | None = MAX_TEXT_BYTES) -> str:
    """Return the text of a UTF-8 file, within ``limit`` bytes. Raises as ``read_bytes`` and ``decode_text``."""
    return decode_text(read_bytes(path, limit), str(path))


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` and rename it to ``path`` when the block ends well.

    A block that raises leaves ``path`` as it was and removes the temporary file. ``mode`` is narrowed by the umask;
    until the end only the owner may read the file.

    Raises:
        PixauthorError: when the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(mode & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_atomic(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write ``data`` to ``path``, whole or not at all. Raises as ``replacing``."""
    with replacing(path, mode) as temporary, temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def is_file(path: Path) -> bool:
    """Say whether ``path`` is a file. A name that no file can have (too long) is none, where pathlib raises."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_inside(path: Path, root: Path) -> bool:
    """Say whether ``path``, its links followed, stays under ``root``."""
    return path.resolve().is_relative_to(root.resolve())


def _unwritable(path: Path, error: OSError) -> PixauthorError:
    return PixauthorError("files.unwritable", place=Place(path=str(path)), reason=error.strerror or str(error))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
