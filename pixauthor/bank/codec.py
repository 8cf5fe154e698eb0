"""An item as it is written to an item as it is thought: docs/item-format.md, line by line.

The mapping must already have the shape of its schema (``bank.schema``); what is left out takes the default of the
value's class, so a default is written in one place.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from pixauthor.bank import metadata as meta
from pixauthor.bank.item import Item, ItemTest, ItemType, Silenced, Status
from pixauthor.bank.question_codec import decode_media, decode_question, pick

Data = Mapping[str, Any]


def decode_item(data: Data) -> Item:
    """Return the item that a mapping of valid shape describes."""
    interaction, key = decode_question(data)
    return Item(
        type=ItemType(data["type"]),
        status=Status(data["status"]),
        interaction=interaction,
        key=key,
        tests=tuple(ItemTest(**test) for test in data["tests"]),
        feedback=_feedback(data),
        **pick(data, _PLAIN),
        **{name: decode(data[name]) for name, decode in _PARTS.items() if name in data},
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _feedback(data: Data) -> meta.Feedback:
    options = {choice["id"]: choice["feedback"] for choice in data.get("choices", ()) if "feedback" in choice}
    return meta.Feedback(**data.get("feedback", {}), options=options)


def _didactics(data: Data) -> meta.Didactics:
    kinds: Mapping[str, Callable[[str], Any]]
    kinds = {"pedagogy": meta.Pedagogy, "declinable": meta.Declinable, "spoil": meta.Spoil}
    return meta.Didactics(**{name: kinds[name](value) for name, value in data.items()})


def _accessibility(data: Data) -> meta.Accessibility:
    compatibility = {name: meta.Compatibility(data[name]) for name in ("blind", "colour_blind", "deaf") if name in data}
    rest = {name: value for name, value in data.items() if name not in compatibility}
    return meta.Accessibility(**rest | compatibility | {"devices": tuple(data.get("devices", ("computer",)))})


def _family(data: Data) -> meta.Family:
    return meta.Family(**{**data, "role": meta.Role(data["role"])})


def _translation(data: Data) -> meta.Translation:
    return meta.Translation(
        source=data["source"],
        contextualized_fields=tuple(data.get("contextualized_fields", ())),
        source_marks=data.get("source_marks", {}),
    )


def _review(data: Data) -> meta.Review:
    fairness = data.get("fairness")
    return meta.Review(
        reviewers=tuple(data.get("reviewers", ())),
        fairness_by=fairness["by"] if fairness else "",
        fairness_on=_day(fairness["on"]) if fairness else None,
    )


_PLAIN: Final = (
    *("id", "version", "competence", "skill", "level", "locale", "title", "stem", "alternative_text"),
    *("geography", "author", "licence", "perishable"),
)
_PARTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "created": _day,
    "updated": _day,
    "validated": _day,
    "expires": _day,
    "illustration": decode_media,
    "attachments": lambda many: tuple(map(decode_media, many)),
    "links": lambda many: tuple(meta.Link(**one) for one in many),
    "tutorials": lambda many: tuple(meta.Tutorial(**one) for one in many),
    "silenced": lambda many: tuple(Silenced(**one) for one in many),
    "conduct": lambda one: meta.Conduct(**one),
    "didactics": _didactics,
    "accessibility": _accessibility,
    "family": _family,
    "translation": _translation,
    "review": _review,
}
