import numpy as np
import pandas as pd
import pytest

from pixauthor.calibration.option_flags import find_option_flags
from pixauthor.calibration.thresholds import OptionThresholds


def table(**options):
    """Rows of (n, p, r_rest, share of the top group)."""
    rows = [(option, *values) for option, values in options.items()]
    return pd.DataFrame(rows, columns=["option", "n", "p", "r_rest", "group_5"])


KEY = (300, 0.6, 0.4, 0.9)
GOOD = (150, 0.3, -0.3, 0.05)


@pytest.mark.parametrize(
    ("distractor", "flags"),
    [
        (GOOD, ()),
        ((10, 0.02, -0.1, 0.0), ("rare",)),
        ((150, 0.3, 0.1, 0.05), ("tempting",)),
        ((150, 0.3, -0.1, 0.95), ("beats-key",)),
        ((150, 0.3, np.nan, 0.05), ()),
    ],
)
def test_distractors_are_flagged_by_their_own_faults(distractor, flags):
    assert find_option_flags(table(a=KEY, b=GOOD, c=distractor), "abc", {"a"}) == {"b": (), "c": flags}


def test_an_option_that_nobody_chose_is_rare():
    assert find_option_flags(table(a=KEY, b=GOOD), "abc", {"a"})["c"] == ("rare",)


def test_with_several_right_options_the_weakest_counts():
    found = find_option_flags(table(a=KEY, b=(200, 0.4, 0.3, 0.1), c=(150, 0.3, -0.1, 0.2)), "abc", {"a", "b"})
    assert found == {"c": ("beats-key",)}


def test_nothing_is_said_of_few_answers_or_of_none():
    few = table(a=(60, 0.6, 0.4, 0.9), b=(40, 0.4, 0.2, 0.1))
    assert find_option_flags(few, "ab", {"a"}) == {}
    assert find_option_flags(table(), "ab", {"a"}) == {}
    assert find_option_flags(few, "ab", {"a"}, OptionThresholds(min_n=50)) == {"b": ("tempting",)}


def test_a_key_that_nobody_in_the_top_group_chose_is_beaten():
    assert "beats-key" in find_option_flags(table(b=GOOD, c=KEY), "abc", {"a"})["c"]
