"""Plainly written YAML to data, line by line, in a fraction of the time that libyaml's nodes take.

Item files use little of YAML: mappings and lists by indentation, literal blocks, and scalars and flow collections that
end on their line. Whatever else a text holds, or could be taken for, is left to libyaml: a faulty text is never read
here, and one that is read here says the same there (``tests/bank/test_source_plain.py``).
"""

import re
from functools import lru_cache
from typing import Any, Final

from pixauthor.source.scalars import value_of

# Tabs, controls, and what YAML 1.1 takes for the end of a line.
_ODD: Final = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_KEY: Final = r"(\w[\w.-]{0,99}):"
_QUOTED: Final = r""""([^"\\]*)"|'([^']*)'"""
_WORD: Final = r"[^-?:,\[\]{}#&*!|>'\"%@` ][^?:,\[\]{}#]*"
_LINE: Final = re.compile(rf"( *)(- )?(?:{_KEY}(?: +|$))?(.*)")
_TEXT: Final = re.compile(rf"(?:{_QUOTED})(?: +#.*)?")
_ENTRY: Final = re.compile(rf"(?:{_KEY} +)?(?:({_WORD})|{_QUOTED}|([\[{{]) *)")
# A comma before the closing sign means nothing to YAML, but something to whoever wrote it.
_NEXT: Final = re.compile(r" *(?:, *(?![,\]}])|(?=[\]}]))")
_COMMENT: Final = re.compile(r"(?: +#.*)?")
_NO_WORD: Final = frozenset(" -?:,[]{}#&*!|>'\"%@`")
# No text holds it, and no line is further left: every block ends there.
_END: Final = "\0"
_OUTSIDE: Final = -1
_BLANK: Final = -2
# More than items have, and less than the limit of depth or of Python's stack.
_DEEP: Final = 12
# Long lines seldom come twice, and would fill the memory.
_SHORT: Final = 200
_NESTED, _LITERAL = object(), object()

# Where a line starts (_BLANK: it says nothing), whether by a dash, its key ("": it has none), and what follows.
_Row = tuple[int, bool, str, Any]


class _Unsure(Exception):  # noqa: N818 (not an error of the program)
    """Something that is not plain."""


def read_plain(text: str) -> dict[str, Any] | None:
    """Return the mapping that a plainly written text holds; None where that is not certain."""
    # Blanks at the end of a line mean something in some places and nothing in others.
    if not text.endswith("\n") or " \n" in text or _ODD.search(text):
        return None
    lines = text.split("\n")
    lines[-1] = _END
    try:
        data, _ = _mapping(lines, 0, 0)
    except _Unsure:
        return None
    return data or None


def _mapping(lines: list[str], at: int, indent: int) -> tuple[dict[str, Any], int]:
    """Return the mapping that stands at ``indent`` from line ``at`` on, and the number of the line after it."""
    data: dict[str, Any] = {}
    while True:
        depth, has_dash, key, value = _row(lines[at])
        if depth == _BLANK:
            at += 1
            continue
        if depth < indent:
            return data, at
        if depth > indent or has_dash or not key or key in data:
            raise _Unsure
        at += 1
        if value is _NESTED:
            data[key], at = _nested(lines, at, indent)
        elif value is _LITERAL:
            data[key], at = _literal(lines, at, indent)
        else:
            data[key] = _own(value)


def _sequence(lines: list[str], at: int, indent: int) -> tuple[list[Any], int]:
    entries: list[Any] = []
    while True:
        depth, has_dash, key, value = _row(lines[at])
        if depth == _BLANK:
            at += 1
            continue
        if depth < indent or (depth == indent and not has_dash):
            return entries, at
        if depth > indent:
            raise _Unsure
        if key:
            # "- a: 1" is a mapping whose first line has a dash among its blanks.
            lines[at] = lines[at].replace("-", " ", 1)
            entry, at = _mapping(lines, at, indent + 2)
        elif value is _NESTED or value is _LITERAL:
            raise _Unsure
        else:
            entry, at = _own(value), at + 1
        entries.append(entry)


def _nested(lines: list[str], at: int, indent: int) -> tuple[Any, int]:
    """Return what stands below a key at ``indent``: None where nothing does."""
    while (row := _row(lines[at]))[0] == _BLANK:
        at += 1
    depth, has_dash, _, _ = row
    # The dashes of a list may stand as far left as its key.
    if depth < indent or (depth == indent and not has_dash):
        return None, at
    if depth > 2 * _DEEP:
        raise _Unsure
    return (_sequence if has_dash else _mapping)(lines, at, depth)


def _literal(lines: list[str], at: int, indent: int) -> tuple[str, int]:
    """Return the text of a literal block below a key at ``indent``."""
    start = at
    while not lines[at]:
        at += 1
    margin = " " * (len(lines[at]) - len(lines[at].lstrip(" ")))
    if len(margin) <= indent:
        raise _Unsure
    while not lines[at] or lines[at].startswith(margin):
        at += 1
    return "\n".join([line[len(margin) :] for line in lines[start:at]]).rstrip("\n") + "\n", at


def _row(line: str) -> _Row:
    return _remembered(line) if len(line) < _SHORT else _read_line(line)


def _read_line(line: str) -> _Row:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _Unsure
    blanks, dash, key, rest = found.groups()
    if not key and not dash and rest[:1] in ("", "#"):
        return _BLANK, False, "", None
    if rest == _END:
        return _OUTSIDE, False, "", None
    return len(blanks), bool(dash), key or "", _value(rest)


# Lines of licences, dates, types and the like come in every item.
_remembered: Final = lru_cache(maxsize=4096)(_read_line)


def _own(value: Any) -> Any:
    """Return a value that is remembered as one that may be changed."""
    if type(value) is dict:
        return {key: one if type(one) is str else _own(one) for key, one in value.items()}
    return [_own(one) for one in value] if type(value) is list else value


def _value(text: str) -> Any:
    """Return what stands after a key or a dash."""
    sign = text[:1]
    if sign in ("", "#"):
        return _NESTED
    if text == "|":
        return _LITERAL
    if sign in "[{":
        value, end = _flow(text, len(text) - len(text[1:].lstrip(" ")), sign, 1)
        if not _COMMENT.fullmatch(text, end):
            raise _Unsure
        return value
    if quoted := _TEXT.fullmatch(text):
        return quoted[1] or quoted[2] or ""
    word = text.partition(" #")[0].rstrip(" ")
    if sign in _NO_WORD or ": " in word or word.endswith(":"):
        raise _Unsure
    return value_of(word)


def _flow(text: str, at: int, sign: str, depth: int) -> tuple[Any, int]:
    """Return the flow collection opened by ``sign``, whose first entry is at ``at``, and where the text goes on."""
    entries: list[tuple[str | None, Any]] = []
    while text[at : at + 1] not in ("]", "}"):
        found = _ENTRY.match(text, at)
        if not found or depth > _DEEP:
            raise _Unsure
        key, word, double, single, opened = found.groups()
        at = found.end()
        if opened:
            value, at = _flow(text, at, opened, depth + 1)
        else:
            value = value_of(word.rstrip(" ")) if word else double or single or ""
        entries.append((key, value))
        if not (following := _NEXT.match(text, at)):
            raise _Unsure
        at = following.end()
    data = dict(entries)
    if sign + text[at] == "{}" and None not in data and len(data) == len(entries):
        return data, at + 1
    if sign + text[at] == "[]" and data.keys() <= {None}:
        return [value for _, value in entries], at + 1
    raise _Unsure
