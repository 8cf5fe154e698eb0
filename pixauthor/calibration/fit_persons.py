"""How well the answers of each candidate follow a calibration, and how many of them were meant, as tables."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.fit_case import FitCase, make_case
from pixauthor.calibration.fit_thresholds import FitThresholds
from pixauthor.calibration.model import Calibration
from pixauthor.errors import PixauthorError
from pixauthor.irt.abilities import Abilities, NormalPrior
from pixauthor.irt.fit_persons import person_fit as fit_persons
from pixauthor.irt.rapid_guessing import Effort, effort, is_rapid, normative_thresholds
from pixauthor.irt.scoring import maximum_a_posteriori, maximum_likelihood, weighted_likelihood
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.responses.matrix import first_answers

_ESTIMATORS: Final[Mapping[str, Callable[[FitCase], Abilities]]] = MappingProxyType(
    {
        "wle": lambda case: weighted_likelihood(case.answers, case.items),
        "ml": lambda case: maximum_likelihood(case.answers, case.items),
        "map": lambda case: maximum_a_posteriori(
            case.answers, case.items, [NormalPrior(mean=latent.mean, sd=latent.sd) for latent in case.latents]
        ),
    }
)


def person_fit(
    calibration: Calibration,
    responses: pd.DataFrame,
    *,
    estimator: str = "wle",
    bounds: FitThresholds | None = None,
) -> pd.DataFrame:
    """Return the fit of each candidate, one row a candidate.

    Args:
        calibration: parameters.
        responses: long table; response times are used where known.
        estimator: of ability, ``"wle"``, ``"ml"`` or ``"map"``.
        bounds: when a candidate is flagged.

    Returns:
        candidate, n, theta, se (logits), infit, infit_z, outfit, outfit_z, lz, lz_star, n_timed, effort (share of
        timed answers that are no rapid guesses), signals (misfit, rapid), reason (in the current language). NaN where
        there is nothing to say, for ML also of all right or all wrong. Infit and outfit leave out answers to nominal
        items, which have no score.

    Raises:
        PixauthorError: when the estimator is unknown, or nobody answered the items.
    """
    if estimator not in _ESTIMATORS:
        raise PixauthorError("fit.unknown-estimator", estimator=estimator, known=", ".join(_ESTIMATORS))
    case, limits = make_case(calibration, responses), bounds or FitThresholds()
    abilities = _ESTIMATORS[estimator](case)
    mean, sd = np.array([(latent.mean, latent.sd) for latent in case.latents])[case.answers.groups].T
    given = {"estimator": estimator, "mean": mean, "sd": sd}
    found = fit_persons(case.answers, case.items, abilities.theta, **given)
    scored = fit_persons(case.scored().answers, case.items, abilities.theta, **given)
    squares, times = scored.mean_squares, _efforts(responses, case, limits)
    table = pd.DataFrame(
        {
            "candidate": case.persons,
            "n": np.diff(case.answers.starts),
            "theta": abilities.theta,
            "se": abilities.se,
            "infit": squares.infit,
            "infit_z": squares.infit_z,
            "outfit": squares.outfit,
            "outfit_z": squares.outfit_z,
            "lz": found.mean_squares.lz,
            "lz_star": found.lz_star,
            "n_timed": times.n.astype(int),
            "effort": times.share,
        }
    )
    return _flagged(table, limits)


def _efforts(responses: pd.DataFrame, case: FitCase, limits: FitThresholds) -> Effort:
    """Return the effort of each candidate of a case, in its order."""
    timed = _timed(responses, limits)
    rows = pd.Index(case.persons).get_indexer(pd.Index(timed["candidate"]))
    met = rows >= 0
    seconds, rapid = timed["seconds"].to_numpy(float), timed["rapid"].to_numpy(bool)
    return effort(rows[met], seconds[met], rapid[met], len(case.persons))


def _flagged(table: pd.DataFrame, limits: FitThresholds) -> pd.DataFrame:
    """Return the table with flags, and their reasons as sentences."""
    checks = {
        "misfit": (table["lz_star"], limits.min_lz_star, table["n"]),
        "rapid": (table["effort"], limits.min_effort, table["n_timed"]),
    }
    under = {name: (values < bound) & (n >= limits.min_answers) for name, (values, bound, n) in checks.items()}
    flags = [
        tuple(name for name, flagged in zip(under, row, strict=True) if flagged)
        for row in zip(*under.values(), strict=True)
    ]
    reasons = [
        " ".join(_say(name, float(checks[name][0].iloc[row]), checks[name][1]) for name in names)
        for row, names in enumerate(flags)
    ]
    return table.assign(signals=pd.Series(flags, dtype=object), reason=reasons)


def _say(flag: str, value: float, bound: float) -> str:
    language = current_language()
    return text(f"fit.person.{flag}", language, value=decimal(value, 2, language), bound=decimal(bound, 2, language))


def item_times(responses: pd.DataFrame, *, bounds: FitThresholds | None = None) -> pd.DataFrame:
    """Return response times by item: item, n, median, threshold (seconds), fidelity.

    Fidelity is the share of answers that took as long as the threshold at least: those that are no rapid guesses
    (``irt.rapid_guessing``). Items of which no time is known are not there.

    Args:
        responses: long table.
        bounds: how thresholds are set.
    """
    timed = _timed(responses, bounds or FitThresholds())
    which, names = pd.factorize(timed["item"], sort=True)
    times = effort(which, timed["seconds"].to_numpy(float), timed["rapid"].to_numpy(bool), len(names))
    groups = timed.groupby(which)
    medians, thresholds = groups["seconds"].median().to_numpy(), groups["threshold"].first().to_numpy()
    columns = {"n": times.n.astype(int), "median": medians, "threshold": thresholds, "fidelity": times.share}
    return pd.DataFrame({"item": np.asarray(names, object), **columns})


def _timed(responses: pd.DataFrame, limits: FitThresholds) -> pd.DataFrame:
    """Return the first answers whose time is known: candidate, item (id@version), seconds, threshold, rapid."""
    first = first_answers(responses).dropna(subset=["seconds"])
    which, names = pd.factorize(first["item"] + "@" + first["version"].astype(str), sort=True)
    seconds = first["seconds"].to_numpy(float)
    settings = {"share": limits.rapid_share, "longest": limits.rapid_longest, "fixed": limits.rapid_fixed}
    thresholds = normative_thresholds(which, seconds, len(names), **settings)
    return pd.DataFrame(
        {
            "candidate": first["candidate"].to_numpy(),
            "item": np.asarray(names, object)[which],
            "seconds": seconds,
            "threshold": thresholds[which],
            "rapid": is_rapid(which, seconds, thresholds),
        }
    )
