"""A value as the YAML that reads back as exactly that value, in the style of the house or of what was there."""

import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final

from pixauthor.source.scalars import value_of

# Words that other readers of YAML (1.1) take for booleans, and times or figures that they take for numbers: quoted.
_TRAPS: Final = frozenset(
    ("y", "n", "yes", "no", "on", "off", "oui", "non", "o", "vrai", "faux", "true", "false", "null")
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST: Final = re.compile(r"[^\W_]|[«“‘—–…€$(/+.]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FIGURE: Final = re.compile(r"[-+]?(0[xob]|\.(inf|nan)|\d[\d_.]*e)", re.IGNORECASE)
# What may stand in a file as it is; of these, U+0085, U+2028 and U+2029 are line breaks to YAML.
_UNPRINTABLE: Final = re.compile(
    "[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_SIMPLE_KEY: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\0": "\\0"}
_WIDTH: Final = 80


def scalar(value: Any, *, flow: bool = False) -> str:
    """Return a text, number, boolean or None on one line: unquoted where that is safe; ``flow``: within brackets."""
    if not isinstance(value, str):
        return _word(value)
    return value if is_plain(value, flow=flow) else quoted(value)


def key(name: str, *, flow: bool = False) -> str:
    """Return a key. Keys are text whatever they look like, so ``1`` needs no quotes."""
    return name if _SIMPLE_KEY.fullmatch(name) else scalar(name, flow=flow)


def quoted(text: str) -> str:
    """Return ``text`` in double quotes, or in single ones when those need no escape."""
    return single(text) if ('"' in text or "\\" in text) and not _UNPRINTABLE.search(text) else double(text)


def double(text: str) -> str:
    """Return ``text`` in double quotes on one line; any text can be written so."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return '"' + _UNPRINTABLE.sub(lambda sign: _escape(sign[0]), escaped) + '"'


def single(text: str) -> str:
    """Return ``text`` in single quotes; of one line only."""
    return "'" + text.replace("'", "''") + "'"


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Say whether ``text`` may stand without quotes: it reads back as itself here and with readers of YAML 1.1."""
    if not text or text != text.strip() or _UNPRINTABLE.search(text) or "\t" in text:
        return False
    if not _FIRST.match(text) or ": " in text or " #" in text or text.endswith(":"):
        return False
    if not isinstance(value_of(text), str):
        return False
    if flow and re.search(r"[,\[\]{}]|:(?=[\"'])", text):
        return False
    if text.lower() in _TRAPS or (text[0] in "0123456789+-." and _FIGURE.match(text)):
        return False
    return text[0] not in "0123456789+-." or bool(_LETTER.search(text) or _DAY.fullmatch(text))


def literal(text: str, indent: int) -> tuple[str, list[str]] | None:
    """Return the header and the lines of ``text`` as a literal block; None for text that such a block cannot hold."""
    body = text.rstrip("\n")
    if not body or any(_UNPRINTABLE.search(line) for line in text.split("\n")):
        return None
    return "|" + _header(text, body), [" " * indent + line if line else "" for line in _lines(text)]


def folded(text: str, indent: int) -> tuple[str, list[str]] | None:
    """Return the header and the lines of ``text`` as a folded block; None where folding would change it."""
    body = text.rstrip("\n")
    if not body or body != body.strip() or _UNPRINTABLE.search(body.replace("\n", "")) or "\n " in body:
        return None
    lines: list[str] = []
    for number, paragraph in enumerate(body.split("\n")):
        if number:
            lines.append("")
        lines += [" " * indent + line for line in _wrap(paragraph)]
    return ">" + _header(text, body), lines + [""] * (len(text) - len(body) - 1)


def kept(value: Any, style: str | None, *, flow: bool) -> Iterator[str]:
    """Yield ways of writing ``value`` on one line, first in the style (quote sign or None) that stood there."""
    if isinstance(value, str):
        if style == "'" and not _UNPRINTABLE.search(value):
            yield single(value)
        if style == '"':
            yield double(value)
        yield scalar(value, flow=flow)
        yield double(value)
    else:
        yield _word(value)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else repr(value)


def _escape(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    code = ord(sign)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _header(text: str, body: str) -> str:
    start = "2" if body[0] in " \n\t" else ""
    ends = len(text) - len(body)
    return start + ("-" if ends == 0 else "+" if ends > 1 else "")


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _wrap(paragraph: str) -> list[str]:
    lines = textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
    return lines or [""]
