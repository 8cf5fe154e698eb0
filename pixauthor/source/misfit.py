"""A value of another kind than the schema wants: which slip of YAML makes it so, and what to write."""

from typing import Any, Final

from pixauthor.source.scalars import value_of
from pixauthor.source.traps import quoted

_YES: Final = frozenset({"oui", "yes", "on", "vrai", "y", "o", "true"})
_NO: Final = frozenset({"non", "no", "off", "faux", "n", "false"})


def misfit(wanted: str, value: Any, source: str) -> tuple[str, dict[str, str]]:
    """Return the variant of finding S03 for ``value``, and the fields of its message.

    Args:
        wanted: the type that JSON Schema asks for.
        value: what was read.
        source: the word as the file has it; empty for a list or a mapping.
    """
    if value is None:
        return f"{wanted}-empty", {}
    if wanted == "string" and source:
        return "string-word", {"source": source, "suggestion": quoted(source)}
    if wanted == "boolean" and source.lower() in _YES | _NO:
        return "boolean-word", {"source": source, "suggestion": "true" if source.lower() in _YES else "false"}
    if wanted in {"number", "integer"} and source:
        return _number(wanted, value, source)
    return wanted, {}


def _number(wanted: str, value: Any, source: str) -> tuple[str, dict[str, str]]:
    suggestion = source.replace(" ", "").replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    if isinstance(value, str) and _reads_as(wanted, suggestion):
        return "number-text", {"source": source, "suggestion": suggestion}
    minutes, colon, seconds = source.partition(":")
    if isinstance(value, str) and colon and minutes.isdecimal() and seconds.isdecimal():
        return "number-clock", {"source": source, "suggestion": str(int(minutes) * 60 + int(seconds))}
    return f"{wanted}-word", {"source": source}


def _reads_as(wanted: str, word: str) -> bool:
    kind = type(value_of(word))
    return kind is int or (wanted == "number" and kind is float)
