"""Treatments of a text before it is compared, in ``fixed`` mode (docs/grading.md, differences 1 to 6).

The official tolerances (pix.md §2.6) keep their meaning: t1 forgives case, accents and spaces, t2 punctuation. What is
mended: signs that look alike are one sign, ligatures are letters, and no alphabet vanishes.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pixauthor.bank.keys import Tolerances

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ′´", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_FRENCH_QUOTES: Final = re.compile(r"«\s*|\s*»")
_SPACES: Final = re.compile(r"\s+")
# The accents that t1 forgives (pix.md §2.6). Marks beyond this block are vowels in many scripts: they stay.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def treat(text: str, tolerances: Tolerances) -> str:
    """Return ``text`` as it is compared: looks unified, then t1 and t2 where they are on."""
    return _treat(text, tolerances.t1, tolerances.t2)


# The accepted answers of an item are treated again for each answer that is compared with them.
@lru_cache(maxsize=4096)
def _treat(text: str, t1: bool, t2: bool) -> str:
    treated = unify(text)
    if t1:
        treated = forgive_case_accents_spaces(treated)
    if t2:
        treated = forgive_punctuation(treated)
    return treated


def unify(text: str) -> str:
    """Make one sign of those that look alike (apostrophes, quotes, dashes, spaces), and trim."""
    composed = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return _SPACES.sub(" ", _FRENCH_QUOTES.sub('"', composed)).strip()


def forgive_case_accents_spaces(text: str) -> str:
    """Apply t1: lower-case, ligatures apart, no accents, no white space."""
    folded = unicodedata.normalize("NFC", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    # Signs last: folding makes an apostrophe of « ŉ », and taking the accent off « ǽ » a ligature.
    return unicodedata.normalize("NFC", _SPACES.sub("", bare.translate(_ALIKE).translate(_LIGATURES)))


def forgive_punctuation(text: str) -> str:
    """Apply t2: keep letters, marks and digits of every script, and single spaces."""
    kept = "".join(sign for sign in text if sign == " " or unicodedata.category(sign)[0] in "LMN")
    return _SPACES.sub(" ", kept).strip()
