import numba
import numpy as np
import pytest

from pixauthor.irt.score_lanes import LANES, add_four, multiply_two, split_two

AT = np.uint64


@numba.njit
def split(scores, at, weights, parts, to, stride):
    split_two(scores, at, weights, np.sqrt(weights), AT(weights.size), parts, to, stride)


@numba.njit
def multiply(parts, width, stride, row, column, values, to):
    multiply_two(parts, width, stride, row, column, values, to)


@numba.njit
def add(total, to, values, at):
    add_four(total, to, values, at)


@pytest.fixture(params=[np.float32, np.float64])
def dtype(request):
    return request.param


def drawn(dtype, *shape):
    return np.random.default_rng(0).normal(size=shape).astype(dtype)


def test_parts_of_two_scores_have_their_covariance(dtype):
    scores, weights = drawn(dtype, 20), np.array([0.2, 0.3, 0.5], dtype)
    parts = np.full((4, 5), 9, dtype)
    split(scores, AT(6), weights, parts.reshape(-1), AT(6), AT(5))
    own = scores[6:12].reshape(3, 2)
    np.testing.assert_allclose(parts[1:, 1:3].T @ parts[1:, 1:3], np.cov(own.T, ddof=0, aweights=weights), rtol=1e-5)
    parts[1:, 1:3] = 9
    assert (parts == 9).all()


def test_products_of_two_scores_with_many_lie_two_by_two(dtype):
    parts, values = drawn(dtype, 7, 3 + LANES), np.zeros(2 * LANES + 5, dtype)
    multiply(parts.reshape(-1), AT(7), AT(3 + LANES), AT(1), AT(3), values, AT(2))
    products = parts[:, 1:3].T @ parts[:, 3:]
    blocks = products.reshape(2, LANES // 2, 2).swapaxes(0, 1)
    np.testing.assert_allclose(values[2:-3].reshape(-1, 2, 2), blocks, rtol=1e-5, atol=1e-6)
    assert (np.delete(values, slice(2, -3)) == 0).all()


def test_four_values_are_added_in_double_precision(dtype):
    total, values = np.ones(10), drawn(dtype, 8)
    add(total, AT(5), values, AT(3))
    np.testing.assert_array_equal(total, [1] * 5 + list(1 + values[3:7].astype(float)) + [1])
