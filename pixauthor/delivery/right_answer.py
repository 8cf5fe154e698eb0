"""The right answer in words, for who has just answered in self-positioning: Markdown lines."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pixauthor.bank.interactions import FileTask, Option
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
from pixauthor.locale import current_language, text


def right_answer(item: Item, language: str | None = None) -> str:
    """Return the key in words, as Markdown; of several accepted answers the first. ``language``: of words of ours."""
    asked = item.interaction.response if isinstance(item.interaction, FileTask) else item.interaction
    return "\n".join(_KEYS[type(item.key)](asked, item.key, language or current_language()))


def _single(asked: Any, key: SingleChoiceKey, _language: str) -> Iterable[str]:
    return [_texts(asked.options)[key.correct]]


def _multiple(asked: Any, key: MultipleChoiceKey, _language: str) -> Iterable[str]:
    return [f"- {words}" for option, words in _texts(asked.options).items() if option in key.correct]


def _text(_asked: Any, key: TextKey, _language: str) -> Iterable[str]:
    return [_literal(key.accept[0])]


def _number(asked: Any, key: NumberKey, language: str) -> Iterable[str]:
    value = format(key.value, "f")
    return [f"{value.replace('.', ',') if language == 'fr' else value}\u00a0{asked.unit}".strip()]


def _blanks(asked: Any, key: BlanksKey, language: str) -> Iterable[str]:
    for blank in asked.blanks:
        answer = _literal(key.blanks[blank.name].accept[0])
        yield f"- {text('session.right-blank', language, label=blank.label, answer=answer)}"


def _dependent(_asked: Any, key: DependentBlanksKey, _language: str) -> Iterable[str]:
    return [f"- {_literal(accept[0])}" for accept in key.groups.values()]


def _ordering(asked: Any, key: OrderingKey, _language: str) -> Iterable[str]:
    entries = _texts(asked.entries)
    return [f"{place}. {entries[entry]}" for place, entry in enumerate(key.order, start=1)]


def _matching(asked: Any, key: MatchingKey, _language: str) -> Iterable[str]:
    sources, targets = _texts(asked.sources), _texts(asked.targets)
    return [f"- {sources[source]} → {targets[target]}" for source, target in key.pairs.items()]


def _upload(_asked: Any, key: UploadKey, language: str) -> Iterable[str]:
    for check in key.checks:
        fields = {"value": check.value, "row": check.row, "column": check.column}
        words = text(f"session.check.{check.test.value}", language, **fields)
        yield f"- {words}"


def _simulator(_asked: Any, key: SimulatorKey, language: str) -> Iterable[str]:
    return [text("session.right-state", language, answer=_literal(key.accept[0]))]


def _texts(options: Iterable[Option]) -> dict[str, str]:
    return {option.id: option.text for option in options}


def _literal(words: str) -> str:
    # A code span: signs of the answer are not Markdown. Its fence is longer than any within.
    fence = "`" * (1 + max(map(len, re.findall("`+", words)), default=0))
    return f"{fence} {words} {fence}"


_KEYS: Final[Mapping[type, Callable[[Any, Any, str], Iterable[str]]]] = {
    SingleChoiceKey: _single,
    MultipleChoiceKey: _multiple,
    TextKey: _text,
    NumberKey: _number,
    BlanksKey: _blanks,
    DependentBlanksKey: _dependent,
    OrderingKey: _ordering,
    MatchingKey: _matching,
    UploadKey: _upload,
    SimulatorKey: _simulator,
}
