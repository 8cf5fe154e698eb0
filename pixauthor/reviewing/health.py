"""How a bank is: what the check finds, how often items were seen, what its reviews wait for; with its statistics."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pixauthor.bank.coverage_statistics import BankStatistics
from pixauthor.bank.search_index import Index, Measured
from pixauthor.findings import Finding, Severity
from pixauthor.reviewing.queue import Waiting

# Shares of the candidates who were served an item, upper ends; above a fifth an item is worn out soon (a common bound
# of exposure control: Sympson and Hetter, 1985, took 0.20).
CLASSES: Final = {"never": 0.0, "seldom": 0.05, "often": 0.2, "worn": 1.0}
MOST_SEEN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """A rule, how grave it is, and in how many places of how many items the check found it."""

    code: str
    severity: Severity
    findings: int
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How often items were served: by ``id@version``, to how many candidates in all (responses and sessions)."""

    served: Mapping[str, int]
    candidates: int

    def share(self, reference: str) -> float:
        """Return the share of candidates who were served an item, from 0 to 1."""
        return min(self.served.get(reference, 0) / self.candidates, 1.0) if self.candidates else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The newest calibration: its name, its day (ISO), and whether its responses were simulated."""

    name: str
    day: str
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All that the dashboard shows. ``flagged`` are the items that the calibration has something against."""

    statistics: BankStatistics
    rules: tuple[RuleCount, ...]
    queue: tuple[Waiting, ...]
    exposure: Exposure
    exposures: Mapping[str, int]
    most_seen: tuple[tuple[str, int, float], ...]
    calibrated: Calibrated | None
    flagged: tuple[tuple[str, Measured], ...]


def count_rules(findings: Iterable[Finding]) -> tuple[RuleCount, ...]:
    """Return the findings by rule and severity: errors first, then those of most items."""
    places: dict[tuple[str, Severity], list[str]] = {}
    for one in findings:
        places.setdefault((one.code, one.severity), []).append(one.place.path)
    counts = [
        RuleCount(code=code, severity=severity, findings=len(paths), items=len(set(paths)))
        for (code, severity), paths in places.items()
    ]
    order = list(Severity)
    return tuple(sorted(counts, key=lambda one: (order.index(one.severity), -one.items, one.code)))


def class_exposures(index: Index, exposure: Exposure) -> dict[str, int]:
    """Return the number of operative items (validated, archived) by class of exposure."""
    shares = [exposure.share(entry.row.reference) for entry in index if entry.row.status in ("validated", "archived")]
    counts = Counter(next(name for name, most in CLASSES.items() if share <= most) for share in shares)
    return {name: counts[name] for name in CLASSES}


def most_seen(exposure: Exposure) -> tuple[tuple[str, int, float], ...]:
    """Return the items that were served most: reference, times, share of the candidates."""
    ordered = sorted(exposure.served.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((reference, n, exposure.share(reference)) for reference, n in ordered[:MOST_SEEN])


def add_exposures(parts: Sequence[Exposure]) -> Exposure:
    """Return several sources of exposure as one; their candidates are taken to be different people."""
    served: Counter[str] = Counter()
    for part in parts:
        served.update(part.served)
    return Exposure(served=dict(served), candidates=sum(part.candidates for part in parts))


def flagged_items(index: Index) -> tuple[tuple[str, Measured], ...]:
    """Return the items that the calibration would not simply keep, the worst verdicts first."""
    found = [(entry.row.id, entry.measured) for entry in index if entry.measured and entry.measured.flags]
    return tuple(sorted(found, key=lambda pair: (-len(pair[1].flags), pair[0])))
