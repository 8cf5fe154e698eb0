"""Who a browser is: a cookie that names a sitting, sealed with a key that only the service has."""

import base64
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
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
        return self._sealed(words)

    def read(self, role: str, sealed: str) -> str | None:
        """Return whom a sealed word names; None when it is forged, too old, or of another role."""
        try:
            words = _decode(sealed.partition(".")[0])
            # What was sealed is written again: of two words that decode alike, only the form that we write is read.
            if not hmac.compare_digest(sealed.encode(), self._sealed(words).encode()):
                return None
            said, subject, until = words.decode().split("\n")
        except ValueError:
            return None
        return subject if said == role and int(until) > self.now() else None

    def _sealed(self, words: bytes) -> str:
        return f"{_encode(words)}.{_encode(hmac.digest(self.key, words, 'sha256'))}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
