"""The workbench in a real JupyterLab: cards, item files, new banks, completion, and silence towards the network."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lab_server import TOKEN, running_lab
from playwright.sync_api import BrowserContext, Locator, Page, expect

from pixauthor.lab.language_server import find_node_root
from pixauthor.locale import catalogue
from pixauthor.starter import create_workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PATIENCE = 120_000
FRONT = "window.jupyterapp.shell.currentWidget"
ITEM = "items/1.1/moteur-4-01.yaml"

# Loaded by every Python of the server: names asked and addresses called, other than this machine's, are written down.
WATCH = """
import os, sys
LOCAL = {"127.0.0.1", "::1", "localhost", "", "0.0.0.0", "::", None, b"localhost"}
def watch(event, arguments):
    host = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if host not in LOCAL:
        with open(os.environ["CALLS"], "a") as calls:
            calls.write(f"{event} {host}\\n")
sys.addaudithook(watch)
"""

# What the page of the editor promises to listen to, written down by the kernel.
LISTENER = """
import json, pathlib
def hear(comm, message):
    with pathlib.Path("../exports/heard.jsonl").open("a") as heard:
        heard.write(json.dumps(message["content"]["data"]) + "\\n")
get_ipython().kernel.comm_manager.register_target("pixauthor.open", hear)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "atelier"
    create_workspace(folder)
    page = folder / "notebooks" / "01_write_items.ipynb"
    notebook = json.loads(page.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "ecoute", "metadata": {}, "execution_count": None, "outputs": []}
    notebook["cells"] = [*notebook["cells"][:1], {**cell, "source": LISTENER}]
    page.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calls") / "calls"


@pytest.fixture(scope="module")
def address(root: Path, calls: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    watch = tmp_path_factory.mktemp("watch")
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    environment = {"PYTHONPATH": str(watch), "CALLS": str(calls)}
    with running_lab(root, tmp_path_factory.mktemp("home"), environment) as started:
        yield started


OpenLab = Callable[..., Page]


@pytest.fixture
def open_lab(address: str, open_page: Callable[..., Page], visitor: BrowserContext) -> OpenLab:
    def opened(path: str = "", width: int = 1400) -> Page:
        page = open_page(f"{address}/lab{path}?token={TOKEN}&reset", width, 1000, visitor)
        page.wait_for_function("Boolean(window.jupyterapp)")
        page.evaluate("window.jupyterapp.restored.then(() => null)")
        return page

    return opened


def card(page: Page, name: str) -> Locator:
    """The card of the launcher in front: others may lie behind it."""
    return page.locator('.jp-LauncherCard[data-category="pixauthor"]').filter(has_text=name, visible=True)


def wait_until_run(page: Page) -> None:
    """Wait for the notebook in front to have run to its end."""
    done = """() => {
        const panel = window.jupyterapp.shell.currentWidget;
        const cells = [...(panel?.content?.model?.cells ?? [])].filter((cell) => cell.type === "code");
        return cells.length && cells.every((cell) => cell.executionCount) && !panel.context.model.dirty
            && panel.sessionContext.session?.kernel?.status === "idle";
    }"""
    page.wait_for_function(done)


def show_folder(page: Page, path: str) -> None:
    page.evaluate("path => window.jupyterapp.commands.execute('filebrowser:go-to-path', {path})", path)


def heard(page: Page, root: Path, count: int) -> list[Any]:
    """Return what the kernel heard, once it is ``count`` messages."""
    path = root / "exports" / "heard.jsonl"
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if len(lines) >= count:
            return [json.loads(line) for line in lines]
        page.wait_for_timeout(200)  # not a sleep: the fixture lets the page's requests pass only while we wait on it
    pytest.fail(f"the kernel did not hear {count} messages")


def test_the_launcher_offers_the_pages_first_in_the_language_of_the_interface(open_lab: OpenLab) -> None:
    page = open_lab()
    assert_offered(page, "fr", "Fichier")
    choose_interface(page, "en")
    assert_offered(page, "en", "File")
    choose_interface(page, "fr_FR")


def assert_offered(page: Page, language: str, menu: str) -> None:
    expect(page.locator(".lm-MenuBar-itemLabel").first).to_have_text(menu)
    words = catalogue(language, "lab")["page"]
    titles = [one["title"] for one in words["pages"].values()]
    section = page.locator(".jp-Launcher-section").first
    expect(section.locator("h2")).to_have_text("pixauthor")
    expect(section.locator(".jp-LauncherCard")).to_have_text(
        [*titles, words["new_item"]["title"], words["new_bank"]["title"]]
    )
    assert section.locator(".jp-LauncherCard-icon svg").count() == len(titles) + 2
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.jp-LauncherCard[data-category=pixauthor]', {resultTypes: ['violations']})")
    assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}


