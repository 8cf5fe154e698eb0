import copy
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yaml_samples import HOSTILE, ITEMS, pointers, scalars, values

from pixauthor.canonical import encode_canonical
from pixauthor.editing.edit import insert, move, remove, set_value
from pixauthor.editing.spans import read, spot
from pixauthor.editing.values import value_at
from pixauthor.errors import PixauthorError

SHIPPED = {path.stem: path.read_bytes().decode("utf-8") for path in ITEMS}
TEXTS = {**SHIPPED, **HOSTILE}
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def data_of(text):
    return copy.deepcopy(read(text).data)


def same(one, other):
    return encode_canonical(one) == encode_canonical(other)


def put(data, pointer, value):
    value_at(data, pointer[:-1])[pointer[-1]] = value
    return data


def few(values, name):
    """One in ten of the pointers of a shipped item, others in other items; all of a hostile text."""
    return values[sorted(TEXTS).index(name) % 10 :: 10] if name in SHIPPED else values


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
    for pointer in few(list(pointers(data)), name):
        assert set_value(text, pointer, value_at(data, pointer)) == text


@pytest.mark.parametrize("name", TEXTS)
def test_every_scalar_of_every_file_can_be_changed_and_changed_back_without_a_trace(name):
    text = TEXTS[name]
    data = data_of(text)
    for pointer in few(list(pointers(data)), name):
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
    at = spot(text, read(text).root, pointer[:-1] or pointer)
    if at is None:
        return comments(text)
    start = at.key.start_mark.index if len(pointer) == 1 else at.start
    return comments(text[:start] + "x" + text[at.end :])


@given(st.data())
@FUZZ
def test_a_whole_document_can_be_set_and_only_differences_are_written(data):
    text = TEXTS[data.draw(st.sampled_from(sorted(SHIPPED)), label="file")]
    wanted = data_of(text)
    for _ in range(data.draw(st.integers(1, 3))):
        _, _, wanted = _steps(data.draw, wanted)
    assert same(data_of(set_value(text, (), wanted)), wanted)


@pytest.mark.parametrize(
    "text", ["a: [1\n", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", "- a\n", "", "a: 1\n---\nb: 2\n", "a: \x00\n"]
)
def test_a_text_that_cannot_be_read_is_refused_with_its_place(text):
    for edit in (lambda: set_value(text, ("a",), 5), lambda: remove(text, ("a",)), lambda: insert(text, ("a", 0), 1)):
        with pytest.raises(PixauthorError) as refusal:
            edit()
        assert refusal.value.message == "editing.unreadable"
        assert refusal.value.place.line >= 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {"a": {2}}, (1,), "\ud800", b"x", object()])
def test_a_value_that_no_file_can_hold_is_refused(value):
    with pytest.raises(PixauthorError, match="ne peut pas être écrite"):
        set_value("a: 1\n", ("a",), value)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: set_value(text, ("a", "b"), 1),
        lambda text: set_value(text, ("l", 5), 1),
        lambda text: set_value(text, ("new", 1), 1),
        lambda text: insert(text, ("l", 3), 1),
        lambda text: insert(text, ("a", 0), 1),
        lambda text: remove(text, ("b",)),
        lambda text: remove(text, ()),
        lambda text: move(text, ("l", 0), 2),
        lambda text: move(text, ("a",), 0),
        lambda text: move(text, (), 0),
    ],
)
def test_a_place_that_is_not_there_is_refused(edit):
    with pytest.raises(PixauthorError) as refusal:
        edit("a: 1\nl: [x, y]\n")
    assert refusal.value.message == "editing.no-place"


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("a: x  # c\n", "un\ndeux\n", "a: |  # c\n  un\n  deux\n"),
        ("a: |  # c\n   x\n\nb: 1\n", "y\nz\n", "a: |  # c\n   y\n   z\n\nb: 1\n"),
        ("a: 'x'\n", "l’été, c'est", "a: 'l’été, c''est'\n"),
        ("a: x\n", "oui", 'a: "oui"\n'),
        ("a: x\n", "12:30", 'a: "12:30"\n'),
        ("a: x\n", "Note : deux", 'a: "Note : deux"\n'),
        ("a: x\n", 'dit "oui"', 'a: dit "oui"\n'),
        ("a: x\n", "2026-11-22", "a: 2026-11-22\n"),
        ("a: x\n", "1.2", 'a: "1.2"\n'),
        ('a: "1.2"\n', "1.3", 'a: "1.3"\n'),
        ("a:   # c\nb: 1\n", 5, "a: 5   # c\nb: 1\n"),
        ("a: {x}\n", {"x": 1}, "a: {x: 1}\n"),
        ("a: [x]  # c\n", [], "a: []  # c\n"),
        ("a:  # c\n  - x\nb: 1\n", [], "a: []  # c\nb: 1\n"),
        ("a:\n  # one\n  - x\n  # two\n  - y\n", [], "a: []\n  # one\n  # two\n"),
        ("a: x\r\nb: 1", "un\ndeux", "a: |-\r\n  un\r\n  deux\r\nb: 1"),
        ("\ufeffa: 1\n", 2, "\ufeffa: 2\n"),
        ("a: >\n  un\n  deux\n", "un trois\n", "a: >\n  un trois\n"),
    ],
)
def test_the_style_that_stands_is_kept_when_it_can_hold_the_value(old, value, new):
    assert set_value(old, ("a",), value) == new


def test_a_new_key_goes_where_the_order_wants_it():
    text = "# c\nid: a\n# about the stem\nstem: b\ntests: [1]"
    order = ("title", "id", "stem", "key", "tests", "end")
    assert set_value(text, ("key",), "k", order=order) == text.replace("\ntests", "\nkey: k\ntests")
    assert set_value(text, ("end",), "k", order=order) == text + "\nend: k"
    assert set_value(text, ("title",), "k", order=order) == text.replace("id", "title: k\nid")
    assert set_value(text, ("other", "part"), "k", order=order) == text + "\nother: {part: k}"


def test_an_item_moves_with_the_comments_just_above_it():
    text = "a:\n  # the list\n  - x  # x\n\n  # about y\n  - y: 1\n    z: 2\n  - w"
    assert move(text, ("a", 1), 2) == "a:\n  # the list\n  - x  # x\n\n  - w\n  # about y\n  - y: 1\n    z: 2"
