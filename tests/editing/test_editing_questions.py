"""Options, blanks and fixes: what goes together changes together, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml_samples import ITEMS

from pixauthor.bank.item import ItemType
from pixauthor.editing.blanks import add_blank, remove_blank, rename_blank, rename_key
from pixauthor.editing.lines import with_line_ends
from pixauthor.editing.locate import locate, pointer_at
from pixauthor.editing.options import add_option, move_entry, remove_option, set_right
from pixauthor.editing.spans import read
from pixauthor.editing.templates import item_text, new_item_data
from pixauthor.errors import PixauthorError

TEXTS = {path.stem: path.read_bytes().decode() for path in ITEMS}


def first(kind):
    return next(text for text in TEXTS.values() if f"\ntype: {kind}\n" in text)


def data_of(text):
    return read(text).data


def test_a_new_option_has_the_next_id_and_the_old_ones_stay():
    text = first("single-choice")
    before = data_of(text)["choices"]
    after = data_of(add_option(text, "choices"))["choices"]
    assert after[:-1] == before
    assert after[-1] == {"id": "abcdefgh"[len(before)], "text": ""}


def test_numbered_ids_go_on_by_number_and_a_new_source_has_a_target():
    text = first("matching")
    sources, targets = data_of(text)["sources"], data_of(text)["targets"]
    assert sources[-1]["id"] == f"s{len(sources)}"
    after = data_of(add_option(text, "sources"))
    assert after["sources"][-1] == {"id": f"s{len(sources) + 1}", "text": ""}
    assert after["key"][f"s{len(sources) + 1}"] == targets[0]["id"]


def test_an_entry_that_comes_or_goes_comes_and_goes_in_the_key():
    text = first("ordering")
    key = data_of(text)["key"]
    more = add_option(text, "entries")
    assert data_of(more)["key"][:-1] == key
    last = len(data_of(more)["entries"]) - 1
    assert data_of(remove_option(more, "entries", last)) == data_of(text)
    moved = data_of(move_entry(text, 0, 1))
    assert moved["key"] == [key[1], key[0], *key[2:]]
    assert moved["entries"] == data_of(text)["entries"]


def test_a_right_choice_that_is_removed_leaves_the_key_of_several():
    text = first("multiple-choice")
    data = data_of(text)
    index = next(n for n, one in enumerate(data["choices"]) if one["id"] == data["key"][0])
    assert data_of(remove_option(text, "choices", index))["key"] == data["key"][1:]


def test_ticking_right_and_wrong_keeps_the_key_in_the_order_of_the_choices():
    text = first("multiple-choice")
    ids = [one["id"] for one in data_of(text)["choices"]]
    for id_ in reversed(ids):
        text = set_right(text, id_, right=True)
    assert data_of(text)["key"] == ids
    assert data_of(set_right(text, ids[0], right=False))["key"] == ids[1:]


def test_the_right_answer_of_a_single_choice_moves_and_is_never_none():
    text = first("single-choice")
    assert data_of(set_right(text, "d", right=True))["key"] == "d"
    assert set_right(text, "d", right=False) == text


def test_a_blank_is_put_where_the_caret_is_with_label_and_key():
    text = first("blanks")
    template = data_of(text)["template"]
    data = data_of(add_blank(text, 2, "trou", "Trou {number}"))
    number = len(data["blanks"])
    assert data["template"] == f"{template[:2]}${{trou{number}}}{template[2:]}"
    assert data["blanks"][f"trou{number}"] == {"label": f"Trou {number}"}
    assert data["key"][f"trou{number}"] == {"accept": [""]}


def test_a_blank_that_is_taken_out_is_named_nowhere():
    text = first("blanks")
    name = next(iter(data_of(text)["blanks"]))
    data = data_of(remove_blank(text, name))
    assert name not in data["blanks"]
    assert name not in data["key"]
    assert f"${{{name}}}" not in data["template"]
    assert all(name not in (test["answer"] or {}) for test in data["tests"])


@pytest.mark.parametrize("kind", ["blanks", "dependent-blanks"])
def test_a_renamed_blank_is_renamed_everywhere_in_its_place(kind):
    text = first(kind)
    before = data_of(text)
    names = list(before["blanks"])
    after = data_of(rename_blank(text, names[0], "autre"))
    assert list(after["blanks"]) == ["autre", *names[1:]]
    assert after["template"] == before["template"].replace(f"${{{names[0]}}}", "${autre}")
    assert data_of(rename_blank(rename_blank(text, names[0], "autre"), "autre", names[0])) == before


@pytest.mark.parametrize("new", ["", "Trou", "1a", "a b", "a-b"])
def test_a_blank_cannot_take_a_name_that_is_none_or_is_taken(new):
    text = first("blanks")
    one, other = list(data_of(text)["blanks"])[:2]
    for name in (new, other):
        with pytest.raises(PixauthorError):
            rename_blank(text, one, name)


def test_a_group_keeps_its_place_under_another_name():
    text = first("dependent-blanks")
    names = list(data_of(text)["key"]["groups"])
    renamed = data_of(rename_key(text, ("key", "groups", names[1]), "autre"))["key"]["groups"]
    assert list(renamed) == [names[0], "autre", *names[2:]]


ROWS = st.lists(st.text("ab", max_size=3), min_size=1, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def test_an_empty_line_behind_a_bare_carriage_return_stays_a_line():
    assert with_line_ends("\ra\n\n", "\nzz\n\n") == "\rzz\r\n\n"
    assert with_line_ends("a\rb\n\nc", "a\n\nc") == "a\r\n\nc"


@given(ROWS, st.lists(ENDS, min_size=6, max_size=6), st.data())
@settings(max_examples=200)
def test_a_text_field_that_knows_line_feeds_only_changes_no_line_end(rows, ends, data):
    old = "".join(row + end for row, end in zip(rows, ends, strict=False))
    shown = old.replace("\r\n", "\n").replace("\r", "\n")
    assert with_line_ends(old, shown) == old
    at = data.draw(st.integers(0, len(rows) - 1))
    typed = shown.split("\n")
    typed[at] = "zz"
    again = with_line_ends(old, "\n".join(typed))
    assert again.replace("\r\n", "\n").replace("\r", "\n") == "\n".join(typed)
    # A bare carriage return before an empty row that ends in a line feed is one line end, and the rows are fewer.
    if len(set(rows)) == len(rows) == shown.count("\n"):
        kept = [n for n in range(len(rows)) if n != at]
        assert all(f"{rows[n]}{ends[n]}" in again for n in kept)


@pytest.mark.parametrize("name", sorted(TEXTS)[::11])
def test_every_place_of_a_file_leads_back_to_its_field(name):
    document = read(TEXTS[name])

    def walk(value, above):
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, part in pairs:
            place = document.place(*above, step)
            found = pointer_at(document, place.line, place.column)
            # A block and its first part start at one place: the block is meant.
            assert (*above, step)[: len(found)] == found
            assert set((*above, step)[len(found) :]) <= {0} or document.place(*found) == place
            walk(part, (*above, step))

    walk(document.data, ())


def new_item(kind):
    from datetime import date

    place = {"competence": "1.2", "skill": "dossiers-2", "level": 2, "locale": "fr"}
    return item_text(new_item_data(type_=kind, id_="dossiers-2-01", author="A", today=date(2026, 1, 1), **place))


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("title: Nouvel item\n", "", ("title",)),
        ("title: Nouvel item", "titre: Nouvel item", ("title",)),
        ("level: 2", "level: deux", ("level",)),
        ("outcome: ok", "outcome: juste", ("tests", 0, "outcome")),
        ("id: b, text: Deuxième proposition", 'id: b, text: ""', ("choices", 1, "text")),
    ],
)
def test_a_finding_of_shape_stands_beside_the_field_that_is_missing_or_wrong(old, new, pointer):
    from pixauthor.bank.schema import check_item_schema

    text = new_item(ItemType.SINGLE_CHOICE)
    assert old in text
    document = read(text.replace(old, new, 1))
    assert pointer in [locate(document, finding) for finding in check_item_schema(document)]
