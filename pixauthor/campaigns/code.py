"""The code that participants type: six capital letters and three digits, none that is taken for another.

pix.md §6 and §11: ``^[A-Z]{6}[0-9]{3}$``, of readable characters: here without I, O, 0 and 1.
"""

import re
from collections.abc import Collection
from typing import Final, Protocol

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS: Final = "23456789"
CODE: Final = re.compile(f"[{LETTERS}]{{6}}[{DIGITS}]{{3}}")


class Chooser(Protocol):
    """What draws: ``random.Random`` or ``secrets.SystemRandom``."""

    def choice(self, seq: str, /) -> str:
        """Return one sign of a text."""


def draw_code(chooser: Chooser, taken: Collection[str] = ()) -> str:
    """Return a code that no other campaign has."""
    while True:
        signs = [chooser.choice(LETTERS) for _ in range(6)] + [chooser.choice(DIGITS) for _ in range(3)]
        if (code := "".join(signs)) not in taken:
            return code
