"""The answers of a handout, for who corrects it: by the letters and numbers of the sheet, then what to say."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pixauthor.bank.interactions import Blanks, Matching, MultipleChoice, Option, Ordering, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    MatchingKey,
    MultipleChoiceKey,
    NumberKey,
    OrderingKey,
    SimulatorKey,
    SingleChoiceKey,
    TextKey,
    UploadKey,
)
from pixauthor.bundles.handout_prose import Node, blocks, inline, paragraph, words
from pixauthor.bundles.handout_questions import SEED, letters_of
from pixauthor.delivery.presentation import presented
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal

MOST_FORMS: Final = 4
"""Accepted forms of an answer that are listed; the others are counted."""


def answers(item: Item, language: str) -> list[Node]:
    """Return the key of an item and its feedback."""
    said = [_titled("right", item.feedback.ok, language), _titled("wrong", item.feedback.ko, language)]
    letters = letters_of(item)
    named = sorted((letters.get(name, name), one) for name, one in item.feedback.options.items())
    options = [paragraph(words(f"{sign}. "), *inline(one)) for sign, one in named]
    return [*_KEYS[type(item.key)](item, item.key, language), *(node for part in said for node in part), *options]


def _titled(name: str, said: str, language: str) -> list[Node]:
    if not said:
        return []
    first, *rest = blocks(said)
    title = {"t": "strong", "c": [words(text(f"campaign.handout.{name}", language) + " ")]}
    return [{**first, "c": [title, *first["c"]]}, *rest] if first["t"] == "p" else [paragraph(title), first, *rest]


def _chosen(item: Item, names: Iterable[str]) -> list[Node]:
    letters, options = letters_of(item), _options(item)
    rows = sorted((letters[name], inline(options[name].text)) for name in names)
    return [paragraph({"t": "strong", "c": [words(f"{sign}. ")]}, *said) for sign, said in rows]


def _single(item: Item, key: SingleChoiceKey, _language: str) -> list[Node]:
    return _chosen(item, [key.correct])


def _multiple(item: Item, key: MultipleChoiceKey, _language: str) -> list[Node]:
    return _chosen(item, key.correct)


def _text(_item: Item, key: TextKey, language: str) -> list[Node]:
    return [_accepted("", key.accept, language)]


def _number(_item: Item, key: NumberKey, language: str) -> list[Node]:
    value = _decimal(key.value, language)
    within = text("campaign.handout.within", language, tolerance=_decimal(key.tolerance, language))
    said = f"{value} {key.units[0]}" if key.units else value
    return [paragraph({"t": "strong", "c": [words(said)]}, words(f" {within}" if key.tolerance else ""))]


def _blanks(item: Item, key: BlanksKey, language: str) -> list[Node]:
    assert isinstance(item.interaction, Blanks)  # noqa: S101 - the schema pairs the two
    numbers = {blank.name: f"({at}) " for at, blank in enumerate(item.interaction.blanks, start=1)}
    return [_accepted(numbers[name], one.accept, language) for name, one in key.blanks.items()]


def _dependent(_item: Item, key: DependentBlanksKey, language: str) -> list[Node]:
    groups = [_accepted("" if at == 0 else " ; ", one, language)["c"] for at, one in enumerate(key.groups.values())]
    said = words(text("campaign.handout.any_order", language) + " ")
    return [paragraph(said, *(node for group in groups for node in group))]


def _ordering(item: Item, key: OrderingKey, _language: str) -> list[Node]:
    options = _options(item)
    letters = letters_of(item)
    rows = [[paragraph(words(f"{letters[name]}. "), *inline(options[name].text))] for name in key.order]
    return [{"t": "ordered_list", "start": 1, "c": rows}]


def _matching(item: Item, key: MatchingKey, _language: str) -> list[Node]:
    assert isinstance(item.interaction, Matching)  # noqa: S101 - the schema pairs the two
    letters, targets = letters_of(item), {one.id: one for one in item.interaction.targets}
    pairs = ((number, key.pairs[name]) for name, number in _numbers(item).items() if name in key.pairs)
    return [
        paragraph({"t": "strong", "c": [words(f"{number} → {letters[name]}. ")]}, *inline(targets[name].text))
        for number, name in sorted(pairs)
    ]


def _simulator(_item: Item, _key: SimulatorKey, language: str) -> list[Node]:
    return [paragraph(words(text("campaign.handout.machine", language)))]


def _upload(_item: Item, key: UploadKey, language: str) -> list[Node]:
    rows = (
        text(f"widgets.key.{one.test}", language, value=one.value, row=one.row, column=one.column) for one in key.checks
    )
    return [{"t": "bullet_list", "start": 1, "c": [[paragraph(words(row))] for row in rows]}]


def _accepted(before: str, accepted: Iterable[str], language: str) -> Node:
    first, *others = accepted
    more = len(others) - MOST_FORMS
    message = "campaign.handout.also_more" if more > 0 else "campaign.handout.also"
    also = text(message, language, others=", ".join(others[:MOST_FORMS]), n=more)
    said = [words(before), {"t": "strong", "c": [words(first)]}]
    return paragraph(*said, words(f" {also}" if others else ""))


def _options(item: Item) -> Mapping[str, Option]:
    match item.interaction:
        case SingleChoice(options=options) | MultipleChoice(options=options) | Ordering(entries=options):
            return {option.id: option for option in options}
        case _:
            return {}


def _numbers(item: Item) -> Mapping[str, int]:
    sources = presented(item, SEED).interaction["sources"]
    return {one["id"]: at for at, one in enumerate(sources, start=1)}


def _decimal(value: Any, language: str) -> str:
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return decimal(float(value), places, language)


_KEYS: Final[Mapping[type, Callable[[Item, Any, str], list[Node]]]] = {
    SingleChoiceKey: _single,
    MultipleChoiceKey: _multiple,
    TextKey: _text,
    NumberKey: _number,
    BlanksKey: _blanks,
    DependentBlanksKey: _dependent,
    OrderingKey: _ordering,
    MatchingKey: _matching,
    SimulatorKey: _simulator,
    UploadKey: _upload,
}
