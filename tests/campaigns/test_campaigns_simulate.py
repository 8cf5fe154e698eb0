"""A simulated class: laws that hold whatever the class, and what its results say."""

import pytest
from campaign_samples import campaign_of, sample_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from session_samples import item_of, sample_bank, sample_framework

from pixauthor.bank.bank import Bank
from pixauthor.bank.interactions import Blanks
from pixauthor.bank.item import ItemType
from pixauthor.campaigns.duration import ANSWER_SECONDS, estimate_seconds
from pixauthor.campaigns.model import Target, TargetProfile
from pixauthor.campaigns.outcome import (
    always_served,
    band_counts,
    by_level,
    exposures,
    never_reached,
    question_counts,
)
from pixauthor.campaigns.plan import make_plan
from pixauthor.campaigns.simulate import ClassDesign, Simulation, abilities, simulate_class
from pixauthor.errors import PixauthorError


def wrong(_item, answer):
    """Files are not on disk here: who would hand one in skips."""
    return None if isinstance(answer, dict) and "upload" in answer else answer


def take(plan, **design) -> Simulation:
    made = ClassDesign(**design)
    return Simulation(plan=plan, design=made, pupils=tuple(simulate_class(plan, made, resolve=wrong)))


PLAN = sample_plan()


def test_equal_seeds_give_equal_classes_and_others_do_not():
    assert take(PLAN, pupils=12, seed=4).pupils == take(PLAN, pupils=12, seed=4).pupils
    assert take(PLAN, pupils=12, seed=4).pupils != take(PLAN, pupils=12, seed=5).pupils


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 3), st.floats(-2, 9))
def test_nobody_is_asked_more_than_there_are_skills_nor_twice_the_same(seed, pupils, theta):
    found = take(PLAN, pupils=pupils, seed=seed, low=theta, high=theta)
    for pupil in found.pupils:
        assert 1 <= len(pupil.items) <= len(PLAN.targeted)
        assert len(set(pupil.items)) == len(pupil.items)
        assert 0 <= pupil.mastery <= 100
        assert pupil.validated <= PLAN.targeted


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_bank_does_not_matter(rng):
    items = list(sample_bank())
    rng.shuffle(items)
    plan = make_plan(campaign_of(), sample_framework(), Bank({item.id: item for item in items}))
    assert take(plan, pupils=3, seed=2).pupils == take(PLAN, pupils=3, seed=2).pupils


def test_the_order_of_targets_does_not_matter():
    tubes = (Target(name="types", up_to=4), Target(name="fichiers", up_to=2))
    plans = [sample_plan(profile=TargetProfile(title="x", tubes=order)) for order in (tubes, tubes[::-1])]
    assert take(plans[0], pupils=5).pupils == take(plans[1], pupils=5).pupils


def test_the_able_master_more_than_the_others():
    found = by_level(take(PLAN, pupils=30, low=0, high=8))
    assert found[-1].mastery.middle > found[0].mastery.middle + 30


def test_who_knows_all_validates_all_and_has_every_badge():
    plan = sample_plan(profile=TargetProfile(title="x", tubes=(Target(name="types", up_to=4),)))
    found = take(plan, pupils=4, low=12, high=12)
    assert {pupil.mastery for pupil in found.pupils} == {100}
    assert {pupil.badges for pupil in found.pupils} == {("tout",)}


@given(st.dictionaries(st.integers(1, 8), st.floats(0.1, 50), min_size=1), st.integers(1, 80), st.integers())
def test_a_class_by_shares_has_the_levels_that_are_asked(weights, pupils, seed):
    found = abilities(ClassDesign(pupils=pupils, seed=seed, weights=weights))
    assert len(found) == pupils
    assert min(weights) - 0.5 <= min(found) <= max(found) <= max(weights) + 0.5
    for level, weight in weights.items():
        share = weight / sum(weights.values())
        # One pupil in each stratum: each end of a level can lose or gain one.
        assert abs(sum(level - 0.5 < one <= level + 0.5 for one in found) - pupils * share) <= 2


@given(st.floats(-2, 4), st.floats(0, 8), st.integers(1, 50), st.integers())
def test_an_even_class_is_spread_over_its_range(low, width, pupils, seed):
    found = abilities(ClassDesign(pupils=pupils, seed=seed, low=low, high=low + width))
    step = width / pupils
    for number, theta in enumerate(found):
        assert low + number * step - 1e-9 <= theta <= low + (number + 1) * step + 1e-9


@pytest.mark.parametrize(
    "design",
    [
        {"pupils": 0},
        {"pupils": 5000},
        {"weights": {1: 0.0}},
        {"weights": {1: -1.0, 2: 5.0}},
        {"low": 5.0, "high": 1.0},
        {"low": float("nan")},
        {"high": 1e9},
    ],
)
def test_a_class_that_cannot_be_is_refused(design):
    with pytest.raises(PixauthorError):
        take(PLAN, **design)


def test_counts_of_questions_and_bands_are_of_the_whole_class():
    found = take(PLAN, pupils=25)
    assert sum(count for _, count in question_counts(found)) == 25
    numbers = [number for number, _ in question_counts(found)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert sum(band_counts(found)) == 25
    assert sum(one.pupils for one in by_level(found)) == 25


def test_exposure_counts_who_met_each_item():
    found = take(PLAN, pupils=20)
    met = {one.item: one.pupils for one in exposures(found)}
    assert set(met) == {item.id for item in PLAN.items}
    assert sum(met.values()) == sum(len(pupil.items) for pupil in found.pupils)
    assert {item for item, count in met.items() if count == 0} == set(never_reached(found))
    assert {item for item, count in met.items() if count == 20} == set(always_served(found))


def test_items_far_above_a_class_are_never_reached():
    found = take(PLAN, pupils=10, low=-3, high=-3)
    assert {"types-7-01", "types-8-01"} <= set(never_reached(found))


def test_a_second_item_of_a_skill_takes_a_part_of_the_pupils():
    bank = sample_bank().with_item(item_of("single-choice", id="types-1-02"))
    plan = make_plan(campaign_of(), sample_framework(), bank)
    met = {one.item: one.pupils for one in exposures(take(plan, pupils=40))}
    assert met["types-1-01"] > 0
    assert met["types-1-02"] > 0


def test_every_type_has_a_time_to_answer():
    assert set(ANSWER_SECONDS) == set(ItemType)


def test_a_longer_question_takes_longer_and_reads_at_150_words_a_minute():
    short, long = (item_of("single-choice", stem=" ".join(["mot"] * words)) for words in (50, 200))
    assert estimate_seconds(long) - estimate_seconds(short) == pytest.approx(60)


def test_each_blank_takes_its_time():
    item = item_of("blanks")
    assert isinstance(item.interaction, Blanks)
    assert estimate_seconds(item) > len(item.interaction.blanks) * ANSWER_SECONDS[ItemType.BLANKS]


def test_a_timer_ends_an_item():
    item = item_of("short-text", conduct={"timer_seconds": 5})
    assert estimate_seconds(item) == 5
    plan = make_plan(campaign_of(), sample_framework(), Bank.of([item]))
    found = take(plan, pupils=5, low=12, high=12)
    # Nobody runs out of time: a simulated pupil answers at the last second at most.
    asked = [pupil for pupil in found.pupils if item.id in pupil.items]
    assert asked
    assert all("types-3" in pupil.validated for pupil in asked)
