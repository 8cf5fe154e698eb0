"""The review notebook in a real JupyterLab: submitted, commented, refused, mended, approved by two, validated."""

import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pixauthor.reviewing.store import Reviews
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
ID = "dossiers-2-77"
ITEM = """\
# yaml-language-server: $schema=../../schemas/item/single-choice.schema.json
id: dossiers-2-77
type: single-choice
version: 1
status: draft
competence: "1.2"
skill: dossiers-2
level: 2
title: Ranger une photo

stem: |
  Léo veut ranger la photo de son chat. Quel dossier de son ordinateur est fait pour cela\u00a0?

choices:
  - {id: a, text: Images}
  - {id: b, text: Corbeille}
  - {id: c, text: Téléchargements}
key: a
family: {role: prototype}
author: ada
licence: CC-BY-4.0
created: 2026-11-20

tests:
  - {answer: a, outcome: ok}
  - {answer: b, outcome: ko}
"""
PEOPLE = """\
  - {id: ada, name: Ada Martin, roles: [author], emails: [ada@example.org]}
  - {id: bob, name: Bob Diallo, roles: [reviewer]}
  - {id: cleo, name: Cléo Roy, roles: [reviewer]}
  - {id: lea, name: Léa Petit, roles: [lead]}
"""
NAMES = {"ada": "Ada Martin", "bob": "Bob Diallo", "cleo": "Cléo Roy", "lea": "Léa Petit"}


@pytest.fixture
def path(workspace: Workspace) -> Path:
    """The file of a draft, committed, in a bank whose people are known; git knows Ada."""
    with (workspace.items_dir / "people.yaml").open("a", encoding="utf-8") as stream:
        stream.write(PEOPLE)
    path = workspace.items_dir / "1.2" / f"{ID}.yaml"
    path.write_text(ITEM, encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["config", "user.email", "ada@example.org"],
        ["config", "user.name", "Ada"],
        ["add", "-A"],
        ["commit", "-q", "-m", "Une banque"],
    ):
        subprocess.run(["git", *command], cwd=workspace.root, check=True)
    return path


@pytest.fixture
def bench(path: Path, open_notebook: Callable[[str], Page]) -> Locator:
    """The widget of the notebook, once the dashboard after it is there too."""
    page = open_notebook("02_review_bank")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.locator(".pxa-health .panel-ages").wait_for()
    return page.locator(".pxa-review")


