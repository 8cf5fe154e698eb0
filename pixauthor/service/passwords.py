"""Passwords are kept as scrypt makes them (RFC 7914), and never otherwise."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

LOG_N, BLOCK, PARALLEL = 14, 8, 5
"""16 MiB and about a fifth of a second each, as OWASP's Password Storage Cheat Sheet has them."""
_MEMORY: Final = 64 * 2**20
_SALT_BYTES: Final = 16
NOBODY: Final = f"scrypt${LOG_N}${BLOCK}${PARALLEL}${'A' * 22}==${'A' * 86}=="
"""What no password gives: an unknown name takes as long to refuse as a wrong password."""


def seal_password(password: str) -> str:
    """Return what may be kept of a password: ``scrypt$log n$r$p$salt$digest``."""
    salt = secrets.token_bytes(_SALT_BYTES)
    made = _scrypt(password, salt, LOG_N, BLOCK, PARALLEL)
    return "$".join(("scrypt", str(LOG_N), str(BLOCK), str(PARALLEL), _encode(salt), _encode(made)))


def is_password(password: str, kept: str) -> bool:
    """Say whether a password is the one of which ``kept`` was made."""
    _, log_n, block, parallel, salt, made = kept.split("$")
    again = _scrypt(password, base64.b64decode(salt), int(log_n), int(block), int(parallel))
    return hmac.compare_digest(again, base64.b64decode(made))


def _scrypt(password: str, salt: bytes, log_n: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**log_n, r=block, p=parallel, maxmem=_MEMORY)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
