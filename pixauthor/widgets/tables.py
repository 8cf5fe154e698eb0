"""Tables for notebooks: values of the project as data frames, with column names that people read."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item
from pixauthor.bundles.gates import Refusal
from pixauthor.bundles.manifest import Manifest
from pixauthor.bundles.select import Selection
from pixauthor.calibration.model import Calibration
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework
from pixauthor.locale import current_language, text
from pixauthor.resources import shipped
from pixauthor.responses.model import ImportReport
from pixauthor.responses.summary import ResponsesSummary


def field_table(kind: str) -> pd.DataFrame:
    """Return the fields of an item type as its schema tells them: those of the type first, then those of all items."""
    folder = shipped("schemas") / "item"
    own, common = _schema(folder / f"{kind}.schema.json"), _schema(folder / "common.schema.json")
    required = {*own.get("required", ()), *common.get("required", ())}
    described = {
        name: shape.get("description") or _description(shape, common)
        for name, shape in {**own["properties"], **common["properties"]}.items()
    }
    yes = text("widgets.tables.yes")
    return _frame(
        ("field", "required", "meaning"),
        [(name, yes if name in required else "", words) for name, words in described.items()],
    )


def item_table(items: Iterable[Item]) -> pd.DataFrame:
    """Return one row per item, by competence and level."""
    ordered = sorted(items, key=lambda item: (item.competence, item.level, item.id))
    rows = [
        (item.competence, item.level, item.id, item.title, _type(item), text(f"widgets.statuses.{item.status}"))
        for item in ordered
    ]
    return _frame(("competence", "level", "item", "title", "type", "status"), rows)


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return one row per finding: where, what, and what to write instead."""
    rows = [
        (str(one.place), one.code, text(f"widgets.severities.{one.severity}"), one.message(), one.hint())
        for one in findings
    ]
    return _frame(("place", "code", "severity", "message", "hint"), rows)


def coverage_table(bank: Bank, framework: Framework) -> pd.DataFrame:
    """Return the number of items by competence (rows) and level (columns); obsolete items do not count."""
    counted = Counter((item.competence, item.level) for item in bank if item.status != "obsolete")
    levels = [one.level for one in framework.levels]
    rows = [[counted[code, level] for level in levels] for code in framework.competences]
    counts = pd.DataFrame(rows, index=list(framework.competences), columns=levels)
    counts.index.name, counts.columns.name = text("widgets.tables.competence"), text("widgets.tables.level")
    return counts


def status_table(bank: Bank) -> pd.DataFrame:
    """Return the number of items by type (rows) and status (columns)."""
    rows = [(_type(item), text(f"widgets.statuses.{item.status}")) for item in bank]
    frame = _frame(("type", "status"), rows)
    return pd.crosstab(frame[text("widgets.tables.type")], frame[text("widgets.tables.status")])


def import_report_table(report: ImportReport) -> pd.DataFrame:
    """Return what became of the rows of an imported file."""
    names = ("n_read", "n_added", "n_known", "n_rejected", "n_simulated")
    return _frame(("rows", "count"), [(text(f"widgets.tables.{name}"), getattr(report, name)) for name in names])


def response_table(summary: ResponsesSummary) -> pd.DataFrame:
    """Return one row per item: number of answers, mean score, median time in seconds, share of skips."""
    rows = [(one.item, one.n, round(one.p, 2), one.seconds, round(one.skipped, 2)) for one in summary.items]
    return _frame(("item", "answers", "p", "seconds", "skipped"), rows)


def calibration_table(calibration: Calibration) -> pd.DataFrame:
    """Return one row per item, from easy to hard: parameters in logits, mean score, link with the rest."""
    rows = [
        (one.item, one.a, one.b, one.p, one.r_rest, text(f"calibration.verdict.{one.verdict}"))
        for one in sorted(calibration.items, key=lambda one: one.b)
    ]
    return _frame(("item", "a", "b", "p", "r_rest", "verdict"), rows)


def refusal_table(selection: Selection) -> pd.DataFrame:
    """Return one row per reason against items: how many it stops, and the first of them."""
    by_gate: dict[str, list[Refusal]] = {}
    for refusal in selection.refused:
        by_gate.setdefault(refusal.gate, []).append(refusal)
    rows = [(found[0].message(), len({one.item for one in found}), found[0].item) for found in by_gate.values()]
    return _frame(("reason", "stopped", "example"), sorted(rows, key=lambda row: -row[1]))


def manifest_table(manifest: Manifest) -> pd.DataFrame:
    """Return what a bundle says of itself."""
    yes, no = text("widgets.tables.yes"), text("widgets.tables.no")
    facts = {
        "bundle": manifest.title,
        "part": manifest.part.value,
        "purpose": manifest.purpose.value,
        "simulated": yes if manifest.simulated else no,
        "content_date": manifest.content_date,
        "framework": manifest.framework,
        "items": len(manifest.items),
        "members": len(manifest.members),
    }
    return _frame(("fact", "value"), [(text(f"widgets.tables.{name}"), str(value)) for name, value in facts.items()])


def _frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[text(f"widgets.tables.{name}", current_language()) for name in columns])


def _type(item: Item) -> str:
    return text(f"widgets.types.{item.type}")


def _schema(path: Path) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _description(shape: Mapping[str, Any], common: Mapping[str, Any]) -> str:
    # "$ref": "common.schema.json#/$defs/choices"
    name = str(shape.get("$ref", "")).rpartition("/")[2]
    return str(common["$defs"].get(name, {}).get("description", ""))
