"""The key that seals cookies, the tokens of those who run the service: files that their owner alone may read."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes, read_text
from pixauthor.service.seal import KEY_BYTES

TOKEN_LETTERS: Final = 32
"""A token that somebody wrote himself is at least so long."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_or_make_key(path: Path) -> bytes:
    """Return the key in a file, made when it is missing, in a folder made for it.

    Raises:
        PixauthorError: when others may read it, it is no key, or it cannot be read or written.
    """
    _make_private(path, secrets.token_bytes(KEY_BYTES))
    key = read_bytes(path, KEY_BYTES)
    if len(key) != KEY_BYTES:
        raise PixauthorError("service.bad-key", place=Place(path=str(path)), size=KEY_BYTES)
    return key


def read_or_make_token(path: Path) -> str:
    """Return the token in a file, made when it is missing. Raises as ``read_or_make_key``."""
    _make_private(path, secrets.token_urlsafe(KEY_BYTES).encode() + b"\n")
    token = read_secret_line(path)
    if len(token) < TOKEN_LETTERS:
        raise PixauthorError("service.bad-token", place=Place(path=str(path)), size=TOKEN_LETTERS)
    return token


def read_secret_line(path: Path) -> str:
    """Return the one line of a file that its owner alone may read. Raises as ``read_or_make_key``."""
    require_private(path)
    return read_text(path).strip()


def require_private(path: Path) -> None:
    """Make sure that nobody else may read a file.

    Raises:
        PixauthorError: when others may, or it is missing.
    """
    if not path.is_file():
        raise PixauthorError("files.missing", place=Place(path=str(path)))
    if path.stat().st_mode & _OTHERS:
        raise PixauthorError("service.key-readable", place=Place(path=str(path)))


def _make_private(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path, data)
    except OSError as error:
        raise PixauthorError("files.unwritable", place=Place(path=str(path)), reason=error.strerror) from None
    require_private(path)


def _make(path: Path, data: bytes) -> None:
    if path.exists():
        return
    # Written aside and linked into place: two services that start together have one key, and never half of one.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
