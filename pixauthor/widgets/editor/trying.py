"""Trying answers: what the grader says of one, in words, and which ones real candidates gave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pixauthor.bank.interactions import Blanks, Matching, MultipleChoice, Option, Ordering, ShortText, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.keys import BlanksKey, SimulatorKey, TextKey
from pixauthor.canonical import encode_canonical
from pixauthor.errors import PixauthorError
from pixauthor.grading.grade import grade
from pixauthor.grading.model import AnswerStatus, Outcome
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markdown import plain

if TYPE_CHECKING:
    import pandas as pd

MOST_SEEN: Final = 30
"""Different answers listed, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer that candidates gave, to the whole question or to the blank ``part``, and how often."""

    answer: Any
    count: int
    part: str = ""


def try_answer(item: Item, answer: Any, language: str) -> dict[str, Any]:
    """Return what an answer is worth, and why: ``status``, ``credit``, a sentence, and what is right of its parts."""
    try:
        outcome = grade(item.interaction, item.key, answer)
    except PixauthorError as error:
        return {"status": "", "said": error.render(language), "parts": [], "credit": 0.0}
    said = text(f"widgets.outcomes.{outcome.status}", language)
    if outcome.status is AnswerStatus.PARTIALLY:
        said = f"{said} ({decimal(100 * outcome.credit, 0, language)} %)"
    return {
        "status": outcome.status.value,
        "credit": outcome.credit,
        "said": said,
        "parts": list(_parts(item, outcome)),
    }


def _parts(item: Item, outcome: Outcome) -> Iterator[dict[str, Any]]:
    names = names_of(item)
    for name, right in outcome.parts.items():
        yield {"name": names.get(name, name), "right": right}


def words_of(item: Item, answer: Any, language: str) -> str:
    """Return an answer as people read it: the texts of its options, the values of its blanks."""
    names = names_of(item)
    if answer is None:
        return text("widgets.outcomes.aband", language)
    if isinstance(answer, Mapping):
        if "upload" in answer or "content" in answer:
            return str(answer.get("upload", answer.get("name", "")))
        return " ; ".join(f"{names.get(name, name)} : {names.get(str(value), value)}" for name, value in answer.items())
    many = answer if isinstance(answer, Sequence) and not isinstance(answer, str) else [answer]
    return " ; ".join(names.get(str(one), str(one)) for one in many)


def names_of(item: Item) -> dict[str, str]:
    """Return what people call the options or blanks of an item, by id."""
    match item.interaction:
        case SingleChoice(options=options) | MultipleChoice(options=options) | Ordering(entries=options):
            return _texts(options)
        case Matching(sources=sources, targets=targets):
            return _texts((*sources, *targets))
        case Blanks(blanks=blanks):
            return {blank.name: blank.label for blank in blanks}
        case _:
            return {}


def seen_answers(responses: "pd.DataFrame", id_: str, item: Item) -> list[Seen]:
    """Return the answers that candidates gave to item ``id_``, the most frequent first, blank by blank.

    Args:
        responses: the long table of ``responses.model``; what was simulated does not count.
        id_: of the item in the table.
        item: how it asks.
    """
    from pixauthor.responses.answers import parse_json

    real = (responses["item"] == id_) & responses["answer"].notna() & ~responses["simulated"]
    given = responses.loc[real, "answer"]
    counts: dict[tuple[str, bytes], tuple[Any, int]] = {}
    for written, count in given.value_counts().items():
        answer = parse_json(str(written))
        split = isinstance(item.interaction, Blanks) and isinstance(answer, Mapping)
        for part, value in answer.items() if split else (("", answer),):
            key = (part, encode_canonical(value) if _is_json(value) else b"")
            counts[key] = (value, counts.get(key, (None, 0))[1] + int(count))
    seen = [Seen(answer=value, count=count, part=key[0]) for key, (value, count) in counts.items() if key[1]]
    return sorted(seen, key=lambda one: (-one.count, one.part, str(one.answer)))[:MOST_SEEN]


def describe_seen(seen: Seen, item: Item, language: str) -> dict[str, Any]:
    """Return a seen answer as JSON values: what it is worth now, and where it could be accepted (nowhere: null)."""
    key = item.key.blanks.get(seen.part) if isinstance(item.key, BlanksKey) else item.key
    asked = ShortText() if seen.part else item.interaction
    right: bool | None = None
    if not seen.part or isinstance(key, TextKey):
        right = _is_right(asked, key, seen.answer)
    open_key = isinstance(key, SimulatorKey) or (isinstance(key, TextKey) and not key.exact)
    typed = isinstance(seen.answer, str) and open_key
    return {
        "answer": seen.answer,
        "part": seen.part,
        "words": seen.answer if seen.part else words_of(item, seen.answer, language),
        "name": names_of(item).get(seen.part, seen.part),
        "count": seen.count,
        "right": right,
        "accept": (["key", seen.part, "accept"] if seen.part else ["key", "accept"]) if typed and not right else None,
        "wrong": not seen.part and right is False,
    }


def _is_right(asked: Any, key: Any, answer: Any) -> bool | None:
    try:
        return grade(asked, key, answer).status is AnswerStatus.OK
    except PixauthorError:
        return None


def _is_json(value: Any) -> bool:
    return isinstance(value, str | list | dict)


def _texts(options: Sequence[Option]) -> dict[str, str]:
    return {option.id: plain(option.text) for option in options}
