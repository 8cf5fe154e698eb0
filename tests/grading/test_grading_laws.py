"""Laws that hold for every answer, and slow twins of the kernels."""

import unicodedata
from functools import cache
from itertools import combinations, permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from session_samples import item_of

from pixauthor.bank.interactions import Blank, Blanks, MultipleChoice, Option, ShortText
from pixauthor.bank.keys import (
    BlanksKey,
    DependentBlanksKey,
    MultipleChoiceKey,
    OrderingKey,
    Scoring,
    TextKey,
    Tolerances,
)
from pixauthor.grading import Mode, grade, pix
from pixauthor.grading.distance import levenshtein, slips
from pixauthor.grading.normalize import forgive_case_accents_spaces, forgive_punctuation, treat, unify
from pixauthor.grading.pairing import pair_most

TOLERANCES = st.builds(Tolerances, t1=st.booleans(), t2=st.booleans(), t3=st.booleans())
WORDS = st.text(alphabet="abcdé1 '’-œ", max_size=8)
OPTIONS = tuple(Option(id=name, text=name) for name in "abcdef")
LETTERS = st.sets(st.sampled_from("abcdef"))


@given(st.text(), TOLERANCES)
@example("ŉ", Tolerances())
@example("ΐİß ﬁ", Tolerances())
def test_treatment_is_idempotent(text, tolerances):
    assert treat(treat(text, tolerances), tolerances) == treat(text, tolerances)


@given(st.text(), TOLERANCES)
def test_official_treatment_is_idempotent_when_t1_is_on(text, tolerances):
    if tolerances.t1:
        assert pix.treat(pix.treat(text, tolerances), tolerances) == pix.treat(text, tolerances)


# All signs but ideographs and Hangul, which no treatment changes, and surrogates.
SIGNS = [*range(0x3000), *range(0xA640, 0xAC00), *range(0xF900, 0x12000), *range(0x1D000, 0x1FC00)]


@pytest.mark.parametrize("function", [unify, forgive_case_accents_spaces, forgive_punctuation])
def test_treatment_of_every_sign_is_idempotent(function):
    once = [function(chr(point)) for point in SIGNS]
    assert [text for text in once if function(text) != text] == []


@given(st.text())
def test_the_way_accents_are_encoded_does_not_matter(text):
    forms = {treat(unicodedata.normalize(form, text), Tolerances()) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.permutations("abcdef"), LETTERS, LETTERS.filter(bool), st.sampled_from(Scoring))
def test_order_of_ticks_does_not_matter(order, ticked, correct, scoring):
    key = MultipleChoiceKey(correct=frozenset(correct), scoring=scoring)
    asked = MultipleChoice(options=OPTIONS)
    one = grade(asked, key, sorted(ticked))
    assert grade(asked, key, [name for name in order if name in ticked]) == one


@given(LETTERS, LETTERS.filter(bool), st.sampled_from(Scoring), st.sampled_from(Mode))
def test_credit_is_a_share_and_one_means_ok(ticked, correct, scoring, mode):
    key = MultipleChoiceKey(correct=frozenset(correct), scoring=scoring)
    outcome = grade(MultipleChoice(options=OPTIONS), key, sorted(ticked), mode)
    assert 0 <= outcome.credit <= 1
    assert (outcome.status == "ok") == (outcome.credit == 1) == (ticked == correct)


@given(LETTERS, LETTERS.filter(bool), st.sampled_from(Scoring))
def test_a_right_tick_more_never_lowers_the_credit(ticked, correct, scoring):
    key = MultipleChoiceKey(correct=frozenset(correct), scoring=scoring)
    asked = MultipleChoice(options=OPTIONS)
    before = grade(asked, key, sorted(ticked)).credit
    for option in correct - ticked:
        assert grade(asked, key, sorted({*ticked, option})).credit >= before


NAMES = ("u", "v", "w")
BLANKS = Blanks(template="", blanks=tuple(Blank(name=name, label="") for name in NAMES))
ANSWERS = st.dictionaries(st.sampled_from(NAMES), WORDS)


@given(ANSWERS, st.lists(WORDS.filter(str.strip), min_size=3, max_size=3), TOLERANCES, st.sampled_from(Scoring))
def test_a_right_blank_more_never_lowers_the_credit(answer, accepted, tolerances, scoring):
    keys = {name: TextKey(accept=(word,), tolerances=tolerances) for name, word in zip(NAMES, accepted, strict=True)}
    key = BlanksKey(blanks=keys, scoring=scoring)
    before = grade(BLANKS, key, answer)
    assert 0 <= before.credit <= 1
    assert (before.status == "ok") == (before.credit == 1)
    for name, word in zip(NAMES, accepted, strict=True):
        after = grade(BLANKS, key, {**answer, name: word})
        assert after.parts[name]
        assert after.credit >= before.credit


