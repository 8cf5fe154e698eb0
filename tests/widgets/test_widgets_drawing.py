"""What is given to the drawing script: public, complete, in both languages."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pixauthor.bank.item import Item
from pixauthor.bank.keys import SimulatorKey
from pixauthor.bank.public import publish
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue
from pixauthor.resources import shipped
from pixauthor.widgets._shared.assemble import RUNNER, SHARED, assemble_script
from pixauthor.widgets.present import present
from pixauthor.widgets.store import load_asset, load_media, load_pages
from pixauthor.workspace import Workspace

WORKSPACE = Workspace(shipped("items").parent)
ITEMS = list(WORKSPACE.bank)
SCRIPTS = (*SHARED, *RUNNER, "preview/page.js", "runner/index.js")


def test_the_bank_has_every_type_to_draw() -> None:
    assert {item.type for item in ITEMS} == set(type(ITEMS[0].type))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_what_is_drawn_does_not_depend_on_the_key(item: Item) -> None:
    # publish() looks at neither, so neither can leak: the whole secret side is swapped.
    other = replace(item, key=SimulatorKey(accept=("secret",)), tests=(), tutorials=(), feedback=type(item.feedback)())
    assert present(publish(item)) == present(publish(other))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_drawing_is_json_and_named(item: Item) -> None:
    drawn = present(publish(item), load_pages(publish(item), WORKSPACE.items_dir / item.competence))
    assert json.loads(json.dumps(drawn))["name"]
    if item.type == "simulator":
        assert "<html" in drawn["interaction"]["page_html"]


def test_scripts_use_the_sentences_of_the_catalogue_and_all_of_them() -> None:
    used = {found for script in SHARED for found in re.findall(r"\btexts\.(\w+)", load_asset(script))}
    for language in ("fr", "en"):
        assert used == set(catalogue(language, "widgets")["item"])


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_sentence_is_written_in_a_script(script: str) -> None:
    code = re.sub(r"//.*|^ *\*.*|/\*\*.*|^import .*", "", load_asset(script), flags=re.MULTILINE)
    sentences = re.findall(r'"[^"\n<>]*[a-zà-ÿ] [a-zà-ÿ][^"\n<>]*"', code)
    assert [
        one
        for one in sentences
        if not re.fullmatch(r'"(pxa[\w -]+|noopener noreferrer|nav details|main section)"', one)
    ] == []


@pytest.mark.parametrize("modules", [("preview/page.js",), (*RUNNER, "runner/index.js")])
def test_joined_scripts_import_nothing_and_no_name_stands_twice(modules: tuple[str, ...]) -> None:
    script = assemble_script(*modules)
    assert not re.search(r"^\s*import\b", script, re.MULTILINE)
    assert len(re.findall(r"^export\b", script, re.MULTILINE)) == ("export default" in load_asset(modules[-1]))
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", script, re.MULTILINE)
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_a_medium_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    folder = tmp_path / "1.1"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "link.svg").symlink_to(tmp_path / "secret.txt")
    for href in ("../secret.txt", "media/link.svg"):
        with pytest.raises(PixauthorError) as caught:
            load_media([href], folder)
        assert caught.value.message == "files.outside"


def test_a_medium_travels_as_a_data_uri(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("<svg/>")
    assert load_media(["x.svg"], tmp_path) == {"x.svg": "data:image/svg+xml;base64,PHN2Zy8+"}
