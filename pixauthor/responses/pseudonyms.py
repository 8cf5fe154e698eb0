"""Who answered, without saying who: checks of candidate ids, and keyed pseudonyms for real lists."""

import hashlib
import hmac
import re
import unicodedata
from typing import Final

from pixauthor.ids import CANDIDATE_ID
from pixauthor.responses.model import Fault

KEY_BYTES: Final = 32
_PSEUDONYM_BYTES: Final = 16
# National pupil number (INE): ten digits and a letter, or nine digits and two letters.
_NATIONAL_NUMBER: Final = re.compile(r"\d{10}[A-Za-z]|\d{9}[A-Za-z]{2}")
_PSEUDONYM: Final = re.compile(r"p1[0-9a-f]{32}")
_DIGIT: Final = re.compile(r"[0-9]")


def parse_candidate(text: str) -> str | Fault:
    """Return a pseudonymous id, or what makes it look like a person's own name, address or number."""
    candidate = text.strip()
    if not candidate:
        return Fault("candidate-missing")
    if "@" in candidate:
        return Fault("candidate-email")
    if _NATIONAL_NUMBER.fullmatch(candidate):
        return Fault("candidate-national-number")
    if not _DIGIT.search(candidate):
        return Fault("candidate-name")
    if not CANDIDATE_ID.fullmatch(candidate):
        return Fault("candidate-form")
    return candidate


def pseudonym(identifier: str, key: bytes) -> str:
    """Return the keyed pseudonym of an identifier: ``p1`` and 128 bits of HMAC-SHA256 in hexadecimal.

    Spaces around, case and Unicode form do not count: lists of people disagree on them. Without the key nobody can
    try names until one fits, which a bare digest would allow.
    """
    normal = " ".join(unicodedata.normalize("NFC", identifier).casefold().split())
    return "p1" + hmac.new(key, normal.encode(), hashlib.sha256).digest()[:_PSEUDONYM_BYTES].hex()


def is_pseudonym(text: str) -> bool:
    """Say whether ``text`` has the form that ``pseudonym`` gives: it is not made a pseudonym a second time."""
    return _PSEUDONYM.fullmatch(text) is not None
