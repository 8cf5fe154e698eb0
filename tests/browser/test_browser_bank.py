"""The writing notebook in a real JupyterLab: an item is found three ways, and items as wholes are acted upon."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pixauthor.bank.search_saved import load_filters
from pixauthor.editing.edit import set_value
from pixauthor.editing.spans import read
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDE = 1400


@pytest.fixture(scope="module")
def workspace(workspace: Workspace) -> Workspace:
    """A bank with a hole that the tests know: no item of level 1 in competence 1.1."""
    (workspace.items_dir / "1.1" / "moteur-1-01.yaml").unlink()
    return workspace


@pytest.fixture
def open_bench(open_notebook: Callable[[str, int], Page]) -> Callable[..., Locator]:
    def opened(width: int = WIDE) -> Locator:
        page = open_notebook("01_write_items", width)
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        if width < WIDE:
            page.evaluate("() => { window.jupyterapp.shell.collapseLeft(); window.jupyterapp.shell.collapseRight(); }")
        browser = page.locator(".pxa-browser")
        browser.locator(".pxa-found").wait_for()
        return browser

    return opened


def ids(browser: Locator) -> list[str]:
    return browser.locator("tbody tr[data-item]").evaluate_all("rows => rows.map((row) => row.dataset.item)")


def data_of(path: Path) -> dict:
    return read(path.read_text(encoding="utf-8")).data


def opened_in_editor(page: Page, item: str) -> None:
    page.locator(".pxe .pxe-fact", has_text=item).first.wait_for()


def test_items_are_found_opened_made_copied_moved_and_translated(
    open_bench: Callable[..., Locator], workspace: Workspace
) -> None:
    browser = open_bench()
    find_by_words(browser, workspace)
    find_by_tree_with_the_keyboard(browser)
    find_by_map_with_the_keyboard(browser)
    make_and_copy(browser, workspace)
    move(browser, workspace)
    translate(browser, workspace)
    open_from_jupyterlab(browser)


def find_by_words(browser: Locator, workspace: Workspace) -> None:
    """Words and conditions as they are typed; a list writes its condition into the query; a filter is kept."""
    expect(browser.locator(".pxa-found")).to_have_text(f"{len(workspace.bank)} items.")

    query = browser.get_by_label("Chercher un item")
    query.fill('"mot de passe"')
    expect(browser.locator(".pxa-found")).to_contain_text(" sur ")
    wanted = ids(browser)
    assert wanted
    browser.get_by_text("Filtres et tri").click()
    browser.get_by_label("Compétence", exact=True).select_option("4.1")
    expect(query).to_have_value('"mot de passe" compétence:4.1')
    assert set(ids(browser)) <= set(wanted)
    query.fill("niveau:")
    expect(browser.locator(".pxa-part-form .pxa-fault")).to_contain_text("il manque ce qu’il faut chercher")
    query.fill("niveau:>=5")
    browser.get_by_role("button", name="Niv.").click()
    expect(browser.locator("th[aria-sort='ascending']")).to_have_text("Niv.")
    shown = browser.locator("td.pxa-col-level")
    expect(shown.first).to_have_text("5")
    browser.get_by_label("Garder cette recherche sous le nom").fill("Difficiles")
    browser.get_by_role("button", name="Garder").click()
    expect(browser.locator(".pxa-part-notice")).to_contain_text("Difficiles")
    assert load_filters(workspace.root)["Difficiles"].query == "niveau:>=5"
    assert_accessible(browser.page, ".pxa-browser")
    browser.get_by_role("button", name="Tout effacer").click()
    expect(query).to_have_value("")


def find_by_tree_with_the_keyboard(browser: Locator) -> None:
    query = browser.get_by_label("Chercher un item")
    for name in ("Détail de 1 Info", "Détail de 1.2 ", "Détail de dossiers "):
        browser.get_by_role("button", name=name).press("Enter")
        expect(browser.get_by_role("button", name=name)).to_have_attribute("aria-expanded", "true")
        expect(browser.get_by_role("button", name=name)).to_be_focused()
    browser.locator(".pxa-place", has_text="dossiers-2").press("Enter")
    expect(query).to_have_value("acquis:dossiers-2")
    assert ids(browser) == ["dossiers-2-01"]
    browser.locator(".pxa-pick").press("Enter")
    browser.get_by_role("group", name="Que faire de dossiers-2-01").get_by_role("button", name="Ouvrir").press("Enter")
    opened_in_editor(browser.page, "dossiers-2-01")


def find_by_map_with_the_keyboard(browser: Locator) -> None:
    """Arrows go from cell to cell; a hole says so and offers to be filled."""
    page, query = browser.page, browser.get_by_label("Chercher un item")
    browser.get_by_role("button", name="Carte compétence").click()
    cells = browser.get_by_role("grid").get_by_role("button")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = browser.locator(".pxa-square button:focus")
    assert focused.get_attribute("aria-label").startswith("1.2, niveau ")
    level = focused.get_attribute("data-focus").rpartition("-")[2]
    page.keyboard.press("Enter")
    expect(query).to_have_value(f"compétence:1.2 niveau:{level}")
    hole = browser.get_by_role("button", name="1.1, niveau 1 : trou")
    hole.click()
    expect(hole).to_have_attribute("aria-pressed", "true")
    expect(browser.locator(".pxa-holes")).to_contain_text("moteur-1")
    assert_accessible(page, ".pxa-browser")


def make_and_copy(browser: Locator, workspace: Workspace) -> None:
    """Dialogs show which files will change before anything does."""
    page, items, dialog = browser.page, workspace.items_dir, browser.get_by_role("dialog")
    # A new item, of a type, for a skill without any.
    browser.get_by_role("button", name="Nouvel item").click()
    dialog.get_by_label("Acquis").select_option("moteur-1")
    dialog.get_by_label("Type").select_option("matching")
    expect(dialog.get_by_label("Identifiant")).to_have_value("moteur-1-01")
    author = dialog.get_by_label("Auteur")
    author.fill("")
    expect(dialog.get_by_text("Dites qui écrit.")).to_be_visible()
    author.fill("Ada")
    expect(dialog.locator(".pxa-steps li")).to_have_text(["Écrire items/1.1/moteur-1-01.yaml"])
    assert_accessible(page, ".pxa-browser")
    assert not (items / "1.1" / "moteur-1-01.yaml").exists()
    dialog.get_by_role("button", name="Créer le brouillon").click()
    opened_in_editor(page, "moteur-1-01")
    made = data_of(items / "1.1" / "moteur-1-01.yaml")
    assert (made["type"], made["skill"], made["author"], made["status"]) == ("matching", "moteur-1", "Ada", "draft")
    expect(browser.locator(".pxa-part-chosen h3")).to_contain_text("moteur-1-01")

    # A copy, an alternative of a prototype, another skill.
    act(browser, "Dupliquer", "Dupliquer")
    opened_in_editor(page, "moteur-1-02")
    choose(browser, "moteur-4-01")
    act(browser, "Décliner", "Créer la déclinaison")
    opened_in_editor(page, "moteur-4-02")
    family = data_of(items / "1.1" / "moteur-4-02.yaml")["family"]
    assert family == {"role": "alternative", "prototype": "moteur-4-01", "alternative": 1}
    expect(browser.locator(".pxa-part-chosen")).to_contain_text("moteur-4-01")


def move(browser: Locator, workspace: Workspace) -> None:
    """What changed meanwhile is not overwritten, and what cannot be done says why."""
    page, items, dialog = browser.page, workspace.items_dir, browser.get_by_role("dialog")
    choose(browser, "moteur-1-02")
    browser.get_by_role("button", name="Changer d’acquis").click()
    dialog.get_by_label("Acquis").select_option("dossiers-2")
    expect(dialog.locator(".pxa-steps li")).to_have_text(
        ["Écrire items/1.2/moteur-1-02.yaml", "Enlever items/1.1/moteur-1-02.yaml"]
    )
    # Somebody else is faster: nothing is done, and the dialog says so.
    moved = items / "1.1" / "moteur-1-02.yaml"
    moved.write_text(set_value(moved.read_text(encoding="utf-8"), ("title",), "Le mien"), encoding="utf-8")
    dialog.get_by_role("button", name="Déplacer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("a changé entre-temps")
    assert moved.exists()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(browser.get_by_role("button", name="Changer d’acquis")).to_be_focused()
    browser.get_by_role("button", name="Changer d’acquis").press("Enter")
    dialog.get_by_label("Acquis").select_option("dossiers-2")
    dialog.get_by_role("button", name="Déplacer").click()
    expect(browser.locator(".pxa-part-notice")).to_contain_text("Item déplacé")
    assert not moved.exists()
    assert data_of(items / "1.2" / "moteur-1-02.yaml")["title"] == "Le mien"

    choose(browser, "moteur-4-01")
    browser.get_by_role("button", name="Renommer").click()
    dialog.get_by_label("Identifiant").fill("moteur-4-09")
    expect(dialog.get_by_role("alert")).to_contain_text("a déjà servi")
    dialog.get_by_role("button", name="Annuler").click()
    # Until the dialog is gone nothing can be typed behind it.
    expect(dialog).to_have_count(0)


def translate(browser: Locator, workspace: Workspace) -> None:
    """Words on the right, the source on the left; what the source changes later is marked."""
    page, folder = browser.page, workspace.items_dir / "2.1"
    source = folder / "courriel-1-01.yaml"
    before = source.read_bytes()
    choose(browser, "courriel-1-01")
    browser.get_by_role("button", name="Traduire").click()
    browser.get_by_role("dialog").get_by_label("Auteur").fill("Ada")
    browser.get_by_role("dialog").get_by_role("button", name="Créer la traduction").click()
    sides = page.locator(".pxa-translation")
    sides.get_by_label("Titre", exact=True).fill("Recognise an e-mail address")
    sides.get_by_label("Énoncé").fill("Tom hesitates.\n\nWhich one is an e-mail address?")
    sides.get_by_role("button", name="Garder tel quel : Choix a texte").click()
    expect(sides.locator(".pxa-counts")).to_contain_text("3 traduits")
    assert_accessible(page, ".pxa-translation")
    sides.get_by_role("button", name="Enregistrer").click()
    expect(sides.get_by_text("Enregistré.")).to_be_visible()
    made = data_of(folder / "courriel-1-02.yaml")
    assert (made["locale"], made["title"]) == ("en", "Recognise an e-mail address")
    assert made["stem"] == "Tom hesitates.\n\nWhich one is an e-mail address?\n"
    assert set(made["translation"]["source_marks"]) == {"title", "stem", "choices.a.text"}
    assert made["key"] == data_of(source)["key"]
    assert source.read_bytes() == before

    # The source changes: the text made from it is to be looked at again.
    source.write_text(set_value(before.decode(), ("title",), "Autre titre"), encoding="utf-8")
    choose(browser, "courriel-1-02")
    browser.get_by_role("button", name="Traduire côte à côte").click()
    expect(sides.locator(".pxa-row").first).to_contain_text("la source a changé depuis")
    source.write_bytes(before)


def open_from_jupyterlab(browser: Locator) -> None:
    """The line by which JupyterLab's own commands reach the bench."""
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    browser.page.evaluate(
        f"{kernel}.createComm('pixauthor.open').open({{do: 'open', item: 'items/1.2/dossiers-2-01.yaml'}})"
    )
    opened_in_editor(browser.page, "dossiers-2-01")
    expect(browser.locator(".pxa-part-chosen h3")).to_contain_text("dossiers-2-01")
    browser.page.evaluate(f"{kernel}.createComm('pixauthor.open').open({{do: 'new'}})")
    expect(browser.get_by_role("dialog")).to_contain_text("Nouvel item")
    browser.page.keyboard.press("Escape")


