"""One way to turn a value into bytes, so that equal values have equal digests on every machine.

JSON with sorted keys, no spaces, UTF-8 and no NaN: the part of RFC 8785 that our values need (their numbers are
integers, or floats that Python writes in shortest form as ECMAScript does, save the form of exponents).
"""

import hashlib
import json
from typing import Any, Final

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def encode_canonical(value: Any) -> bytes:
    """Return the canonical JSON of a value made of dict, list, str, int, float, bool and None.

    Raises:
        ValueError: on NaN or infinity.
        TypeError: on any other type.
    """
    return _CANONICAL.encode(value).encode()


def encode_readable(value: Any) -> bytes:
    """Return the same value for people: keys sorted, two spaces of indent, a final new line."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n").encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def digest_value(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``value``."""
    return digest(encode_canonical(value))
