"""How well a calibration describes the answers to single items and to pairs of them, as tables.

Candidates need not have answered the same items. What the data do not say is NaN, and is not judged. The fit of the
whole is in ``fit_whole``, that of candidates in ``fit_persons``.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.fit_case import FitCase, expect, make_case
from pixauthor.calibration.fit_evidence import fit_evidence
from pixauthor.calibration.fit_thresholds import FitThresholds
from pixauthor.calibration.flag_rules import RULES, Flag, Outcome
from pixauthor.calibration.flags import judge
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.irt.abilities import Abilities
from pixauthor.irt.dependence import posterior_residual_correlations
from pixauthor.irt.dependence_tables import local_dependence
from pixauthor.irt.dif import adjust
from pixauthor.irt.fit_items import item_mean_squares, observed_curves, posterior_mean_squares
from pixauthor.irt.fit_sum_scores import parameters_by_item, s_x2
from pixauthor.irt.residuals import MeanSquares
from pixauthor.irt.scoring import eap, weighted_likelihood
from pixauthor.locale import text

_OF_SCORES: Final = ["infit", "infit_z", "outfit", "outfit_z", "s_x2", "p", "p_adjusted", "rmsea"]
_RULES: Final = ("infit", "infit-low", "outfit", "outfit-low", "misfit")
_MEAN_SQUARES: Final[Mapping[str, Callable[[FitCase], MeanSquares]]] = MappingProxyType(
    {
        "wle": lambda case: _at(case, weighted_likelihood(case.answers, case.items)),
        "eap": lambda case: _at(case, eap(case.answers, case.items, case.grids)),
        "posterior": lambda case: posterior_mean_squares(expect(case).counts, case.items, case.nodes),
    }
)
_LARGE: Final = 10.0
"""Standardised LD-X2 from which a pair is suspect (Chen and Thissen 1997, doi:10.3102/10769986022003265)."""


def item_fit(
    calibration: Calibration,
    responses: pd.DataFrame,
    *,
    abilities: str = "wle",
    thresholds: Thresholds | None = None,
    bounds: FitThresholds | None = None,
) -> pd.DataFrame:
    """Return the fit of each item, one row an item, in the order of the calibration.

    S-X2 is that of mirt, over the forms (sets of items) that enough candidates answered: all candidates of complete
    data, none of an adaptive test.

    Args:
        calibration: parameters.
        responses: long table.
        abilities: at which mean squares are taken. ``"wle"``: Warm's, nearly without bias. ``"eap"``: as mirt; mean
            squares lie under 1 when candidates gave few answers. ``"posterior"``: averaged over the posterior of each
            candidate, as TAM; nearly 1 for any item whose own parameters were estimated.
        thresholds: when an item is flagged; common practice by default.
        bounds: candidates that a form needs.

    Returns:
        item, n, infit, infit_z, outfit, outfit_z, lz, s_x2, df, p, p_adjusted (Benjamini and Hochberg), rmsea, n_s_x2,
        signals (messages of ``flags``), verdict (by these alone), reason (in the current language). Of a nominal item
        there is lz alone: its categories have no order, and so no score.

    Raises:
        PixauthorError: when nobody answered the items, or ``abilities`` is none of these.
    """
    if abilities not in _MEAN_SQUARES:
        raise PixauthorError("fit.unknown-abilities", abilities=abilities, known=", ".join(_MEAN_SQUARES))
    case, limits = make_case(calibration, responses), bounds or FitThresholds()
    squares = _MEAN_SQUARES[abilities](case)
    n_free = parameters_by_item(case.items, case.layout, case.latents)
    sums = s_x2(case.answers, case.items, case.grids, n_free, min_persons=limits.min_form)
    table = pd.DataFrame(
        {
            "item": case.names,
            "n": squares.n.round().astype(int),
            "infit": squares.infit,
            "infit_z": squares.infit_z,
            "outfit": squares.outfit,
            "outfit_z": squares.outfit_z,
            "lz": squares.lz,
            "s_x2": sums.statistic,
            "df": sums.df,
            "p": sums.p,
            "p_adjusted": adjust(sums.p),
            "rmsea": sums.rmsea,
            "n_s_x2": sums.n.astype(int),
        }
    )
    table.loc[~case.ordered, _OF_SCORES] = np.nan
    table.loc[~case.ordered, ["df", "n_s_x2"]] = 0
    flags = _flags(calibration, table, thresholds or Thresholds())
    reasons = [" ".join(flag.sentence() for flag in found) for found in flags]
    return table.assign(
        signals=pd.Series([tuple(flag.id for flag in found) for found in flags], dtype=object),
        verdict=[judge([flag.id for flag in found], thresholds) for found in flags],
        reason=np.where(case.ordered, reasons, text("fit.nominal")).astype(object),
    )


def _flags(calibration: Calibration, table: pd.DataFrame, thresholds: Thresholds) -> list[list[Flag]]:
    """Return the flags of each row of ``item_fit``; the other rules are not applied."""
    evidence = fit_evidence(table)
    found = []
    for item in calibration.items:
        outcomes = {name: RULES[name].check(item, evidence[item.item], thresholds) for name in _RULES}
        found.append([Flag(id=name, fields=one) for name, one in outcomes.items() if not isinstance(one, Outcome)])
    return found


def _at(case: FitCase, abilities: Abilities) -> MeanSquares:
    return item_mean_squares(case.answers, case.items, abilities.theta)


def observed_points(
    calibration: Calibration, responses: pd.DataFrame, *, n_groups: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """Return what to plot beside item curves, one row an item and group of ability.

    Each answer is shared out over abilities by the posterior of its candidate (``irt.fit_items.observed_curves``).

    Args:
        calibration: parameters.
        responses: long table.
        n_groups: of about equal size; empty ones are left out.
        level: of the bands.

    Returns:
        item, group (from 1, the weakest), theta (mean, logits), n, observed, expected, low, high: mean scores as shares
        of the highest. Nominal items have none.
    """
    case = make_case(calibration, responses)
    found = observed_curves(expect(case).counts, case.items, case.nodes, n_groups=n_groups, level=level)
    columns = {name: values.ravel() for name, values in found._asdict().items()}
    places = {"item": np.repeat(case.names, n_groups), "group": np.tile(np.arange(1, n_groups + 1), len(case.names))}
    table = pd.DataFrame({**places, **columns})
    scored = np.repeat(case.ordered, n_groups)
    return table[scored & (table["n"] > 0)].reset_index(drop=True)


def dependence(
    calibration: Calibration,
    responses: pd.DataFrame,
    *,
    thresholds: Thresholds | None = None,
    bounds: FitThresholds | None = None,
) -> pd.DataFrame:
    """Return the local dependence of pairs of items, the most dependent first.

    Q3 with expected scores averaged over posteriors, as TAM; LD-X2 as mirt. LD-X2 supposes that who gets an item does
    not depend on ability: look at Q3 alone after adaptive tests.

    Args:
        calibration: parameters.
        responses: long table.
        thresholds: ``max_q3``.
        bounds: candidates that a pair needs.

    Returns:
        item_1, item_2, n, q3, q3_centred (less the mean of all pairs), x2, df, x2_standardised, v (signed Cramér's V),
        dependent (Q3 over its bound), suspect (LD-X2 over 10). Nominal items have no Q3.
    """
    case, limits = make_case(calibration, responses), bounds or FitThresholds()
    q3 = posterior_residual_correlations(case.answers, case.items, case.grids, min_common=limits.min_common)
    pairs = local_dependence(case.answers, case.items, case.grids, min_common=limits.min_common)
    names = np.array(case.names, object)
    known = np.where(case.ordered[q3.first] & case.ordered[q3.second], q3.q3, np.nan)
    centre = known[np.isfinite(known)].mean() if np.isfinite(known).any() else np.nan
    table = pd.DataFrame(
        {
            "item_1": names[q3.first],
            "item_2": names[q3.second],
            "n": q3.n.astype(int),
            "q3": known,
            "q3_centred": known - centre,
            "x2": pairs.x2,
            "df": pairs.df,
            "x2_standardised": pairs.standardised,
            "v": pairs.v,
        }
    )
    table["dependent"] = table["q3_centred"] > (thresholds or Thresholds()).max_q3
    table["suspect"] = table["x2_standardised"] > _LARGE
    return table.sort_values("q3_centred", ascending=False, kind="stable", ignore_index=True)
