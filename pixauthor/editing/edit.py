"""Edits of an item file that change nothing else: text in, text out.

Only the characters of what changed are replaced; the result is read again and must say exactly what was meant, or the
edit is refused. Values are what JSON can hold; a pointer is keys and positions (from 0): ``("choices", 1, "text")``.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from pixauthor.canonical import encode_canonical
from pixauthor.editing import splices
from pixauthor.editing.spans import Spot, read, spot
from pixauthor.editing.values import ABSENT, Pointer, is_storable, name_of, same, value_at, with_value
from pixauthor.errors import PixauthorError
from pixauthor.source.document import Document

__all__ = ["insert", "move", "remove", "set_value"]

_MARK: Final = "\ufeff"


def set_value(text: str, pointer: Pointer, value: Any, *, order: Sequence[str] = ()) -> str:
    """Return ``text`` with ``value`` at ``pointer``; a key that is not there is added.

    Args:
        text: YAML.
        pointer: where; empty for the whole document.
        value: what shall stand there. A mapping or a list is compared with what is there, and only differences written.
        order: keys in the order in which new ones are put among those that are there (at the end by default).

    Raises:
        PixauthorError: ``editing.unreadable``, ``.value``, ``.no-place`` or ``.cannot``.
    """
    document = read(text)
    _require_storable(value, pointer)
    current = value_at(document.data, pointer)
    if current is ABSENT:
        return _create(text, document, pointer, value, order)
    if same(current, value):
        return text
    if current and isinstance(current, dict) and isinstance(value, dict):
        return _set_mapping(text, pointer, current, value, order)
    if current and isinstance(current, list) and isinstance(value, list):
        return _set_list(text, pointer, current, value, order)
    return _verified(text, document, pointer, value, lambda at: splices.replace(text, at, value))


def insert(text: str, pointer: Pointer, value: Any) -> str:
    """Return ``text`` with ``value`` as a new list item at ``pointer``, whose last step is its position.

    Raises: as ``set_value``.
    """
    document = read(text)
    _require_storable(value, pointer)
    *above, index = pointer
    there = value_at(document.data, tuple(above))
    if index == 0 and (there is ABSENT or there is None or there == []):
        return set_value(text, tuple(above), [value])
    if not isinstance(there, list) or not isinstance(index, int) or not 0 <= index <= len(there):
        raise _no_place(pointer)
    items = [*there[:index], value, *there[index:]]
    return _verified(text, document, tuple(above), items, lambda at: splices.add_item(text, at, index, value))


def remove(text: str, pointer: Pointer) -> str:
    """Return ``text`` without the key or list item at ``pointer``. Raises: as ``set_value``."""
    document = read(text)
    if not pointer or value_at(document.data, pointer) is ABSENT:
        raise _no_place(pointer)
    *above, last = pointer
    rest = copy.deepcopy(value_at(document.data, tuple(above)))
    number = list(rest).index(str(last)) if isinstance(rest, dict) else int(last)
    del rest[str(last) if isinstance(rest, dict) else number]
    return _verified(text, document, tuple(above), rest, lambda at: splices.drop(text, at, number))


def move(text: str, pointer: Pointer, to: int) -> str:
    """Return ``text`` with the list item at ``pointer`` at position ``to`` of its list. Raises: as ``set_value``."""
    document = read(text)
    *above, index = pointer or ("",)
    there = value_at(document.data, tuple(above))
    if not isinstance(there, list) or not isinstance(index, int):
        raise _no_place(pointer)
    if not (0 <= index < len(there) and 0 <= to < len(there)):
        raise _no_place(pointer)
    order = list(range(len(there)))
    order.insert(to, order.pop(index))
    if index == to:
        return text
    items = [there[number] for number in order]
    return _verified(text, document, tuple(above), items, lambda at: splices.reorder(text, at, order))


def _create(text: str, document: Document, pointer: Pointer, value: Any, order: Sequence[str]) -> str:
    depth = next(n for n in range(len(pointer) - 1, -1, -1) if value_at(document.data, pointer[:n]) is not ABSENT)
    above, name = pointer[:depth], pointer[depth]
    for step in reversed(pointer[depth + 1 :]):
        if isinstance(step, int) and step:
            raise _no_place(pointer)
        value = [value] if isinstance(step, int) else {step: value}
    there = value_at(document.data, above)
    if isinstance(name, int):
        return insert(text, (*above, name), value)
    if there is None or there == {}:
        return set_value(text, above, {name: value}) if above else _add(text, document, above, name, value, order)
    if not isinstance(there, dict):
        raise _no_place(pointer)
    return _add(text, document, above, name, value, order)


def _add(text: str, document: Document, above: Pointer, name: str, value: Any, order: Sequence[str]) -> str:
    there = value_at(document.data, above)
    after = _neighbour(list(there), name, order)
    return _verified(
        text, document, above, {**there, name: value}, lambda at: splices.add_key(text, at, name, value, after)
    )


def _neighbour(names: list[str], name: str, order: Sequence[str]) -> int:
    """Return the position of the last key that stands before ``name`` in ``order``; the last key without an order."""
    if name not in order:
        return len(names) - 1
    before = set(order[: order.index(name)])
    return max((position for position, other in enumerate(names) if other in before), default=-1)


def _set_mapping(text: str, pointer: Pointer, old: dict[str, Any], new: dict[str, Any], order: Sequence[str]) -> str:
    for name in new:
        text = set_value(text, (*pointer, name), new[name], order=order)
    for name in old:
        text = text if name in new else remove(text, (*pointer, name))
    return text


def _set_list(text: str, pointer: Pointer, old: list[Any], new: list[Any], order: Sequence[str]) -> str:
    marks = [[encode_canonical(item) for item in items] for items in (old, new)]
    for _, i, end, j, stop in reversed(SequenceMatcher(a=marks[0], b=marks[1], autojunk=False).get_opcodes()):
        common = min(end - i, stop - j)
        # Added before taken away, so that the list is never empty on the way.
        for number in range(j + common, stop):
            text = insert(text, (*pointer, i + number - j), new[number])
        for number in reversed(range(i + common, end)):
            text = remove(text, (*pointer, number))
        for number in range(common):
            text = set_value(text, (*pointer, i + number), new[j + number], order=order)
    return text


def _verified(
    text: str, document: Document, pointer: Pointer, value: Any, ways: Callable[[Spot], Iterable[splices.Way]]
) -> str:
    """Return the first way's text that says ``value`` at ``pointer`` and all else as before."""
    # libyaml does not count a byte order mark.
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    at = spot(body, document.root, pointer)
    expected = encode_canonical(with_value(document.data, pointer, value))
    for way in ways(at) if at else ():
        candidate = mark + splices.apply(body, way)
        try:
            if encode_canonical(read(candidate).data) == expected:
                return candidate
        except PixauthorError:
            continue
    raise PixauthorError("editing.cannot", place=document.place(*pointer), field=name_of(pointer))


def _no_place(pointer: Pointer) -> PixauthorError:
    return PixauthorError("editing.no-place", field=name_of(pointer))


def _require_storable(value: Any, pointer: Pointer) -> None:
    try:
        storable = is_storable(value) and encode_canonical(value)
    except (TypeError, ValueError):
        storable = False
    if not storable:
        raise PixauthorError("editing.value", field=name_of(pointer))
