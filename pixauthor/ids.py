"""Grammars of the names that people and files use.

An id is text that never changes once published; a title may change at will.
"""

import re
from typing import Final

ITEM_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
AREA_CODE: Final = re.compile(r"[1-9]")
COMPETENCE_CODE: Final = re.compile(r"[1-9]\.[1-9]")
TUBE_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
# A skill is a tube at a level. The official "@sourceImage2" glues one digit to the tube name (pix.md §1.2);
# a hyphen keeps the two readable and YAML needs no quotes.
SKILL_ID: Final = re.compile(r"(?P<tube>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)-(?P<level>[1-8])")
OPTION_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
BLANK_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
# Pseudonymous: letters, digits and a few signs, so that a name or an e-mail address is refused.
CANDIDATE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
MAX_ID_LENGTH: Final = 64


def is_item_id(text: str) -> bool:
    """Say whether ``text`` may name an item: lower-case ASCII words joined by hyphens, 64 characters at most."""
    return len(text) <= MAX_ID_LENGTH and ITEM_ID.fullmatch(text) is not None


def split_skill_id(skill_id: str) -> tuple[str, int]:
    """Return the tube id and the level of a skill id (``"dossiers-2"`` -> ``("dossiers", 2)``).

    Raises:
        ValueError: when ``skill_id`` is not a skill id.
    """
    match = SKILL_ID.fullmatch(skill_id)
    if match is None:
        raise ValueError(f"not a skill id: {skill_id!r}")
    return match["tube"], int(match["level"])
