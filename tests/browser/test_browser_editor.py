"""The editor of an item in a real JupyterLab: written, mis-written, mended, tried, tested, saved; two authors; by keyboard."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
ITEM = "agendas-2-01"
CELL = [
    "from pixauthor.widgets.editor import EditorWidget\n",
    "from pixauthor.workspace import open_workspace\n",
    "\n",
    f'EditorWidget(open_workspace(), "{ITEM}")',
]


@pytest.fixture
def editor(workspace: Workspace, open_notebook: Callable[[str], Page]) -> tuple[Page, Locator]:
    """A notebook of one cell, with the editor on a fresh kernel."""
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": CELL}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (workspace.notebooks_dir / "editeur.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    page = open_notebook("editeur")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:restart-run-all', {activate: true}); }")
    accept = page.locator(".jp-Dialog .jp-mod-accept")
    if accept.count():
        accept.click()
    root = page.locator(".pxe")
    root.locator(".pxe-form > details").first.wait_for(timeout=60_000)
    return page, root


def file_of(workspace: Workspace) -> Path:
    return workspace.items_dir / "2.3" / f"{ITEM}.yaml"


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.pxe', {resultTypes: ['violations']})")
    assert {one["id"]: one["nodes"][0]["html"][:300] for one in found["violations"]} == {}


def test_an_item_is_written_miswritten_mended_tried_tested_and_saved(
    editor: tuple[Page, Locator], workspace: Workspace
) -> None:
    page, root = editor
    before = file_of(workspace).read_bytes().decode()
    assert_accessible(page)

    stem = root.get_by_label("Énoncé (obligatoire)")
    stem.fill("Quel créneau convient aux trois?")
    finding = root.locator("[data-slot='[\"stem\"]'] .pxe-finding")
    expect(finding).to_contain_text("espace insécable")
    assert_accessible(page)
    finding.get_by_role("button", name="Corriger").click()
    expect(finding).to_have_count(0)
    expect(stem).to_have_value("Quel créneau convient aux trois\u00a0?")

    root.locator(".pxe-screen").get_by_label("De 10\u00a0h à 11\u00a0h").check()
    expect(root.locator(".pxe-worth")).to_contain_text("Ce n’est pas la bonne réponse")
    root.get_by_role("button", name="Garder comme test de l’item (faux)").click()
    expect(root.locator(".pxe-state")).to_contain_text("Pas enregistré")
    root.get_by_role("button", name="Enregistrer").click()
    expect(root.locator(".pxe-state")).to_contain_text("Enregistré")

    after = file_of(workspace).read_bytes().decode()
    start, end = before.index("stem: |"), before.index("alternative_text:")
    wanted = before[:start] + "stem: |\n  Quel créneau convient aux trois\u00a0?\n" + before[end:]
    assert after == wanted.rstrip("\n") + "\n  - {answer: a, outcome: ko}\n"
