"""Abilities of candidates as a table, by the estimator that is asked for: mirt's ``fscores``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.fit_case import FitCase, make_case
from pixauthor.calibration.model import Calibration
from pixauthor.errors import PixauthorError
from pixauthor.irt.abilities import Abilities, NormalPrior
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.plausible import plausible_values
from pixauthor.irt.scoring import eap, maximum_a_posteriori, maximum_likelihood, weighted_likelihood
from pixauthor.irt.sequential import estimate_capacity
from pixauthor.irt.sumscores import eap_of_sum_scores
from pixauthor.responses.matrix import first_answers

Estimator = Callable[[FitCase, pd.DataFrame], Abilities]


def score_persons(
    calibration: Calibration,
    responses: pd.DataFrame,
    *,
    method: str = "eap",
    plausible: int = 0,
    seed: int = 1,
) -> pd.DataFrame:
    """Return the ability of each candidate with its standard error, in logits, one row a candidate.

    Args:
        calibration: parameters, and the distribution of ability where the method has a prior.
        responses: long table; who answered no calibrated item has no row.
        method: ``"eap"``, ``"map"``, ``"ml"``, ``"wle"`` (Warm), ``"eap-sum"`` (from sum scores), or ``"official"``
            (the sequential estimate of pix.md §5.1, in the order of the answers).
        plausible: draws from each posterior, to be columns ``pv_1``, ``pv_2``, ….
        seed: of the draws.

    Returns:
        candidate, n (answers), theta, se; NaN where there is no finite estimate, as for all right by ``"ml"``.

    Raises:
        PixauthorError: when the method is unknown or needs right and wrong alone, or nobody answered the items.
    """
    if method not in METHODS:
        raise PixauthorError("fit.unknown-estimator", estimator=method, known=", ".join(METHODS))
    case = make_case(calibration, responses)
    found = METHODS[method](case, responses)
    finite = np.isfinite(found.theta)
    table = pd.DataFrame(
        {
            "candidate": case.persons,
            "n": np.diff(case.answers.starts),
            "theta": np.where(finite, found.theta, np.nan),
            "se": np.where(finite, found.se, np.nan),
        }
    )
    if plausible:
        draws = plausible_values(case.answers, case.items, case.grids, plausible, np.random.default_rng(seed))
        table = table.assign(**{f"pv_{k + 1}": draws[:, k] for k in range(plausible)})
    return table


def _posterior_mode(case: FitCase, _: pd.DataFrame) -> Abilities:
    priors = [NormalPrior(mean=latent.mean, sd=latent.sd) for latent in case.latents]
    return maximum_a_posteriori(case.answers, case.items, priors)


def _from_sums(case: FitCase, _: pd.DataFrame) -> Abilities:
    return eap_of_sum_scores(case.answers, case.items, case.grids)


def _official(case: FitCase, responses: pd.DataFrame) -> Abilities:
    """Return the last of the official estimates of each candidate, answers without a time in order of item."""
    if (case.items.n_categories != 2).any():
        raise PixauthorError("fit.official")
    first = first_answers(responses)
    names = first["item"] + "@" + first["version"].astype(str)
    places = pd.Index(case.names).get_indexer(pd.Index(names))
    asked = first.assign(place=places)[places >= 0].sort_values(["candidate", "answered_at", "place"], kind="stable")
    rows = pd.Index(case.persons).get_indexer(pd.Index(asked["candidate"]))
    theta, se = np.full((2, len(case.persons)), np.nan)
    for row, part in _by_row(rows, asked["place"].to_numpy(np.int64), asked["score"].to_numpy(float)):
        history = estimate_capacity(part[1], case.items.select(part[0]))
        theta[row], se[row] = history.capacities[-1], history.errors[-1]
    return Abilities(theta, se)


def _by_row(rows: Ints, places: Ints, scores: Floats) -> "list[tuple[int, tuple[Ints, Floats]]]":
    order = np.argsort(rows, kind="stable")
    ends = np.flatnonzero(np.diff(rows[order])) + 1
    firsts = np.concatenate([[0], ends]).astype(np.int64)
    parts = zip(np.split(places[order], ends), np.split(scores[order], ends), strict=True)
    return [(int(rows[order][first]), part) for first, part in zip(firsts, parts, strict=True)]


METHODS: Final[Mapping[str, Estimator]] = MappingProxyType(
    {
        "eap": lambda case, _: eap(case.answers, case.items, case.grids),
        "map": _posterior_mode,
        "ml": lambda case, _: maximum_likelihood(case.answers, case.items),
        "wle": lambda case, _: weighted_likelihood(case.answers, case.items),
        "eap-sum": _from_sums,
        "official": _official,
    }
)
"""Estimators by name."""
