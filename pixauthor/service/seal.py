"""Who a browser is: a cookie that names a sitting, sealed with a key that only the service has."""

import base64
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

KEY_BYTES: Final = 32
LASTS_SECONDS: Final = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Makes and reads sealed words: ``role.subject.until.mac`` in URL-safe base64.

    Args:
        key: 32 bytes, from a file that only the service may read.
        now: seconds since 1970; the server's clock.
    """

    key: bytes
    now: Callable[[], float] = time.time

    def close(self, role: str, subject: str, lasts: float = LASTS_SECONDS) -> str:
        """Return a sealed word that says who its bearer is, until ``lasts`` seconds from now."""
        words = "\n".join((role, subject, str(int(self.now() + lasts)))).encode()
        return f"{_encode(words)}.{_encode(self._mac(words))}"

    def read(self, role: str, sealed: str) -> str | None:
        """Return whom a sealed word names; None when it is forged, too old, or of another role."""
        try:
            words, mac = (_decode(part) for part in sealed.split("."))
            if not hmac.compare_digest(mac, self._mac(words)):
                return None
            said, subject, until = words.decode().split("\n")
        except (ValueError, UnicodeDecodeError):
            return None
        return subject if said == role and int(until) > self.now() else None

    def _mac(self, words: bytes) -> bytes:
        return hmac.digest(self.key, words, sha256)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(word: str) -> bytes:
    data = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    # Two words that decode alike are one too many: only the form that we write is read.
    if _encode(data) != word:
        raise ValueError("not canonical")
    return data
