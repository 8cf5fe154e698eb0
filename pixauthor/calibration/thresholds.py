"""Bounds beyond which an item or an option is flagged: common practice after a field test, not law; all are settings.

The defaults are those of the lint table's last paragraph (p, point-biserial, a, b, SE of b, mean squares, Q3, DIF,
omissions, drift). S-X2: Orlando and Thissen 2000, doi:10.1177/01466216000241003; in large samples a trifle is
significant, so its RMSEA must be large too. Delta R2 of 0.07: Jodoin and Gierl 2001, doi:10.1207/S15324818AME1404_2.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionThresholds:
    """Bounds beyond which a distractor is flagged; nothing is said of items with fewer than ``min_n`` answers."""

    min_n: int = 200
    min_p: float = 0.05
    max_r: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Bounds beyond which an item is flagged.

    Args:
        min_n: answers needed for any other verdict than collecting more.
        min_p, max_p: share of right answers.
        min_r: corrected point-biserial; a negative one asks to check the key.
        min_a, max_a: discrimination, per logit.
        max_abs_b: difficulty, in logits.
        max_c: lower asymptote.
        max_se_b: standard error of the difficulty, in logits.
        min_fit, max_fit: infit and outfit mean squares.
        min_s_x2_p, max_s_x2_rmsea: an item misfits when its p is under the one and its RMSEA over the other.
        max_q3: Yen's Q3 with another item, above the mean of all pairs.
        dif_class: the mildest ETS class of Mantel-Haenszel that is flagged.
        max_dif_r2: gain of Nagelkerke's R2 by group in logistic DIF.
        max_drift, min_drift_z: move of the difficulty between two windows, in logits; where its standard error is
            known, so many of these too.
        max_omitted: share of candidates who pass over it.
        max_rapid: share of rapid guesses.
        max_exposure: share of tests that give it.
        faults_to_retire: so many faults that each ask to revise make mending hopeless.
        options: of distractors.
    """

    min_n: int = 200
    min_p: float = 0.15
    max_p: float = 0.95
    min_r: float = 0.20
    min_a: float = 0.5
    max_a: float = 3.0
    max_abs_b: float = 4.0
    max_c: float = 0.35
    max_se_b: float = 0.3
    min_fit: float = 0.7
    max_fit: float = 1.3
    min_s_x2_p: float = 0.01
    max_s_x2_rmsea: float = 0.05
    max_q3: float = 0.2
    dif_class: str = "C"
    max_dif_r2: float = 0.07
    max_drift: float = 0.3
    min_drift_z: float = 1.96
    max_omitted: float = 0.10
    max_rapid: float = 0.10
    max_exposure: float = 0.30
    faults_to_retire: int = 4
    options: OptionThresholds = field(default_factory=OptionThresholds)
