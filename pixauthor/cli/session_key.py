"""The right answer in words, for who has just answered in self-positioning: Markdown lines."""

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
from pixauthor.cli.session_story import number
from pixauthor.locale import text


def right_answer(item: Item) -> str:
    """Return the key in words, as Markdown; empty for a simulator, whose answer is a state and not a sentence."""
    asked = item.interaction.response if isinstance(item.interaction, FileTask) else item.interaction
    return "\n".join(_KEYS[type(item.key)](asked, item.key))


def _single(asked: Any, key: SingleChoiceKey) -> Iterable[str]:
    return [_texts(asked.options)[key.correct]]


def _multiple(asked: Any, key: MultipleChoiceKey) -> Iterable[str]:
    return [f"- {words}" for option, words in _texts(asked.options).items() if option in key.correct]


def _text(_asked: Any, key: TextKey) -> Iterable[str]:
    return [_literal(key.accept[0])]


def _number(asked: Any, key: NumberKey) -> Iterable[str]:
    return [f"{number(key.value)}\u00a0{asked.unit}".strip()]


def _blanks(asked: Any, key: BlanksKey) -> Iterable[str]:
    return [f"{place}. {_literal(key.blanks[blank.name].accept[0])}" for place, blank in enumerate(asked.blanks, 1)]


def _dependent(_asked: Any, key: DependentBlanksKey) -> Iterable[str]:
    return [f"- {_literal(accept[0])}" for accept in key.groups.values()]


def _ordering(asked: Any, key: OrderingKey) -> Iterable[str]:
    entries = _texts(asked.entries)
    return [f"{place}. {entries[entry]}" for place, entry in enumerate(key.order, start=1)]


def _matching(asked: Any, key: MatchingKey) -> Iterable[str]:
    sources, targets = _texts(asked.sources), _texts(asked.targets)
    return [f"- {sources[source]} → {targets[target]}" for source, target in key.pairs.items()]


def _upload(_asked: Any, key: UploadKey) -> Iterable[str]:
    for check in key.checks:
        words = text(f"session.check.{check.test.value}", value=check.value, row=check.row, column=check.column)
        yield f"- {words}"


def _texts(options: Iterable[Option]) -> dict[str, str]:
    return {option.id: option.text for option in options}


def _literal(words: str) -> str:
    # A code span: signs of the answer are not Markdown.
    return f"`` {words} ``"


_KEYS: Final[Mapping[type, Callable[[Any, Any], Iterable[str]]]] = {
    SingleChoiceKey: _single,
    MultipleChoiceKey: _multiple,
    TextKey: _text,
    NumberKey: _number,
    BlanksKey: _blanks,
    DependentBlanksKey: _dependent,
    OrderingKey: _ordering,
    MatchingKey: _matching,
    UploadKey: _upload,
    SimulatorKey: lambda _asked, _key: (),
}