def choose_interface(page: Page, locale: str) -> None:
    """Choose JupyterLab's language as its settings do, and open it anew."""
    change = """locale => window.jupyterapp.serviceManager.settings.save(
        "@jupyterlab/translation-extension:plugin", JSON.stringify({locale})).then(() => null)"""
    page.evaluate(change, locale)
    page.reload()
    page.wait_for_function("Boolean(window.jupyterapp)")
    page.evaluate("window.jupyterapp.restored.then(() => null)")


def test_cards_open_their_pages_run_and_without_their_code(open_lab: OpenLab) -> None:
    page = open_lab()
    cards = {
        "Relire la banque": "02_review_bank",
        "Voir une campagne": "03_preview_campaign",
        "Passer une session": "06_run_session",
    }
    for name, notebook in cards.items():
        new_launcher(page)
        card(page, name).click()
        page.wait_for_function(f"{FRONT}?.context?.path === 'notebooks/{notebook}.ipynb'")
        wait_until_run(page)
        assert_a_page(page)


def new_launcher(page: Page) -> None:
    page.evaluate("window.jupyterapp.commands.execute('launcher:create').then(() => null)")


def assert_a_page(page: Page) -> None:
    """The notebook in front is trusted, without a fault, and without its code until it is asked for."""
    assert page.locator(".jp-Dialog, .jp-toast-message").count() == 0
    assert page.evaluate(f"[...{FRONT}.content.model.cells].every((one) => one.type !== 'code' || one.trusted)")
    failed = "(one) => one.type === 'code' && one.sharedModel.outputs.some((output) => output.output_type === 'error')"
    assert not page.evaluate(f"[...{FRONT}.content.model.cells].some({failed})")
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    code = panel.locator(".jp-CodeCell .jp-InputArea-editor:visible")
    expect(code).to_have_count(0)
    toggle = panel.get_by_role("button", name="Montrer le code")
    toggle.click()
    expect(code.first).to_be_visible()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    expect(code).to_have_count(0)


def test_item_files_have_their_icon_and_open_in_the_editor(open_lab: OpenLab, root: Path) -> None:
    page = open_lab()
    rows = page.locator(".jp-DirListing-item")
    show_folder(page, "items")
    framework = rows.filter(has_text="framework.yaml")
    expect(framework).to_be_visible()
    assert framework.get_attribute("data-file-type") != "pixauthor-item"
    show_folder(page, "items/1.1")
    expect(rows.filter(has_text="moteur-4-01")).to_have_attribute("data-file-type", "pixauthor-item")
    expect(rows.filter(has_text="media")).to_have_attribute("data-file-type", "directory")
    assert rows.locator('[data-icon="pixauthor:item"]').count() == len(list((root / "items/1.1").glob("*.yaml")))

    rows.filter(has_text="moteur-4-01").click(button="right")
    page.get_by_role("menuitem", name="Ouvrir dans l’éditeur").click()
    assert heard(page, root, 1)[0] == {"do": "open", "item": ITEM}
    wait_until_run(page)
    # The page is open and run: asked again, it is spoken to, not run again.
    page.evaluate("window.jupyterapp.commands.execute('pixauthor:new-item').then(() => null)")
    assert heard(page, root, 2)[1] == {"do": "new"}
    assert page.evaluate(f"[...{FRONT}.content.model.cells].at(-1).executionCount") == 1
    assert page.locator(".jp-Dialog").count() == 0


def test_a_page_that_does_not_listen_says_so(open_lab: OpenLab, root: Path) -> None:
    page = open_lab()
    notebook = root / "notebooks" / "01_write_items.ipynb"
    whole = notebook.read_text(encoding="utf-8")
    deaf = json.loads(whole)
    deaf["cells"][1]["source"] = "1"
    try:
        notebook.write_text(json.dumps(deaf), encoding="utf-8")
        page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll().then(() => null)")
        card(page, "Nouvel item").click()
        expect(page.locator(".jp-Dialog")).to_contain_text("n’y répond pas")
        page.locator(".jp-Dialog button").last.click()
    finally:
        notebook.write_text(whole, encoding="utf-8")


