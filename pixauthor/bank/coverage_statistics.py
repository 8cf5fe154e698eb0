"""The health of a bank: how its items are, on a day, and what the last calibration says of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pixauthor.bank.coverage import Cell, Counts, Node, cover, heat_map, is_placed
from pixauthor.bank.item import ItemType, Status
from pixauthor.bank.search_index import Entry, Index
from pixauthor.framework.model import Framework

SOON: Final = timedelta(days=90)
# Upper ends of classes of age, in days.
_AGES: Final = {"half-year": 183, "year": 365, "two-years": 730}
_OLDER: Final = "older"
_UNDATED: Final = "undated"
_EXPIRIES: Final = ("expired", "soon", "later", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the last calibration says of the bank. ``level_difficulty``: mean b (logits) and items, by level."""

    calibrated: int
    not_calibrated: int
    verdicts: Counts
    flags: Counts
    level_difficulty: Mapping[int, tuple[float, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatistics:
    """The health of a bank.

    Args:
        items: number of item files.
        unreadable: paths of those that are no YAML mapping.
        misplaced: ids of those whose competence or skill the framework does not have, or not together.
        areas: the tree.
        heat: one cell per competence and level, competence by competence.
        statuses, types, locales, authors, roles: number of items by value.
        ages: number of items by time since somebody changed or validated them: ``half-year``, ``year``,
            ``two-years``, ``older``, ``undated``.
        expiries: ``expired``, ``soon`` (in 90 days), ``later``, ``never``.
        measures: None without a calibration.
    """

    items: int
    unreadable: tuple[str, ...]
    misplaced: tuple[str, ...]
    areas: tuple[Node, ...]
    heat: tuple[Cell, ...]
    statuses: Counts
    types: Counts
    locales: Counts
    authors: Counts
    roles: Counts
    ages: Counts
    expiries: Counts
    measures: Measures | None = None


def compute_statistics(index: Index, framework: Framework, today: date) -> BankStatistics:
    """Return the counts of a bank over a framework, on a day."""
    entries = [entry for entry in index.entries if entry.row.readable]
    placed = [entry for entry in entries if is_placed(entry, framework)]
    return BankStatistics(
        items=len(index),
        unreadable=tuple(entry.row.path for entry in index.entries if not entry.row.readable),
        misplaced=tuple(entry.row.id for entry in entries if not is_placed(entry, framework)),
        areas=cover(placed, framework),
        heat=heat_map(placed, framework),
        statuses=_count(entries, lambda entry: entry.row.status, Status),
        types=_count(entries, lambda entry: entry.row.type, ItemType),
        locales=_count(entries, lambda entry: entry.row.locale),
        authors=_count(entries, lambda entry: entry.row.author),
        roles=_count(entries, lambda entry: entry.row.role),
        ages=_count(entries, lambda entry: _age(entry.row.touched, today), (*_AGES, _OLDER, _UNDATED)),
        expiries=_count(entries, lambda entry: _expiry(entry.row.expires, today), _EXPIRIES),
        measures=_measures(entries) if index.measured else None,
    )


def _count(entries: Sequence[Entry], read: Callable[[Entry], str], order: Iterable[str] = ()) -> dict[str, int]:
    """Return the number of items by value: values of ``order`` first, even without items, then the commonest."""
    counts = Counter(map(read, entries))
    return {**{str(value): counts[value] for value in order}, **dict(sorted(counts.items(), key=_commonest))}


def _commonest(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _age(day: str, today: date) -> str:
    if not day:
        return _UNDATED
    days = (today - date.fromisoformat(day)).days
    return next((name for name, most in _AGES.items() if days <= most), _OLDER)


def _expiry(day: str, today: date) -> str:
    if not day:
        return "never"
    left = date.fromisoformat(day) - today
    return "expired" if left < timedelta(0) else "soon" if left <= SOON else "later"


def _measures(entries: Sequence[Entry]) -> Measures:
    measured = [(entry.row.level, entry.measured) for entry in entries if entry.measured]
    by_level: dict[int, list[float]] = {}
    for level, one in measured:
        if one.b is not None:
            by_level.setdefault(level, []).append(one.b)
    flags = Counter(flag for _, one in measured for flag in one.flags)
    return Measures(
        calibrated=len(measured),
        not_calibrated=len(entries) - len(measured),
        verdicts=dict(Counter(one.verdict for _, one in measured)),
        flags=dict(sorted(flags.items(), key=_commonest)),
        level_difficulty={level: (sum(all_b) / len(all_b), len(all_b)) for level, all_b in sorted(by_level.items())},
    )
