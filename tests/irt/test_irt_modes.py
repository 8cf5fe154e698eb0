"""Highest points of curves: of the highest hill, to the digit, and none where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.irt.modes import NODES, find_modes


def hills(theta, places, widths, heights):
    """Return curves with two hills each, and the slopes of these curves."""
    shapes = [h * np.exp(-(((theta - p) / w) ** 2)) for p, w, h in zip(places, widths, heights, strict=True)]
    slopes = [-2 * (theta - p) / w**2 * each for p, w, each in zip(places, widths, shapes, strict=True)]
    return sum(shapes), sum(slopes)


@given(st.floats(-15, 15), st.floats(0.5, 5.0))
def test_a_single_summit_is_found_to_the_digit(place, width):
    heights, _ = hills(NODES[None, :], [place], [width], [1.0])
    found = find_modes(heights, lambda theta: hills(theta, [place], [width], [1.0])[1])
    assert found[0] == pytest.approx(place, abs=1e-8)


@given(st.floats(-10, -3), st.floats(3, 10), st.floats(0.5, 1.5), st.booleans())
def test_the_highest_of_two_hills_is_climbed(left, right, width, left_is_higher):
    shape = [left, right], [width, width], [1.0, 0.9] if left_is_higher else [0.9, 1.0]
    heights, _ = hills(NODES[None, :], *shape)
    found = find_modes(heights, lambda theta: hills(theta, *shape)[1])
    assert found[0] == pytest.approx(left if left_is_higher else right, abs=1e-3)


def test_curves_that_rise_to_an_end_have_no_summit():
    heights = np.stack([NODES, -NODES, np.zeros_like(NODES), -((NODES - 1.23) ** 2)])
    slopes = [lambda _: 1.0, lambda _: -1.0, lambda _: 0.0, lambda theta: -2 * (theta - 1.23)]
    found = find_modes(heights, lambda theta: np.array([f(t) for f, t in zip(slopes, theta, strict=True)]))
    np.testing.assert_allclose(found, [np.inf, -np.inf, np.nan, 1.23])


def test_no_curve_is_no_error():
    assert find_modes(np.empty((0, NODES.size)), lambda theta: theta).shape == (0,)
