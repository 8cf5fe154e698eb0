"""What an unquoted word of YAML means: the core schema of YAML 1.2.2 (§10.3.2), cut to what JSON can hold.

``oui``, ``yes``, ``on``, ``12:30`` and dates are text. So are infinities, NaN and numbers beyond a float: JSON Schema
has no such numbers, and text where a number is wanted is a finding.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

Scalar = str | int | float | bool | None

_WORDS: Final[Mapping[str, Scalar]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Python refuses to convert longer runs of digits, and no item needs them.
_MAX_DIGITS: Final = 300
_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...]] = (
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    (re.compile(r"0o[0-7]+"), lambda word: int(word[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda word: int(word[2:], 16)),
)
# Most words are text, and their first letter says so.
STARTS: Final = frozenset(["", *"0123456789+-.~nNtTfF"])


def value_of(word: str) -> Scalar:
    """Return the value of an unquoted scalar."""
    return word if word[:1] not in STARTS or len(word) > _MAX_DIGITS else _value_of(word)


# Items share most of them: dates, levels, versions.
@lru_cache(maxsize=4096)
def _value_of(word: str) -> Scalar:
    if word in _WORDS:
        return _WORDS[word]
    for pattern, convert in _NUMBERS:
        if pattern.fullmatch(word):
            number = convert(word)
            return number if math.isfinite(number) else word
    return word
