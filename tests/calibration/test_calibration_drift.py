"""Verdicts on anchors: bounds, directions, and reasons in two languages."""

import numpy as np
import pytest

from pixauthor.calibration.drift import AnchorEvidence, DriftRules, badness, drift_table, explain
from pixauthor.irt.drift import Shifts

RULES = DriftRules()
NAMES = ["a-1@1", "b-1@1", "c-1@1"]


def evidence(
    *,
    displacement=(0, 0, 0),
    robust_z=(0, 0, 0),
    rmsd=(0, 0, 0),
    bias=(0, 0, 0),
    steepening=(0, 0, 0),
    se=None,
    noise=None,
):
    shifts = Shifts(*(np.array(values, float) for values in (displacement, robust_z, rmsd, bias, steepening)))
    unknown = np.full(3, np.nan)
    return AnchorEvidence(
        shifts=shifts,
        displacement_error=unknown if se is None else np.array(se, float),
        rmsd_error=unknown if noise is None else np.array(noise, float),
    )


def table(found):
    return drift_table(NAMES, found, np.ones(3, bool), RULES)


def test_a_move_must_matter_and_be_unusual():
    found = evidence(displacement=[0.5, 0.5, 0.1], robust_z=[3.0, 1.0, 9.0], rmsd=[0.08] * 3, bias=[-0.08] * 3)
    assert table(found)["verdict"].tolist() == ["drifted", "stable", "stable"]
    assert (badness(found, RULES) > 0).tolist() == [True, False, False]


def test_a_move_that_its_error_explains_is_none():
    found = evidence(displacement=[0.5] * 3, robust_z=[3.0] * 3, bias=[-0.05] * 3, rmsd=[0.06] * 3, se=[0.1, 0.3, 0.0])
    shown = table(found)
    # 0.5 is 5 standard errors of 0.1, 1.7 of 0.3, and beyond doubt where nothing is uncertain.
    assert shown["verdict"].tolist() == ["drifted", "stable", "drifted"]
    assert shown["z"].tolist() == pytest.approx([5, 5 / 3, np.inf])


def test_a_distance_of_curves_that_chance_explains_is_none():
    found = evidence(rmsd=[0.15, 0.15, 0.05], bias=[0.15, 0.15, 0.05], noise=[0.05, 0.10, 0.001])
    assert table(found)["verdict"].tolist() == ["drifted", "stable", "stable"]


@pytest.mark.parametrize(
    ("bias", "steepening", "direction"),
    [
        (-0.15, 0.1, "harder"),
        (0.15, 0.1, "easier"),
        (0.01, 0.5, "steeper"),
        (-0.01, -0.5, "flatter"),
        (np.nan, np.nan, "changed"),
    ],
)
def test_the_direction_is_that_of_the_curves(bias, steepening, direction):
    found = table(evidence(rmsd=[0.2, 0, 0], bias=[bias, 0, 0], steepening=[steepening, 0, 0]))
    assert found["direction"].tolist() == [direction, "", ""]
    assert found["reasons"].tolist() == ["curve", "", ""]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "fr",
            "a dérivé\u00a0– plus difficile qu’avant\u00a0: difficulté déplacée de 0,80 logit (borne 0,30\u00a0;"
            " z robuste 4,2)\u00a0; courbes distantes de 0,14 (borne 0,10).",
        ),
        (
            "en",
            "drifted – harder than it was: difficulty moved by 0.80 logit (bound 0.30; robust z 4.2); curves 0.14 apart"
            " (bound 0.10).",
        ),
    ],
)
def test_a_verdict_tells_its_reasons(language, sentence):
    found = table(evidence(displacement=[0.8, 0, 0], robust_z=[4.2, 0, 0], rmsd=[0.14, 0, 0], bias=[-0.13, 0, 0]))
    assert explain(found.iloc[0], RULES, language) == sentence
    assert explain(found.iloc[1], RULES, language) == "stable."


def test_without_difficulties_curves_alone_decide():
    nan = [np.nan] * 3
    found = evidence(displacement=nan, robust_z=nan, rmsd=[0.2, 0.02, 0.0], bias=nan, steepening=nan)
    assert table(found)["verdict"].tolist() == ["drifted", "stable", "stable"]
