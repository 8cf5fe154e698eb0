"""How well a model as a whole describes the answers: information criteria, G2, comparison of nested models."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """A maximised likelihood, and what it cost. The lower a criterion, the better.

    Args:
        log_likelihood: natural logarithm.
        n_parameters: estimated.
        n_persons: who answered something.
    """

    log_likelihood: float
    n_parameters: int
    n_persons: float

    @property
    def aic(self) -> float:
        """Akaike's criterion (doi:10.1109/TAC.1974.1100705)."""
        return 2 * self.n_parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion (doi:10.1214/aos/1176344136)."""
        return float(np.log(self.n_persons)) * self.n_parameters - 2 * self.log_likelihood

    @property
    def sabic(self) -> float:
        """Schwarz's criterion for a sample of (n + 2) / 24 (Sclove 1987, doi:10.1007/BF02294360)."""
        return float(np.log((self.n_persons + 2) / 24)) * self.n_parameters - 2 * self.log_likelihood


class ChiSquared(NamedTuple):
    """A chi-squared statistic, its degrees of freedom, and the chance of so much or more."""

    statistic: float
    df: int
    p: float


def chi_squared(statistic: float, df: int) -> ChiSquared:
    """Return the test; p is NaN without degrees of freedom."""
    return ChiSquared(statistic, df, float(chi2.sf(statistic, df)) if df > 0 else np.nan)


def likelihood_ratio(smaller: Likelihood, larger: Likelihood) -> ChiSquared:
    """Return the test of a model against a larger one that contains it, on the same answers.

    Not to be used where the smaller model lies on the border of the larger one (c = 0 of the 3PL): there the statistic
    is no chi-squared.

    Raises:
        ValueError: when the persons differ, or the larger model has no more parameters.
    """
    if smaller.n_persons != larger.n_persons or larger.n_parameters <= smaller.n_parameters:
        raise ValueError("a likelihood ratio compares nested models, the smaller one first, on the same answers")
    gain = 2 * (larger.log_likelihood - smaller.log_likelihood)
    return chi_squared(gain, larger.n_parameters - smaller.n_parameters)


def g_squared(answers: Answers, items: Items, log_likelihoods: Floats, n_parameters: int) -> ChiSquared | None:
    """Return G2, the likelihood ratio against the table of all patterns; None where that table says nothing.

    It does when everyone, in one group, answered every item, and there are no more possible patterns than persons.

    Args:
        answers: of n_persons, alike ones on one row (``from_matrix``) or not.
        items: n_items items.
        log_likelihoods: marginal, of each row, (n_persons,).
        n_parameters: estimated.
    """
    n_patterns = float(np.prod(items.n_categories.astype(float)))
    n = answers.frequencies.sum()
    complete = answers.n_answers == answers.n_persons * items.n_items
    if not complete or n_patterns > n or np.any(answers.groups):
        return None
    patterns = np.sort(answers.columns.reshape(answers.n_persons, items.n_items), axis=1)
    _, first, which = np.unique(patterns, axis=0, return_index=True, return_inverse=True)
    observed = np.bincount(which.ravel(), answers.frequencies)
    statistic = 2 * observed @ (np.log(observed / n) - log_likelihoods[first])
    return chi_squared(float(statistic), int(n_patterns) - 1 - n_parameters)
