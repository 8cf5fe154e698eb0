"""The calibration notebook in a real JupyterLab, as a person uses it: run, stop, sort, filter, look, export."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import Locator, Page

from pixauthor.calibration.store import calibrations_dir, load_calibration
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def bench(open_notebook: Callable[[str], Page]) -> Locator:
    """The bench of the notebook, once its first calibration is there."""
    page = open_notebook("05_calibrate")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    bench = page.locator(".pxa-bench")
    bench.locator(".pxa-phase.pxa-done").wait_for()
    # The cells after it calibrate too.
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.wait_for_function(f"{kernel}.status === 'idle'")
    return bench


def names(bench: Locator) -> list[str]:
    """Return the items of the table as they stand, without those that the filter hides."""
    return bench.locator("tbody tr:visible th[data-item] code").all_text_contents()


def test_a_person_calibrates_looks_exports_and_stops(bench: Locator, workspace: Workspace) -> None:
    look_and_export(bench, workspace)
    stop_and_go_on(bench, workspace)


def look_and_export(bench: Locator, workspace: Workspace) -> None:
    page, folder = bench.page, workspace.exports_dir / "trials" / "calibrate"
    calibration = load_calibration(next(calibrations_dir(folder).glob("2pl-*.json")))

    # Items sort by the head of a column, by keyboard too.
    by_difficulty = [item.item for item in sorted(calibration.items, key=lambda item: item.b)]
    assert names(bench) == by_difficulty
    head = bench.get_by_role("button", name="b (logits)", exact=True)
    head.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert names(bench) == by_difficulty[::-1]
    bench.get_by_label("Chercher un item").fill(by_difficulty[3])
    assert names(bench) == [by_difficulty[3]]

    # A name shows the plots of its item.
    bench.locator("tbody tr:visible th button").click()
    bench.get_by_role("heading", name=f"Item {by_difficulty[3]}").wait_for()
    bench.get_by_role("img", name=f"Courbe de {by_difficulty[3]}").wait_for()
    bench.get_by_label("Graphique").select_option("fit")
    bench.get_by_role("img", name="Ajustement des items").wait_for()
    assert_accessible(page)

    bench.get_by_role("button", name="Exporter en PDF").first.click()
    bench.locator(".pxa-notice", has_text="figures").wait_for()
    pdf = next((folder / "calibrations" / "figures").glob("Courbe-de-*.pdf"))
    assert pdf.read_bytes().startswith(b"%PDF")
    bench.get_by_role("button", name="Écrire le rapport HTML").click()
    bench.locator(".pxa-notice", has_text=".html").wait_for()


def stop_and_go_on(bench: Locator, workspace: Workspace) -> None:
    """A run that is stopped writes nothing."""
    folder = workspace.exports_dir / "trials" / "calibrate" / "calibrations"
    before = sorted(path.name for path in folder.glob("*.json"))
    bench.locator("select[name=model]").select_option("4pl")
    bench.get_by_role("button", name="Calibrer").click()
    bench.locator(".pxa-phase.pxa-running", has_text="Itération").wait_for()
    bench.get_by_role("img", name="La log-vraisemblance").wait_for()
    bench.get_by_role("button", name="Annuler").click()
    bench.locator(".pxa-phase.pxa-cancelled").wait_for()
    assert sorted(path.name for path in folder.glob("*.json")) == before
    # And the bench goes on.
    bench.locator("select[name=model]").select_option("rasch")
    bench.get_by_role("button", name="Calibrer").click()
    bench.locator(".pxa-phase.pxa-done").wait_for()


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.pxa-bench', {resultTypes: ['violations']})")
    assert {one["id"]: one["nodes"][0]["html"][:200] for one in found["violations"]} == {}
