"""The worked examples of pix.md §11 about matching, in `pix` mode; each expected value is the one printed there."""

import pytest

from pixauthor.bank.interactions import Blank, Blanks, MultipleChoice, Number, Option, ShortText
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    MultipleChoiceKey,
    NumberKey,
    Scoring,
    TextKey,
    Tolerances,
)
from pixauthor.grading import MalformedAnswer, grade
from pixauthor.grading.pix import apply_t1, apply_t2, smallest_ratio

ALL = Tolerances(t1=True, t2=True, t3=True)


@pytest.mark.parametrize(
    ("typed", "treated"), [("  foo  bar  ", "foobar"), ("SHI-fu-Mi", "shi-fu-mi"), ("Œuvre d’été", "œuvred’ete")]
)
def test_t1_forgives_case_accents_and_spaces(typed, treated):
    assert apply_t1(typed) == treated


@pytest.mark.parametrize(("typed", "treated"), [("?Allo?,:;.", "Allo"), ("Crème", "Crme"), ("a  -  b", "a b")])
def test_t2_keeps_ascii_letters_digits_and_single_spaces(typed, treated):
    assert apply_t2(typed) == treated


def test_t1_then_t2():
    assert apply_t2(apply_t1("Th!!is., is  Crème BrûLée 1 ")) == "thisiscremebrulee1"


@pytest.mark.parametrize(
    ("typed", "accepted", "status"),
    [
        ("quack", ["quacks"], "ok"),
        ("quak", ["qvak", "qwak"], "ok"),
        ("quaks", ["qvakes", "qwakes"], "ko"),
        ("abc", ["abcd"], "ko"),
        ("abcd", ["abcde"], "ok"),
        ("punct", [",.!p-u-n-c-t"], "ok"),
        ("?!", ["?!"], "ko"),  # reduced to nothing: division by zero (§2.6)
    ],
)
def test_qroc_with_all_tolerances(typed, accepted, status):
    key = TextKey(accept=tuple(accepted), tolerances=ALL)
    assert grade(ShortText(), key, typed, "pix").status == status


@pytest.mark.parametrize(
    ("typed", "wanted", "ratio"), [("quack", "quacks", 0.2), ("quak", "qvak", 0.25), ("quaks", "qvakes", 0.4)]
)
def test_ratio_is_by_length_of_the_answer(typed, wanted, ratio):
    assert smallest_ratio(typed, [wanted]) == ratio


@pytest.mark.parametrize(
    ("typed", "value", "status"),
    [
        ("0123", "123", "ok"),
        ("1230", "123", "ko"),
        ("123,0", "123", "ok"),
        ("00025 000", "25000", "ok"),
        ("123.4", "123", "ko"),
    ],
)
def test_format_number(typed, value, status):
    from decimal import Decimal

    assert grade(Number(), NumberKey(value=Decimal(value)), typed, "pix").status == status


@pytest.mark.parametrize(("ticked", "status"), [(["c", "b", "a"], "ok"), (["a", "b"], "ko")])
def test_qcm_compares_sets(ticked, status):
    options = tuple(Option(id=name, text=name) for name in "abcd")
    key = MultipleChoiceKey(correct=frozenset("abc"), scoring=Scoring.PARTIAL)
    outcome = grade(MultipleChoice(options=options), key, ticked, "pix")
    assert (outcome.status, outcome.credit) == (status, float(status == "ok"))


BLANKS = Blanks(template="${x} ${y}", blanks=(Blank(name="x", label="X"), Blank(name="y", label="Y")))


def test_qrocm_ind_counts_only_blanks_sent():
    key = BlanksKey(blanks={"x": TextKey(accept=("un",)), "y": TextKey(accept=("deux",))}, scoring=Scoring.PARTIAL)
    assert grade(BLANKS, key, {"x": "un"}, "pix").status == "ok"
    assert grade(BLANKS, key, {"x": "un", "y": "trois"}, "pix").status == "ko"
    assert grade(BLANKS, key, {"x": "un", "y": "trois"}, "pix").parts == {"x": True, "y": False}


def test_qrocm_ind_raises_for_a_blank_without_solution():
    key = BlanksKey(blanks={"x": TextKey(accept=("un",))})
    with pytest.raises(MalformedAnswer) as caught:
        grade(BLANKS, key, {"x": "un", "y": "deux"}, "pix")
    assert caught.value.message == "grading.blank-without-key"


def dependent(tolerances, scoring=None):
    groups = {"un": ("Paris",), "deux": ("Londres",)}
    return DependentBlanksKey(groups=groups, tolerances=tolerances, scoring=scoring or {})


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"x": "Londres", "y": "Paris"}, "ok"),
        ({"x": "Paris", "y": "Paris"}, "ko"),
        ({"x": "Paris", "y": "Rome"}, "ko"),
    ],
)
def test_qrocm_dep_wants_distinct_groups(answer, status):
    assert grade(BLANKS, dependent(ALL), answer, "pix").status == status


def test_qrocm_dep_with_t1_alone_counts_one_answer_whatever_is_typed():
    only_t1 = Tolerances(t1=True, t2=False, t3=False)
    assert grade(BLANKS, dependent(only_t1), {"x": "Paris", "y": "Londres"}, "pix").status == "ko"
    assert grade(BLANKS, dependent(only_t1, {1: 0.5, 2: 1}), {"x": "zut", "y": "flûte"}, "pix").status == "partially"


def test_qrocm_dep_compares_scoring_keys_as_text():
    blanks = Blanks(template="", blanks=tuple(Blank(name=f"b{i}", label="") for i in range(10)))
    groups = {f"g{i}": (f"mot{i}xyz",) for i in range(10)}
    key = DependentBlanksKey(groups=groups, tolerances=Tolerances(t1=True, t2=True), scoring={2: 0.2, 10: 1})
    answer = {"b0": "mot0xyz", "b1": "mot1xyz", "b2": "non"}
    assert grade(blanks, key, answer, "pix").status == "ok"
    assert grade(blanks, key, answer, "fixed").status == "partially"


def test_qrocm_dep_chooses_the_group_with_all_tolerances_even_when_they_are_off():
    none = Tolerances(t1=False, t2=False, t3=False)
    key = DependentBlanksKey(groups={"bas": ("a.b",), "haut": ("A B",)}, tolerances=none)
    one = Blanks(template="${x}", blanks=BLANKS.blanks[:1])
    assert grade(one, key, {"x": "A B"}, "pix").status == "ko"
    assert grade(one, key, {"x": "A B"}, "fixed").status == "ok"
