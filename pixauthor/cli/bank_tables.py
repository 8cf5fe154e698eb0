"""The statistics of a bank as tables and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from pixauthor.bank.coverage import Cell, Node
from pixauthor.bank.coverage_statistics import BankStatistics, Measures
from pixauthor.bank.item import Status
from pixauthor.cli.item_words import said
from pixauthor.cli.output import print_table, say
from pixauthor.framework.model import Framework
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal, whole

_COUNTED: Final[Mapping[str, str]] = {
    "statuses": "widgets.statuses",
    "types": "widgets.types",
    "ages": "bankstats.age",
    "expiries": "bankstats.expiry",
    "locales": "bankstats.locale",
    "roles": "bankstats.role",
    "authors": "",
}
_MOST_AUTHORS: Final = 15
_WIDEST: Final = 44
_MOST_HOLES: Final = 20


def encode_statistics(found: BankStatistics) -> dict[str, Any]:
    """Return the statistics as JSON values; cells of the heat map with their state."""
    heat = [{**asdict(cell), "items": cell.items, "state": cell.state} for cell in found.heat]
    areas = [_encode_node(node) for node in found.areas]
    return {"format": "pixauthor-bank-statistics/1", **asdict(found), "areas": areas, "heat": heat}


def _encode_node(node: Node) -> dict[str, Any]:
    fields = {"kind": node.kind, "code": node.code, "title": dict(node.title), "items": node.items}
    holes = {"statuses": dict(node.statuses), "empty": node.empty, "unserved": node.unserved}
    level = {"level": node.level} if node.level else {}
    return {**fields, **level, **holes, "children": [_encode_node(child) for child in node.children]}


def print_statistics(found: BankStatistics, framework: Framework, *, with_skills: bool) -> None:
    """Print the tables: the tree, the heat map, counts, measures; then what is wrong."""
    _print_tree(found.areas, with_skills)
    _print_heat(found.heat, framework)
    for name, table in _COUNTED.items():
        counts = list(getattr(found, name).items())
        _print_counts(name, [(said(table, word) if table else word, count) for word, count in counts])
    if found.measures is None:
        say(text("bankstats.not-calibrated"))
    else:
        _print_measures(found.measures)
    _say_faults(found)


def _print_tree(areas: tuple[Node, ...], with_skills: bool) -> None:
    deepest = 3 if with_skills else 2
    rows = [cells for area in areas for cells in _tree_rows(area, 0, deepest)]
    names = ("place", "items", "validated", "draft", "empty", "unserved")
    print_table(text("bankstats.title.tree"), [text(f"bankstats.column.{name}") for name in names], rows, whole=1)
    say(text("bankstats.tree-legend"))


def _tree_rows(node: Node, depth: int, deepest: int) -> Iterator[tuple[str, ...]]:
    title = node.title.get(current_language(), "")
    name = title if node.kind == "tube" else f"{node.code} {title}"
    validated, draft = (node.statuses.get(status, 0) for status in (Status.VALIDATED, Status.DRAFT))
    counts = (node.items, validated, draft, len(node.empty), len(node.unserved))
    yield (_clip("  " * depth + name), *map(_count, counts))
    if depth < deepest:
        for child in node.children:
            yield from _tree_rows(child, depth + 1, deepest)


def _clip(name: str) -> str:
    return name if len(name) <= _WIDEST else name[: _WIDEST - 1] + "…"


def _print_heat(heat: tuple[Cell, ...], framework: Framework) -> None:
    """Print validated items, then all in brackets when there are more; ``—``: a hole; nothing: no skill there."""
    levels = [level.level for level in framework.levels]
    cells = {(cell.competence, cell.level): cell for cell in heat}
    rows = [(code, *(_cell(cells[code, level]) for level in levels)) for code in framework.competences]
    columns = [text("bankstats.column.competence"), *map(str, levels)]
    print_table(text("bankstats.title.heat"), columns, rows)
    say(text("bankstats.legend"))


def _cell(cell: Cell) -> str:
    validated = cell.statuses.get(Status.VALIDATED, 0)
    more = f" ({cell.items})" if cell.items > validated else ""
    return {"outside": "", "hole": "—"}.get(cell.state, f"{validated}{more}")


def _print_counts(name: str, counts: list[tuple[str, int]]) -> None:
    most = _MOST_AUTHORS if name == "authors" else len(counts)
    rows = [(word or text("bankstats.unsaid"), _count(count)) for word, count in counts[:most]]
    if len(counts) > most:
        rows.append((text("bankstats.others"), _count(sum(count for _, count in counts[most:]))))
    print_table("", [text(f"bankstats.title.{name}"), text("bankstats.column.items")], rows)


def _print_measures(found: Measures) -> None:
    language = current_language()
    say(text("bankstats.calibrated", calibrated=found.calibrated, not_calibrated=found.not_calibrated))
    _print_counts("verdicts", [(said("calibration.verdict", word), count) for word, count in found.verdicts.items()])
    _print_counts("flags", [(said("calibration.flag", word), count) for word, count in found.flags.items()])
    rows = [(str(level), decimal(mean, 2, language), _count(n)) for level, (mean, n) in found.level_difficulty.items()]
    columns = [text(f"bankstats.column.{name}") for name in ("level", "difficulty", "items")]
    print_table(text("bankstats.title.difficulty"), columns, rows)


def _say_faults(found: BankStatistics) -> None:
    empty = [skill for area in found.areas for skill in area.empty]
    unserved = [skill for area in found.areas for skill in area.unserved]
    faults = {"empty": empty, "unserved": unserved, "misplaced": found.misplaced, "unreadable": found.unreadable}
    for name, ids in faults.items():
        if ids:
            more = ", …" if len(ids) > _MOST_HOLES else ""
            say(text(f"bankstats.fault.{name}", count=len(ids), ids=", ".join(ids[:_MOST_HOLES]) + more))


def _count(count: int) -> str:
    return whole(count, current_language())
