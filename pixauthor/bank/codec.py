"""An item as it is written to an item as it is thought: docs/item-format.md, line by line.

The mapping must already have the shape of its schema (``bank.schema``); what is left out takes the default of the
value's class, so a default is written in one place.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from pixauthor.bank import item as it
from pixauthor.bank.question_codec import decode_media, decode_question, pick

Data = Mapping[str, Any]


def decode_item(data: Data) -> it.Item:
    """Return the item that a mapping of valid shape describes."""
    interaction, key = decode_question(data)
    return it.Item(
        type=it.ItemType(data["type"]),
        status=it.Status(data["status"]),
        interaction=interaction,
        key=key,
        tests=tuple(it.ItemTest(**test) for test in data["tests"]),
        feedback=_feedback(data),
        **pick(data, _PLAIN),
        **{name: decode(data[name]) for name, decode in _PARTS.items() if name in data},
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _feedback(data: Data) -> it.Feedback:
    options = {choice["id"]: choice["feedback"] for choice in data.get("choices", ()) if "feedback" in choice}
    return it.Feedback(**data.get("feedback", {}), options=options)


def _didactics(data: Data) -> it.Didactics:
    kinds: Mapping[str, Callable[[str], Any]]
    kinds = {"pedagogy": it.Pedagogy, "declinable": it.Declinable, "spoil": it.Spoil}
    return it.Didactics(**{name: kinds[name](value) for name, value in data.items()})


def _accessibility(data: Data) -> it.Accessibility:
    compatibility = {name: it.Compatibility(data[name]) for name in ("blind", "colour_blind", "deaf") if name in data}
    rest = {name: value for name, value in data.items() if name not in compatibility}
    return it.Accessibility(**rest | compatibility | {"devices": tuple(data.get("devices", ("computer",)))})


def _family(data: Data) -> it.Family:
    return it.Family(**{**data, "role": it.Role(data["role"])})


def _translation(data: Data) -> it.Translation:
    return it.Translation(source=data["source"], contextualized_fields=tuple(data.get("contextualized_fields", ())))


def _review(data: Data) -> it.Review:
    fairness = data.get("fairness")
    return it.Review(
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
    "links": lambda many: tuple(it.Link(**one) for one in many),
    "tutorials": lambda many: tuple(it.Tutorial(**one) for one in many),
    "silenced": lambda many: tuple(it.Silenced(**one) for one in many),
    "conduct": lambda one: it.Conduct(**one),
    "didactics": _didactics,
    "accessibility": _accessibility,
    "family": _family,
    "translation": _translation,
    "review": _review,
}
