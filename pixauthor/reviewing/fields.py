"""The fields of an item that a comment can be about, by the names that a review file writes: ``choices.b.text``."""

from collections.abc import Mapping
from typing import Any, Final

from pixauthor.bank.changes import ORDER, flatten, name_field

# What the file says of itself: nobody comments on it.
_LEFT_OUT: Final = frozenset({"id", "type", "version", "status", "review", "created", "updated", "validated"})


def fields_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of an item by name, each with what it says; those that hold others come before them."""
    found: dict[str, str] = {}
    for pointer, value in flatten(data).items():
        if pointer[0] in _LEFT_OUT or pointer[-1] == ORDER:
            continue
        if len(pointer) > 1:
            found.setdefault(pointer[0], "")
        found[".".join(pointer)] = value
    return found


def field_name(field: str, language: str | None = None) -> str:
    """Return the name of a field as people say it: ``Choix › b › texte``."""
    return name_field(field.split("."), language) if field else ""
