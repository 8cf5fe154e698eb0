"""A plain form for notebooks: look at an item from all sides."""

from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as ipw

from pixauthor.bank.check import check_bank
from pixauthor.bank.item import Item
from pixauthor.bank.store import find_item_files
from pixauthor.files import read_text
from pixauthor.grading.grade import grade
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.locale import text
from pixauthor.widgets.figures import Shown, show_source, show_table
from pixauthor.widgets.preview.widget import ItemWidget
from pixauthor.widgets.tables import finding_table
from pixauthor.workspace import Workspace


def item_bench(workspace: Workspace) -> ipw.VBox:
    """Return a form: choose an item, see it as candidates do, try answers, read its file and what the check says."""
    items = list(workspace.bank)
    choice = ipw.Dropdown(
        options=[(f"{item.id} – {item.title}", item.id) for item in items],
        description=text("widgets.bench.item"),
        layout=ipw.Layout(width="min(100%, 44rem)"),
    )
    drawing = ItemWidget(workspace, items[:1])
    worth, source, findings = ipw.HTML(), ipw.HTML(), ipw.HTML()

    def choose(*_: Any) -> None:
        item = workspace.bank[choice.value]
        path = _file_of(workspace, item)
        drawing.show([item])
        source.value = show_source(read_text(path)).html
        asked = path.relative_to(workspace.items_dir).as_posix()
        found = check_bank(workspace.items_dir, grade=grade, paths=(asked,)).findings
        findings.value = show_table(finding_table(found)).html if found else text("widgets.bench.clean")

    def try_answer(*_: Any) -> None:
        worth.value = escape(_worth(workspace.bank[choice.value], drawing.answers.get(choice.value)))

    choice.observe(choose, "value")
    drawing.observe(try_answer, "answers")
    choose()
    try_answer()
    return ipw.VBox([choice, _tabs(preview=ipw.VBox([drawing, worth]), source=source, findings=findings)])


def item_source(workspace: Workspace, item: Item) -> Shown:
    """Return the file of an item, as it is written."""
    return show_source(read_text(_file_of(workspace, item)))


def _file_of(workspace: Workspace, item: Item) -> Path:
    return next(path for path in find_item_files(workspace.items_dir) if path.stem == item.id)


def _tabs(**pages: ipw.Widget) -> ipw.Tab:
    return ipw.Tab(children=list(pages.values()), titles=[text(f"widgets.bench.{name}") for name in pages])


def _worth(item: Item, answer: Any) -> str:
    if answer is None:
        return text("widgets.bench.try")
    try:
        outcome = grade(item.interaction, item.key, answer)
    except MalformedAnswer as error:
        return error.render()
    return text("widgets.bench.outcome", outcome=text(f"widgets.outcomes.{outcome.status}"))
