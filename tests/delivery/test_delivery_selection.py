"""The official choice of questions: the worked examples of pix.md §11, the rules of §3, and their laws."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.delivery.selection import (
    GRID,
    Askable,
    Source,
    first_skills,
    learn,
    next_skills,
    pick,
    predict_level,
    reward,
    success_probability,
)


def skills(*names, timed=()):
    return [Askable(skill=name, tube=name[:-1], level=int(name[-1]), timed=name in timed) for name in names]


def names(candidates):
    return [one.skill for one in candidates]


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([], 3.5),
        ([(2, True)], 4.5),
        ([(2, False)], 1),
        ([(2, True), (3, True)], 5),
        ([(level, True) for level in range(1, 6)], 6.5),
        ([(level, True) for level in range(1, 8)], 7.5),
    ],
)
def test_predicted_level(answers, level):
    assert predict_level(answers) == level


def test_first_question_is_of_level_two_in_an_easy_tube():
    all_skills = skills("web1", "url3", "cnil1", "cnil2")
    assert names(first_skills(all_skills, all_skills)) == ["cnil2"]


def test_without_level_two_the_lowest_level_opens():
    all_skills = skills("web1", "url3")
    assert names(first_skills(all_skills, all_skills)) == ["web1"]


def test_the_opening_avoids_timed_items_unless_there_is_nothing_else():
    all_skills = skills("web2", "cnil2", timed={"web2"})
    assert names(first_skills(all_skills, all_skills)) == ["cnil2"]
    assert names(first_skills(all_skills[:1], all_skills)) == ["web2"]


def test_easy_tubes_come_first():
    all_skills = skills("web2", "url2", "url5")
    assert names(first_skills(all_skills, all_skills)) == ["web2"]
    assert names(next_skills(all_skills, all_skills, (), 3.5, after_timed=False)) == ["web2"]


def test_no_two_timed_questions_in_a_row():
    all_skills = skills("web2", "url2", timed={"web2"})
    assert names(next_skills(all_skills, all_skills, (), 3.5, after_timed=True)) == ["url2"]
    assert names(next_skills(all_skills, all_skills, (), 3.5, after_timed=False)) == ["web2", "url2"]


def test_skills_more_than_two_levels_ahead_are_dropped():
    all_skills = skills("web4", "web5", "web6")
    assert names(next_skills(skills("web6"), all_skills, (), 4.0, after_timed=False)) == ["web6"]
    assert next_skills(skills("web6"), all_skills, (), 3.5, after_timed=False) == []


def test_the_greatest_reward_wins():
    # At level 3: web4 settles 0.269 * 1 + 0.731 * 3 = 2.46 skills, web5 2, web6 0.047 * 3 + 0.953 * 1 = 1.1.
    all_skills = skills("web4", "web5", "web6")
    assert names(next_skills(all_skills, all_skills, (), 3.0, after_timed=False)) == ["web4"]


def test_reward_weighs_what_success_and_failure_would_settle():
    probability = 1 / (1 + math.exp(2 - 3.5))
    assert reward(2, (1, 2, 3), 3.5) == pytest.approx(probability * 2 + (1 - probability) * 2)
    assert reward(1, (1, 2, 3), 3.5) == pytest.approx(success_probability(3.5, 1) * 1 + success_probability(1, 3.5) * 3)


@settings(deadline=None)
@given(
    asked=st.lists(st.sampled_from([f"{tube}{level}" for tube in "abc" for level in range(1, 8)]), unique=True),
    known=st.sets(st.integers(0, 20)),
    level=st.sampled_from(GRID),
)
def test_only_untested_skills_of_the_same_tube_count_for_a_reward(asked, known, level):
    everything = skills(*asked)
    settled = {one.skill for number, one in enumerate(everything) if number in known}
    left = [one for one in everything if one.skill not in settled]

    def expected(one):
        tube = [other.level for other in left if other.tube == one.tube]
        sure = success_probability(level, one.level)
        return sure * sum(other <= one.level for other in tube) + (1 - sure) * sum(other >= one.level for other in tube)

    chosen = next_skills(left, everything, settled, level, after_timed=False)
    hard = {one.tube for one in everything if one.level > 3}
    asked_from = [one for one in left if one.tube not in hard] or left
    near = [one for one in asked_from if one.level - level <= 2]
    assert chosen == [one for one in near if expected(one) == max(map(expected, near))]


def test_success_infers_lower_skills_and_failure_higher_ones():
    all_skills = skills("web1", "web2", "web3", "url1")
    after_success = learn({}, all_skills, all_skills[1], True)
    assert {name: (one.validated, one.source) for name, one in after_success.items()} == {
        "web2": (True, Source.DIRECT),
        "web1": (True, Source.INFERRED),
    }
    after_failure = learn({}, all_skills, all_skills[1], False)
    assert {name: one.validated for name, one in after_failure.items()} == {"web2": False, "web3": False}


def test_a_skill_already_assessed_is_not_touched():
    all_skills = skills("web1", "web2", "web3")
    known = learn({}, all_skills, all_skills[0], False)
    assert not learn(known, all_skills, all_skills[2], True)["web1"].validated
    assert not learn(known, all_skills, all_skills[0], True)["web1"].validated


def test_the_filters_come_in_the_order_of_the_official_ones():
    # Easy tubes first, then no second timed item, then none too hard: what an earlier one leaves, no later one widens.
    everything = skills("web1", "cnil2", "cnil3", "url1", "url2", "url3", "url4", timed={"cnil2"})
    left = everything[1:]
    assert names(next_skills(left, everything, {"web1"}, 3.0, after_timed=True)) == ["cnil3"]
    assert names(next_skills(left, everything, {"web1"}, 0.5, after_timed=True)) == []
    assert names(next_skills(left, everything, {"web1"}, 0.5, after_timed=False)) == ["cnil2"]


def test_a_skill_as_hard_as_two_levels_above_the_prediction_is_asked_and_none_above():
    tube = skills(*(f"web{level}" for level in range(4, 9)))
    for level in GRID:
        asked = next_skills(tube, tube, (), level, after_timed=False)
        assert all(one.level <= level + 2 for one in asked)
        assert bool(asked) == (level >= 2)


def test_skills_of_equal_reward_are_all_left_to_chance():
    everything = skills("web2", "url2", "cnil2")
    assert names(next_skills(everything, everything, (), 3.5, after_timed=False)) == ["web2", "url2", "cnil2"]


def test_nothing_is_left_to_ask_when_all_is_known():
    everything = skills("web1", "web2")
    assert next_skills([], everything, {"web1", "web2"}, 3.5, after_timed=False) == []
    assert first_skills([], everything) == []


def test_the_pick_depends_on_the_seed_and_not_on_the_order():
    options = list("abcdefgh")
    assert pick(options, 7, str) == pick(options[::-1], 7, str)
    assert {pick(options, seed, str) for seed in range(100)} == set(options)


ANSWERS = st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=20)


@given(ANSWERS)
def test_the_predicted_level_is_nearest_to_the_likelihoods_own_root(answers):
    # Twin: the sum of (outcome - P) falls with the level, so its sign change brackets the prediction.
    seen = [*answers, (0, True), (7, False)]

    def score(level):
        return sum(success - 1 / (1 + math.exp(difficulty - level)) for difficulty, success in seen)

    level = predict_level(answers)
    assert level in GRID
    assert score(level - 0.5) > 0 or level == GRID[0] or score(level) <= 0
    assert abs(score(level)) == min(abs(score(one)) for one in GRID)


@given(ANSWERS, st.integers(1, 8))
def test_a_success_more_never_lowers_the_prediction(answers, difficulty):
    assert predict_level([*answers, (difficulty, True)]) >= predict_level(answers)
    assert predict_level([*answers, (difficulty, False)]) <= predict_level(answers)
