"""M2: do the model's means and pairwise products of scores agree with those observed?

Maydeu-Olivares and Joe 2006, doi:10.1007/s11336-005-1295-9; M2* for items of several categories, on scores instead of
categories: Cai and Hansen 2013, doi:10.1111/j.2044-8317.2012.02050.x; C2, on the shares of single categories and the
products of scores, with more degrees of freedom: Cai and Monroe 2014, CRESST report 839. For dichotomous items all
three are one.

Persons are taken by form, the set of items answered; each form is a sample of its own. Adaptive tests have no form of
more than a few persons, and no M2. Where earlier answers chose the form, its persons are no sample of their group: M2
must not be used there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.linalg import cholesky, qr, solve_triangular
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.forms import Form, find_forms
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.moment_derivatives import moment_derivatives
from pixauthor.irt.moments import expected_moments, form_at_nodes, observed_moments

MIN_PERSONS: Final = 200
"""A form answered by fewer persons is left out."""
ITEMS: Final = (3, 140)
"""Fewest and most items of a form: 140 have 9,870 moments, and a covariance matrix of 800 MB."""
_RANK: Final = 1e-9
"""Share of the most under which a direction of the parameters moves no moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFit:
    """Fit to the moments; NaN where there are no degrees of freedom.

    Args:
        statistic: M2.
        df: moments less the parameters that they determine.
        p: chance of so much or more under the model.
        rmsea: misfit by degree of freedom; under 0.05 is close.
        rmsea_low: lower bound of its 90 % interval.
        rmsea_high: upper bound.
        srmsr: root mean square of observed less expected correlations; under 0.05 is close.
        cfi: share of the misfit of independent items that the model explains; over 0.95 is close.
        tli: the same, with a price on parameters.
        n: persons used.
    """

    statistic: float
    df: int
    p: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmsr: float
    cfi: float
    tli: float
    n: float


class _Whitened(NamedTuple):
    """A form, its moments in units of their errors, observed less expected.

    Args:
        residuals: (n_moments,).
        derivatives: (n_moments, n_free).
        n: persons.
        correlations: of scores, observed less expected, (n_pairs,).
        independence: M2 of independent items, n times the sum of squared correlations.
    """

    residuals: Floats
    derivatives: Floats
    n: float
    correlations: Floats
    independence: float


def m2(
    answers: Answers,
    items: Items,
    layout: Layout,
    latents: Sequence[Latent],
    nodes: Floats,
    *,
    by_category: bool = False,
    min_persons: int = MIN_PERSONS,
) -> MomentFit | None:
    """Return M2 (M2* with several categories), or C2; None when no form has enough persons.

    Args:
        answers: of n_persons.
        items: at their maximum likelihood estimates.
        layout: which parameters were estimated.
        latents: distribution of each group, at its estimate.
        nodes: of the quadrature, (n_nodes,).
        by_category: C2.
        min_persons: forms of fewer are left out.
    """
    forms = [form for form in find_forms(answers, items) if _is_usable(answers, form, min_persons)]
    if not forms:
        return None
    parts = [_whiten(answers, form, items, layout, latents, nodes, by_category) for form in forms]
    residuals = np.concatenate([part.residuals for part in parts])
    basis, sizes, _ = qr(np.concatenate([part.derivatives for part in parts]), mode="economic", pivoting=True)
    lengths = np.abs(np.diag(sizes))
    basis = basis[:, lengths > _RANK * lengths.max(initial=0.0)]
    statistic = float(((residuals - basis @ (basis.T @ residuals)) ** 2).sum())
    correlations = np.concatenate([part.correlations for part in parts])
    independence = sum(part.independence for part in parts), correlations.size
    n = sum(part.n for part in parts)
    return _summary(statistic, residuals.size - basis.shape[1], n, correlations, independence)


def _is_usable(answers: Answers, form: Form, min_persons: int) -> bool:
    fewest, most = ITEMS
    return fewest <= form.which.size <= most and bool(answers.frequencies[form.rows].sum() >= min_persons)


def _whiten(
    answers: Answers,
    form: Form,
    items: Items,
    layout: Layout,
    latents: Sequence[Latent],
    nodes: Floats,
    by_category: bool,
) -> _Whitened:
    grid = latents[form.group].grid(nodes)
    at = form_at_nodes(items, form, grid, by_category)
    expected = expected_moments(at, grid)
    observed = observed_moments(answers, items, form, by_category)
    slopes = moment_derivatives(at, items, form, layout, latents, nodes)
    n = float(answers.frequencies[form.rows].sum())
    # Symmetric, and in the order of memory that LAPACK wants once transposed: no copy of a large matrix.
    root = cholesky(expected.covariance.T, lower=True, overwrite_a=True, check_finite=False)
    both = np.sqrt(n) * np.column_stack([observed.values - expected.values, slopes])
    white = solve_triangular(root, both, lower=True, overwrite_b=True, check_finite=False)
    seen = observed.correlations
    return _Whitened(white[:, 0], white[:, 1:], n, seen - expected.correlations, float(n * (seen**2).sum()))


def _summary(statistic: float, df: int, n: float, correlations: Floats, independence: tuple[float, int]) -> MomentFit:
    srmsr = float(np.sqrt(np.mean(correlations**2)))
    if df < 1:
        nan = float("nan")
        return MomentFit(
            statistic=nan, df=df, p=nan, rmsea=nan, rmsea_low=nan, rmsea_high=nan, srmsr=srmsr, cfi=nan, tli=nan, n=n
        )
    null, null_df = independence
    low, high = (np.sqrt(_noncentrality(statistic, df, tail) / (df * (n - 1))) for tail in (0.95, 0.05))
    return MomentFit(
        statistic=statistic,
        df=df,
        p=float(chi2.sf(statistic, df)),
        rmsea=float(np.sqrt(max(0.0, statistic - df) / (df * (n - 1)))),
        rmsea_low=float(low),
        rmsea_high=float(high),
        srmsr=srmsr,
        cfi=1 - max(0.0, statistic - df) / max(null - null_df, statistic - df, np.finfo(float).tiny),
        tli=(null / null_df - statistic / df) / (null / null_df - 1),
        n=n,
    )


def _noncentrality(statistic: float, df: int, share: float) -> float:
    """Return the noncentrality, at least 0, at which this share of statistics lies under the one observed."""
    if chi2.cdf(statistic, df) <= share:
        return 0.0
    high = max(statistic, 1.0)
    while ncx2.cdf(statistic, df, high) > share:
        high *= 2
    return float(brentq(lambda value: ncx2.cdf(statistic, df, value) - share, 1e-9, high))
