"""Values with parts, as lines of YAML: short ones within brackets, long ones in blocks."""

from collections.abc import Sequence
from typing import Any, Final

from pixauthor.editing.scalars import double, key, literal, scalar

STEP: Final = 2
_WIDTH: Final = 100


def flow(value: Any, *, cautious: bool = False) -> str:
    """Return ``value`` on one line; ``cautious``: with every text in double quotes."""
    if isinstance(value, dict):
        names = [double(name) if cautious else key(name, flow=True) for name in value]
        pairs = (f"{name}: {flow(part, cautious=cautious)}" for name, part in zip(names, value.values(), strict=True))
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(part, cautious=cautious) for part in value) + "]"
    return double(value) if cautious and isinstance(value, str) else scalar(value, flow=True)


def written(value: Any, column: int, *, tight: bool = False) -> tuple[str, list[str]]:
    """Return how ``value`` is written after a key or a dash at ``column``: the rest of that line, and the lines below.

    Args:
        value: what to write.
        column: where the key or the dash stands.
        tight: on one line if that is at all readable, because its neighbours are.
    """
    if isinstance(value, str):
        block = literal(value, column + STEP) if "\n" in value else None
        return block or (scalar(value), [])
    if not isinstance(value, dict | list):
        return scalar(value), []
    if not value or _fits(value, column, tight=tight):
        return flow(value), []
    return "", _lines(value, column + STEP)


def item_lines(value: Any, column: int, *, tight: bool = False) -> list[str]:
    """Return the lines of one list item whose dash stands at ``column``; a mapping starts on the line of the dash."""
    head, below = written(value, column, tight=tight)
    if head or not below:
        return [" " * column + "- " + head, *below]
    return [" " * column + "- " + below[0].lstrip(" "), *below[1:]]


def pair_lines(name: str, value: Any, column: int) -> list[str]:
    """Return the lines of one key at ``column`` with its value."""
    head, below = written(value, column)
    return [" " * column + key(name) + (f": {head}" if head else ":"), *below]


def _lines(value: dict[str, Any] | list[Any], column: int) -> list[str]:
    if isinstance(value, dict):
        rows: Sequence[list[str]] = [pair_lines(name, part, column) for name, part in value.items()]
    else:
        rows = [item_lines(part, column) for part in value]
    return [line for row in rows for line in row]


def _fits(value: Any, column: int, *, tight: bool) -> bool:
    if any("\n" in text for text in _texts(value)):
        return False
    parts = value.values() if isinstance(value, dict) else value
    nested = isinstance(value, list) and any(isinstance(part, dict | list) and part for part in parts)
    return tight or (not nested and len(flow(value)) + column <= _WIDTH)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]
