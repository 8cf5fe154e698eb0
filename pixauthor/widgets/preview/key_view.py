"""A key in words, for authors' pages only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pixauthor.bank.interactions import Matching, MultipleChoice, Option, Ordering, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    MatchingKey,
    MultipleChoiceKey,
    NumberKey,
    OrderingKey,
    Scoring,
    SimulatorKey,
    SingleChoiceKey,
    TextKey,
    Tolerances,
    UploadKey,
)
from pixauthor.locale import text
from pixauthor.widgets.markdown import render_inline
from pixauthor.widgets.markup import Html, join, tag


def describe_key(item: Item, language: str) -> Html:
    """Return what makes the answer right, as a list."""
    return _DESCRIPTIONS[type(item.key)](item, item.key, language)


def _single(item: Item, key: SingleChoiceKey, _language: str) -> Html:
    return _list([_named(_options(item), key.correct)])


def _multiple(item: Item, key: MultipleChoiceKey, language: str) -> Html:
    options = _options(item)
    right = [_named(options, name) for name in options if name in key.correct]
    return join(_list(right), _scoring(key.scoring, language))


def _text(_item: Item, key: TextKey, language: str) -> Html:
    return join(_list(_quoted(key.accept)), _tolerances(key, language))


def _number(_item: Item, key: NumberKey, language: str) -> Html:
    units = ", ".join(key.units) or "–"
    return _list([text("widgets.key.number", language, value=key.value, tolerance=key.tolerance, units=units)])


def _blanks(_item: Item, key: BlanksKey, language: str) -> Html:
    rows = [_pair(name, join(*_separated(_quoted(blank.accept)))) for name, blank in key.blanks.items()]
    return join(_list(rows), _scoring(key.scoring, language))


def _dependent(_item: Item, key: DependentBlanksKey, language: str) -> Html:
    rows = [_pair(name, join(*_separated(_quoted(accept)))) for name, accept in key.groups.items()]
    steps = [
        text("widgets.key.groups", language, count=count, credit=f"{100 * credit:g}")
        for count, credit in sorted(key.scoring.items())
    ]
    return join(_list(rows), _note(_tolerance_line(key.tolerances, language)), *(_note(step) for step in steps))


def _ordering(item: Item, key: OrderingKey, language: str) -> Html:
    entries = _options(item)
    rows = (tag("li", _named(entries, name)) for name in key.order)
    return join(tag("ol", *rows), _scoring(key.scoring, language))


def _matching(item: Item, key: MatchingKey, language: str) -> Html:
    assert isinstance(item.interaction, Matching)  # noqa: S101 - the schema pairs the two
    sources = {option.id: option for option in item.interaction.sources}
    targets = {option.id: option for option in item.interaction.targets}
    rows = [join(_named(sources, one), " → ", _named(targets, other)) for one, other in key.pairs.items()]
    return join(_list(rows), _scoring(key.scoring, language))


def _upload(_item: Item, key: UploadKey, language: str) -> Html:
    rows = [
        text(f"widgets.key.{check.test}", language, value=check.value, row=check.row, column=check.column)
        for check in key.checks
    ]
    return join(_list(rows), _scoring(key.scoring, language))


def _simulator(_item: Item, key: SimulatorKey, _language: str) -> Html:
    return _list(_quoted(key.accept))


def _options(item: Item) -> Mapping[str, Option]:
    match item.interaction:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return {option.id: option for option in options}
        case Ordering(entries=entries):
            return {entry.id: entry for entry in entries}
        case _:
            return {}


def _named(options: Mapping[str, Option], name: str) -> Html:
    words = Html(render_inline(options[name].text)) if name in options else ""
    return join(tag("code", name), " ", words)


def _pair(name: str, value: Html) -> Html:
    return join(tag("code", name), " : ", value)


def _quoted(answers: Iterable[str]) -> list[Html]:
    return [tag("code", answer) for answer in answers]


def _separated(parts: list[Html]) -> Iterable[str]:
    for index, part in enumerate(parts):
        yield from ((", ", part) if index else (part,))


def _list(rows: Iterable[str]) -> Html:
    return tag("ul", *(tag("li", row) for row in rows))


def _note(sentence: str) -> Html:
    return tag("p", sentence, class_="pxa-note")


def _scoring(scoring: Scoring, language: str) -> Html:
    return _note(text("widgets.key.partial", language)) if scoring is Scoring.PARTIAL else Html()


def _tolerances(key: TextKey, language: str) -> Html:
    return _note(text("widgets.key.exact", language) if key.exact else _tolerance_line(key.tolerances, language))


def _tolerance_line(tolerances: Tolerances, language: str) -> str:
    names = [name for name in ("t1", "t2", "t3") if getattr(tolerances, name)]
    allowed = ", ".join(text(f"widgets.key.{name}", language) for name in names)
    return text("widgets.key.tolerances", language, allowed=allowed) if allowed else text("widgets.key.exact", language)


_DESCRIPTIONS: Final[Mapping[type, Callable[[Item, Any, str], Html]]] = {
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