def test_an_item_is_reviewed_by_people_and_validated(bench: Locator, path: Path, workspace: Workspace) -> None:
    page = bench.page
    # Git knows who is there.
    expect(bench.get_by_label("Qui êtes-vous")).to_have_value("ada")
    bench.get_by_role("button", name=ID).click()
    bench.get_by_role("button", name="Soumettre à la relecture").click()
    told(bench, "Ada Martin a soumis")

    # Bob comments on the title, and refuses with a remark; without one, he is told what lacks.
    be(bench, "bob")
    box = bench.locator(".pxa-new-thread")
    box.get_by_label("Champ").select_option("choices.b.text")
    box.get_by_label("Votre commentaire").fill("Personne ne rangera rien dans la corbeille.")
    box.get_by_role("button", name="Commenter").click()
    told(bench, "Bob Diallo a ouvert un fil")
    point = bench.get_by_role("group", name="Chaque mauvaise réponse est plausible")
    point.get_by_label("Non").check()
    bench.get_by_role("button", name="Demander des changements").click()
    told(bench, "Écrivez une remarque")
    point.get_by_label("Pourquoi").fill("Le choix b ne trompe personne.")
    bench.get_by_role("button", name="Demander des changements").click()
    told(bench, "Bob Diallo a demandé des changements")
    expect(bench.locator(".pxa-part-queue .pxa-phase")).to_have_text("À retoucher")

    # Ada mends the item in her editor; the difference is seen, drawn on both sides and word by word.
    path.write_text(ITEM.replace("Corbeille", "Documents"), encoding="utf-8")
    be(bench, "ada")
    bench.get_by_role("button", name=ID).click()
    sides = bench.locator(".pxa-side")
    expect(sides.nth(0).locator(".pxa-item")).to_contain_text("Corbeille")
    expect(sides.nth(1).locator(".pxa-item")).to_contain_text("Documents")
    expect(bench.locator(".pxa-box-diff del")).to_contain_text("Corbeille")
    expect(bench.locator(".pxa-box-diff ins")).to_contain_text("ajouté")
    bench.get_by_label("Répondre à Bob Diallo").fill("Remplacé par Documents.")
    bench.get_by_role("button", name="Répondre", exact=True).click()
    told(bench, "Ada Martin a répondu")
    assert_accessible(page)

    # Bob closes his thread and approves; Cléo does it with the keyboard alone.
    be(bench, "bob")
    bench.get_by_role("button", name="Clore le fil").click()
    told(bench, "Bob Diallo a clos un fil")
    bench.get_by_role("button", name="Accorder les points").click()
    bench.get_by_role("button", name="Approuver").click()
    told(bench, "Bob Diallo a approuvé")
    be(bench, "cleo")
    for name in ("Accorder les points", "Approuver"):
        bench.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    told(bench, "Cléo Roy a approuvé")
    # What was handed in is gone from the form, and the focus is where it was.
    expect(bench.get_by_role("button", name="Approuver")).to_be_focused()
    assert bench.locator(".pxa-checklist input:checked").count() == 0
    expect(bench.locator(".pxa-given")).to_contain_text("Vous avez approuvé ce contenu")

    be(bench, "lea")
    bench.get_by_role("button", name="Valider", exact=True).click()
    told(bench, "Léa Petit a validé")
    # Its button is gone: the focus is where it is said.
    expect(bench.locator(".pxa-notice")).to_be_focused()
    text = path.read_text(encoding="utf-8")
    assert "status: validated" in text
    assert "reviewers: [bob, cleo]" in text
    reviews = Reviews(items_dir=workspace.items_dir, exports_dir=workspace.exports_dir)
    assert reviews.errors(f"1.2/{ID}.yaml") == ()
    assert [one.do for one in reviews.log(f"1.2/{ID}.yaml")] == [
        *("submit", "comment", "ask-changes", "answer", "resolve", "approve", "approve", "status"),
    ]

    assert_accessible(page)
    assert_every_choice_has_a_question(bench)
    # A phone, and 200 % of zoom; JupyterLab itself puts its side bar away.
    page.evaluate("window.jupyterapp.shell.collapseLeft()")
    for width in (360, 700):
        page.set_viewport_size({"width": width, "height": 900})
        for name in (".pxa-review", ".pxa-health"):
            part = page.locator(name)
            part.scroll_into_view_if_needed()
            wide = part.evaluate("node => [node.clientWidth, node.scrollWidth]")
            assert 0.6 * width < wide[0] >= wide[1] - 1, (name, width, wide)


def be(bench: Locator, person: str) -> None:
    """Take the keyboard over."""
    bench.get_by_label("Qui êtes-vous").select_option(person)
    expect(bench.locator(".pxa-part-who")).to_contain_text(f"{NAMES[person]}\u00a0:")


def told(bench: Locator, words: str) -> None:
    expect(bench.locator(".pxa-notice")).to_contain_text(words)


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE)
    for part in (".pxa-review", ".pxa-health"):
        found = page.evaluate(f"axe.run('{part}', {{resultTypes: ['violations']}})")
        assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}


def assert_every_choice_has_a_question(bench: Locator) -> None:
    """Every group of radio buttons is a fieldset that says what is chosen (axe does not see that one)."""
    unnamed = bench.evaluate(
        "node => [...node.querySelectorAll('input[type=radio]')]"
        ".filter((one) => !one.closest('fieldset')?.querySelector('legend')?.textContent.trim()).length"
    )
    assert unnamed == 0
