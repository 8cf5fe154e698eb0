"""What of one item stays in memory to be searched: small and plain JSON, so that it can be cached.

Rows are read from the mapping of the file, not from the item: a draft that is not yet well formed must be found too.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pixauthor.bank.lint.prose import fold, plain

_PROSE: Final = ("id", "title", "stem", "alternative_text", "template", "label", "frame_title", "perishable")
_LISTS: Final = ("choices", "entries", "sources", "targets", "attachments", "files")
_MAX_TEXT: Final = 20_000


class Row(NamedTuple):
    """One item as it is searched. Dates are ISO or "", ``path`` is relative to the items folder (POSIX).

    A tuple, because thousands come from the cache. ``words`` is all that is read in the question, folded; ``level`` and
    ``version`` are 0 when the file does not say; ``source`` is the item that this one translates; ``readable`` is false
    for a file that is no mapping at all.
    """

    path: str
    id: str
    version: int = 0
    type: str = ""
    status: str = ""
    competence: str = ""
    skill: str = ""
    level: int = 0
    locale: str = "fr"
    title: str = ""
    stem: str = ""
    author: str = ""
    reviewers: tuple[str, ...] = ()
    role: str = ""
    prototype: str = ""
    source: str = ""
    created: str = ""
    updated: str = ""
    validated: str = ""
    expires: str = ""
    words: str = ""
    readable: bool = True

    @property
    def reference(self) -> str:
        """The item and its version, as calibrations name it."""
        return f"{self.id}@{self.version}"

    @property
    def touched(self) -> str:
        """The last day on which somebody changed or validated the item; "" when it does not say."""
        return max(self.created, self.updated, self.validated)


def read_row(data: Mapping[str, Any] | None, path: str) -> Row:
    """Return the row of the mapping that the file ``path`` holds; of no mapping, the name of the file alone."""
    name = PurePosixPath(path).stem
    if data is None:
        return Row(path=path, id=name, competence=path.partition("/")[0], words=searchable(name), readable=False)
    family, review = _mapping(data, "family"), _mapping(data, "review")
    reviewers = review.get("reviewers")
    return Row(
        path=path,
        id=_text(data, "id") or name,
        version=_number(data, "version"),
        type=_text(data, "type"),
        status=_text(data, "status"),
        competence=_text(data, "competence"),
        skill=_text(data, "skill"),
        level=_number(data, "level"),
        title=_text(data, "title"),
        author=_text(data, "author"),
        locale=_text(data, "locale") or "fr",
        stem=plain(_text(data, "stem")),
        reviewers=tuple(one for one in reviewers if isinstance(one, str)) if isinstance(reviewers, list) else (),
        role=_text(family, "role") or "prototype",
        prototype=_text(family, "prototype"),
        source=_text(_mapping(data, "translation"), "source"),
        created=_day(data, "created"),
        updated=_day(data, "updated"),
        validated=_day(data, "validated"),
        expires=_day(data, "expires"),
        words=searchable(" ".join(_read(data))[:_MAX_TEXT]),
    )


def searchable(text: str) -> str:
    """Return ``text`` without case and accents, with straight apostrophes and single spaces."""
    return " ".join(fold(text).replace("’", "'").split())


def _read(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a candidate or an author reads, key apart."""
    yield from (plain(_text(data, name)) for name in _PROSE)
    for name in _LISTS:
        many = data.get(name)
        for one in many if isinstance(many, list) else ():
            if isinstance(one, Mapping):
                yield from (plain(_text(one, field)) for field in ("text", "label"))
    for blank in _mapping(data, "blanks").values():
        if isinstance(blank, Mapping):
            yield _text(blank, "label")


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _day(data: Mapping[str, Any], name: str) -> str:
    try:
        return date.fromisoformat(_text(data, name)).isoformat()
    except ValueError:
        return ""
