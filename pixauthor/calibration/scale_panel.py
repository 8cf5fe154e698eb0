"""Cut scores of a panel of judges, with the error that comes from the judges; those of bookmarks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, stdev
from typing import Final

import pandas as pd

from pixauthor.calibration.judges import Bookmark, Judgement
from pixauthor.calibration.scale_proposal import DECIMALS
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import CutScore, LevelCuts, require_increasing

# Standard error of a median of normal values over that of their mean.
_MEDIAN: Final = math.sqrt(math.pi / 2)

Key = tuple[str, int]
"""Competence (empty: all share the cut) and level."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """What judges lead to: cuts by competence (empty: all share them), and one row per judge and level.

    Columns of ``judges``: competence, level, judge, theta, severity (theta less the cut, logits); more for Angoff.
    """

    cuts: Mapping[str, LevelCuts]
    judges: pd.DataFrame


def set_bookmarks(bookmarks: Sequence[Bookmark], places: Mapping[str, float]) -> Panel:
    """Return the medians over judges of the places of their bookmarks.

    Lewis, Mitzel and Green 1996; the standard error is that of a median of normal values, sqrt(pi / 2) sd / sqrt(n).

    Args:
        bookmarks: of one round.
        places: ability at which each item is mastered, by reference (``scale_locations.item_locations``).

    Raises:
        PixauthorError: when a judge's bookmarks fall from one level to the next, or the cuts do not rise.
    """
    ordered = sorted(bookmarks, key=lambda mark: (mark.competence, mark.judge, mark.level))
    for one, after in pairwise(ordered):
        same = (one.competence, one.judge) == (after.competence, after.judge)
        if same and places[after.item] < places[one.item]:
            fields = {"judge": after.judge, "level": after.level, "lower": one.level, "line": one.place.line}
            raise PixauthorError("scale.falling-bookmark", place=after.place, **fields)
    thetas: dict[Key, list[float]] = {}
    for one in bookmarks:
        thetas.setdefault((one.competence, one.level), []).append(places[one.item])
    found = {key: (median(values), error_of(values, _MEDIAN)) for key, values in thetas.items()}
    rows = [(one.competence, one.level, one.judge, places[one.item]) for one in bookmarks]
    return assemble(found, pd.DataFrame(rows, columns=["competence", "level", "judge", "theta"]))


def assemble(found: Mapping[Key, tuple[float, float | None]], judges: pd.DataFrame) -> Panel:
    """Return the panel of cuts with their errors, by competence and level, and of its judges' rows.

    Raises:
        PixauthorError: when the cuts do not rise.
    """
    cuts = {}
    for competence in sorted({competence for competence, _ in found}):
        own = tuple(
            CutScore(level=level, theta=round(theta, DECIMALS), se=None if se is None else round(se, DECIMALS))
            for (code, level), (theta, se) in sorted(found.items())
            if code == competence
        )
        cuts[competence] = require_increasing(LevelCuts(floor=floor_under(own), cuts=own), competence)
    middle = [found[key][0] for key in zip(judges["competence"], judges["level"], strict=True)]
    rows = judges.assign(severity=judges["theta"] - middle)
    return Panel(cuts=cuts, judges=rows.sort_values(["competence", "level", "judge"], ignore_index=True))


def floor_under(cuts: Sequence[CutScore]) -> float:
    """Return where the first pix begins, in logits: as far under level 1 as a level is wide on average, else one."""
    width = (cuts[-1].theta - cuts[0].theta) / (len(cuts) - 1) if len(cuts) > 1 else 1.0
    return round(cuts[0].theta - (width if width > 0 else 1.0), DECIMALS)


def error_of(values: Sequence[float], factor: float = 1.0) -> float | None:
    """Return ``factor`` times the standard error of a mean; None for one value."""
    return factor * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None


def names_of(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Return the judges, each once, in order of the alphabet."""
    return tuple(sorted({one.judge for one in judgements}))
