"""Coverage, statistics, changes between two states, and tidying: pure functions of a bank."""

from dataclasses import replace
from datetime import date

import pytest
from check_examples import ITEMS, VALID
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.bank.changes import Change, compare, flatten, name_field, split_words
from pixauthor.bank.coverage_statistics import compute_statistics
from pixauthor.bank.search_index import Index, Measured
from pixauthor.bank.search_row import Row
from pixauthor.bank.tidy import tidy
from pixauthor.framework.store import load_framework
from pixauthor.source.parser import parse_document

TODAY = date(2026, 11, 22)
FRAMEWORK = load_framework(VALID / "framework.yaml")
SKILL = next(iter(FRAMEWORK.skills.values()))
CODE = FRAMEWORK.competence_of[SKILL.id]


def row(number, status="validated", **more):
    values = {"competence": CODE, "skill": SKILL.id, "level": SKILL.level, "type": "number", "role": "prototype"}
    id_ = f"{SKILL.id}-{number:02}"
    return Row(path=f"{CODE}/{id_}.yaml", id=id_, version=1, status=status, **{**values, **more})


def statistics(*rows, measured=None):
    return compute_statistics(Index(rows=rows, framework=FRAMEWORK, measured=measured or {}), FRAMEWORK, TODAY)


def leaves(nodes):
    for node in nodes:
        yield from leaves(node.children) if node.children else (node,)


def test_an_empty_bank_is_all_holes():
    found = statistics()
    assert found.items == 0
    assert [skill for area in found.areas for skill in area.empty] == [one.code for one in leaves(found.areas)]
    assert {one.code for one in leaves(found.areas)} == set(FRAMEWORK.skills)
    assert all(cell.state == ("hole" if cell.skills else "outside") for cell in found.heat)


def test_counts_add_up_from_skill_to_area():
    found = statistics(row(1), row(2, "draft"), row(3, "archived"))
    for area in found.areas:
        assert area.items == sum(one.items for one in leaves([area]))
    area = next(one for one in found.areas if one.code == FRAMEWORK.area_of[CODE].code)
    assert area.statuses == {"validated": 1, "draft": 1, "archived": 1}
    assert sum(cell.items for cell in found.heat) == 3


@pytest.mark.parametrize(("statuses", "state"), [(["draft"], "draft"), (["draft", "validated"], "served")])
def test_a_skill_with_drafts_only_cannot_be_asked_about(statuses, state):
    found = statistics(*(row(number, status) for number, status in enumerate(statuses, 1)))
    unserved = [skill for area in found.areas for skill in area.unserved]
    assert unserved == ([SKILL.id] if state == "draft" else [])
    cell = next(one for one in found.heat if (one.competence, one.level) == (CODE, SKILL.level))
    assert cell.state == state


def test_the_heat_map_has_every_competence_at_every_level_once():
    places = [(cell.competence, cell.level) for cell in statistics().heat]
    assert places == [(code, level.level) for code in FRAMEWORK.competences for level in FRAMEWORK.levels]


def test_items_out_of_place_or_unreadable_are_told_and_not_counted_in_the_tree():
    broken = Row(path=f"{CODE}/casse.yaml", id="casse", readable=False)
    found = statistics(row(1, skill="ailleurs-9"), broken)
    assert (found.misplaced, found.unreadable) == ((f"{SKILL.id}-01",), (f"{CODE}/casse.yaml",))
    assert (found.items, sum(area.items for area in found.areas)) == (2, 0)


@pytest.mark.parametrize(
    ("dates", "age"),
    [
        ({"created": "2020-01-01", "validated": "2026-11-01"}, "half-year"),
        ({"created": "2026-01-01"}, "year"),
        ({"created": "2025-01-01"}, "two-years"),
        ({"created": "2020-01-01"}, "older"),
        ({}, "undated"),
    ],
)
def test_age_is_counted_from_the_last_touch(dates, age):
    assert {name: count for name, count in statistics(row(1, **dates)).ages.items() if count} == {age: 1}


@pytest.mark.parametrize(
    ("expires", "when"),
    [("2026-11-21", "expired"), ("2026-11-22", "soon"), ("2027-02-20", "soon"), ("2027-02-21", "later"), ("", "never")],
)
def test_expiry_is_told_ninety_days_before(expires, when):
    assert {name: count for name, count in statistics(row(1, expires=expires)).expiries.items() if count} == {when: 1}


