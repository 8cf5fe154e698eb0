"""Which items to give to whom in a field test, so that their difficulties become known well enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.bank.item import Item
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scale_locations import item_locations
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats
from pixauthor.irt.seeding import Allocation, Candidates, Guesses, allocate, answer_information

# What nominal levels promise before anything is calibrated: as in simulated responses (responses.simulated).
_CENTRE_LEVEL: Final = 4
_LOGITS_PER_LEVEL: Final = 0.8
_SPREAD: Final = 0.6
_ENOUGH: Final = 10
_TOLERANCE: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityGroup:
    """Candidates who are expected: how many, and their abilities in logits.

    ``error`` is the standard error of the ability that the rest of their test gives, below ``sd``.
    """

    name: str
    candidates: int
    mean: float
    sd: float
    error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item without parameters, and what is thought of them; ``b_sd`` is how far b may be from the guess."""

    item: str
    b: float
    b_sd: float
    a: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeedingPlan:
    """The plan, as tables.

    Args:
        answers: ``item``, ``group``, ``answers`` to gather, ``share`` of the group's candidates who get the item,
            ``log_det`` (of the information of one answer on a and b, or on b alone; the D-criterion). No row for
            groups that do not get the item.
        items: ``item``, ``b`` and ``b_sd`` (guesses), ``answers``, ``se_b`` and ``se_a`` expected (``se_a`` is NaN
            for a known slope), ``reached`` (whether ``se_b`` is the wanted one or less).
        groups: ``group``, ``candidates``, ``slots`` (new items that each candidate gets, on average).
    """

    answers: pd.DataFrame
    items: pd.DataFrame
    groups: pd.DataFrame


def plan_seeding(
    items: Sequence[NewItem],
    groups: Sequence[AbilityGroup],
    *,
    se: float,
    slots: float | None = None,
    known_slope: bool = False,
) -> SeedingPlan:
    """Return who should answer which new items, with the fewest answers in all.

    Args:
        items: to be calibrated.
        groups: candidates who are expected.
        se: wanted standard error of each b, in logits.
        slots: new items that a candidate can get beside his test; as few as will do by default. When they do not
            suffice, all items fall short in the same proportion.
        known_slope: only b is to be estimated (Rasch).

    Raises:
        PixauthorError: without items or candidates, or for an ability known worse than before the test.
    """
    _require_sense(items, groups, se)
    guesses = Guesses(a=_column(items, "a"), b=_column(items, "b"), b_sd=_column(items, "b_sd"))
    candidates = Candidates(
        n=_column(groups, "candidates"),
        mean=_column(groups, "mean"),
        sd=_column(groups, "sd"),
        error=_column(groups, "error"),
    )
    information = answer_information(guesses, candidates)
    found = allocate(information, candidates.n, se, slots=slots, known_slope=known_slope)
    told = np.log(information[..., 1, 1] if known_slope else np.linalg.det(information))
    return SeedingPlan(
        answers=_answers(items, groups, found, told),
        items=_items(items, found, se, known_slope),
        groups=pd.DataFrame(
            {
                "group": [group.name for group in groups],
                "candidates": [group.candidates for group in groups],
                "slots": found.slots,
            }
        ),
    )


def guess_difficulties(calibration: Calibration, bank: Iterable[Item], items: Iterable[Item]) -> tuple[NewItem, ...]:
    """Return what the nominal levels of new items say of their difficulty.

    From the calibrated items of the bank, by regression of b on the level, with its residual spread; with fewer than
    ten of them, or a single level, from 0.8 logit a level around level 4.

    Args:
        calibration: of other items.
        bank: where those are.
        items: the new ones.
    """
    line = _fit_line(calibration, bank)
    return tuple(NewItem(item=item.reference, b=line[0] + line[1] * item.level, b_sd=line[2]) for item in items)


def _fit_line(calibration: Calibration, bank: Iterable[Item]) -> tuple[float, float, float]:
    """Return intercept, slope and residual standard deviation of the difficulty on the level."""
    located = item_locations(calibration, 0.5).dropna(subset=["location"])
    level = {item.reference: item.level for item in bank}
    known = located[located["item"].isin(list(level))]
    x, y = known["item"].map(level).to_numpy(float), known["location"].to_numpy(float)
    if x.size < _ENOUGH or np.ptp(x) == 0:
        return -_CENTRE_LEVEL * _LOGITS_PER_LEVEL, _LOGITS_PER_LEVEL, _SPREAD
    slope, intercept = np.polyfit(x, y, 1)
    residual = y - intercept - slope * x
    return float(intercept), float(slope), float(np.sqrt((residual**2).sum() / (x.size - 2)))


def _require_sense(items: Sequence[NewItem], groups: Sequence[AbilityGroup], se: float) -> None:
    if not items or not groups:
        raise PixauthorError("assembly.nothing-to-seed")
    if not se > 0:
        raise PixauthorError("assembly.bad-se", se=se)
    for group in groups:
        if not (group.candidates > 0 and 0 <= group.error < group.sd):
            raise PixauthorError("assembly.bad-group", group=group.name)


def _column(values: Sequence[NewItem] | Sequence[AbilityGroup], name: str) -> Floats:
    return np.array([getattr(value, name) for value in values], float)


def _answers(items: Sequence[NewItem], groups: Sequence[AbilityGroup], found: Allocation, told: Floats) -> pd.DataFrame:
    rows = [
        (item.item, group.name, int(found.answers[i, g]), found.answers[i, g] / group.candidates, told[i, g])
        for i, item in enumerate(items)
        for g, group in enumerate(groups)
        if found.answers[i, g] > 0
    ]
    return pd.DataFrame(rows, columns=["item", "group", "answers", "share", "log_det"])


def _items(items: Sequence[NewItem], found: Allocation, se: float, known_slope: bool) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item": [item.item for item in items],
            "b": _column(items, "b"),
            "b_sd": _column(items, "b_sd"),
            "answers": found.answers.sum(axis=1).astype(int),
            "se_b": found.se_b,
            "se_a": np.nan if known_slope else found.se_a,
            "reached": found.se_b <= se * (1 + _TOLERANCE),
        }
    )
