"""All items of a bank, ready to be searched and counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from pixauthor.bank.search_row import Row
from pixauthor.framework.model import Framework


class Measured(NamedTuple):
    """What the last calibration found of one item; difficulty ``b`` and discrimination ``a`` in logits."""

    n: int
    p: float
    b: float | None = None
    a: float | None = None
    r_rest: float | None = None
    flags: tuple[str, ...] = ()
    verdict: str = ""


class Entry(NamedTuple):
    """One item with its place in the framework ("" when unknown) and its measures (None without)."""

    row: Row
    tube: str = ""
    area: str = ""
    measured: Measured | None = None


@dataclass(frozen=True, kw_only=True)
class Index:
    """Items in order of path, over one framework. ``measured`` is by ``id@version``: another version has none."""

    rows: Sequence[Row]
    framework: Framework | None = None
    measured: Mapping[str, Measured] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All items, each with its place and measures."""
        tubes, areas = _places(self.framework)
        return tuple(
            Entry(row, tubes.get(row.skill, ""), areas.get(row.competence, ""), self.measured.get(row.reference))
            for row in self.rows
        )

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Items by id; of two that share one, the first."""
        return {entry.row.id: entry for entry in reversed(self.entries)}

    def distinct(self, read: Callable[[Entry], Sequence[Any]]) -> list[str]:
        """Return the different words that ``read`` gives, sorted."""
        return sorted({str(value) for entry in self.entries for value in read(entry) if value})


def _places(framework: Framework | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return tube by skill, and area by competence."""
    if framework is None:
        return {}, {}
    competences = framework.competences.values()
    tubes = {skill.id: tube.id for one in competences for tube in one.tubes for skill in tube.skills}
    return tubes, {code: area.code for code, area in framework.area_of.items()}
