"""Plain forms for notebooks: look at an item from all sides, and at what a campaign would serve."""

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
from pixauthor.locale import current_language, text
from pixauthor.widgets.figures import Shown, show_source, show_table
from pixauthor.widgets.preview.widget import ItemWidget
from pixauthor.widgets.tables import finding_table, item_table
from pixauthor.workspace import Workspace

_WIDE = {"description_width": "initial"}


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


def campaign_bench(workspace: Workspace) -> ipw.VBox:
    """Return a form: choose competences and a level, see the items that a campaign on them can serve."""
    framework, language = workspace.framework, current_language()
    competences = ipw.SelectMultiple(
        options=[(f"{code} {one.title[language]}", code) for code, one in framework.competences.items()],
        value=tuple(framework.competences)[:1],
        rows=8,
        description=text("widgets.bench.competence"),
        style=_WIDE,
        layout=ipw.Layout(width="min(100%, 44rem)"),
    )
    levels = [one.level for one in framework.levels]
    up_to = ipw.IntSlider(
        value=3, min=min(levels), max=max(levels), description=text("widgets.bench.up_to"), style=_WIDE
    )
    drawing, table = ItemWidget(workspace, [], captions=True), ipw.HTML()

    def choose(*_: Any) -> None:
        items = servable(workspace, competences.value, up_to.value)
        drawing.show(items)
        table.value = show_table(item_table(items)).html if items else text("widgets.bench.nothing")

    for control in (competences, up_to):
        control.observe(choose, "value")
    choose()
    return ipw.VBox([competences, up_to, table, drawing])


def servable(workspace: Workspace, competences: tuple[str, ...], up_to: int) -> list[Item]:
    """Return the items that a campaign on these competences may serve, from easy to hard; obsolete ones never."""
    items = [
        item
        for item in workspace.bank
        if item.competence in competences and item.level <= up_to and item.status != "obsolete"
    ]
    return sorted(items, key=lambda item: (item.competence, item.level, item.id))


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
