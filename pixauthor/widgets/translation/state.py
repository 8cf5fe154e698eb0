"""A translation being written beside its source, and what each command makes of it: a table of pure functions.

Every change is an edit of the file's text, as in the editor: what is not touched stays to the character.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from pixauthor.editing.edit import set_value
from pixauthor.editing.spans import read
from pixauthor.editing.store import Conflict, Opened
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.editing.texts import Text, texts_of
from pixauthor.editing.translate import aligned, with_mark, with_text
from pixauthor.editing.values import Pointer
from pixauthor.errors import PixauthorError


@dataclass(frozen=True, kw_only=True)
class TranslationState:
    """Both files.

    Args:
        opened: the translation as it is on disk.
        source: the text of the item that it translates, as it is on disk.
        text: the translation as it would be saved.
        problem: why the last thing could not be done.
        saved: the last save went well, and nothing was changed since.
    """

    opened: Opened
    source: str
    text: str
    problem: str = ""
    saved: bool = False

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The translation."""
        return read(self.text, self.opened.path).data

    @cached_property
    def source_data(self) -> Mapping[str, Any]:
        """The item that is translated."""
        return read(self.source).data

    @cached_property
    def texts(self) -> Mapping[str, Text]:
        """The texts of the translation, by name."""
        return texts_of(self.data)

    @cached_property
    def source_texts(self) -> Mapping[str, Text]:
        """The texts of the source, by name."""
        return texts_of(self.source_data)

    @property
    def dirty(self) -> bool:
        """Something was changed and not saved."""
        return self.text != self.opened.text


Command = Mapping[str, Any]
Reducer = Callable[[TranslationState, Command], TranslationState]


def begin(opened: Opened, source: str) -> TranslationState:
    """Return the state of two files just opened.

    Raises:
        PixauthorError: when one of them is not YAML.
    """
    state = TranslationState(opened=opened, source=source, text=opened.text or "")
    assert state.texts is not None and state.source_texts is not None  # noqa: S101,PT018 - reads both
    return state


def reduce(state: TranslationState, command: Command) -> TranslationState:
    """Return what a command makes of the state; one that cannot be done changes nothing but says why."""
    reducer = _REDUCERS.get(str(command.get("do")))
    if reducer is None:
        return state
    try:
        return replace(reducer(state, command), problem="", saved=False)
    except PixauthorError as error:
        return replace(state, problem=error.render())


def after_save(state: TranslationState, result: Opened | Conflict) -> TranslationState:
    """Return the state once the file was saved, or refused because somebody else changed it."""
    if isinstance(result, Conflict):
        error = PixauthorError("translation.changed", path=result.base.path)
        return replace(state, problem=error.render())
    return replace(state, opened=result, text=result.text or "", problem="", saved=True)


def _set(state: TranslationState, command: Command) -> TranslationState:
    """Another wording, made from what the source says now."""
    name, source = str(command["name"]), state.source_texts
    if name not in source:
        return state
    value = _value(command["value"], source[name])
    own = state.texts.get(name)
    if own is not None and own.value == value:
        return state
    return replace(state, text=with_text(state.text, source, name, value))


def _confirm(state: TranslationState, command: Command) -> TranslationState:
    """The wording is right for what the source says now, even if it is the same."""
    source = state.source_texts.get(str(command["name"]))
    return replace(state, text=with_mark(state.text, source)) if source else state


def _align(state: TranslationState, _command: Command) -> TranslationState:
    return replace(state, text=aligned(state.text, state.source_data))


def _adapt(state: TranslationState, command: Command) -> TranslationState:
    """A field is adapted rather than translated, or no longer: its structure may differ from that of the source."""
    field = str(command["field"])
    pointer: Pointer = ("translation", "contextualized_fields")
    known = [str(one) for one in (state.data.get("translation") or {}).get("contextualized_fields") or ()]
    now = [one for one in known if one != field] if field in known else [*known, field]
    return replace(state, text=set_value(state.text, pointer, now, order=ITEM_ORDER))


def _value(typed: Any, source: Text) -> str | list[str]:
    """Return what was typed in the shape of the source: a list has one answer a line, a block ends its last line."""
    words = str(typed).replace("\r\n", "\n")
    if isinstance(source.value, list):
        return [line.strip() for line in words.split("\n") if line.strip()]
    words = words.rstrip()
    return words + "\n" if words and source.value.endswith("\n") else words


_REDUCERS: Final[Mapping[str, Reducer]] = {"set": _set, "confirm": _confirm, "align": _align, "adapt": _adapt}
