"""A published item drawn for a terminal: nothing is asked, and nothing here can know a key."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from pixauthor.cli.session_prose import inline, printable, prose
from pixauthor.locale import text
from pixauthor.wire import PublicItem

Fields = Mapping[str, Any]
_BLANK: Final = re.compile(r"\$\{(\w+)\}")


def draw(item: PublicItem) -> Group:
    """Return the whole question: what is read, what is joined, and how it is answered."""
    return Group(*_around(item), *_FORMS[item.type](item.interaction))


def _around(item: PublicItem) -> Iterator[RenderableType]:
    yield prose(item.stem)
    if item.illustration:
        yield _line("picture", href=item.illustration.href, alt=item.illustration.alt)
    if item.alternative_text:
        yield _line("alternative", text=item.alternative_text)
    yield from (_line("file", label=one.label or one.href, href=one.href) for one in item.attachments)
    yield from (_line("link", label=one["label"] or one["url"], url=one["url"]) for one in item.links)
    if item.timer_seconds:
        yield _line("timer", seconds=item.timer_seconds)
    if item.focus:
        yield _line("focus")
    yield ""


def _options(fields: Fields, mark: str = "○") -> Iterator[RenderableType]:
    yield from (inline(f"{mark} {option['id']}", option["text"]) for option in fields["options"])


def _boxes(fields: Fields) -> Iterator[RenderableType]:
    return _options(fields, "☐")


def _field(fields: Fields) -> Iterator[RenderableType]:
    label = fields["label"] or text("session.your-answer")
    shown = fields["placeholder"] or "…"
    yield Text(printable(f"{label} [{shown}] {fields.get('unit', '')}").rstrip())


def _blanks(fields: Fields) -> Iterator[RenderableType]:
    places = {blank["name"]: place for place, blank in enumerate(fields["blanks"], start=1)}
    yield prose(_BLANK.sub(lambda match: f"[…{places.get(match[1], match[1])}…]", fields["template"]))
    for place, blank in enumerate(fields["blanks"], start=1):
        offered = " / ".join(blank["options"]) or blank["placeholder"]
        yield Text(printable(f"  {place}. {blank['label']} {f'[{offered}]' if offered else ''}").rstrip())


def _lettered(options: Sequence[Fields]) -> Iterator[RenderableType]:
    yield from (inline(letter, one["text"]) for letter, one in zip(ascii_lowercase, options, strict=False))


def _entries(fields: Fields) -> Iterator[RenderableType]:
    yield from _lettered(fields["entries"])


def _match(fields: Fields) -> Iterator[RenderableType]:
    yield from (inline(f"{place}", one["text"]) for place, one in enumerate(fields["sources"], start=1))
    yield "  ↔"
    yield from _lettered(fields["targets"])


def _file_task(fields: Fields) -> Iterator[RenderableType]:
    yield from (_line("file", label=one["label"] or one["href"], href=one["href"]) for one in fields["files"])
    yield from _FORMS[fields["response"]["type"]](fields["response"])


def _upload(fields: Fields) -> Iterator[RenderableType]:
    kinds = ", ".join(f".{one}" for one in fields["extensions"])
    yield _line("upload", kinds=kinds, limit=fields["max_bytes"])


def _simulator(fields: Fields) -> Iterator[RenderableType]:
    yield _line("simulator", title=fields["title"], page=fields["page"])


def _line(message: str, **fields: Any) -> Text:
    return Text(printable(text(f"item.drawing.{message}", **fields)))


_FORMS: Final[Mapping[str, Callable[[Fields], Iterator[RenderableType]]]] = {
    "single-choice": _options,
    "multiple-choice": _boxes,
    "short-text": _field,
    "number": _field,
    "blanks": _blanks,
    "dependent-blanks": _blanks,
    "ordering": _entries,
    "matching": _match,
    "file-task": _file_task,
    "upload": _upload,
    "simulator": _simulator,
}
