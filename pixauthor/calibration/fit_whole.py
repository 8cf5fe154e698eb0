"""How well a calibration describes all answers together, and how reliable its abilities are, as tables."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.classical import MIN_PERSONS
from pixauthor.calibration.fit_case import FitCase, make_case
from pixauthor.calibration.fit_thresholds import FitThresholds
from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.model import Calibration
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import pairwise_covariance
from pixauthor.irt.classical_reliability import reliability as sum_reliability
from pixauthor.irt.expect import posterior
from pixauthor.irt.fit_model import ChiSquared, Likelihood, g_squared, likelihood_ratio
from pixauthor.irt.fit_moments import m2
from pixauthor.irt.reliability import (
    conditional_error,
    empirical_reliability,
    marginal_reliability,
    separation_reliability,
)
from pixauthor.irt.scoring import eap, weighted_likelihood
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

_MOMENTS: Final = ("statistic", "df", "p", "rmsea", "rmsea_low", "rmsea_high", "srmsr", "cfi", "tli", "n")
_NO_TEST: Final = ChiSquared(math.nan, 0, math.nan)
_THETA: Final = np.linspace(-4.0, 4.0, 33)


def model_fit(
    calibration: Calibration, responses: pd.DataFrame, *, bounds: FitThresholds | None = None
) -> pd.DataFrame:
    """Return the fit of the whole, one row.

    Args:
        calibration: parameters.
        responses: those of the calibration: with others, criteria do not compare.
        bounds: what is close, what adequate.

    Returns:
        model, n_persons, n_items, n_answers, n_parameters, log_likelihood, aic, bic, sabic; g2, g2_df, g2_p, where
        there are fewer possible patterns than candidates, and no holes; m2_kind (M2, M2* or C2: ``irt.fit_moments``),
        m2, m2_df, m2_p, rmsea with its 90 % interval, srmsr, cfi, tli, m2_n, over the forms that enough candidates
        answered; fit (close, fair, poor, or unknown) and reason (in the current language).

    Raises:
        PixauthorError: when nobody answered the items.
    """
    case, limits = make_case(calibration, responses), bounds or FitThresholds()
    logs = posterior(case.answers, case.items, case.grids).log_likelihoods
    likelihood = _likelihood(case, logs)
    patterns = g_squared(case.answers, case.items, logs, case.n_parameters)
    row: dict[str, Any] = {
        "model": calibration.design.model,
        "n_persons": len(case.persons),
        "n_items": len(case.names),
        "n_answers": case.answers.n_answers,
        "n_parameters": likelihood.n_parameters,
        "log_likelihood": likelihood.log_likelihood,
        "aic": likelihood.aic,
        "bic": likelihood.bic,
        "sabic": likelihood.sabic,
        "g2": patterns.statistic if patterns else math.nan,
        "g2_df": patterns.df if patterns else 0,
        "g2_p": patterns.p if patterns else math.nan,
        **_moments(case, limits),
    }
    fit = _judge(row["rmsea"], limits)
    return pd.DataFrame([{**row, "fit": fit, "reason": _explain(fit, row, limits)}])


def _likelihood(case: FitCase, logs: Floats) -> Likelihood:
    return Likelihood(
        log_likelihood=float(logs.sum()), n_parameters=case.n_parameters, n_persons=float(len(case.persons))
    )


def _moments(case: FitCase, limits: FitThresholds) -> dict[str, Any]:
    """Return M2, or C2 where several categories leave it no degrees of freedom."""
    several = bool((case.items.n_categories > 2).any())
    given = case.answers, case.items, case.layout, case.latents, case.nodes
    kind, found = "M2*" if several else "M2", m2(*given, min_persons=limits.min_form)
    if several and found is not None and found.df < 1:
        kind, found = "C2", m2(*given, by_category=True, min_persons=limits.min_form)
    values = asdict(found) if found else {**dict.fromkeys(_MOMENTS, math.nan), "df": 0, "n": 0.0}
    names = {"statistic": "m2", "df": "m2_df", "p": "m2_p", "n": "m2_n"}
    row = {names.get(name, name): values[name] for name in _MOMENTS}
    return {"m2_kind": kind, **row, "m2_n": int(values["n"])}


def _judge(rmsea: float, limits: FitThresholds) -> str:
    if not math.isfinite(rmsea):
        return "unknown"
    return "close" if rmsea <= limits.close_rmsea else "fair" if rmsea <= limits.fair_rmsea else "poor"


def _explain(fit: str, row: Mapping[str, Any], limits: FitThresholds) -> str:
    language = current_language()
    numbers = {
        "rmsea": row["rmsea"],
        "low": row["rmsea_low"],
        "high": row["rmsea_high"],
        "close": limits.close_rmsea,
        "fair": limits.fair_rmsea,
    }
    shown = {name: decimal(value, 3, language) if math.isfinite(value) else "–" for name, value in numbers.items()}
    return text(f"fit.whole.{fit}", language, least=limits.min_form, **shown)


def compare_models(calibrations: Mapping[str, Calibration], responses: pd.DataFrame) -> pd.DataFrame:
    """Return the criteria of several models on the same answers, and the test of each against the one before.

    The test holds for nested models (Rasch in the 2PL), not where the smaller one lies on the border of the larger (2PL
    in the 3PL).

    Args:
        calibrations: by name, in any order; their items must be the same.
        responses: those of the calibrations.

    Returns:
        model, n_parameters, log_likelihood, aic, bic, sabic, chi2, df, p; the smallest model first.

    Raises:
        PixauthorError: when the items differ.
    """
    if len({tuple(sorted(calibration.by_item)) for calibration in calibrations.values()}) > 1:
        raise PixauthorError("fit.other-items", models=", ".join(calibrations))
    found = {}
    for name, calibration in calibrations.items():
        case = make_case(calibration, responses)
        found[name] = _likelihood(case, posterior(case.answers, case.items, case.grids).log_likelihoods)
    ordered = sorted(found.items(), key=lambda pair: pair[1].n_parameters)
    tests = [_NO_TEST]
    for (_, smaller), (_, larger) in pairwise(ordered):
        nested = larger.n_parameters > smaller.n_parameters
        tests.append(likelihood_ratio(smaller, larger) if nested else _NO_TEST)
    rows = [
        (name, one.n_parameters, one.log_likelihood, one.aic, one.bic, one.sabic, *test)
        for (name, one), test in zip(ordered, tests, strict=True)
    ]
    columns = ["model", "n_parameters", "log_likelihood", "aic", "bic", "sabic", "chi2", "df", "p"]
    return pd.DataFrame(rows, columns=columns)


def reliability(calibration: Calibration, responses: pd.DataFrame) -> pd.DataFrame:
    """Return how reliable abilities are, one row.

    Returns:
        n_persons, n_answers (mean of a candidate), marginal (of all items in the population, from the model alone),
        empirical (of EAP abilities by these answers), wle (of Warm's abilities by these answers), se (root mean squared
        standard error of EAP, logits), n_complete (candidates who answered all items), alpha and omega of the sum of
        their scores (``irt.classical_reliability``), NaN when they are too few, or an item has no score.

    Raises:
        PixauthorError: when nobody answered the items.
    """
    case = make_case(calibration, responses)
    means = eap(case.answers, case.items, case.grids)
    row = {
        "n_persons": len(case.persons),
        "n_answers": case.answers.n_answers / len(case.persons),
        "marginal": marginal_reliability(case.items, case.population),
        "empirical": empirical_reliability(means),
        "wle": separation_reliability(weighted_likelihood(case.answers, case.items)),
        "se": float(np.sqrt((means.se**2).mean())),
        **_of_sums(case),
    }
    return pd.DataFrame([row])


def _of_sums(case: FitCase) -> dict[str, float]:
    """Return alpha and omega of the sum of the scores of those who answered every item."""
    items, given = case.items, np.diff(case.answers.starts)
    whole = given == items.n_items
    n = int(whole.sum())
    if n < MIN_PERSONS or items.n_items < 2 or not case.ordered.all():
        return {"n_complete": n, "alpha": math.nan, "omega": math.nan}
    columns = np.sort(case.answers.columns[np.repeat(whole, given)].reshape(n, items.n_items), axis=1)
    shares = items.credits / np.repeat(items.n_categories - 1, items.n_categories)
    found = sum_reliability(pairwise_covariance(shares[columns]), n)
    return {"n_complete": n, "alpha": found.alpha, "omega": found.omega}


def conditional_errors(calibration: Calibration, theta: Floats = _THETA) -> pd.DataFrame:
    """Return the precision of all items together at each ability: theta, information, se (logits)."""
    items = kernel_items(calibration)
    return pd.DataFrame(
        {"theta": theta, "information": items.information(theta).sum(axis=0), "se": conditional_error(items, theta)}
    )
