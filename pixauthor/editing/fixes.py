"""Sure remedies: for a finding that can be mended in one way only, the text as it should be.

A fix is pure: the text of an item, the field that the finding is about and the finding, to a text. A table by code and
variant says which there are; ``fix`` returns None where the author must choose.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pixauthor.editing.blanks import rename_key
from pixauthor.editing.edit import move, remove, set_value
from pixauthor.editing.options import complete_order
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.editing.typography import mend_apostrophes, mend_spaces
from pixauthor.editing.values import Pointer, value_at
from pixauthor.findings import Finding

Fix = Callable[[str, Pointer, Finding], str]
_NUMBER: Final = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_WORDS: Final = {"oui": True, "yes": True, "on": True, "vrai": True, "non": False, "no": False, "off": False}
_WORDS_OF_NO: Final = {"faux": False}


def fix(text: str, pointer: Pointer, finding: Finding) -> str | None:
    """Return ``text`` without the fault of ``finding``; None when there is no sure remedy.

    Args:
        text: an item file.
        pointer: the field that the finding is about (``editing.locate``).
        finding: what the check said of this very text.

    Raises:
        PixauthorError: as ``editing.edit``, when the file is written too strangely.
    """
    remedy = _FIXES.get((finding.code, finding.variant))
    mended = remedy(text, pointer, finding) if remedy else text
    return None if mended == text else mended


def has_fix(finding: Finding) -> bool:
    """Say whether a finding of this kind may have a sure remedy."""
    return (finding.code, finding.variant) in _FIXES


def _rewritten(mend: Callable[[str], str]) -> Fix:
    def rewrite(text: str, pointer: Pointer, _finding: Finding) -> str:
        value = value_at(read(text).data, pointer)
        return set_value(text, pointer, mend(value)) if isinstance(value, str) else text

    return rewrite


def _set(name: str, value: Callable[[Finding], Any]) -> Fix:
    return lambda text, _pointer, finding: set_value(text, (name,), value(finding), order=ITEM_ORDER)


def _sort_numbers(text: str, pointer: Pointer, _finding: Finding) -> str:
    """Return ``text`` with its choices from the smallest number to the greatest; each carries its comments."""
    choices = value_at(read(text).data, pointer)
    numbers = [_number(choice["text"]) for choice in choices]
    for place in range(len(numbers)):
        smallest = min(range(place, len(numbers)), key=numbers.__getitem__)
        text = move(text, (*pointer, smallest), place)
        numbers.insert(place, numbers.pop(smallest))
    return text


def _number(words: str) -> float:
    found = _NUMBER.search(words)
    return float(re.sub(r"\s", "", found[0]).replace(",", ".")) if found else 0.0


def _keep_place(text: str, pointer: Pointer, _finding: Finding) -> str:
    return set_value(text, (*pointer[:2], "fixed"), True)


def _as_written(text: str, pointer: Pointer, finding: Finding) -> str:
    return set_value(text, pointer, str(finding.fields["source"]))


def _as_number(text: str, pointer: Pointer, finding: Finding) -> str:
    try:
        number = float(str(finding.fields["source"]).replace(",", "."))
    except ValueError:
        return text
    return set_value(text, pointer, int(number) if number.is_integer() else number)


def _as_boolean(text: str, pointer: Pointer, finding: Finding) -> str:
    meant = (_WORDS | _WORDS_OF_NO).get(str(finding.fields["source"]).strip("\"' ").casefold())
    return text if meant is None else set_value(text, pointer, meant)


def _suggested(text: str, pointer: Pointer, finding: Finding) -> str:
    return set_value(text, pointer, finding.fields["suggestion"])


def _suggested_name(text: str, pointer: Pointer, finding: Finding) -> str:
    return rename_key(text, (*pointer, finding.fields["name"]), finding.fields["suggestion"])


def _without(text: str, pointer: Pointer, _finding: Finding) -> str:
    return remove(text, pointer)


def _no_edits(text: str, pointer: Pointer, _finding: Finding) -> str:
    return set_value(text, (*pointer[: pointer.index("accept")], "tolerances", "t3"), False)


def _without_sign(text: str, pointer: Pointer, finding: Finding) -> str:
    """Take out a sign that nobody sees: where it stands, or from the value that has it as an escape."""
    sign = chr(int(str(finding.fields["code"]).removeprefix("U+"), 16))
    lines = text.split("\n")
    at = sum(len(line) + 1 for line in lines[: finding.place.line - 1]) + finding.place.column - 1
    if text[at : at + 1] == sign:
        return text[:at] + text[at + 1 :]
    value = value_at(read(text).data, pointer)
    return set_value(text, pointer, value.replace(sign, "")) if isinstance(value, str) else text


def _order(text: str, _pointer: Pointer, _finding: Finding) -> str:
    return complete_order(text)


_FIXES: Final[Mapping[tuple[str, str], Fix]] = {
    ("L13", ""): _sort_numbers,
    ("L30", "redundant"): _without,
    ("L32", ""): _set("shuffle", lambda _: False),
    ("L32", "fixed"): _keep_place,
    ("L35", "glued"): _rewritten(mend_spaces),
    ("L35", "space"): _rewritten(mend_spaces),
    ("L35", "apostrophe"): _rewritten(mend_apostrophes),
    ("S02", "near"): _suggested_name,
    ("S03", "string-word"): _as_written,
    ("S03", "number-text"): _as_number,
    ("S03", "boolean-word"): _as_boolean,
    ("S04", "near"): _suggested,
    ("S08", ""): _without,
    ("X03", ""): _set("competence", lambda finding: finding.fields["owner"]),
    ("X04", ""): _set("level", lambda finding: finding.fields["expected"]),
    ("L41", ""): _without_sign,
    ("L41", "turning"): _without_sign,
    ("X06", ""): _set("id", lambda finding: str(finding.fields["name"]).removesuffix(".yaml")),
    ("X20", ""): _order,
}
