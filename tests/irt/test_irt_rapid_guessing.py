"""Answers given too fast to be meant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.irt.rapid_guessing import FIXED, LONGEST, effort, is_rapid, normative_thresholds

NAN = np.nan


def test_a_threshold_is_a_tenth_of_the_median_time_at_most_ten_seconds():
    rng = np.random.default_rng(1)
    which = np.repeat([0, 1, 2, 3], [101, 40, 29, 50])
    seconds = np.concatenate([rng.lognormal(4, 1, 101), rng.lognormal(7, 1, 40), np.full(29, 60.0), np.full(50, NAN)])
    shuffled = rng.permutation(which.size)
    found = normative_thresholds(which[shuffled], seconds[shuffled], 5)
    assert found[0] == pytest.approx(0.1 * np.median(seconds[:101]))
    # The second item is longer than the longest threshold; times of the others are too few, unknown or none.
    assert found[1:].tolist() == [LONGEST, FIXED, FIXED, FIXED]


@given(st.lists(st.floats(0.1, 1000), min_size=30, max_size=80))
def test_the_usual_time_is_the_median_for_any_number_of_times(times):
    seconds = np.array(times)
    found = normative_thresholds(np.zeros(seconds.size, int), seconds, 1, longest=np.inf)
    assert found[0] == pytest.approx(0.1 * np.median(seconds))


def test_effort_is_the_share_of_answers_whose_time_is_known_that_were_meant():
    persons, items = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 2, 0, 1, 0])
    seconds = np.array([1.0, 20.0, NAN, 1.0, 2.0, NAN])
    rapid = is_rapid(items, seconds, np.array([3.0, 3.0, 3.0]))
    assert rapid.tolist() == [True, False, False, True, True, False]
    of_persons, of_items = effort(persons, seconds, rapid, 4), effort(items, seconds, rapid, 3)
    assert of_persons.n.tolist() == [2, 2, 0, 0]
    assert of_persons.share == pytest.approx([0.5, 0.0, NAN, NAN], nan_ok=True)
    assert of_items.share == pytest.approx([0.0, 0.5, NAN], nan_ok=True)
