"""How deep JSON text is, told before anybody walks through it: a deep one ends every recursion in a fault."""

import re
from itertools import accumulate
from typing import Final

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS: Final = re.compile(rb"[^][{}]+")


def is_deep(body: bytes, most: int) -> bool:
    """Say whether JSON text has more levels than ``most``: a fold over brackets, for the few that have so many."""
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    brackets = _BRACKETS.sub(b"", _STRINGS.sub(b"", body))
    return max(accumulate(1 if one in b"[{" else -1 for one in brackets), default=0) > most