def test_a_new_bank_is_a_workspace_that_checks_without_a_finding(open_lab: OpenLab, root: Path) -> None:
    page = open_lab()
    name_bank(page, "banque 2")
    page.wait_for_function(f"{FRONT}?.context?.path === 'banque 2/notebooks/01_write_items.ipynb'")
    done = subprocess.run(
        [sys.executable, "-m", "pixauthor", "check"], cwd=root / "banque 2", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    # Its first page is the shipped one, whose editor takes what JupyterLab sends.
    there = {"path": f"banque 2/{ITEM}"}
    page.evaluate("there => window.jupyterapp.commands.execute('pixauthor:open-item', there).then(() => null)", there)
    expect(page.locator(".pxe")).to_contain_text("moteur-4-01")

    for name, words in {"banque 2": "déjà quelque chose", "../dehors": "nom de dossier"}.items():
        new_launcher(page)
        name_bank(page, name)
        expect(page.locator(".jp-Dialog")).to_contain_text(words)
        page.locator(".jp-Dialog button").last.click()
    assert not (root.parent / "dehors").exists()


def name_bank(page: Page, name: str) -> None:
    card(page, "Nouvelle banque").click()
    field = page.get_by_role("dialog").get_by_label("Nom du dossier")
    field.fill(name)
    field.press("Enter")


def test_who_is_not_signed_in_makes_no_bank(address: str, root: Path) -> None:
    for headers in ({}, {"Cookie": "_xsrf=forged"}):
        body = json.dumps({"path": "", "name": "volee"}).encode()
        request = urllib.request.Request(f"{address}/pixauthor/banks", body, headers, method="POST")  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)  # noqa: S310 - of this machine
        assert refused.value.code == 403
        refused.value.close()
    assert not (root / "volee").exists()


def test_item_files_complete_and_explain_themselves(open_lab: OpenLab, root: Path) -> None:
    if find_node_root([ROOT]) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("The YAML language server is missing: tools/system-packages.sh")
        pytest.skip("The YAML language server is not here (npm ci): completion in item files cannot be tried.")
    page = open_lab(f"/tree/{ITEM}")
    status = page.locator(".cm-line", has_text="status:").first
    expect(page.locator(".jp-StatusBar-Item", has_text="ntièrement initialisé")).to_be_visible()
    status.click()
    page.keyboard.press("End")
    for _ in "validated":
        page.keyboard.press("Backspace")
    # Where nothing is left to underline, the fault is a point without a size.
    expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
    page.evaluate("window.jupyterapp.commands.execute('completer:invoke-file').then(() => null)")
    offered = page.locator(".jp-Completer-item")
    for value in ("draft", "validated", "archived", "obsolete"):
        expect(offered.filter(has_text=value)).to_have_count(1)
    page.keyboard.press("Escape")
    hover(page, "competence")
    description = json.loads((root / "schemas/item/common.schema.json").read_text(encoding="utf-8"))
    expect(page.locator(".lsp-hover")).to_contain_text(description["properties"]["competence"]["description"])
    page.evaluate(f"{FRONT}.context.model.dirty = false")


def hover(page: Page, word: str) -> None:
    """Rest on a key of the file with Control held, as JupyterLab asks."""
    box = page.locator(".cm-line", has_text=f"{word}:").first.bounding_box()
    assert box is not None
    page.keyboard.down("Control")
    for step in range(5):
        page.mouse.move(box["x"] + 30 + step, box["y"] + 8)
    page.locator(".lsp-hover").wait_for()
    page.keyboard.up("Control")


def test_nothing_leaves_the_machine(open_lab: OpenLab, calls: Path) -> None:
    """The browser's requests are held by the fixture; here the server's and its kernels', of all tests so far."""
    page = open_lab(f"/tree/{ITEM}")
    page.locator(".jp-FileEditor .cm-content").wait_for()
    page.evaluate("window.jupyterapp.commands.execute('settingeditor:open').then(() => null)")
    page.locator("#setting-editor, .jp-SettingsPanel").first.wait_for()
    new_launcher(page)
    card(page, "Passer une session").click()
    wait_until_run(page)
    assert not calls.exists(), calls.read_text()


def test_the_yaml_language_server_has_no_network() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here: the language server cannot run, so it cannot call anybody.")
    guard = str(files("pixauthor.lab") / "offline.cjs")
    call = 'require("node:http").get("http://127.0.0.1:4444/").on("error", (error) => console.log(error.message));'
    fetch = 'fetch("http://127.0.0.1:4444/").catch((error) => console.log(error.cause.message));'
    for program in (call, fetch):
        done = subprocess.run([node, "--require", guard, "-e", program], capture_output=True, text=True, check=True)
        assert done.stdout == "offline\n"
