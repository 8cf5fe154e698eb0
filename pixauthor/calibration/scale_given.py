"""Cut scores that someone has set elsewhere, from a file of theirs."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from pixauthor.calibration.scale_panel import floor_under
from pixauthor.calibration.scale_table import MAX_LEVEL, Line, read_lines
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import CutScore, LevelCuts, require_increasing

_FLOOR: Final = 0


def read_cuts(path: Path) -> Mapping[str, LevelCuts]:
    """Return the cuts in a file with the columns level and theta; se and competence if wanted.

    A row of level 0 gives the floor; else it is as far under level 1 as a level is wide on average. Without a
    competence, all share the cuts: their key is empty.

    Raises:
        PixauthorError: with its place, when a cell cannot be what it should, or cuts do not rise.
    """
    by_competence: dict[str, list[Line]] = {}
    for line in read_lines(path, ("level", "theta"), ("se", "competence")):
        by_competence.setdefault(line.cell("competence"), []).append(line)
    return {competence: _cuts(lines, competence) for competence, lines in by_competence.items()}


def _cuts(lines: list[Line], competence: str) -> LevelCuts:
    ordered = sorted(lines, key=_level)
    for lower, upper in pairwise(ordered):
        if _level(lower) == _level(upper):
            raise PixauthorError("scale.cut-twice", place=upper.place("level"), level=_level(upper), line=lower.number)
        if not upper.number_of("theta") > lower.number_of("theta"):
            fields = {"lower": _level(lower), "upper": _level(upper), "line": lower.number}
            texts = {"low": lower.cell("theta"), "high": upper.cell("theta")}
            raise PixauthorError("scale.unordered", place=upper.place("theta"), **fields, **texts)
    cuts = tuple(
        CutScore(level=_level(line), theta=line.number_of("theta"), se=_error(line)) for line in ordered if _level(line)
    )
    first = ordered[0]
    if not cuts:
        raise PixauthorError("scale.only-floor", place=first.place("level"))
    floor = floor_under(cuts) if _level(first) else first.number_of("theta")
    return require_increasing(LevelCuts(floor=floor, cuts=cuts), competence, first.place("level"))


def _level(line: Line) -> int:
    return line.integer("level", MAX_LEVEL, lowest=_FLOOR)


def _error(line: Line) -> float | None:
    if "se" not in line:
        return None
    value = line.number_of("se")
    if value < 0:
        raise PixauthorError("scale.negative-error", place=line.place("se"), value=line.cell("se"))
    return value
