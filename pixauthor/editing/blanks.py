"""Blanks of a text as authors handle them: in the template, in ``blanks``, in the key and in the tests at once.

Text in, text out. Raises: as ``editing.edit``.
"""

from itertools import count
from typing import Any

from pixauthor.editing.edit import remove, set_value
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.editing.values import ABSENT, Pointer, name_of, value_at
from pixauthor.errors import PixauthorError
from pixauthor.ids import BLANK_NAME


def add_blank(text: str, at: int, stem: str, label: str) -> str:
    """Return ``text`` with a new blank at character ``at`` of its template.

    Args:
        text: an item with blanks.
        at: where the caret is; beyond the end, the blank comes last.
        stem: what its name starts with (``trou``); a number follows.
        label: its label for screen readers, ``{number}`` standing for its rank.
    """
    data = read(text).data
    blanks = _map(data, "blanks")
    number = next(n for n in count(len(blanks) + 1) if f"{stem}{n}" not in blanks)
    name, template = f"{stem}{number}", _template(data)
    text = set_value(text, ("template",), f"{template[:at]}${{{name}}}{template[at:]}", order=ITEM_ORDER)
    text = set_value(text, ("blanks", name), {"label": label.format(number=number)}, order=ITEM_ORDER)
    if data.get("type") == "blanks":
        return set_value(text, ("key", name), {"accept": [""]}, order=ITEM_ORDER)
    return text


def remove_blank(text: str, name: str) -> str:
    """Return ``text`` without a blank, wherever it is named."""
    data = read(text).data
    if f"${{{name}}}" in _template(data):
        text = set_value(text, ("template",), _template(data).replace(f"${{{name}}}", ""))
    for pointer in _places(data, name):
        text = remove(text, pointer)
    return text


def rename_blank(text: str, old: str, new: str) -> str:
    """Return ``text`` with another name for a blank, wherever it is named.

    Raises:
        PixauthorError: ``editing.bad-blank`` when ``new`` is no name, or is taken.
    """
    data = read(text).data
    if new == old:
        return text
    if not BLANK_NAME.fullmatch(new) or new in _map(data, "blanks"):
        raise PixauthorError("editing.bad-blank", name=new)
    if f"${{{old}}}" in _template(data):
        text = set_value(text, ("template",), _template(data).replace(f"${{{old}}}", f"${{{new}}}"))
    for pointer in _places(data, old):
        text = rename_key(text, pointer, new)
    return text


def rename_key(text: str, pointer: Pointer, new: str) -> str:
    """Return ``text`` with another name for the key at ``pointer``, in its place among the others.

    Raises:
        PixauthorError: ``editing.bad-blank`` when the new name is taken, ``.no-place`` when the old one is not there.
    """
    *above, old = pointer
    there = value_at(read(text).data, above)
    if not isinstance(there, dict) or old not in there:
        raise PixauthorError("editing.no-place", field=name_of(pointer))
    if new in there or not new:
        raise PixauthorError("editing.bad-blank", name=new)
    names = [new if name == old else name for name in there]
    text = set_value(text, (*above, new), there[old], order=[one for name in names for one in _with(name, new, old)])
    return remove(text, pointer)


def _with(name: str, new: str, old: Any) -> tuple[str, ...]:
    # The new key goes right after the old one, which is still there.
    return (str(old), new) if name == new else (name,)


def _places(data: dict[str, Any], name: str) -> list[Pointer]:
    tests = data.get("tests")
    answers: list[Pointer] = [("tests", n, "answer", name) for n in range(len(tests) if isinstance(tests, list) else 0)]
    known = [("blanks", name), *([("key", name)] if data.get("type") == "blanks" else []), *answers]
    return [pointer for pointer in known if value_at(data, pointer) is not ABSENT]


def _template(data: dict[str, Any]) -> str:
    template = data.get("template", "")
    return template if isinstance(template, str) else ""


def _map(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
