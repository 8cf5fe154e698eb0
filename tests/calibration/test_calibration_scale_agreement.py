import math

import numpy as np
import pandas as pd
import pytest
from scale_samples import drawn, table
from scipy.stats import kendalltau, spearmanr

from pixauthor.calibration.scale_agreement import agree, agreement_table, contradicting, weighted_kappa
from pixauthor.framework.ability_scale import AbilityScale, CutScore, LevelCuts, ScaleProvenance

MADE = ScaleProvenance(method="given", calibration="", date="", program="", uncertainty="given")
# Level k from k - 1 to k.
CUTS = LevelCuts(floor=0.0, cuts=tuple(CutScore(level=k, theta=float(k)) for k in range(1, 5)))
SCALE = AbilityScale(name="x", version=1, shared=CUTS, provenance=MADE)


@pytest.mark.parametrize(
    ("level", "place", "se", "calibrated", "verdict"),
    [
        (2, 1.0, 0.1, 2, "agrees"),
        (2, 1.999, 0.1, 2, "agrees"),
        (2, 2.0, 0.1, 3, "uncertain"),
        (2, 2.19, 0.1, 3, "uncertain"),
        (2, 2.20, 0.1, 3, "contradicts"),
        (2, 0.80, 0.1, 1, "contradicts"),
        (2, 9.0, 0.1, 4, "contradicts"),
        (2, 9.0, np.nan, 4, "uncertain"),
        (1, -9.0, 0.1, 1, "agrees"),
        (4, 9.0, 0.1, 4, "agrees"),
    ],
)
def test_an_item_contradicts_its_level_when_it_is_further_out_than_chance_explains(
    level, place, se, calibrated, verdict
):
    row = agreement_table(table([level], [place], se), SCALE).iloc[0]
    assert (row["calibrated_level"], row["gap"], row["verdict"]) == (calibrated, calibrated - level, verdict)
    assert (row["low"], row["high"], row["residual"]) == (level - 1, level, pytest.approx(place - level + 0.5))


def test_the_error_of_a_residual_holds_that_of_the_cuts():
    unsure = LevelCuts(floor=0.0, cuts=tuple(CutScore(level=k, theta=float(k), se=0.3) for k in range(1, 5)))
    scale = AbilityScale(name="x", version=1, shared=unsure, provenance=MADE)
    row = agreement_table(table([2], [2.5], 0.4), scale).iloc[0]
    assert row["residual_se"] == pytest.approx(0.5)
    assert row["verdict"] == "uncertain"


def test_competences_are_compared_with_their_own_cuts_and_those_without_are_left_out():
    own = AbilityScale(name="x", version=1, shared=None, by_competence={"1.2": CUTS}, provenance=MADE)
    items = pd.concat([table([1, 5], [0.5, 5.0], competence="1.2"), table([1], [0.5], competence="1.1")])
    found = agreement_table(items, own)
    assert found[["competence", "level"]].to_numpy().tolist() == [["1.2", 1]]
    assert agree(agreement_table(items.iloc[:0], own)).n == 0


def test_measures_of_agreement_are_those_of_scipy_and_of_the_definition_of_kappa():
    items = drawn(np.random.default_rng(3), n_levels=4, width=1.0)
    found = agreement_table(items, SCALE)
    measures = agree(found)
    assert measures.spearman == pytest.approx(spearmanr(items["level"], items["location"]).statistic)
    assert measures.kendall == pytest.approx(kendalltau(items["level"], items["location"]).statistic)
    assert measures.n_contradicting == len(contradicting(found)) == (found["verdict"] == "contradicts").sum()
    assert measures.exact == (found["gap"] == 0).mean()


def test_weighted_kappa_equals_its_definition_over_the_table_of_counts():
    rng = np.random.default_rng(0)
    one = rng.integers(1, 6, 300)
    other = np.clip(one + rng.integers(-1, 3, 300), 1, 8)
    counts = np.zeros((9, 9))
    np.add.at(counts, (one, other), 1)
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / 300
    weights = (np.arange(9)[:, None] - np.arange(9)) ** 2
    by_definition = 1 - (weights * counts).sum() / (weights * chance).sum()
    assert weighted_kappa(one.astype(float), other.astype(float)) == pytest.approx(by_definition)


def test_perfect_agreement_is_one_and_no_variation_tells_nothing():
    levels = np.array([1.0, 2.0, 3.0])
    assert weighted_kappa(levels, levels) == 1
    assert math.isnan(weighted_kappa(np.ones(3), np.ones(3)))
    alone = agree(agreement_table(table([1, 1], [0.5, 0.5]), SCALE))
    assert math.isnan(alone.spearman)
    assert math.isnan(alone.kendall)


def test_the_items_furthest_off_come_first():
    found = contradicting(agreement_table(table([2, 2, 2], [2.5, 3.8, 1.5], 0.05), SCALE))
    assert found["location"].tolist() == [3.8, 2.5]
