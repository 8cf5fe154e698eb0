"""Notebook 03 in a real JupyterLab, as a teacher uses it: make a campaign, save, look, simulate, print."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import Locator, Page, expect

from pixauthor.campaigns.store import load_campaign
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
CUT_OFF = """(root) => {
  const edge = root.getBoundingClientRect().right + 1;
  const scrolls = '.pxa-scroll, .pxa-plot [role=img], .pxa-numbers';
  const over = (one) => one.getBoundingClientRect().right > edge;
  return [...root.querySelectorAll('*')]
    .filter((one) => one.checkVisibility() && !one.closest(scrolls) && over(one))
    .map((one) => one.outerHTML.slice(0, 120));
}"""
# Where the widgets stand among the cells of the notebook.
FORM, PREVIEW, CLASS = 3, 5, 7


def show(page: Page, cell: int, name: str) -> Locator:
    """Scroll to a cell (JupyterLab takes those out of the page that are far away) and return its widget."""
    page.evaluate("cell => window.jupyterapp.shell.currentWidget.content.scrollToItem(cell, 'start')", cell)
    part = page.get_by_role("region", name=name)
    part.wait_for()
    return part


@pytest.fixture
def opened(open_notebook: Callable[..., Page]) -> Page:
    """The notebook, run to its end."""
    page = open_notebook("03_preview_campaign")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.locator(".pxa-class").wait_for()
    return page


def test_a_campaign_is_made_saved_looked_at_simulated_and_printed(opened: Page, workspace: Workspace) -> None:
    page = opened
    form = show(page, FORM, "Formulaire de la campagne")
    form.locator("summary", has_text="Nouvelle campagne").click()
    form.get_by_label("Identifiant", exact=True).fill("essai-2027")
    form.get_by_label("Titre de la nouvelle campagne").fill("Un essai")
    form.get_by_role("button", name="Créer").click()
    expect(form.get_by_label("Titre", exact=True)).to_have_value("Un essai")
    path = workspace.campaigns_dir / "essai-2027.yaml"
    made = path.read_text(encoding="utf-8")

    target_by_keyboard(page, form)
    form.get_by_label("Titre", exact=True).fill("Un essai, revu")
    form.get_by_label("Premier jour").fill("2027-01-04")
    form.get_by_label("Dernier jour").fill("2026-12-31")
    fault = form.locator(".pxa-line-closes .pxa-finding")
    expect(fault).to_contain_text("avant de commencer")
    expect(form.get_by_label("Dernier jour")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Dernier jour").fill("2027-02-05")
    expect(fault).to_have_count(0)
    assert path.read_text(encoding="utf-8") == made

    form.get_by_role("button", name="Enregistrer").click()
    expect(form.locator(".pxa-notice")).to_contain_text("campaigns/essai-2027.yaml")
    wanted = made.replace('title: "Un essai"', 'title: "Un essai, revu"', 1)
    wanted = wanted.replace("\n\ntarget_profile", "\nopens: 2027-01-04\ncloses: 2027-02-05\n\ntarget_profile", 1)
    wanted = wanted.replace('code: "1.1", up_to: 3', 'code: "1.1", up_to: 4', 1)
    assert path.read_text(encoding="utf-8") == wanted
    assert load_campaign(workspace.campaigns_dir, "essai-2027").title == "Un essai, revu"
    assert_accessible(form)

    preview = show(page, PREVIEW, "Les questions de la campagne")
    look(preview)
    print_sheets(preview, workspace)
    assert_accessible(preview)
    classroom = show(page, CLASS, "Classe simulée")
    simulate(classroom)
    assert_accessible(classroom)
    assert_fit(page)


def target_by_keyboard(page: Page, form: Locator) -> None:
    """Raise the level of a competence with the keys alone."""
    level = form.get_by_label("1.1 Mener une recherche et une veille d’information")
    expect(level).to_have_value("3")
    level.focus()
    page.keyboard.press("ArrowDown")
    expect(form.locator(".pxa-totals")).to_contain_text("Acquis visés\u00a0: 7")
    # The focus stays on the list while the form is drawn anew around it.
    expect(level).to_be_focused()
    expect(level).to_have_value("4")


def look(preview: Locator) -> None:
    expect(preview.locator(".pxa-totals")).to_contain_text("3 item(s) sur 3")
    first = preview.get_by_label("Item 1 sur 3").input_value()
    preview.get_by_role("button", name="Suivant").click()
    expect(preview.get_by_label("Item 2 sur 3")).not_to_have_value(first)
    assert preview.locator(".pxa-key").count() == 0
    preview.get_by_label("Type").select_option("single-choice")
    choice = preview.get_by_role("radio").first
    choice.check()
    preview.get_by_role("button", name="Valider la réponse").click()
    preview.locator(".pxa-outcome h3").wait_for()
    preview.get_by_role("button", name="Voir la clé").click()
    preview.locator(".pxa-key").wait_for()


def simulate(classroom: Locator) -> None:
    classroom.get_by_label("Nombre d’élèves").fill("2000")
    classroom.get_by_role("button", name="Simuler la classe").click()
    classroom.get_by_role("progressbar").wait_for()
    classroom.get_by_role("button", name="Arrêter").click()
    classroom.locator(".pxa-phase.pxa-cancelled").wait_for()
    assert classroom.locator(".pxa-caution").count() == 0
    classroom.get_by_label("Nombre d’élèves").fill("8")
    classroom.get_by_label("Selon une part pour chaque niveau").check()
    classroom.get_by_role("button", name="Simuler la classe").click()
    classroom.locator(".pxa-phase.pxa-done").wait_for()
    expect(classroom.locator(".pxa-caution")).to_contain_text("aucun élève n’a répondu")
    assert classroom.get_by_role("img").count() == 5
    classroom.get_by_role("img", name="Maîtrise attendue par niveau d’élève").wait_for()
    classroom.locator("summary", has_text="Voir les nombres").first.click()
    classroom.locator(".pxa-numbers table").first.wait_for()


def print_sheets(preview: Locator, workspace: Workspace) -> None:
    for button, name in (
        ("Feuille sans réponses", "essai-2027.pdf"),
        ("Feuille avec réponses", "essai-2027-corrige.pdf"),
    ):
        preview.get_by_role("button", name=button).click()
        expect(preview.locator(".pxa-notice")).to_contain_text(name)
        assert (workspace.exports_dir / "handouts" / name).read_bytes().startswith(b"%PDF")


def assert_accessible(part: Locator) -> None:
    part.page.evaluate(AXE)
    found = part.evaluate("node => axe.run(node, {resultTypes: ['violations']})")
    assert {one["id"]: [node["html"][:200] for node in one["nodes"][:3]] for one in found["violations"]} == {}


def assert_fit(page: Page) -> None:
    """Nothing is cut off on a phone, nor at 200 %: 360 pixels, and 700 at double size, which are 350 of the page."""
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    for width, zoom in ((360, 1), (700, 2)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("zoom => { document.body.style.zoom = String(zoom); }", zoom)
        for cell, name in (
            (FORM, "Formulaire de la campagne"),
            (PREVIEW, "Les questions de la campagne"),
            (CLASS, "Classe simulée"),
        ):
            assert show(page, cell, name).evaluate(CUT_OFF) == []
