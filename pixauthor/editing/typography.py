"""French typography put right: no-break spaces before double signs, typographic apostrophes."""

import re
from collections.abc import Callable
from typing import Final

# Code, addresses, blanks and HTML keep the typography of machines, as for rule L35.
_NOT_PROSE: Final = re.compile(r"```.*?```|`[^`\n]*`|\b\w{2,10}:/{0,2}\S+|\bwww\.\S+|\$\{\w+\}|<[^<>]*>", re.DOTALL)
_ENDS: Final = r"(?=$|[\s»)\"*_])"
_GLUED: Final = re.compile(rf"(?:(?<=[^\W\d_]{{2}})|(?<=»))([?!;:]){_ENDS}")
_SPACED: Final = re.compile(
    r"(?<=\w)[ ]([?!;])(?=$|[\s»*_])|(?<=[^\W\d_])[ ](:)(?=$|\s)|(?<=[»)*_])[ ]([?!;:])(?=$|\s)"
)
_STRAIGHT: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_NO_BREAK: Final = "\u00a0"


def mend_spaces(text: str) -> str:
    """Return ``text`` with a no-break space before every ``? ! ; :`` of its prose."""

    def mend(prose: str) -> str:
        spaced = _SPACED.sub(lambda found: _NO_BREAK + (found[1] or found[2] or found[3]), prose)
        return _GLUED.sub(lambda found: _NO_BREAK + found[1], spaced)

    return _in_prose(text, mend)


def mend_apostrophes(text: str) -> str:
    """Return ``text`` with the typographic apostrophe between the letters of its prose."""
    return _in_prose(text, lambda prose: _STRAIGHT.sub("’", prose))


def _in_prose(text: str, mend: Callable[[str], str]) -> str:
    """Return ``text`` with its prose mended; a machine's words count as a space, as the rule reads them."""
    machines = _NOT_PROSE.findall(text)
    # A letter of private use stands for each, so that what comes before and after is seen together.
    mended = mend(_NOT_PROSE.sub(" \ue000", text))
    parts = mended.split(" \ue000")
    if len(parts) != len(machines) + 1:
        return text
    return "".join(part + machine for part, machine in zip(parts, [*machines, ""], strict=True))
