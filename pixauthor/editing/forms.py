"""The one description of the fields of each item type: what there is to fill in, with which control, in which order.

Shape (kinds, closed lists, patterns, limits, what is required) comes from the schemas, so that form and check never
part. A small table says what a schema cannot: which text is Markdown, which lists share one control with the key, and
in which section of the form a field stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final

from pixauthor.bank.item import ItemType
from pixauthor.editing.form_shapes import Shape, resolved, shape_of

Path = tuple[str, ...]
"""Names from the root to a field; positions in lists are left out: ``("choices", "text")``."""


class Kind(StrEnum):
    """The control that a field needs. Those after ``PROSE`` are special to items."""

    LINE = "line"
    INTEGER = "integer"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    TICKS = "ticks"  # several of a closed list
    LINES = "lines"  # a list of short texts
    DATE = "date"
    GROUP = "group"  # named fields
    LIST = "list"  # rows of named fields
    MAP = "map"  # values by a name that the author gives
    PROSE = "prose"
    MARKDOWN = "markdown"
    TEMPLATE = "template"  # Markdown with blanks
    BLANKS = "blanks"  # blanks with their key
    CHOICES = "choices"  # options with the key ticked beside them
    ENTRIES = "entries"  # options in the order of the key
    SOURCES = "sources"  # options with their target
    OPTIONS = "options"
    TESTS = "tests"
    ANSWER = "answer"
    IMAGE = "image"
    FILE = "file"
    PAGE = "page"
    SKILL = "skill"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """One field.

    ``fields`` are those of a group or of each row of a list; ``item`` is a value of a map, and ``key`` the key of one.
    """

    path: Path
    kind: Kind
    required: bool = False
    options: tuple[str, ...] = ()
    default: Any = None
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    fewest: int = 0
    fields: tuple["FieldForm", ...] = ()
    item: "FieldForm | None" = None
    key: "FieldForm | None" = None

    @property
    def name(self) -> str:
        """Its key in the file."""
        return self.path[-1]


SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "question": (
        *("title", "stem", "illustration", "alternative_text", "template", "page", "frame_title", "height"),
        *("files", "attachments", "links"),
    ),
    "answer": (
        *("response", "label", "placeholder", "format", "unit", "choices", "entries", "sources", "targets"),
        *("blanks", "key", "shuffle", "scoring"),
    ),
    "tests": ("tests",),
    "after": ("feedback", "tutorials"),
    "place": ("skill", "locale", "geography", "family", "translation"),
    "use": ("conduct", "didactics", "accessibility"),
    "life": ("author", "licence", "created", "updated", "perishable", "expires", "silenced"),
}
"""Sections of the form, with their fields in order."""

# Identity follows the file and the skill; version, status, review and marks of translation have ways of their own.
ELSEWHERE: Final[frozenset[Path]] = frozenset(
    (*((name,) for name in ("id", "type", "version", "status", "competence", "level", "review", "validated")),)
) | {("translation", "source_marks")}
_KEY_WITH: Final = frozenset(("single-choice", "multiple-choice", "ordering", "matching", "blanks"))
"""Types whose key is set beside what it names."""
_KINDS: Final[Mapping[Path, Kind]] = {
    ("stem",): Kind.MARKDOWN,
    ("alternative_text",): Kind.MARKDOWN,
    ("feedback", "ok"): Kind.MARKDOWN,
    ("feedback", "ko"): Kind.MARKDOWN,
    ("tutorials", "text"): Kind.MARKDOWN,
    ("template",): Kind.TEMPLATE,
    ("blanks",): Kind.BLANKS,
    ("choices",): Kind.CHOICES,
    ("entries",): Kind.ENTRIES,
    ("sources",): Kind.SOURCES,
    ("targets",): Kind.OPTIONS,
    ("tests",): Kind.TESTS,
    ("tests", "answer"): Kind.ANSWER,
    ("illustration", "file"): Kind.IMAGE,
    ("illustration", "alt"): Kind.PROSE,
    ("choices", "feedback"): Kind.PROSE,
    ("attachments", "file"): Kind.FILE,
    ("files", "file"): Kind.FILE,
    ("page",): Kind.PAGE,
    ("skill",): Kind.SKILL,
}
_SIMPLE: Final = {"boolean": Kind.SWITCH, "integer": Kind.INTEGER, "number": Kind.NUMBER, "string": Kind.LINE}


@cache
def form_of(kind: str, response: str = "") -> Mapping[str, tuple[FieldForm, ...]]:
    """Return the fields of an item type, by section.

    Args:
        kind: the type, as the file writes it.
        response: for a file task, the way of answering (``short-text``, ``number``, ``upload``).
    """
    fields = {field.name: field for field in _fields(shape_of(kind, response), (), f"item/{kind}")}
    if kind in _KEY_WITH:
        key = fields.pop("key")
        if "blanks" in fields:
            fields["blanks"] = replace(fields["blanks"], key=key.item)
    return {
        section: tuple(fields[name] for name in names if name in fields)
        for section, names in SECTIONS.items()
        if any(name in fields for name in names)
    }


def form_for(data: Mapping[str, Any]) -> Mapping[str, tuple[FieldForm, ...]]:
    """Return the fields that an item as it is written has; nothing when its type is not known."""
    kind, response = data.get("type"), data.get("response")
    if kind not in tuple(ItemType):
        return {}
    return form_of(str(kind), str(response.get("type", "")) if isinstance(response, dict) else "")


def _fields(shape: Shape, above: Path, schema: str) -> Iterator[FieldForm]:
    required = shape.get("required", ())
    for name, part in shape.get("properties", {}).items():
        if "const" not in part and (*above, name) not in ELSEWHERE:
            yield _field(part, (*above, name), schema, required=name in required)


def _field(part: Shape, path: Path, schema: str, *, required: bool) -> FieldForm:
    shape, schema = resolved(part, schema)
    kind = _KINDS.get(path) or _kind_of(shape, schema)
    items, where = resolved(shape["items"], schema) if "items" in shape else ({}, schema)
    inner = tuple(_fields(shape, path, schema) if "properties" in shape else _fields(items, path, where))
    if "kinds" in shape:
        choice = FieldForm(path=(*path, "type"), kind=Kind.CHOICE, required=True, options=tuple(shape["kinds"]))
        inner = (choice, *inner)
    value = shape.get("additionalProperties")
    return FieldForm(
        path=path,
        kind=kind,
        required=required,
        options=tuple(shape.get("enum", items.get("enum", ()))),
        default=shape.get("default"),
        pattern=shape.get("pattern", ""),
        minimum=shape.get("minimum"),
        maximum=shape.get("maximum"),
        longest=shape.get("maxLength"),
        fewest=shape.get("minItems", shape.get("minProperties", 0)),
        fields=inner,
        item=_field(value, (*path, "*"), schema, required=True) if isinstance(value, dict) else None,
    )


def _kind_of(shape: Shape, schema: str) -> Kind:
    if "enum" in shape:
        return Kind.CHOICE
    if shape.get("type") == "array":
        items = resolved(shape["items"], schema)[0]
        return Kind.TICKS if "enum" in items else Kind.LIST if "properties" in items else Kind.LINES
    if shape.get("type") == "object":
        return Kind.MAP if isinstance(shape.get("additionalProperties"), dict) else Kind.GROUP
    return Kind.DATE if shape.get("format") == "date" else _SIMPLE[shape["type"]]