def test_measures_are_those_of_the_version_that_stands():
    measured = {
        row(1).reference: Measured(n=10, p=0.5, b=1.0, flags=("weak",), verdict="revise"),
        row(2).reference: Measured(n=10, p=0.5, b=2.0, verdict="keep"),
        f"{row(3).id}@7": Measured(n=10, p=0.5, b=9.0, flags=("few",)),
    }
    found = statistics(row(1), row(2), row(3), measured=measured).measures
    assert (found.calibrated, found.not_calibrated) == (2, 1)
    assert (found.flags, found.verdicts) == ({"weak": 1}, {"revise": 1, "keep": 1})
    assert found.level_difficulty == {SKILL.level: (1.5, 2)}
    assert statistics(row(1)).measures is None


def test_a_change_is_told_by_field_and_option():
    before = {"stem": "Quoi ?", "choices": [{"id": "a", "text": "un"}, {"id": "b", "text": "deux"}], "key": "a"}
    after = {**before, "choices": [{"id": "b", "text": "deux"}, {"id": "a", "text": "trois"}], "unit": "Mo"}
    assert compare(before, after) == (
        Change(pointer=("choices", "order"), before="a, b", after="b, a"),
        Change(pointer=("choices", "a", "text"), before="un", after="trois"),
        Change(pointer=("unit",), before=None, after="Mo"),
    )
    assert name_field(("choices", "a", "text"), "fr") == "Choix › a › texte"
    assert name_field(("blanks", "text", "label"), "en") == "Blanks › text › Label"


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_an_item_has_not_changed_from_itself(path):
    data = parse_document(path.read_text("utf-8"), "").document.data
    assert compare(data, data) == ()
    assert all(isinstance(value, str) for value in flatten(data).values())


@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_words_hold_both_texts(before, after):
    pieces = split_words(before, after)
    # Nothing but white space, words and signs: all of it is kept, in order.
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after


@pytest.mark.parametrize(
    ("source", "expected", "steps"),
    [
        ("a: 1  \nb: 2", "a: 1\nb: 2\n", {"trailing-blanks": (1,), "final-newline": (2,)}),
        ("a: 1 \r\nb: 2\r\n", "a: 1\r\nb: 2\r\n", {"trailing-blanks": (1,)}),
        ("a: 1\r\nb: 2", "a: 1\r\nb: 2\r\n", {"final-newline": (2,)}),
        ("a: 1\n\n\n", "a: 1\n", {"final-lines": (2, 3)}),
        (
            "a: |  \n  deux  \n  trois\nb: 2 # oui\t\n",
            "a: |\n  deux  \n  trois\nb: 2 # oui\n",
            {"trailing-blanks": (1, 4)},
        ),
        ("a: |\n  fin", "a: |\n  fin", {}),
        ("a: |+\n  fin\n\n\n", "a: |+\n  fin\n\n\n", {}),
        ('a: "x  \n  y"\n', 'a: "x  \n  y"\n', {}),
    ],
)
def test_tidying_takes_only_what_no_reader_sees(source, expected, steps):
    tidied = tidy(source)
    assert (tidied.text, dict(tidied.lines)) == (expected, steps)


@pytest.mark.parametrize("source", ["a: [", "a: 1\na: 2\n", "", "- a\n"])
def test_what_is_no_sound_yaml_is_not_tidied(source):
    assert tidy(source) is None


@given(path=st.sampled_from(ITEMS), data=st.data())
def test_tidying_keeps_every_sign_and_the_meaning_and_is_done_once(path, data):
    lines = path.read_text("utf-8").split("\n")
    for number in data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=6)):
        lines[number] += data.draw(st.sampled_from([" ", "\t", "   ", "  # non"]))
    source = "\n".join(lines) + data.draw(st.sampled_from(["", "\n", "\n\n\n"]))
    tidied, before = tidy(source), parse_document(source, "")
    if tidied is None:
        assert before.document is None or before.findings
        return
    assert parse_document(tidied.text, "").document.data == before.document.data
    assert tidied.text.split() == source.split()
    again = tidy(tidied.text)
    assert replace(again, lines={}) == replace(tidied, lines={})
    assert not again.lines
