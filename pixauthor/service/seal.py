"""Who a browser is: a cookie that names a sitting, sealed with a key that only the service has."""

import base64
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

KEY_BYTES: Final = 32
LASTS_SECONDS: Final = 12 * 3600
MOST_KEPT: Final = 20_000
"""Words kept that were read before; about 300 bytes each."""


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
        return _sealed(self.key, words)

    def read(self, role: str, sealed: str) -> str | None:
        """Return whom a sealed word names; None when it is forged, too old, or of another role."""
        try:
            said, subject, until = _opened(self.key, sealed)
        except ValueError:
            return None
        return subject if said == role and until > self.now() else None


# A browser shows the same word with each of its requests. Only genuine ones are kept, and they stay genuine; whether
# one is too old is asked each time.
@lru_cache(maxsize=MOST_KEPT)
def _opened(key: bytes, sealed: str) -> tuple[str, str, int]:
    """Return role, subject and end of a sealed word. Raises ``ValueError`` when it is forged."""
    words = _decode(sealed.partition(".")[0])
    # What was sealed is written again: of two words that decode alike, only the form that we write is read.
    if not hmac.compare_digest(sealed.encode(), _sealed(key, words).encode()):
        raise ValueError("forged")
    role, subject, until = words.decode().split("\n")
    return role, subject, int(until)


def _sealed(key: bytes, words: bytes) -> str:
    return f"{_encode(words)}.{_encode(hmac.digest(key, words, 'sha256'))}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
