"""When DIF is moderate or large: thresholds as data."""

from dataclasses import dataclass

from pixauthor.irt.dif_logistic import JODOIN_GIERL
from pixauthor.irt.dif_mantel import ETS, ETS_SD


@dataclass(frozen=True, slots=True, kw_only=True)
class DifThresholds:
    """When DIF is moderate or large, and how it is looked for.

    Args:
        min_n: answers that an item must have in each group.
        level: of significance. An item without significant DIF is in class A, whatever the size.
        delta: bounds of Mantel-Haenszel's D-DIF between classes A, B and C (ETS).
        difference_sd: the same for polytomous items, in standard deviations.
        r2: bounds of Nagelkerke's R2 change of the logistic regression (Jodoin and Gierl).
        difference: bounds of the unsigned difference of expected scores, as a share of the highest score, of the
            likelihood ratio: those of P-DIF (Dorans and Kulick 1986, doi:10.1111/j.1745-3984.1986.tb00255.x).
        purify: take items of classes B and C out of the anchors until the same ones are found again.
        max_steps: of the purification.
        strata: strata of ability for Mantel-Haenszel where candidates did not answer the same items.
        refit: estimate everything anew for each likelihood ratio (``irt.dif_likelihood``).
    """

    min_n: int = 100
    level: float = 0.05
    delta: tuple[float, float] = ETS
    difference_sd: tuple[float, float] = ETS_SD
    r2: tuple[float, float] = JODOIN_GIERL
    difference: tuple[float, float] = (0.05, 0.10)
    purify: bool = True
    max_steps: int = 10
    strata: int = 20
    refit: bool = False
