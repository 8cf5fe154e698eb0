"""The methods of DIF on one case: a reference and a focal group, and the items that can be studied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from pixauthor.calibration.dif_thresholds import DifThresholds
from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.dif import ability_scores, purify, strata_of, total_scores
from pixauthor.irt.dif_doubled import Doubled
from pixauthor.irt.dif_likelihood import likelihood_ratios
from pixauthor.irt.dif_logistic import logistic_dif, r2_classes
from pixauthor.irt.dif_mantel import ets_classes, mantel_haenszel, stratify
from pixauthor.irt.dif_tables import breslow_day
from pixauthor.irt.items import Items
from pixauthor.irt.long import Long
from pixauthor.irt.quadrature import Grid

_ONE_WAY: Final = 0.75
"""Share of the unsigned difference that goes one way, from which the curves are said not to cross."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """Two groups' answers to n_items items that can be studied.

    Args:
        long: the answers, group 0 the reference, group 1 the focal group.
        n_categories: of each item, (n_items,).
        complete: everyone answered everything: total scores match.
        items: parameters that abilities are scored with; None when ``complete``.
        grid: prior of these abilities; None when ``complete``.
        doubled: what the likelihood ratio works on; None when it is not asked for.
    """

    long: Long
    n_categories: Ints
    complete: bool
    items: Items | None
    grid: Grid | None
    doubled: Doubled | None

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.n_categories.size

    def matching(self, anchors: Bools) -> Floats:
        """Return the matching score of each answer, (n_answers,)."""
        if self.items is None or self.grid is None:
            return total_scores(self.long, anchors)
        return ability_scores(self.long, anchors, self.items, self.grid)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What a method found, arrays (n_items,); NaN where it does not say.

    Args:
        chi2, df, p: of the test that the class rests on.
        p_nonuniform: of curves that are turned, or cross.
        effect, effect_se: effect size, in the unit of the method.
        difference: expected score of the focal less that of the reference group, as a share of the highest score.
        harder: positive when the item is harder for the focal group, negative when for the reference group.
        crossing: the curves cross: the item is harder for some of one group and for others of the other, (n_items,).
        classes: "A", "B", "C" or "".
        anchors: items that were matched on.
        settled: the purification found the same items twice.
    """

    chi2: Floats
    df: Ints
    p: Floats
    p_nonuniform: Floats
    effect: Floats
    effect_se: Floats
    difference: Floats
    harder: Floats
    crossing: Bools
    classes: list[str]
    anchors: Bools
    settled: bool = True


def run_mantel_haenszel(case: Case, anchors: Bools, thresholds: DifThresholds) -> Found:
    """Return D-DIF (polytomous items: the difference in standard deviations), and Breslow-Day's p."""
    n_strata = None if case.complete else thresholds.strata
    strata = stratify(case.long, strata_of(case.long, case.matching(anchors), n_strata))
    found = mantel_haenszel(strata)
    polytomous = case.n_categories > 2
    return Found(
        chi2=found.chi2,
        df=np.ones(case.n_items, np.int64),
        p=found.p,
        p_nonuniform=breslow_day(strata)[2],
        effect=np.where(polytomous, found.difference_sd, found.delta),
        effect_se=found.delta_se,
        difference=found.difference / (case.n_categories - 1),
        harder=-found.difference,
        # The test looks for one direction only: what it finds has one.
        crossing=np.zeros(case.n_items, bool),
        classes=ets_classes(found, thresholds.level, thresholds.delta, thresholds.difference_sd),
        anchors=anchors,
    )


def run_logistic(case: Case, anchors: Bools, thresholds: DifThresholds) -> Found:
    """Return the change of R2 by the group and its product with the matching score; dichotomous items only.

    Where few answers tell ability and the groups are far apart, chance is found a little too often: at 0.05, 0.07 of
    items without DIF with 15 adaptive answers each and groups 0.8 logit apart (``tests/irt/test_irt_dif.py``).
    """
    dichotomous = (case.n_categories == 2)[case.long.items]
    found = logistic_dif(case.long.pick(dichotomous), case.matching(anchors)[dichotomous])
    unknown = np.full(case.n_items, np.nan)
    return Found(
        chi2=found.both.chi2,
        df=np.full(case.n_items, 2),
        p=found.both.p,
        p_nonuniform=found.nonuniform.p,
        effect=found.both.r2,
        effect_se=unknown,
        difference=unknown,
        harder=-found.log_odds,
        crossing=found.nonuniform.p < thresholds.level,
        classes=r2_classes(found.both, thresholds.r2, thresholds.level),
        anchors=anchors,
    )


def run_likelihood_ratio(case: Case, anchors: Bools, thresholds: DifThresholds, *, final: bool = True) -> Found:
    """Return the unsigned difference of expected scores over the focal group's abilities.

    ``final``: the anchors are settled. Before, no more is estimated than the search for them needs.
    """
    assert case.doubled is not None  # noqa: S101 made whenever the method is asked for
    found = likelihood_ratios(case.doubled, anchors, refit=final and thresholds.refit, kinds=final)
    significant, (moderate, large) = found.both.p < thresholds.level, thresholds.difference
    names = np.where(~significant | (found.unsigned < moderate), "A", np.where(found.unsigned < large, "B", "C"))
    return Found(
        chi2=found.both.chi2,
        df=found.both.df,
        p=found.both.p,
        p_nonuniform=found.nonuniform.p,
        effect=found.unsigned,
        effect_se=np.full(case.n_items, np.nan),
        difference=found.signed,
        harder=-found.signed,
        crossing=np.abs(found.signed) < _ONE_WAY * found.unsigned,
        classes=[str(name) for name in np.where(np.isnan(found.both.p), "", names)],
        anchors=anchors,
    )


Run = Callable[[Case, Bools, DifThresholds], Found]


class Method(NamedTuple):
    """How to study a case with given anchors, and how to screen it while anchors are sought."""

    run: Run
    screen: Run


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "mh": Method(run_mantel_haenszel, run_mantel_haenszel),
        "logistic": Method(run_logistic, run_logistic),
        "lr": Method(run_likelihood_ratio, partial(run_likelihood_ratio, final=False)),
    }
)
"""Methods by the name that callers give them."""
EFFECTS: Final[Mapping[str, str]] = MappingProxyType({"mh": "mh_d_dif", "logistic": "r2_change", "lr": "difference"})
"""Unit of each method's effect size."""


def run_method(name: str, case: Case, thresholds: DifThresholds) -> Found:
    """Return what a method finds, with the anchors that its purification leaves."""
    method, everything = METHODS[name], np.ones(case.n_items, bool)
    if not thresholds.purify:
        return method.run(case, everything, thresholds)
    done = purify(
        lambda anchors: _flagged(method.screen(case, anchors, thresholds)), case.n_items, thresholds.max_steps
    )
    return replace(method.run(case, done.anchors, thresholds), settled=done.settled)


def _flagged(found: Found) -> Bools:
    return np.array([name in ("B", "C") for name in found.classes])