GROUPS = st.dictionaries(st.sampled_from("ABCD"), st.lists(WORDS.filter(str.strip), min_size=1, max_size=3), min_size=1)
SCORINGS = st.dictionaries(st.integers(1, 3), st.floats(0, 1), max_size=3)


@given(ANSWERS, GROUPS, TOLERANCES, SCORINGS, st.permutations(NAMES))
def test_dependent_blanks_may_be_filled_in_any_order_of_fields(answer, groups, tolerances, scoring, order):
    key = DependentBlanksKey(
        groups={name: tuple(accept) for name, accept in groups.items()}, tolerances=tolerances, scoring=scoring
    )
    renamed = {order[NAMES.index(name)]: word for name, word in answer.items()}
    one, other = grade(BLANKS, key, answer), grade(BLANKS, key, renamed)
    assert one.credit == other.credit
    assert 0 <= one.credit <= 1
    assert (one.status == "ok") == (one.credit == 1)


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from("ABCD"), unique=True), min_size=1))
def test_the_pairing_is_a_largest_one(wishes):
    pairs = pair_most(wishes)
    assert all(wish in wishes[name] for name, wish in pairs.items())
    assert len(set(pairs.values())) == len(pairs)
    assert len(pairs) == largest_pairing(wishes)


def largest_pairing(wishes):
    """Twin of pair_most: try every choice of names and wishes."""
    wanted = sorted({wish for some in wishes.values() for wish in some})
    return max(
        count
        for count in range(len(wishes) + 1)
        for names in combinations(wishes, count)
        for chosen in permutations(wanted, count)
        if all(wish in wishes[name] for name, wish in zip(names, chosen, strict=True))
    )


@given(st.permutations("abc"))
def test_a_whole_order_is_ok_only_when_all_are_in_place(order):
    item = item_of("ordering")
    outcome = grade(item.interaction, OrderingKey(order=("c", "a", "b"), scoring=Scoring.PARTIAL), list(order))
    assert (outcome.status == "ok") == (outcome.credit == 1) == (list(order) == ["c", "a", "b"])


SHORT = st.text(alphabet="abé", max_size=7)


@given(SHORT, SHORT)
def test_distances_equal_their_slow_twins(one, other):
    assert levenshtein(one, other) == recursive_distance(one, other, False)
    assert slips(one, other) == recursive_distance(one, other, True)
    assert slips(one, other) == slips(other, one) <= levenshtein(one, other)
    for most in range(4):
        assert min(slips(one, other, most), most + 1) == min(slips(one, other), most + 1)


@cache
def recursive_distance(one, other, exchanges):
    """Twin of the kernels: the definition, by recursion on last signs."""
    if not one or not other:
        return len(one) + len(other)
    found = [
        recursive_distance(one[:-1], other, exchanges) + 1,
        recursive_distance(one, other[:-1], exchanges) + 1,
        recursive_distance(one[:-1], other[:-1], exchanges) + (one[-1] != other[-1]),
    ]
    if exchanges and len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        found.append(recursive_distance(one[:-2], other[:-2], exchanges) + 1)
    return min(found)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3), TOLERANCES)
def test_official_texts_equal_their_slow_twin(typed, accepted, tolerances):
    key = TextKey(accept=tuple(accepted), tolerances=tolerances)
    assert (grade(ShortText(), key, typed, "pix").status == "ok") == official_match(typed, accepted, tolerances)


def official_match(typed, accepted, tolerances):
    """Twin of pix.accepts: the sentences of pix.md §2.6, one by one, sign by sign."""

    def treated(text):
        text = text.replace("\u00a0", " ")
        if tolerances.t1:
            text = unicodedata.normalize("NFD", text.strip().lower())
            text = "".join(sign for sign in text if not "\u0300" <= sign <= "\u036f" and not sign.isspace())
        if tolerances.t2:
            text = "".join(sign for sign in text if sign == " " or (sign.isascii() and sign.isalnum()))
            while "  " in text:
                text = text.replace("  ", " ")
        return text

    given_text, wanted = treated(typed), [treated(text) for text in accepted]
    if not tolerances.t3:
        return given_text in wanted
    if not given_text:
        return False
    return min(recursive_distance(given_text, text, False) for text in wanted) / len(given_text) <= 0.25
