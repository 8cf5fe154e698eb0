import numpy as np
import pytest
from dif_samples import difr

from pixauthor.irt.dif_wald import wald

N = 24


def on_one_scale(table):
    """Return 2PL parameters and covariances of the reference and the focal group, linked by mean and sigma as difR."""
    a, b, se_a, se_b, covariance = table.T
    stretch = b[:N].std(ddof=1) / b[N:].std(ddof=1)
    factor = np.repeat([1.0, stretch], N)
    shift = np.repeat([0.0, b[:N].mean() - stretch * b[N:].mean()], N)
    parameters = np.column_stack([a / factor, factor * b + shift])
    variances = np.stack([[(se_a / factor) ** 2, covariance], [covariance, (se_b * factor) ** 2]]).transpose(2, 0, 1)
    return parameters[:N], variances[:N], parameters[N:], variances[N:]


def test_lords_test_of_two_parameters_is_that_of_difr():
    expected = difr("Lord2PL")
    statistic, df, p = wald(*on_one_scale(np.array(expected["itemParInit"])))
    assert set(df) == {2}
    assert statistic == pytest.approx(expected["LordChi"], abs=1e-7)
    assert p == pytest.approx(expected["p.value"], abs=1e-7)


def test_lords_test_of_difficulties_is_that_of_difr():
    expected = difr("Lord1PL")
    b, se = np.array(expected["itemParInit"]).T
    focal = b[N:] + b[:N].mean() - b[N:].mean()
    variance = se[:, None, None] ** 2
    statistic, _, p = wald(b[:N, None], variance[:N], focal[:, None], variance[N:])
    assert statistic == pytest.approx(expected["LordChi"], abs=1e-7)
    assert p == pytest.approx(expected["p.value"], abs=1e-7)


def test_what_has_no_error_is_not_tested():
    parameters, covariance = np.zeros((3, 2)), np.stack([np.eye(2), np.full((2, 2), np.nan), np.ones((2, 2))])
    statistic, _, p = wald(parameters, covariance, parameters + 1, covariance)
    assert statistic == pytest.approx([1.0, np.nan, np.nan], nan_ok=True)
    assert np.isnan(p).tolist() == [False, True, True]
