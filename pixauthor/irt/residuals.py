"""What answers were and what was expected of them at each person's ability: the matter of infit, outfit, lz and Q3.

A score is the number of the category, from 0. Under the nominal model that number means nothing: there, only the
log-likelihood tells something.
"""

from typing import Final, NamedTuple

import numpy as np

from pixauthor.irt.answered import pair
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items

_TINY: Final = float(np.finfo(float).tiny)


class Residuals(NamedTuple):
    """Answers of persons of known ability, each array (n_answers,).

    Args:
        persons: row of each answer.
        which: item of each answer.
        residual: score less expected score.
        variance: of the score at that ability.
        fourth: fourth central moment of the score.
        surprise: log-likelihood of the answer less its expectation.
        surprise_variance: variance of that log-likelihood.
    """

    persons: Ints
    which: Ints
    residual: Floats
    variance: Floats
    fourth: Floats
    surprise: Floats
    surprise_variance: Floats


def residuals_at(answers: Answers, items: Items, theta: Floats) -> Residuals:
    """Return the residuals of some persons; answers of persons whose ability is not finite are left out.

    Seven numbers an answer: give a chunk of persons (``Answers.chunks``), not a million.

    Args:
        answers: of n_persons.
        items: n_items items.
        theta: their abilities in logits, (n_persons,).
    """
    persons, which, category = answered(answers, items, theta)
    p = pair(items, which).probabilities(theta[persons])
    scores = np.arange(p.shape[1], dtype=float)
    expected = p @ scores
    squares = (scores - expected[:, None]) ** 2
    log_p = np.log(p, where=p > _TINY, out=np.zeros_like(p))
    mean_log = _mean(p, log_p)
    return Residuals(
        persons=persons,
        which=which,
        residual=np.asarray(category - expected, float),
        variance=_mean(p, squares),
        fourth=_mean(p, squares**2),
        surprise=log_p[np.arange(which.size), category] - mean_log,
        surprise_variance=_mean(p, (log_p - mean_log[:, None]) ** 2),
    )


def answered(answers: Answers, items: Items, theta: Floats) -> tuple[Ints, Ints, Ints]:
    """Return person, item and category of each answer of a person of finite ability, each (n_answers,)."""
    persons, columns = answers.persons, answers.columns
    if not np.isfinite(theta).all():
        known = np.isfinite(theta)[persons]
        persons, columns = persons[known], columns[known]
    which = np.repeat(np.arange(items.n_items), items.n_categories)[columns]
    return persons, which, columns - items.offsets[which]


def _mean(p: Floats, values: Floats) -> Floats:
    """Return the expectation of values of the categories, (n_answers,)."""
    return np.asarray(np.einsum("ij,ij->i", p, values))


class MeanSquares(NamedTuple):
    """Fit by residuals, of items or of persons, each array (n,); NaN where there is nothing to compare.

    Args:
        n: answers.
        outfit: mean squared standardised residual; 1 is expected.
        outfit_z: the same as a standard normal deviate (Wilson and Hilferty's cube root).
        infit: the same weighted by variance, so that answers far from one's level count little.
        infit_z: the same as a standard normal deviate.
        lz: standardised log-likelihood; strongly negative for answers that do not fit. mirt calls it Zh.
    """

    n: Floats
    outfit: Floats
    outfit_z: Floats
    infit: Floats
    infit_z: Floats
    lz: Floats


N_SUMS: Final = 8
"""Rows of ``summands``."""


def summands(found: Residuals) -> Floats:
    """Return what is summed over the answers of an item or of a person for ``mean_squares``, (N_SUMS, n_answers)."""
    _, _, residual, variance, fourth, surprise, surprise_variance = found
    with np.errstate(divide="ignore", invalid="ignore"):
        outfit, kurtosis = residual**2 / variance, fourth / variance**2
    rows = [np.ones_like(residual), outfit, residual**2, variance, kurtosis, fourth - variance**2]
    return np.stack([*rows, surprise, surprise_variance])


def mean_squares(sums: Floats) -> MeanSquares:
    """Return the fit that sums of ``summands`` say, (N_SUMS, n).

    Source: Wright and Masters 1982, Rating Scale Analysis, chapter 5; lz: Drasgow, Levine and Williams 1985,
    doi:10.1111/j.2044-8317.1985.tb00817.x.
    """
    n, standardised, squares, variance, kurtosis, spread, surprise, surprise_variance = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        outfit, infit = standardised / n, squares / variance
        outfit_sd = np.sqrt(np.maximum(kurtosis / n**2 - 1 / n, 0.0))
        infit_sd = np.sqrt(np.maximum(spread, 0.0)) / variance
        lz = surprise / np.sqrt(surprise_variance)
    return MeanSquares(n, outfit, cube_root_z(outfit, outfit_sd), infit, cube_root_z(infit, infit_sd), lz)


def cube_root_z(mean_square: Floats, sd: Floats) -> Floats:
    """Return the normal deviate of a mean square of expectation 1; NaN where its standard deviation is 0.

    Source: Wilson and Hilferty 1931, doi:10.1073/pnas.17.12.684.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.cbrt(mean_square) - 1) * 3 / sd + sd / 3
    return np.where(sd > 0, z, np.nan)
