import copy
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yaml_samples import HOSTILE, ITEMS, pointers, scalars, values

from pixauthor.canonical import encode_canonical
from pixauthor.editing.edit import insert, move, read, remove, set_value, value_at
from pixauthor.errors import PixauthorError

SHIPPED = {path.stem: path.read_bytes().decode("utf-8") for path in ITEMS}
TEXTS = {**SHIPPED, **HOSTILE}
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def data_of(text):
    return copy.deepcopy(read(text).data)


def same(one, other):
    return encode_canonical(one) == encode_canonical(other)


def put(data, pointer, value):
    value_at(data, pointer[:-1])[pointer[-1]] = value
    return data


def comments(text):
    """Comments on lines of their own."""
    return re.findall(r"(?m)^[ \t]*#.*$", text)


def test_the_bank_that_ships_is_there():
    assert len(SHIPPED) == 66


@pytest.mark.parametrize("name", TEXTS)
def test_setting_what_is_there_changes_no_byte(name):
    text = TEXTS[name]
    data = data_of(text)
    assert set_value(text, (), data) == text
    for pointer in pointers(data):
        assert set_value(text, pointer, value_at(data, pointer)) == text


@pytest.mark.parametrize("name", TEXTS)
def test_every_scalar_of_every_file_can_be_changed_and_changed_back_without_a_trace(name):
    text = TEXTS[name]
    data = data_of(text)
    for pointer in pointers(data):
        old = value_at(data, pointer)
        if not isinstance(old, str) or "\n" in old:
            continue
        there = set_value(text, pointer, old + " é")
        assert same(data_of(there), put(data_of(text), pointer, old + " é"))
        back = set_value(there, pointer, old)
        if name in SHIPPED:
            assert back == text
        assert same(data_of(back), data)


def untouched(text, changed):
    """The lines before and after what differs."""
    old, new = text.splitlines(keepends=True), changed.splitlines(keepends=True)
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    end = next((n for n, (a, b) in enumerate(rest) if a != b), min(len(old), len(new)) - start)
    return start, end


@given(st.data())
@FUZZ
def test_a_scalar_takes_any_value_and_its_neighbours_stay_byte_for_byte(data):
    text = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)), label="file")]
    before = data_of(text)
    leaves = [p for p in pointers(before) if not isinstance(value_at(before, p), dict | list)]
    pointer, value = data.draw(st.sampled_from(leaves)), data.draw(scalars)
    after = set_value(text, pointer, value)
    assert same(data_of(after), put(before, pointer, value))
    assert comments(after) == comments(text) or "#" in str(value)
    place, document = read(text).place(*pointer), read(text)
    start, _ = untouched(text, after)
    assert text == after or start >= place.line - 2
    assert document.data == data_of(text)


def _steps(draw, data):
    """Draw one edit that makes sense for ``data``: the function, its arguments, and what the data become."""
    pointer = draw(st.sampled_from(sorted(pointers(data), key=repr)))
    there, above = value_at(data, pointer), value_at(data, pointer[:-1])
    kinds = ["set", "remove"] + ["insert", "move"] * isinstance(above, list) + ["add"] * isinstance(there, dict)
    kind = draw(st.sampled_from(kinds))
    data = copy.deepcopy(data)
    above = value_at(data, pointer[:-1])
    if kind == "remove":
        del above[pointer[-1]]
        return remove, (pointer,), data
    if kind == "move":
        to = draw(st.integers(0, len(above) - 1))
        above.insert(to, above.pop(pointer[-1]))
        return move, (pointer, to), data
    value = draw(values)
    if kind == "insert":
        above.insert(pointer[-1], value)
        return insert, (pointer, value), data
    if kind == "add":
        pointer = (*pointer, draw(st.sampled_from(["new", "é b", "1", "yes", "a: b"])))
        above = value_at(data, pointer[:-1])
    above[pointer[-1]] = value
    return set_value, (pointer, value), data


@given(st.data())
@FUZZ
def test_no_sequence_of_edits_loses_a_character_of_what_was_on_disk(data):
    name = data.draw(st.sampled_from(sorted(TEXTS)), label="file")
    text, expected, refused = TEXTS[name], data_of(TEXTS[name]), []
    for _ in range(data.draw(st.integers(1, 5))):
        if not list(pointers(expected)):
            break
        edit, arguments, wanted = _steps(data.draw, expected)
        try:
            changed = edit(text, *arguments)
        except PixauthorError as error:
            refused.append((error.message, name))
            continue
        assert same(data_of(changed), wanted)
        assert not set(_shared_comments(text, arguments[0])) - set(comments(changed))
        text, expected = changed, wanted
    # Shipped items take every edit.
    assert not refused or ({("editing.cannot", name)} == set(refused) and name in HOSTILE)


def _shared_comments(text, pointer):
    """Comments on lines of their own outside the list or mapping that holds what is edited."""
    document = read(text)
    at = document.place(*pointer[:-1]).line if len(pointer) > 1 else 1
    if len(pointer) == 1:
        at = document.place_of_key(*pointer).line
    return comments("".join(text.splitlines(keepends=True)[: at - 1]))


@given(st.data())
@FUZZ
def test_a_whole_document_can_be_set_and_only_differences_are_written(data):
    text = TEXTS[data.draw(st.sampled_from(sorted(SHIPPED)), label="file")]
    wanted = data_of(text)
    for _ in range(data.draw(st.integers(1, 3))):
        _, _, wanted = _steps(data.draw, wanted)
    assert same(data_of(set_value(text, (), wanted)), wanted)
