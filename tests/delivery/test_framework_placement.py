"""Levels and pix of an ability: the bounds of pix.md §5.3 as cuts, and the laws of every scale."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import AbilityScale, CutScore, LevelCuts, ScaleProvenance, require_increasing
from pixauthor.framework.model import PixRules
from pixauthor.framework.placement import error_at, exact_pix_at, place, theta_at_pix

RULES = PixRules()
# Bounds of the competence levels in the seeds of the platform: pix.md §5.3.
BOUNDS = (-2.0, -1.0, 0.5, 1.0, 2.0, 3.0, 4.0)


def cuts_at(thetas, floor=None, errors=None):
    known = errors or [None] * len(thetas)
    rows = zip(range(1, len(thetas) + 1), thetas, known, strict=True)
    floor = thetas[0] - 1 if floor is None else floor
    return LevelCuts(floor=floor, cuts=tuple(CutScore(level=k, theta=theta, se=se) for k, theta, se in rows))


PIX = cuts_at(BOUNDS, floor=-4.0)
scales = st.lists(st.floats(-6, 6), min_size=2, max_size=9, unique_by=lambda theta: round(theta, 2)).map(
    lambda thetas: cuts_at(sorted(thetas)[1:], floor=min(thetas))
)
abilities = st.floats(-12, 12)


@pytest.mark.parametrize(
    ("theta", "level", "pix"),
    [
        (-9.0, 0, 0),
        (-4.0, 0, 0),
        (-3.0, 0, 4),
        (-2.0, 1, 8),
        (-1.5, 1, 12),
        (0.499, 2, 23),
        (0.5, 3, 24),
        (3.999, 6, 55),
        (4.0, 7, 56),
        (9.0, 7, 56),
    ],
)
def test_a_bound_belongs_to_the_upper_level_and_pix_run_straight_between_bounds(theta, level, pix):
    found = place(theta, 0.0, PIX)
    assert (found.level, found.pix) == (level, pix)


@given(scales, abilities, abilities)
def test_who_is_better_has_no_fewer_pix(cuts, one, other):
    worse, better = sorted((one, other))
    assert exact_pix_at(worse, cuts, RULES) <= exact_pix_at(better, cuts, RULES)
    assert place(worse, 0.2, cuts).pix <= place(better, 0.2, cuts).pix


@given(scales, abilities, st.floats(0, 3))
def test_level_is_pix_divided_by_eight_and_inside_its_interval(cuts, theta, se):
    found = place(theta, se, cuts)
    assert found.level == found.pix // 8
    assert found.level_low <= found.level <= found.level_high
    assert found.pix_low <= found.pix <= found.pix_high <= 8 * cuts.highest


@given(scales, st.floats(0, 1))
def test_the_ability_of_some_pix_has_these_pix(cuts, share):
    pix = share * 8 * cuts.highest
    assert exact_pix_at(theta_at_pix(pix, cuts, RULES), cuts, RULES) == pytest.approx(pix, abs=1e-6)


def test_no_ability_has_more_pix_than_the_scale_gives():
    with pytest.raises(ValueError, match="from 0 to 56"):
        theta_at_pix(57, PIX, RULES)


def test_the_highest_open_level_caps_level_and_pix():
    found = place(9.0, 0.0, PIX, PixRules(max_reachable_level=5))
    assert (found.level, found.pix) == (5, 40)


def test_just_under_a_cut_the_level_has_the_last_word():
    cuts = cuts_at((0.0, 1e16, 2e16), floor=-1.0)
    theta = math.nextafter(1e16, 0)
    assert (place(theta, 0.0, cuts).level, place(theta, 0.0, cuts).pix) == (1, 15)


def test_errors_of_person_and_cuts_add_as_variances():
    cuts = cuts_at((0.0, 1.0, 2.0), errors=(0.3, 0.5, 0.4))
    assert error_at(0.5, cuts) == pytest.approx(0.4)
    assert (error_at(-3, cuts), error_at(9, cuts), error_at(1.0, cuts)) == (0.3, 0.4, 0.5)
    reach = NormalDist().inv_cdf(0.975) * 0.5  # 0.5 = hypot(0.3, 0.4)
    found = place(0.5, 0.3, cuts)
    assert found.pix_high == int(exact_pix_at(0.5 + reach, cuts, RULES))
    assert found.pix_low == int(exact_pix_at(0.5 - reach, cuts, RULES))


def test_more_confidence_gives_a_wider_interval():
    widths = [place(0.2, 0.4, PIX, confidence=share) for share in (0.5, 0.9, 0.99)]
    assert [one.pix_high - one.pix_low for one in widths] == sorted(one.pix_high - one.pix_low for one in widths)


@pytest.mark.parametrize(
    ("cuts", "message"),
    [
        (cuts_at((0.0, 0.0)), "scale.not-increasing"),
        (cuts_at((0.0, 1.0, 0.5)), "scale.not-increasing"),
        (cuts_at((0.0, 1.0), floor=0.0), "scale.not-increasing"),
        (cuts_at((0.0, math.nan)), "scale.not-increasing"),
        (LevelCuts(floor=-1.0, cuts=()), ""),
        (LevelCuts(floor=-1.0, cuts=(CutScore(level=2, theta=0.0),)), "scale.levels-not-in-order"),
    ],
)
def test_cuts_that_do_not_rise_are_refused_with_the_levels(cuts, message):
    with pytest.raises(PixauthorError) as caught:
        require_increasing(cuts, "1.2")
    assert caught.value.message == (message or "scale.levels-not-in-order")
    assert "1.2" in caught.value.render("fr")


def test_the_error_names_both_levels_and_both_places():
    with pytest.raises(PixauthorError) as caught:
        require_increasing(cuts_at((0.0, 1.0, 0.5)))
    for language in ("fr", "en"):
        sentence = caught.value.render(language)
        assert all(part in sentence for part in ("3", "2", "0.500", "1.000"))


def test_a_competence_has_cuts_of_its_own_or_shares_them():
    made = ScaleProvenance(method="given", calibration="", date="", program="", uncertainty="given")
    own = cuts_at((0.0,))
    scale = AbilityScale(name="x", version=1, shared=PIX, by_competence={"1.2": own}, provenance=made)
    assert scale.cuts_of("1.2") is own
    assert scale.cuts_of("1.1") is scale.cuts_of() is PIX
    alone = AbilityScale(name="x", version=1, shared=None, by_competence={"1.2": own}, provenance=made)
    with pytest.raises(PixauthorError) as caught:
        alone.cuts_of("1.1")
    assert caught.value.message == "scale.no-cuts"