def test_the_bench_fits_a_phone_and_a_page_twice_as_large(open_bench: Callable[..., Locator]) -> None:
    browser = open_bench(360)
    page = browser.page
    # The tree is folded away, what was found comes first.
    expect(browser.get_by_role("button", name="Arbre")).to_have_attribute("aria-expanded", "false")
    browser.get_by_label("Chercher un item").fill("type:nombre")
    browser.locator(".pxa-pick").first.click()
    assert browser.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert_accessible(page, ".pxa-browser")
    # What is opened stands below, and is brought into sight.
    browser.locator(".pxa-part-chosen").get_by_role("button", name="Ouvrir").click()
    expect(page.locator(".pxe .pxe-title")).to_be_in_viewport()
    page.set_viewport_size({"width": WIDE, "height": 1000})
    page.evaluate("() => { document.body.style.zoom = '2'; }")
    assert browser.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    # Folded, it leaves the place to the editor.
    browser.get_by_role("button", name="Replier").click()
    expect(browser.get_by_label("Chercher un item")).to_be_hidden()


def choose(browser: Locator, item: str) -> None:
    browser.get_by_label("Chercher un item").fill(f"id:{item}")
    expect(browser.locator(".pxa-found")).to_contain_text("1 item trouvé")
    pick = browser.locator(".pxa-pick", has_text=item)
    if pick.get_attribute("aria-pressed") == "false":
        pick.click()
    expect(browser.locator(".pxa-part-chosen h3")).to_contain_text(item)


def act(browser: Locator, action: str, execute: str) -> None:
    browser.locator(".pxa-part-chosen").get_by_role("button", name=action, exact=True).click()
    dialog = browser.get_by_role("dialog")
    dialog.get_by_label("Auteur").fill("Ada")
    expect(dialog.locator(".pxa-steps li").first).to_be_visible()
    dialog.get_by_role("button", name=execute, exact=True).click()
    expect(dialog).to_have_count(0)


def assert_accessible(page: Page, where: str) -> None:
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run('{where}', {{resultTypes: ['violations']}})")
    assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}
