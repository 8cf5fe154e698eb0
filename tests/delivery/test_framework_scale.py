"""Pix arithmetic: the worked examples of pix.md §11, and its laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_samples import sample_framework

from pixauthor.framework.model import Competence, PixRules, Skill, Tube
from pixauthor.framework.scale import (
    mark_competence,
    max_competence_pix,
    max_total_pix,
    skill_value,
    skill_values,
    total_pix,
)
from pixauthor.framework.store import load_framework
from pixauthor.resources import shipped

RULES = PixRules()


def competence_of(levels):
    skills = tuple(Skill(id=f"t{n}-{level}", level=level, description={}) for n, level in enumerate(levels))
    return Competence(code="1.2", title={}, tubes=(Tube(id="t", title={}, skills=skills),))


@pytest.mark.parametrize(
    ("count", "pix"), [(1, 4), (2, 4), (3, 2.667), (4, 2), (5, 1.6), (6, 1.333), (8, 1), (10, 0.8)]
)
def test_value_of_a_skill(count, pix):
    assert round(float(skill_value(count, RULES)), 3) == pix


def test_a_skill_without_item_is_worth_nothing_and_leaves_its_share_to_the_others():
    competence = competence_of([2, 2, 2])
    assert list(skill_values(competence, {"t0-2", "t1-2"}, RULES).values()) == [4, 4, 0]


def test_six_skills_of_a_level_make_eight_pix_not_seven():
    # In floats 8/6 six times is 7.999…, and the floor would lose a pix.
    values = skill_values(competence_of([3] * 6), {f"t{n}-3" for n in range(6)}, RULES).values()
    mark = mark_competence("1.2", values, RULES)
    assert (mark.pix, mark.level, mark.pix_ahead) == (8, 1, 0)


@pytest.mark.parametrize(
    ("exact", "pix", "level", "ahead"), [(0, 0, 0, 0), (7.9, 7, 0, 7), (8, 8, 1, 0), (63.9, 63, 7, 7), (80, 64, 8, 0)]
)
def test_displayed_pix_and_level(exact, pix, level, ahead):
    mark = mark_competence("1.2", [Fraction(exact)], RULES)
    assert (mark.pix, mark.level, mark.pix_ahead) == (pix, level, ahead)


@given(st.lists(st.fractions(min_value=0, max_value=4, max_denominator=10)))
def test_the_sum_is_exact_whatever_the_shares(values):
    assert mark_competence("1.2", values, RULES).exact == sum(values, Fraction(0))


def test_the_highest_open_level_is_a_setting():
    rules = PixRules(max_reachable_level=5)
    assert (max_competence_pix(rules), mark_competence("1.2", [Fraction(64)], rules).level) == (40, 5)


def test_the_shipped_framework_totals_1024():
    assert max_total_pix(load_framework(shipped("items") / "framework.yaml")) == 1024


def test_total_is_the_sum_of_displayed_pix():
    marks = [mark_competence(code, [Fraction(47, 10)], RULES) for code in ("1.1", "1.2")]
    assert total_pix(marks) == 8


@given(st.lists(st.integers(1, 8), min_size=1), st.data())
def test_one_skill_more_never_lowers_the_mark(levels, data):
    competence = competence_of(levels)
    ids = [skill.id for skill in competence.skills]
    values = skill_values(competence, ids, RULES)
    validated = data.draw(st.sets(st.sampled_from(ids)))
    less = mark_competence("1.2", [values[one] for one in validated], RULES)
    more = mark_competence("1.2", [values[one] for one in {*validated, ids[0]}], RULES)
    assert 0 <= less.pix <= more.pix <= 64
    assert all(0 <= value <= 4 for value in values.values())


def test_sample_framework_has_one_competence():
    assert max_total_pix(sample_framework()) == 64
