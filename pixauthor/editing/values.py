"""Values as JSON can hold them, and pointers into them: keys and positions (from 0), ``("choices", 1, "text")``."""

import copy
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from pixauthor.canonical import encode_canonical

Pointer: TypeAlias = tuple[str | int, ...]

ABSENT: Final[Any] = object()
"""Stands for a value where there is none."""


def value_at(data: Any, pointer: Iterable[str | int]) -> Any:
    """Return the value at ``pointer``; ``ABSENT`` when there is none."""
    for step in pointer:
        if isinstance(data, dict) and str(step) in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return ABSENT
    return data


def with_value(data: Any, pointer: Pointer, value: Any) -> Any:
    """Return ``data`` with another value at ``pointer``, where there is one; ``data`` stays as it is."""
    if not pointer:
        return value
    step, *rest = pointer
    changed = copy.copy(data)
    index = str(step) if isinstance(data, dict) else step
    changed[index] = with_value(data[index], tuple(rest), value)
    return changed


def same(one: Any, other: Any) -> bool:
    """Say whether two values are written alike: 1, 1.0 and true are not; the order of keys does not matter."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return encode_canonical(one) == encode_canonical(other)


def name_of(pointer: Iterable[str | int]) -> str:
    """Return what people call a place: ``choices[2].text`` for the text of the second choice."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in pointer).removeprefix(".")


def is_storable(value: Any) -> bool:
    """Say whether JSON has such a value, as far as types tell."""
    if isinstance(value, dict):
        return all(type(name) is str and is_storable(part) for name, part in value.items())
    if isinstance(value, list):
        return all(map(is_storable, value))
    return value is None or type(value) in (str, int, float, bool)
