"""A scale of levels: the abilities at which they are reached, and where these cut scores come from.

A level is reached when the items up to it are mastered (pix.md §1.4): the items of level k lie, at the response
probability of the scale, between cut k - 1 and cut k. Abilities are in logits, without the factor 1.7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pixauthor.errors import PixauthorError, Place

FORMAT: Final = "pixauthor-scale/1"
METRIC: Final = "logit, without the factor 1.7"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutScore:
    """The ability at which a level is reached; ``se`` is None where nothing tells it.

    ``extrapolated``: no item lies beyond, so the place follows from the mean width of the other levels.
    """

    level: int
    theta: float
    se: float | None = None
    extrapolated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCuts:
    """The cut scores of one scale, from level 1 up; ``floor`` is the ability at which the first pix begins."""

    floor: float
    cuts: tuple[CutScore, ...]

    @property
    def thetas(self) -> tuple[float, ...]:
        """Abilities at which levels 1, 2, … are reached."""
        return tuple(cut.theta for cut in self.cuts)

    @property
    def highest(self) -> int:
        """The highest level of the scale."""
        return len(self.cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleProvenance:
    """Where cut scores come from.

    Args:
        method: ``"monotone"``, ``"linear"``, ``"ordinal"``, ``"bookmark"``, ``"angoff"`` or ``"given"``.
        calibration: SHA-256 of the canonical calibration; empty for given cuts.
        date: ISO 8601 in UTC.
        response_probability: at which an item counts as mastered; None where no item is placed.
        judges: their names, as in the file of their judgements.
        judgements: SHA-256 of that file, or of the file of given cuts.
        round: of the judgements.
        uncertainty: how standard errors were found: ``"delta"``, ``"bootstrap"``, ``"judges"``, ``"given"``.
        resamples, seed: of the bootstrap.
        n_items: items that cuts rest on.
        simulated: the calibration rests on simulated answers.
        program: version of pixauthor.
    """

    method: str
    calibration: str
    date: str
    program: str
    uncertainty: str
    response_probability: float | None = None
    judges: tuple[str, ...] = ()
    judgements: str = ""
    round: int | None = None
    resamples: int | None = None
    seed: int | None = None
    n_items: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityScale:
    """A named scale, its versions never change. A competence has cuts of its own, or those that all share."""

    name: str
    version: int
    shared: LevelCuts | None
    provenance: ScaleProvenance
    by_competence: Mapping[str, LevelCuts] = field(default_factory=dict)
    metric: str = METRIC
    format: str = FORMAT

    def cuts_of(self, competence: str = "") -> LevelCuts:
        """Return the cuts for a competence; those that all share for an empty name.

        Raises:
            PixauthorError: when it has none and the scale shares none.
        """
        found = self.by_competence.get(competence, self.shared)
        if found is None:
            raise PixauthorError(
                "scale.no-cuts", scale=self.name, competence=competence or "–", known=", ".join(self.by_competence)
            )
        return found


def require_increasing(cuts: LevelCuts, competence: str = "", place: Place | None = None) -> LevelCuts:
    """Return the cuts, if they stand for levels 1, 2, … in rising order above the floor.

    Raises:
        PixauthorError: naming the two levels, and what to do.
    """
    levels = [cut.level for cut in cuts.cuts]
    wanted = list(range(1, max(levels, default=1) + 1))
    if levels != wanted:
        fields = {"found": _list(levels), "wanted": _list(wanted), "competence": competence or "–"}
        raise PixauthorError("scale.levels-not-in-order", place=place, **fields)
    for lower, upper in pairwise((CutScore(level=0, theta=cuts.floor), *cuts.cuts)):
        if not upper.theta > lower.theta:
            fields = {"lower": f"{lower.level}", "upper": f"{upper.level}", "competence": competence or "–"}
            fields |= {"low": f"{lower.theta:.3f}", "high": f"{upper.theta:.3f}"}
            raise PixauthorError("scale.not-increasing", place=place, **fields)
    return cuts


def _list(levels: list[int]) -> str:
    return ", ".join(map(str, levels)) or "–"
