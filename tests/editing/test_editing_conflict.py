import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yaml_samples import ITEMS, pointers, scalars

from pixauthor.editing.conflict import Side, compare, merge
from pixauthor.editing.edit import set_value
from pixauthor.editing.spans import read
from pixauthor.editing.values import ABSENT, same, value_at
from pixauthor.errors import PixauthorError

BASE = """\
# head
title: un      # beside
stem: |
  Une question ?
choices:
  - {id: a, text: "A"}
  - {id: b, text: "B"}
key: a
"""


def test_changes_of_different_fields_are_merged_and_both_sets_of_comments_stay():
    mine = BASE.replace("title: un ", "title: mien ").replace("# head", "# my head")
    theirs = BASE.replace('"B"', '"Leur B"').replace("key: a", "key: a  # their comment")
    comparison = compare(BASE, mine, theirs)
    assert comparison.clashes == ()
    assert [change.field for change in comparison.changes] == ["title", "choices[2].text"]
    merged = merge(comparison)
    assert merged == theirs.replace("title: un ", "title: mien ").replace("# head", "# my head")


def test_changes_of_one_line_are_merged_by_field():
    base = "a: {x: 1, y: 2}\n"
    assert merge(compare(base, "a: {x: 5, y: 2}\n", "a: {x: 1, y: 7}  # t\n")) == "a: {x: 5, y: 7}  # t\n"


@pytest.mark.parametrize(("side", "title"), [(Side.MINE, "mien"), (Side.THEIRS, "leur")])
def test_a_clash_names_the_field_with_all_three_values_and_takes_the_chosen_one(side, title):
    comparison = compare(BASE, BASE.replace("un ", "mien "), BASE.replace("un ", "leur "))
    (clash,) = comparison.clashes
    assert (clash.field, clash.base, clash.mine, clash.theirs) == ("title", "un", "mien", "leur")
    with pytest.raises(PixauthorError, match="title"):
        merge(comparison)
    assert merge(comparison, {clash.pointer: side}) == BASE.replace("un ", f"{title} ")


def test_a_field_that_one_removed_and_the_other_changed_clashes():
    comparison = compare(BASE, BASE.replace("key: a\n", ""), BASE.replace("key: a", "key: b"))
    (clash,) = comparison.clashes
    assert clash.mine is ABSENT
    assert merge(comparison, {("key",): Side.MINE}) == BASE.replace("key: a\n", "")


def test_the_same_change_on_both_sides_is_no_clash():
    changed = BASE.replace("un ", "deux ")
    assert merge(compare(BASE, changed, changed)) == changed


def test_lists_of_other_items_clash_as_wholes():
    mine = BASE.replace("key", '  - {id: c, text: "C"}\nkey')
    theirs = BASE.replace('  - {id: b, text: "B"}\n', "")
    assert [clash.field for clash in compare(BASE, mine, theirs).clashes] == ["choices"]


def test_a_text_that_is_not_yaml_is_not_merged_and_the_place_is_said():
    with pytest.raises(PixauthorError) as refusal:
        compare(BASE, BASE, BASE + "x: [\n")
    assert refusal.value.message == "editing.unreadable"
    assert refusal.value.place.line >= BASE.count("\n")


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_authors_of_different_fields_both_find_their_changes(data):
    base = data.draw(st.sampled_from(ITEMS)).read_text(encoding="utf-8")
    before = read(base).data
    leaves = [p for p in pointers(before) if not isinstance(value_at(before, p), dict | list) and p[-1] != "id"]
    first, second = data.draw(st.lists(st.sampled_from(leaves), min_size=2, max_size=2, unique=True))
    one, two = data.draw(scalars), data.draw(scalars)
    mine, theirs = set_value(base, first, one), set_value(base, second, two)
    comparison = compare(base, mine, theirs)
    if comparison.clashes:
        return
    merged = read(merge(comparison)).data
    assert same(value_at(merged, first), one)
    assert same(value_at(merged, second), two)
