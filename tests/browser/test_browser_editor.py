"""The editor of an item in a real JupyterLab: written, mended, tried, saved; two authors; by keyboard; narrow."""

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
    """A new notebook of one cell: the editor, on a kernel of its own."""
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": CELL}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    name = f"editeur-{len(list(workspace.notebooks_dir.iterdir()))}"
    (workspace.notebooks_dir / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    page = open_notebook(name)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    root = page.locator(".pxe")
    root.locator(".pxe-form > details").first.wait_for()
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

    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 100_000
    chooser = root.locator(".pxe-shown input[type=file]")
    chooser.set_input_files({"name": "Une photo.png", "mimeType": "image/png", "buffer": picture})
    expect(root.locator(".pxe-thumbs code")).to_have_text(f"media/{ITEM}.png")
    assert (file_of(workspace).parent / "media" / f"{ITEM}.png").read_bytes() == picture
    root.locator('.pxe-bar [data-act="undo"]').click()
    expect(root.locator(".pxe-thumbs code")).to_have_text(f"media/{ITEM}.svg")

    # The keys of the notebook stay with the editor: arrows and letters do not move its cells.
    cells = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    active = page.evaluate(cells)
    root.get_by_role("tab", name="Formulaire").focus()
    for key in ("a", "b", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate(cells) == active
    assert_fits(page, root)


def test_two_authors_a_dead_kernel_and_yaml_that_cannot_be_read_lose_nothing(
    editor: tuple[Page, Locator], workspace: Workspace
) -> None:
    page, root = editor
    path = file_of(workspace)
    before = path.read_bytes().decode()
    title = root.get_by_label("Titre (obligatoire)").first
    old = title.input_value()

    # By keyboard alone: type, undo and redo from outside the field, move a choice, save.
    title.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Mon titre")
    expect(root.locator(".pxe-title")).to_have_text("Mon titre")
    root.get_by_role("button", name="Enregistrer").focus()
    page.keyboard.press("Control+z")
    expect(title).to_have_value(old)
    page.keyboard.press("Control+Shift+Z")
    expect(title).to_have_value("Mon titre")
    root.locator('[data-section="answer"] [data-act="down"]').first.focus()
    page.keyboard.press("Enter")
    expect(root.locator('[data-section="answer"] .pxe-id').first).to_have_text("b")

    theirs = before.replace("geography: neutral", "geography: FR  # autre")
    path.write_bytes(theirs.encode())
    page.keyboard.press("Control+s")
    notice = root.locator(".pxe-notice", has_text="a changé sur le disque")
    notice.wait_for()
    assert path.read_bytes().decode() == theirs
    assert_accessible(page)
    notice.get_by_role("button", name="Décider plus tard").click()

    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:restart-run-all', {activate: true}); }")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    offer = root.locator(".pxe-notice", has_text="brouillon")
    offer.wait_for()
    assert_accessible(page)
    offer.get_by_role("button", name="Reprendre le brouillon").click()
    expect(root.locator(".pxe-title")).to_have_text("Mon titre")
    root.get_by_role("button", name="Enregistrer").click()
    notice.get_by_role("button", name="Réunir les deux").click()
    expect(root.locator(".pxe-state")).to_contain_text("Enregistré")
    merged = path.read_bytes().decode()
    assert "geography: FR  # autre\n" in merged
    assert 'title: "Mon titre"\n' in merged

    root.get_by_role("tab", name="YAML").click()
    text = root.locator(".pxe-source-text")
    assert text.input_value() == merged
    text.fill(f"id: [\n{merged}")
    expect(root.locator(".pxe-summary")).to_contain_text("ne se lit pas")
    place = root.locator(".pxe-said-list .pxe-link").first
    expect(place).to_be_visible()
    assert_accessible(page)
    place.click()
    expect(text).to_be_focused()
    root.get_by_role("tab", name="Formulaire").click()
    root.get_by_role("tab", name="YAML").click()
    assert text.input_value() == f"id: [\n{merged}"
    root.locator('.pxe-bar [data-act="undo"]').click()
    expect(text).to_have_value(merged)
    assert path.read_bytes().decode() == merged


def assert_fits(page: Page, root: Locator) -> None:
    """Everything is shown, named, and as wide as a telephone or as half a screen (a page at 200 %)."""
    page.evaluate("document.querySelectorAll('.pxe-form > details').forEach((fold) => (fold.open = true))")
    assert unnamed(page) == []
    assert_accessible(page)
    for width in (360, 640):
        root.evaluate("(root, width) => (root.style.width = `${width}px`)", width)
        assert root.evaluate("(root) => [root.clientWidth, root.scrollWidth]")[1] <= width


def unnamed(page: Page) -> list[str]:
    """Controls that a screen reader could not name; radio groups that have no name of their own."""
    return page.evaluate(
        """() => {
          const named = (one) => one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim();
          const controls = [...document.querySelectorAll(".pxe :is(input, textarea, select, button)")];
          const radios = controls.filter((one) => one.type === "radio");
          const lonely = radios.filter((one) => !one.closest("fieldset")?.querySelector("legend")?.textContent.trim());
          return [...controls.filter((one) => !named(one)), ...lonely].map((one) => one.outerHTML.slice(0, 200));
        }"""
    )
