"""The session notebook as a page: what it says, without its code; the runner stands where its session cell is."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pixauthor.resources import shipped
from pixauthor.widgets.markdown import plain, render_block

NOTEBOOK: Final = "06_run_session.ipynb"
TAG: Final = "session"
"""Tag of the cells that make the page: prose, and the one code cell whose place the runner takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What a page shows of a notebook: its title, and clean HTML before and after the runner."""

    title: str
    before_html: str
    after_html: str


@cache
def session_leaf(language: str) -> Leaf:
    """Return what the shipped session notebook says in a language."""
    return read_leaf(json.loads((shipped("notebooks") / NOTEBOOK).read_text(encoding="utf-8")), language)


def read_leaf(notebook: Mapping[str, Any], language: str) -> Leaf:
    """Return what a notebook says in a language.

    A cell's own text is French; others stand in its metadata: ``{"pixauthor": {"en": "# Take a session"}}``.
    """
    cells = [cell for cell in notebook["cells"] if TAG in cell["metadata"].get("tags", [])]
    kinds = [cell["cell_type"] for cell in cells]
    place = kinds.index("code") if "code" in kinds else len(cells)
    title, _, rest = _source(cells[0], language).partition("\n")
    return Leaf(
        title=plain(title.lstrip("# ")),
        before_html=_html([rest, *_prose(cells[1:place], language)]),
        after_html=_html(_prose(cells[place:], language)),
    )


def _prose(cells: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    return [_source(cell, language) for cell in cells if cell["cell_type"] == "markdown"]


def _source(cell: Mapping[str, Any], language: str) -> str:
    said = cell["metadata"].get("pixauthor", {}).get(language)
    return str(said) if said else "".join(cell["source"])


def _html(sources: Iterable[str]) -> str:
    return render_block("\n\n".join(sources))
