import shutil
from pathlib import Path

import pytest

from pixauthor.resources import shipped
from pixauthor.widgets.writing import WritingBench, writing_bench
from pixauthor.workspace import Workspace


@pytest.fixture
def bench(tmp_path: Path) -> WritingBench:
    for competence in ("1.1", "1.2"):
        shutil.copytree(shipped("items") / competence, tmp_path / "items" / competence)
    shutil.copy(shipped("items") / "framework.yaml", tmp_path / "items")
    return writing_bench(Workspace(tmp_path), author="Ada")


@pytest.mark.parametrize(
    "path", ["1.2/dossiers-2-01.yaml", "items/1.2/dossiers-2-01.yaml", "a/b/items/1.2/dossiers-2-01.yaml"]
)
def test_jupyterlab_opens_a_file_from_wherever_its_folders_begin(bench: WritingBench, path: str) -> None:
    bench.obey({"do": "open", "item": path})
    assert bench.editor.path == "1.2/dossiers-2-01.yaml"
    assert bench.page.children[1].children == (bench.editor,)


def test_jupyterlab_opens_the_dialog_of_a_new_item(bench: WritingBench) -> None:
    bench.obey({"do": "new"})
    assert bench.browser.dialog["kind"] == "new"


def test_a_file_that_is_not_there_is_told_and_the_editor_stays(bench: WritingBench) -> None:
    bench.open("dossiers-2-01")
    bench.obey({"do": "open", "item": "items/1.2/inconnu.yaml"})
    assert "inconnu" in bench.browser.notice
    assert bench.editor.path == "1.2/dossiers-2-01.yaml"


def test_a_translation_takes_the_place_of_the_editor_until_an_item_is_opened(bench: WritingBench) -> None:
    bench.browser.send_command({"do": "act", "kind": "translate", "item": "dossiers-2-01"})
    bench.browser.send_command({"do": "execute"})
    assert bench.page.children[1].children == (bench.translation,)
    bench.browser.send_command({"do": "open", "path": "1.2/dossiers-2-01.yaml"})
    assert bench.page.children[1].children == (bench.editor,)


def test_what_the_editor_saves_is_found(bench: WritingBench) -> None:
    bench.open("dossiers-2-01")
    bench.editor.send_command({"do": "set", "pointer": ["title"], "value": "Ornithorynque"})
    bench.editor.send_command({"do": "save"})
    bench.browser.send_command({"do": "search", "query": "ornithorynque"})
    assert [row["id"] for row in bench.browser.table["rows"]] == ["dossiers-2-01"]


def test_a_folded_browser_leaves_its_place(bench: WritingBench) -> None:
    bench.browser.send_command({"do": "fold"})
    assert bench.browser.layout.flex == "1 1 100%"
    bench.browser.send_command({"do": "fold"})
    assert bench.browser.layout.flex == bench.page.children[1].layout.flex
