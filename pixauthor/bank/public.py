"""The only road from the bank to the wire: what a candidate may know of an item.

The interaction travels as plain JSON with the field names of ``bank.interactions``; media become ``{"href", "label",
"alt"}`` without licence and source. Nothing here reads ``item.key``, ``item.tests``, ``item.feedback`` or
``item.tutorials``. Order is the author's: shuffling belongs to the session, which owns the seed.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from typing import Any, Final

from pixauthor.bank.interactions import (
    Blanks,
    FileTask,
    Interaction,
    Matching,
    Media,
    MultipleChoice,
    Number,
    Ordering,
    ShortText,
    Simulator,
    SingleChoice,
    Upload,
)
from pixauthor.bank.item import Item
from pixauthor.wire import PublicItem, PublicMedia


def publish(item: Item) -> PublicItem:
    """Return what a candidate may know of ``item``."""
    return PublicItem(
        item=item.id,
        version=item.version,
        type=item.type.value,
        locale=item.locale,
        competence=item.competence,
        stem=item.stem,
        interaction=publish_interaction(item.interaction),
        alternative_text=item.alternative_text,
        illustration=_media(item.illustration) if item.illustration else None,
        attachments=tuple(_media(attachment) for attachment in item.attachments),
        links=tuple({"url": link.url, "label": link.label} for link in item.links),
        timer_seconds=item.conduct.timer_seconds,
        focus=item.conduct.focus,
    )


def publish_interaction(interaction: Interaction | Upload) -> dict[str, Any]:
    """Return an interaction as JSON values."""
    return _PUBLISHERS[type(interaction)](interaction)


def _media(media: Media) -> PublicMedia:
    return PublicMedia(href=media.file, label=media.label, alt=media.alt)


def _plain(interaction: Any) -> dict[str, Any]:
    return {name: _jsonable(value) for name, value in asdict(interaction).items()}


def _jsonable(value: Any) -> Any:
    match value:
        case tuple():
            return [_jsonable(one) for one in value]
        case dict():
            return {name: _jsonable(one) for name, one in value.items()}
        case Enum():
            return value.value
        case _:
            return value


def _file_task(task: FileTask) -> dict[str, Any]:
    response = {"type": _RESPONSES[type(task.response)], **publish_interaction(task.response)}
    return {"files": [asdict(_media(file)) for file in task.files], "response": response}


_PUBLISHERS: Final[Mapping[type, Callable[[Any], dict[str, Any]]]] = {
    SingleChoice: _plain,
    MultipleChoice: _plain,
    ShortText: _plain,
    Number: _plain,
    Blanks: _plain,
    Ordering: _plain,
    Matching: _plain,
    Upload: _plain,
    FileTask: _file_task,
    Simulator: _plain,
}
_RESPONSES: Final[Mapping[type, str]] = {ShortText: "short-text", Number: "number", Upload: "upload"}
