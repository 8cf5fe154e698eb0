"""The authors' page: everything inside, nothing fetched, keys only in the authors' part."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pixauthor.bank.item import Item
from pixauthor.cli.preview import app
from pixauthor.errors import PixauthorError
from pixauthor.resources import shipped
from pixauthor.widgets.preview.key_view import describe_key
from pixauthor.widgets.preview.page import render_bank_page
from pixauthor.workspace import Workspace

WORKSPACE = Workspace(shipped("items").parent)
ITEMS = list(WORKSPACE.bank)


def folder_of(item: Item) -> Path:
    return WORKSPACE.items_dir / item.competence


def page(items: list[Item], language: str = "fr") -> str:
    return render_bank_page(items, WORKSPACE.framework, folder_of, language)


def drawings(html: str) -> list[dict[str, object]]:
    return [json.loads(body) for body in re.findall(r'<script type="application/json">(.*?)</script>', html)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_item_has_its_card(language: str) -> None:
    shown = drawings(page(ITEMS, language))
    assert sorted(one["item"]["item"] for one in shown) == sorted(item.id for item in ITEMS)


def test_two_pages_of_one_bank_are_identical() -> None:
    assert page(ITEMS) == page(list(reversed(ITEMS)))


def test_the_page_fetches_nothing() -> None:
    html = re.sub(r'<script type="application/json">.*?</script>', "", page(ITEMS))
    assert "default-src 'none'" in html
    assert not re.search(r'\b(src|srcset|action)="(?!data:)', html)
    assert not re.search(r"<link|@import|url\(", html)


def test_text_of_an_item_cannot_leave_its_place() -> None:
    attack = "</script></title><script>document.title='attacked'</script>"
    item = replace(ITEMS[0], title=attack, stem=attack, author=attack)
    assert "<script>document" not in page([item])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_key_is_described(item: Item) -> None:
    for language in ("fr", "en"):
        assert "<li>" in describe_key(item, language)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    item = next(item for item in ITEMS if item.illustration)
    with pytest.raises(PixauthorError) as caught:
        render_bank_page([item], WORKSPACE.framework, lambda _item: tmp_path, "fr")
    assert caught.value.message == "files.missing"
    assert caught.value.place is not None
    assert item.illustration is not None
    assert caught.value.place.path.endswith(item.illustration.file)


def test_the_command_writes_the_page_and_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORKSPACE.root)
    target = tmp_path / "page.html"
    result = CliRunner().invoke(app, [f"items/{ITEMS[0].competence}", "--output", str(target)])
    assert result.exit_code == 0
    assert str(target) in result.output.replace("\n", "")
    expected = [item.id for item in ITEMS if item.competence == ITEMS[0].competence]
    assert sorted(one["item"]["item"] for one in drawings(target.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize(("path", "message"), [("nowhere", "files.missing"), ("notebooks", "files.empty-folder")])
def test_a_path_without_items_is_refused_and_nothing_is_written(
    path: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(WORKSPACE.root)
    result = CliRunner().invoke(app, [path, "--output", str(tmp_path / "page.html")])
    assert isinstance(result.exception, PixauthorError)
    assert result.exception.message == message
    assert list(tmp_path.iterdir()) == []
