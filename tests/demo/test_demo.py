import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from pixauthor.demo.line import STOPS, Refused, run_line
from pixauthor.demo.page import SECTIONS, render_demo_page
from pixauthor.resources import shipped
from pixauthor.workspace import open_workspace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
N = 150


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(shipped("items"), root / "items")
    return open_workspace(root)


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def story(space, told, tmp_path_factory):
    def announce(name):
        told.append(name)
        return nullcontext()

    folder = tmp_path_factory.mktemp("made")
    return run_line(space, folder, language="fr", now=NOW, announce=announce, n_candidates=N)


def test_every_stop_is_announced_and_timed(story, told):
    assert tuple(told) == STOPS
    assert tuple(story.seconds) == STOPS


def test_all_real_parts_took_part(story):
    n_items = len(story.bank)
    assert n_items >= 64
    assert not story.check.findings
    assert story.imported.n_added == story.imported.n_simulated == N * n_items
    assert (story.imported.n_rejected, story.imported_again.n_added) == (0, 0)
    assert len(story.calibration.items) + len(story.calibration.left_out) == n_items
    assert story.calibration.provenance.simulated
    assert story.session.replay.state.finished
    assert not story.session.replay.differences


def test_the_bundle_says_that_it_is_simulated_and_certification_would_refuse_all_of_it(story):
    manifest = story.bundle.manifest
    assert (manifest.purpose, manifest.simulated) == ("demonstration", True)
    refused = {refusal.item for refusal in story.bundle.certification_refusals if refusal.gate == "simulated"}
    assert refused == {item.id for item in manifest.items}
    assert "demo-" in story.bundle.flipped_says


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_every_stop_and_needs_nothing_else(story, language):
    page = render_demo_page(story, language)
    assert all(f'id="{name}"' in page for name, _ in SECTIONS)
    assert page.count("<svg") == len(story.figures) + 1
    assert ("SIMULÉS" in page) == (language == "fr")
    assert not re.search(r'(?:src|href)="(?!#|preview\.html|data:)', page)
    assert "<script" not in page


def test_a_bank_with_an_error_stops_the_line_and_names_it(space, tmp_path):
    shutil.copytree(space.root, tmp_path / "bank")
    broken = tmp_path / "bank" / "items" / "1.1" / "moteur-1-01.yaml"
    broken.write_text(broken.read_text().replace("level: 1", "level: 2"))
    (tmp_path / "made").mkdir()
    with pytest.raises(Refused, match=r"moteur-1-01\.yaml:"):
        run_line(
            open_workspace(tmp_path / "bank"),
            tmp_path / "made",
            language="fr",
            now=NOW,
            announce=lambda _: nullcontext(),
        )


def test_a_demonstration_that_fails_leaves_the_last_one_in_place(space, tmp_path):
    shutil.copytree(space.root, tmp_path / "bank")
    (tmp_path / "bank/items/framework.yaml").write_text("areas: [")
    old = tmp_path / "bank/exports/demo/index.html"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    done = subprocess.run(
        [sys.executable, "-m", "pixauthor", "demo"], cwd=tmp_path / "bank", capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "framework.yaml:2:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in old.parent.parent.iterdir() if path.name != ".cache"] == ["demo"]
    assert old.read_text() == "old"
