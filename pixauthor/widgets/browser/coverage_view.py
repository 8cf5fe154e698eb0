"""What the bank covers, as the JSON that the tree and the heat map draw. Holes have a sign and words."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pixauthor.bank.coverage import Cell, Node
from pixauthor.bank.item import Status
from pixauthor.bank.search_edit import bounds_of, value_of
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework
from pixauthor.widgets.browser.finding import Finding
from pixauthor.widgets.browser.state import PLACES, BrowserState

View = dict[str, Any]
# More items than each of these make a cell one step darker.
_STEPS: Final = (0, 2, 5, 10)


def cover_of(finding: Finding, state: BrowserState, language: str) -> View:
    """Return the pane that is shown, and nothing of the other, which is then not even counted."""
    if state.pane == "tree":
        return {"pane": "tree", "tree": tree_of(finding.nodes, state, language)}
    if state.pane == "heat":
        return {"pane": "heat", "heat": heat_of(finding.cells, finding.framework, state, language)}
    return {"pane": ""}


def tree_of(nodes: Iterable[Node], state: BrowserState, language: str) -> list[View]:
    """Return the places of the tree that are seen: what is folded is left out."""
    asked = _asked_place(state.query)
    return [_node(node, state, asked, language) for node in nodes]


def heat_of(cells: Sequence[Cell], framework: Framework, state: BrowserState, language: str) -> View:
    """Return one row per competence, one cell per level."""
    asked = _asked_cell(state.query)
    by_competence: dict[str, list[View]] = {}
    for cell in cells:
        by_competence.setdefault(cell.competence, []).append(_cell(cell, asked))
    return {
        "levels": [one.level for one in framework.levels],
        "rows": [
            {"code": code, "title": one.title[language], "cells": by_competence.get(code, [])}
            for code, one in framework.competences.items()
        ],
    }


def holes_of(finding: Finding, state: BrowserState) -> list[str]:
    """Return the skills without any item among those that the query asks for by place."""
    place = _asked_place(state.query)
    if place is None:
        return []
    level = _asked_cell(state.query)[1]
    node = next((one for one in _all(finding.nodes) if (one.kind, one.code) == place), None)
    skills = finding.framework.skills
    return [skill for skill in (node.empty if node else ()) if level in ("", str(skills[skill].level))]


def _all(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _node(node: Node, state: BrowserState, asked: tuple[str, str] | None, language: str) -> View:
    is_open = f"{node.kind}:{node.code}" in state.opened
    return {
        "kind": node.kind,
        "code": node.code,
        "title": node.title[language],
        "level": node.level,
        "items": node.items,
        "validated": node.statuses.get(Status.VALIDATED, 0),
        "holes": len(node.empty),
        "unserved": len(node.unserved),
        "asked": asked == (node.kind, node.code),
        "leaf": not node.children,
        "open": is_open,
        "children": [_node(child, state, asked, language) for child in node.children] if is_open else [],
    }


def _cell(cell: Cell, asked: tuple[str, str]) -> View:
    return {
        "level": cell.level,
        "state": cell.state,
        "items": cell.items,
        "validated": cell.statuses.get(Status.VALIDATED, 0),
        "step": sum(cell.items > step for step in _STEPS),
        "asked": asked == (cell.competence, str(cell.level)),
    }


def _asked_place(query: str) -> tuple[str, str] | None:
    """Return the most precise place that a query asks for; None for none, or a query that cannot be read."""
    try:
        found = [(kind, value_of(query, kind)) for kind in PLACES]
    except PixauthorError:
        return None
    return next(((kind, code) for kind, code in reversed(found) if code), None)


def _asked_cell(query: str) -> tuple[str, str]:
    try:
        bounds = bounds_of(query, "level")
        return value_of(query, "competence"), bounds.low if bounds.low == bounds.high else ""
    except PixauthorError:
        return "", ""
