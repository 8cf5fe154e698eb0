"""The page of a calibration in a real browser: it runs under its own policy, sorts, filters, and all can read it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pixauthor.calibration.figures import Subject
from pixauthor.calibration.flags import judge_again
from pixauthor.calibration.model import Calibration, Design
from pixauthor.calibration.run import calibrate
from pixauthor.cli.init import create_workspace
from pixauthor.responses.store import load_responses
from pixauthor.widgets.report.page import render_study
from pixauthor.widgets.report.study import study
from pixauthor.widgets.trial import import_trial, simulate_trial
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Calibration]:
    """The address of a page, and its calibration."""
    root = tmp_path_factory.mktemp("report") / "atelier"
    create_workspace(root)
    space = Workspace(root)
    groups = {"appareil": {"ordinateur": 0.0, "téléphone": -0.3}}
    trial = simulate_trial(space, "essai", candidates=260, seed=5, groups=groups)
    import_trial(space, trial)
    responses = load_responses(trial.folder)
    found = calibrate(responses, Design(model="rasch"), now=NOW)
    first = study(Subject(calibration=found, bank=space.bank, framework=space.framework, language="fr"), responses)
    calibration = judge_again(found, first.diagnosis.evidence)
    page = root / "report.html"
    page.write_text(render_study(first.of(calibration)), encoding="utf-8")
    return page.as_uri(), calibration


def shown(page: Page) -> list[str]:
    return page.locator("#items tbody tr:visible th code").all_text_contents()


def test_the_table_sorts_and_filters_under_the_policy_of_the_page(report: Any, open_page: Callable[..., Page]) -> None:
    address, calibration = report
    page = open_page(address)
    by_share = [item.item for item in sorted(calibration.items, key=lambda item: item.p)]
    page.locator("#items").get_by_role("button", name="p", exact=True).focus()
    page.keyboard.press("Enter")
    assert [calibration.by_item[name].p for name in shown(page)] == [calibration.by_item[name].p for name in by_share]
    assert page.locator("#items th[aria-sort=ascending]").count() == 1
    verdict = calibration.items[0].verdict
    page.get_by_label("Verdict").select_option(verdict)
    wanted = {item.item for item in calibration.items if item.verdict == verdict}
    assert set(shown(page)) == wanted
    assert str(len(wanted)) in (page.locator("#items [role=status]").text_content() or "")
    page.get_by_label("Chercher un item").fill("zzzz")
    assert shown(page) == []


@pytest.mark.timeout(1200)
def test_axe_finds_no_fault_in_the_light_nor_in_the_dark(report: Any, open_page: Callable[..., Page]) -> None:
    page = open_page(report[0])
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    # Of rows that differ in their numbers only, some are enough: axe takes minutes for six thousand cells.
    page.evaluate(
        "document.querySelectorAll('tbody').forEach(body => [...body.rows].slice(4).forEach(row => row.remove()))"
    )
    page.evaluate(AXE)
    # In the dark nothing is another but colours.
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("rules => axe.run(document, {resultTypes: ['violations'], ...rules})", rules)
        faults = {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found["violations"]}
        assert faults == {}, json.dumps({scheme: faults}, indent=1)


def test_the_page_does_not_scroll_sideways(report: Any, open_page: Callable[..., Page]) -> None:
    page = open_page(report[0], width=640)
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_levels_stand_beside_difficulties(report: Any, open_page: Callable[..., Page]) -> None:
    levels = open_page(report[0]).locator("#levels")
    assert levels.get_by_role("img").count() == 2
    assert "Spearman" in (levels.text_content() or "")


def test_the_page_is_small_enough_to_send(report: Any) -> None:
    assert Path(report[0].removeprefix("file://")).stat().st_size < 5_000_000
