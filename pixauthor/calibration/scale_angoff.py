"""Cut scores by modified Angoff: the ability whose expected score is the one that judges expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from pixauthor.calibration.judges import Rating
from pixauthor.calibration.scale_panel import Key, Panel, assemble, error_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items

_FAR: Final = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class _Test:
    """Items that were judged together: which, and the judged chance of each."""

    items: Items
    judged: Floats

    def chances(self, theta: float) -> Floats:
        """Return the expected share of the full score of each item, (n_items,)."""
        expected = self.items.expected_scores(np.array([theta]))[:, 0]
        return np.asarray(expected / (self.items.n_categories - 1))

    def ability(self, first: Rating) -> float:
        """Return the ability whose expected score is the judged one; ``first`` is where to point at when none has."""

        def excess(theta: float) -> float:
            return float((self.chances(theta) - self.judged).sum())

        if not excess(-_FAR) < 0 < excess(_FAR):
            fields = {"level": first.level, "judge": first.judge, "n": self.judged.size}
            total = f"{self.judged.sum():.2f}"
            raise PixauthorError("scale.no-ability", place=first.place, total=total, **fields)
        return float(brentq(excess, -_FAR, _FAR, xtol=1e-9))


def set_angoff(ratings: Sequence[Rating], items: Items, references: Sequence[str]) -> Panel:
    """Return the abilities whose expected score on the judged items is the mean judged score.

    Angoff 1971, with probabilities (for an item of more than two categories: the expected share of its score). Judges
    may rate different items; the means over judges count. The standard error is sd / sqrt(n) of the abilities that each
    judge's own ratings lead to.

    Columns of ``judges`` besides those of every panel: ``n_items``, ``total`` (judged score), ``error``, the mean
    distance of a judge's ratings from the chances that the model gives at his own cut (van der Linden 1982,
    doi:10.1111/j.1745-3984.1982.tb00135.x), and ``r``, their correlation. A large one and a low one tell a judge who
    does not see what is hard.

    Args:
        ratings: of one round.
        items: calibrated items.
        references: their names, in the same order.

    Raises:
        PixauthorError: when no ability has the judged score, or the cuts do not rise.
    """
    position = {reference: number for number, reference in enumerate(references)}
    by_key: dict[Key, list[Rating]] = {}
    for one in ratings:
        by_key.setdefault((one.competence, one.level), []).append(one)
    found, rows = {}, []
    for (competence, level), own in by_key.items():
        judged = [_judge_row(group, items, position) for group in _by_judge(own)]
        cut = _test(own, items, position).ability(own[0])
        found[competence, level] = cut, error_of([row[2] for row in judged])
        rows += [(competence, level, *row) for row in judged]
    names = ["competence", "level", "judge", "n_items", "theta", "total", "error", "r"]
    return assemble(found, pd.DataFrame(rows, columns=names))


def _by_judge(ratings: Sequence[Rating]) -> list[list[Rating]]:
    groups: dict[str, list[Rating]] = {}
    for one in ratings:
        groups.setdefault(one.judge, []).append(one)
    return list(groups.values())


def _judge_row(
    ratings: Sequence[Rating], items: Items, position: dict[str, int]
) -> tuple[str, int, float, float, float, float]:
    test = _test(ratings, items, position)
    theta = test.ability(ratings[0])
    chances = test.chances(theta)
    distance = float(np.abs(test.judged - chances).mean())
    total = float(test.judged.sum())
    return ratings[0].judge, test.judged.size, theta, total, distance, _correlation(test.judged, chances)


def _test(ratings: Sequence[Rating], items: Items, position: dict[str, int]) -> _Test:
    numbers = np.array([position[one.item] for one in ratings])
    known, index = np.unique(numbers, return_inverse=True)
    means = np.bincount(index, [one.probability for one in ratings]) / np.bincount(index)
    chosen: Ints = known.astype(np.int64)
    return _Test(items.select(chosen), means)


def _correlation(judged: Floats, chances: Floats) -> float:
    if judged.size < 2 or np.ptp(judged) == 0 or np.ptp(chances) == 0:
        return np.nan
    return float(np.corrcoef(judged, chances)[0, 1])
