"""An item of each type in a real JupyterLab: made, mis-written, mended, saved, found again, and reviewed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import ItemType
from pixauthor.bank.schema import check_item_schema
from pixauthor.editing.spans import read
from pixauthor.locale import text
from pixauthor.reviewing.store import Reviews
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SKILL = "moteur-2"
PEOPLE = """\
  - {id: ada, name: Ada Martin, roles: [author]}
  - {id: bob, name: Bob Diallo, roles: [reviewer]}
"""
TURNS = (
    ("ada", ["Soumettre à la relecture"], "Ada Martin a soumis"),
    ("bob", ["Accorder les points", "Approuver"], "Bob Diallo a approuvé"),
)


@pytest.fixture
def bench(open_notebook: Callable[[str], Page]) -> Page:
    page = open_notebook("01_write_items")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.locator(".pxa-browser .pxa-found").wait_for()
    return page


@pytest.mark.timeout(1200)
def test_an_item_of_each_type_is_written_reviewed_and_found_again(
    bench: Page, workspace: Workspace, open_notebook: Callable[[str], Page]
) -> None:
    browser, editor = bench.locator(".pxa-browser"), bench.locator(".pxe")
    with (workspace.items_dir / "people.yaml").open("a", encoding="utf-8") as stream:
        stream.write(PEOPLE)
    made = [f"{SKILL}-{number:02}" for number, _ in enumerate(ItemType, start=1)]
    for id_, type_ in zip(made, ItemType, strict=True):
        title = f"Ornithorynque de type {type_}"
        make(browser, type_, id_)
        expect(editor.locator(".pxe-fact").first, type_).to_have_text(id_)
        write_with_a_fault_and_mend_it(editor, title, type_)
        find_again(browser, title, id_)
        document = read((workspace.items_dir / "1.1" / f"{id_}.yaml").read_text(encoding="utf-8"))
        assert check_item_schema(document) == (), type_
        item = decode_item(document.data)
        assert (item.type, item.title, item.stem.strip()) == (type_, title, "Que faut-il choisir\u00a0?")
    review(open_notebook("02_review_bank"), made)
    reviews = Reviews(items_dir=workspace.items_dir, exports_dir=workspace.exports_dir)
    for id_ in made:
        said = [(one.do, one.by) for one in reviews.log(f"1.1/{id_}.yaml")]
        assert said == [("submit", "ada"), ("approve", "bob")], id_


def review(page: Page, made: list[str]) -> None:
    """Ada submits, Bob approves: each all of them, one after the other."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.locator(".pxa-health .panel-ages").wait_for()
    bench = page.locator(".pxa-review")
    for person, buttons, said in TURNS:
        bench.get_by_label("Qui êtes-vous").select_option(person)
        for id_ in made:
            bench.get_by_label("Tous").check()
            bench.get_by_role("button", name=id_).click()
            expect(bench.locator(".pxa-part-item").first).to_contain_text(id_)
            for name in buttons:
                bench.get_by_role("button", name=name).click()
            expect(bench.locator(".pxa-notice"), id_).to_contain_text(said)


def make(browser: Locator, type_: ItemType, id_: str) -> None:
    browser.get_by_role("button", name="Nouvel item").click()
    dialog = browser.get_by_role("dialog")
    dialog.get_by_label("Acquis").select_option(SKILL)
    dialog.get_by_label("Type").select_option(type_.value)
    dialog.get_by_label("Auteur").fill("ada")
    expect(dialog.get_by_label("Identifiant"), type_).to_have_value(id_)
    dialog.get_by_role("button", name="Créer le brouillon").click()
    expect(browser.locator(".pxa-part-chosen h3"), type_).to_contain_text(id_)


def write_with_a_fault_and_mend_it(editor: Locator, title: str, type_: ItemType) -> None:
    """The space before the question mark is one that may break: the editor says so, and mends it."""
    editor.get_by_label("Titre (obligatoire)").first.fill(title)
    stem = editor.get_by_label("Énoncé (obligatoire)")
    stem.fill("Que faut-il choisir?")
    finding = editor.locator("[data-slot='[\"stem\"]'] .pxe-finding", has_text="il manque une espace insécable")
    expect(finding, type_).to_have_count(1)
    finding.get_by_role("button", name="Corriger").click()
    expect(finding, type_).to_have_count(0)
    expect(stem, type_).to_have_value("Que faut-il choisir\u00a0?")
    editor.get_by_role("button", name="Enregistrer").click()
    expect(editor.locator(".pxe-state"), type_).to_have_text("✓ Enregistré")


def find_again(browser: Locator, title: str, id_: str) -> None:
    """The browser knows what was saved, without being asked to read the bank again."""
    browser.get_by_label("Chercher un item").fill(f'"{title}"')
    expect(browser.locator("tbody tr[data-item]")).to_have_count(1)
    expect(browser.locator("tbody tr[data-item]")).to_have_attribute("data-item", id_)
    kind = text(f"widgets.types.{title.rpartition(' ')[2]}", "fr")
    expect(browser.locator("tbody .pxa-col-type")).to_have_text(kind)
