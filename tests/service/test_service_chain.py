"""Lines of a journal: whatever writes them, they are the canonical bytes."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixauthor.canonical import encode_canonical
from pixauthor.service.chain import encode_line

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e-3, 1e-3) | st.floats(1e14, 1e18)
SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | FLOATS | TEXTS
VALUES = st.recursive(SCALARS, lambda one: st.lists(one) | st.dictionaries(TEXTS, one) | st.tuples(one), max_leaves=12)


@settings(deadline=None)
@given(told=st.dictionaries(TEXTS, VALUES))
@example(
    told={"seconds": 0.00005, "value": ['\x00\x7f\u2028é\U0001f600"\\/\b\f\n\r\t'], "é": -0.0, "z": 1e-4, "a": 1e16}
)
@example(told={"parts": {"b": [1e-5]}, "whole": 2**64, "least": -(2**63), "credit": 1 / 3})
def test_a_line_is_the_canonical_json_of_what_it_tells(told):
    assert encode_line(told) == encode_canonical(told)


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf], {"a": math.nan}, "\ud800", {"a": object()}])
def test_what_has_no_canonical_json_has_no_line(value):
    with pytest.raises((ValueError, TypeError)):
        encode_line({"value": value})
