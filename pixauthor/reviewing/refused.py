"""A request that is not carried out, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pixauthor.locale import catalogue, current_language, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why not, as a message of the catalogue."""

    message: str
    fields: Mapping[str, object]

    def render(self, language: str | None = None) -> str:
        """Return the sentence."""
        return text(
            self.message, language, **{name: _said(name, value, language) for name, value in self.fields.items()}
        )


def _said(name: str, value: object, language: str | None) -> object:
    """Return the value of a field as people say it."""
    words = catalogue(language or current_language(), "review")
    if name in _TABLES:
        return words[_TABLES[name]].get(value, value)
    if name == "status":
        return text(f"widgets.statuses.{value}", language)
    if isinstance(value, tuple | list):
        table = words[_LISTS[name]] if name in _LISTS else {}
        return ", ".join(str(table.get(one, one)) for one in value)
    return value


_TABLES: Final[Mapping[str, str]] = {"action": "action"}
_LISTS: Final[Mapping[str, str]] = {"points": "point-short", "roles": "role"}
