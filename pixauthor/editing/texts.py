"""What of an item is said in a language: the texts that a translation says otherwise, and the rest, which it shares.

A text is named by keys and ids, so that its name stays when options change places: ``choices.a.text``. A list of
accepted answers is one text of several lines: a language may have more of them than another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pixauthor.canonical import digest_value
from pixauthor.editing.values import Pointer
from pixauthor.errors import PixauthorError

Value = str | list[str]

# By the keys that lead to it; `*` is any key, position or id.
_TEXTS: Final = tuple(
    tuple(pattern.split("."))
    for pattern in (
        *(
            "title",
            "stem",
            "alternative_text",
            "illustration.alt",
            "attachments.*.label",
            "links.*.label",
            "links.*.url",
        ),
        *("label", "placeholder", "unit", "template", "blanks.*.label"),
        *("blanks.*.placeholder", "blanks.*.options"),
        *("files.*.label", "response.label", "response.placeholder", "response.unit", "frame_title"),
        *("choices.*.text", "choices.*.feedback", "entries.*.text", "sources.*.text", "targets.*.text"),
        *("key.accept", "key.units", "key.*.accept", "key.groups.*", "key.checks.*.value"),
        *("feedback.ok", "feedback.ko", "tutorials.*.title", "tutorials.*.text", "tutorials.*.url"),
        *("perishable", "tests.*.answer", "tests.*.answer.*", "tests.*.note"),
    )
)
# Types whose answers are words of a language; those of the others are ids, or the state of a page.
_WORDED: Final = frozenset({"short-text", "number", "blanks", "dependent-blanks", "file-task", "simulator"})
# An answer that is a file: the sample bears the id of the item.
_FILE: Final = "upload"
_FILES: Final = frozenset({_FILE, "file", "licence", "source"})
_SHARED: Final = (
    *("type", "competence", "skill", "level", "label", "placeholder", "format", "unit", "template", "blanks", "files"),
    *("response", "height", "choices", "entries", "sources", "targets", "shuffle", "scoring", "key", "conduct"),
    *("didactics", "tests", "illustration", "attachments", "links", "feedback", "tutorials"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of an item: its name, where it stands, and what it says; several lines for a list."""

    name: str
    pointer: Pointer
    value: Value

    @property
    def mark(self) -> str:
        """What tells this wording from any other: the start of its SHA-256."""
        return digest_value(self.value)[:32]


def texts_of(data: Mapping[str, Any]) -> Mapping[str, Text]:
    """Return the texts of an item by name, in the order of the file."""
    return {text.name: text for text in _walk(data, (), (), data)}


def structure_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a translation shares with its source, by field: all but words, lists of answers, and files."""
    return {name: _without_words(data[name], (name,), data) for name in _SHARED if name in data}


def pointer_to(data: Mapping[str, Any], name: str) -> Pointer:
    """Return where a text of this name stands in an item, or would stand if its part of the item had it.

    Raises:
        PixauthorError: ``editing.no-place`` when there is no such part.
    """
    pointer: Pointer = ()
    value: Any = data
    for part in name.split("."):
        steps = {own: (step, inner) for step, own, inner in _parts(value)}
        if part not in steps and not isinstance(value, Mapping):
            raise PixauthorError("editing.no-place", field=name)
        step, value = steps.get(part, (part, {}))
        pointer = (*pointer, step)
    return pointer


def with_words(value: Any, names: tuple[str, ...], words: Mapping[str, Value]) -> Any:
    """Return a part of an item with other wordings, by name, wherever there are some."""
    if ".".join(names) in words:
        return words[".".join(names)]
    parts = [(step, with_words(part, (*names, name), words)) for step, name, part in _parts(value)]
    if isinstance(value, Mapping):
        return dict(parts)
    return [part for _, part in parts] if isinstance(value, list) else value


def _walk(value: Any, pointer: Pointer, names: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[Text]:
    if names and _is_text(names, value, data):
        yield Text(name=".".join(names), pointer=pointer, value=value)
        return
    for step, name, part in _parts(value):
        yield from _walk(part, (*pointer, step), (*names, name), data)


def _parts(value: Any) -> Iterator[tuple[str | int, str, Any]]:
    """Yield the parts of a value: the step to each, its name, and itself."""
    if isinstance(value, Mapping):
        yield from ((name, name, part) for name, part in value.items())
    elif isinstance(value, list):
        for number, part in enumerate(value):
            own = part.get("id") if isinstance(part, Mapping) else None
            yield number, own if isinstance(own, str) else str(number + 1), part


def _is_text(names: tuple[str, ...], value: Any, data: Mapping[str, Any]) -> bool:
    listed = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not isinstance(value, str) and not listed:
        return False
    if names[0] == "tests" and "answer" in names and (listed or data.get("type") not in _WORDED or names[-1] == _FILE):
        return False
    return any(_fits(names, pattern) for pattern in _TEXTS)


def _fits(names: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(names) == len(pattern) and all(
        wanted in (name, "*") for name, wanted in zip(names, pattern, strict=True)
    )


def _without_words(value: Any, names: tuple[str, ...], data: Mapping[str, Any]) -> Any:
    if _is_text(names, value, data) or names[-1] in _FILES:
        return None
    parts = [(name, _without_words(part, (*names, name), data)) for _, name, part in _parts(value)]
    if isinstance(value, Mapping):
        return dict(parts)
    return [part for _, part in parts] if isinstance(value, list) else value
