"""How well a person's answers follow the model: infit, outfit, lz and lz*."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from pixauthor.irt.answered import curves_at
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.residuals import N_SUMS, MeanSquares, answered, mean_squares, residuals_at, summands


class PersonFit(NamedTuple):
    """Fit of persons, (n_persons,); NaN where nothing was answered or the ability is not finite.

    Args:
        mean_squares: infit, outfit and lz, as mirt's ``personfit``. Its lz counts on the true ability: at an estimated
            one it varies too little, and misfit is missed.
        lz_star: lz with the mean and the variance that it has at an estimated ability.
    """

    mean_squares: MeanSquares
    lz_star: Floats


class _Known(NamedTuple):
    """What the pull of an estimator depends on: abilities, Warm's J and information, (n_persons,), and the prior."""

    theta: Floats
    warm: Floats
    information: Floats
    mean: Floats | float
    sd: Floats | float


_PULLS: Final[Mapping[str, Callable[[_Known], Floats]]] = MappingProxyType(
    {
        "ml": lambda known: np.zeros_like(known.theta),
        "wle": lambda known: known.warm / (2 * known.information),
        "map": lambda known: (known.mean - known.theta) / known.sd**2,
    }
)
"""What an estimator adds to the derivative of the log-likelihood before it looks for the root."""


def person_fit(
    answers: Answers,
    items: Items,
    theta: Floats,
    *,
    estimator: str = "wle",
    mean: Floats | float = 0.0,
    sd: Floats | float = 1.0,
) -> PersonFit:
    """Return the fit of each person.

    lz*: Snijders 2001, doi:10.1007/BF02294437; several categories and mixed models: Sinharay 2016,
    doi:10.1007/s11336-015-9465-x.

    Args:
        answers: of n_persons.
        items: n_items items.
        theta: estimated abilities in logits, (n_persons,).
        estimator: ``"ml"``, ``"wle"`` or ``"map"``: how theta was estimated. For EAP, "map" is near enough.
        mean: of the prior of MAP, in logits; of each person, (n_persons,), or of all.
        sd: its standard deviation.
    """
    parts, first = [np.empty((N_SUMS + 3, 0))], 0
    for part in answers.chunks():
        last = first + part.n_persons
        parts.append(_sums(part, items, theta[first:last]))
        first = last
    sums = np.concatenate(parts, axis=1)
    *_, surprise, surprise_variance, covariance, information, warm = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        pull = _PULLS[estimator](_Known(theta, warm, information, mean, sd))
        slope = covariance / information
        lz_star = (surprise + slope * pull) / np.sqrt(surprise_variance - slope * covariance)
    return PersonFit(mean_squares(sums[:N_SUMS]), lz_star)


def _sums(answers: Answers, items: Items, theta: Floats) -> Floats:
    """Return sums over the answers of each person, (N_SUMS + 3, n_persons).

    Those of ``summands``; then the covariance of the log-likelihood with its derivative in ability, Fisher's
    information, and Warm's J.
    """
    rows = list(summands(residuals_at(answers, items, theta)))
    persons, which, _ = answered(answers, items, theta)
    p, slope, bend = curves_at(items, which, theta[persons])
    possible = p > np.finfo(float).tiny
    log_p = np.log(p, where=possible, out=np.zeros_like(p))
    relative = np.divide(slope, p, where=possible, out=np.zeros_like(p))
    rows += [np.einsum("ij,ij->i", *pair) for pair in ((slope, log_p), (slope, relative), (bend, relative))]
    return np.stack([np.bincount(persons, row, answers.n_persons) for row in rows])
