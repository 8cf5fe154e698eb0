"""Mastery, stages and badges by the rules of pix.md §6, with numbers worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.campaigns.model import Badge, Criterion, Stage
from pixauthor.campaigns.progress import has_badge, mastery, progress, reached_stage, reached_stages

SKILLS = [f"sujet-{number}" for number in range(1, 9)]
STAGES = (Stage(threshold=0, title="a"), Stage(threshold=50, title="b"), Stage(threshold=75, title="c"))


@pytest.mark.parametrize(
    ("validated", "targeted", "per_cent"),
    # pix.md §6: round(100 × validated ÷ targeted). 1/8 is 12.5, rounded up as JavaScript rounds.
    [(0, 8, 0), (1, 8, 13), (3, 8, 38), (5, 8, 63), (8, 8, 100), (1, 3, 33), (2, 3, 67), (1, 6, 17), (0, 0, 0)],
)
def test_mastery_is_the_share_of_targeted_skills_that_are_validated(validated, targeted, per_cent):
    assert mastery(SKILLS[:validated], SKILLS[:targeted]) == per_cent


def test_skills_that_are_not_targeted_do_not_count():
    assert mastery(["sujet-1", "ailleurs-3"], ["sujet-1", "sujet-2"]) == 50


@pytest.mark.parametrize(
    ("assessed", "finished", "share"),
    # pix.md §6: round(assessed ÷ targeted, 3), 1 when finished.
    [(0, False, 0.0), (1, False, 0.125), (2, False, 0.25), (7, False, 0.875), (3, True, 1.0)],
)
def test_progress_is_the_share_assessed_and_whole_at_the_end(assessed, finished, share):
    assert progress(SKILLS[:assessed], SKILLS, finished=finished) == share


def test_progress_has_three_decimals():
    assert progress(SKILLS[:1], SKILLS[:3], finished=False) == 0.333


@pytest.mark.parametrize(
    ("per_cent", "title", "stars"),
    # pix.md §6: the last stage whose threshold is at most the mastery; the stars are the number of such stages.
    [(0, "a", 1), (49, "a", 1), (50, "b", 2), (74, "b", 2), (75, "c", 3), (100, "c", 3)],
)
def test_the_stage_reached_is_the_last_whose_threshold_is_equalled(per_cent, title, stars):
    reached = reached_stage(STAGES, per_cent)
    assert reached is not None
    assert reached.title == title
    assert len(reached_stages(STAGES, per_cent)) == stars


def test_below_the_first_stage_there_is_none():
    assert reached_stage(STAGES[1:], 49) is None
    assert reached_stage((), 100) is None


@given(st.permutations(STAGES), st.integers(0, 100))
def test_the_order_of_stages_in_the_file_does_not_matter(stages, per_cent):
    assert reached_stage(stages, per_cent) == reached_stage(STAGES, per_cent)


def badge(*criteria: Criterion) -> Badge:
    return Badge(id="badge", title="Badge", criteria=criteria)


@pytest.mark.parametrize(
    ("criteria", "validated", "held"),
    # pix.md §6: all criteria hold; each is on the whole participation, or on named skills.
    [
        ((Criterion(threshold=50),), 4, True),
        ((Criterion(threshold=50),), 3, False),
        ((Criterion(threshold=100, skills=("sujet-1", "sujet-2")),), 2, True),
        ((Criterion(threshold=100, skills=("sujet-1", "sujet-8")),), 2, False),
        ((Criterion(threshold=50, skills=("sujet-1", "sujet-8")),), 2, True),
        ((Criterion(threshold=20), Criterion(threshold=100, skills=("sujet-1",))), 2, True),
        ((Criterion(threshold=50), Criterion(threshold=100, skills=("sujet-1",))), 2, False),
    ],
)
def test_a_badge_is_held_when_all_its_criteria_hold(criteria, validated, held):
    assert has_badge(badge(*criteria), SKILLS[:validated], SKILLS) is held


@given(st.sets(st.sampled_from(SKILLS)), st.sets(st.sampled_from(SKILLS)), st.integers(0, 100))
def test_who_validates_more_never_has_less(some, more, threshold):
    both = some | more
    assert mastery(both, SKILLS) >= mastery(some, SKILLS)
    one = badge(Criterion(threshold=threshold))
    assert has_badge(one, both, SKILLS) >= has_badge(one, some, SKILLS)
