import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pixauthor.editing.edit import insert, set_value
from pixauthor.editing.plan_store import execute
from pixauthor.editing.spans import read
from pixauthor.editing.store import load_shelf
from pixauthor.editing.translate import translate
from pixauthor.errors import PixauthorError
from pixauthor.resources import shipped
from pixauthor.widgets.translation import TranslationWidget
from pixauthor.workspace import Workspace

SHIPPED = Workspace(shipped("items").parent)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
# One of each type: short-text has answers in words, blanks a map of them, single-choice feedback by option.
TYPES = {"courriel-1-01": "2.1", "moteur-4-01": "1.1", "dossiers-2-01": "1.2"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for competence in set(TYPES.values()):
        shutil.copytree(SHIPPED.items_dir / competence, tmp_path / "items" / competence)
    shutil.copy(SHIPPED.items_dir / "framework.yaml", tmp_path / "items")
    return Workspace(tmp_path)


def translated(workspace: Workspace, item: str) -> Path:
    """Return the file of a new translation of an item."""
    shelf = load_shelf(workspace.items_dir, workspace.framework)
    plan = translate(shelf, item, locale="en", author="Ada", today=date(2026, 11, 22))
    execute(plan, workspace.items_dir)
    return workspace.items_dir / plan.changes[-1].path


def widget_of(workspace: Workspace, path: Path) -> TranslationWidget:
    return TranslationWidget(workspace, path.stem, clock=lambda: NOW)


def rows(widget: TranslationWidget) -> dict[str, dict]:
    return {row["name"]: row for row in widget.view["rows"]}


@pytest.mark.parametrize("item", TYPES)
def test_every_text_can_be_translated_and_only_texts_change(workspace: Workspace, item: str) -> None:
    path = translated(workspace, item)
    before = path.read_text(encoding="utf-8")
    widget = widget_of(workspace, path)
    told: list[str] = []
    widget.on_saved(told.append)
    names = list(rows(widget))
    for name in names:
        widget.send_command({"do": "set", "name": name, "value": f"In English {names.index(name)}"})
    assert widget.view["counts"] == {"todo": 0, "check": 0, "done": len(names)}
    assert widget.view["apart"] == []
    widget.send_command({"do": "save"})
    assert widget.view["saved"]
    assert told == [path.relative_to(workspace.items_dir).as_posix()]
    now = path.read_text(encoding="utf-8")
    old, new = read(before).data, read(now).data
    assert new["stem"] == f"In English {names.index('stem')}\n"
    assert [line for line in now.splitlines() if line.startswith("#")] == [
        line for line in before.splitlines() if line.startswith("#")
    ]
    for name in ("id", "type", "skill", "level", "author", "licence", "family"):
        assert new[name] == old[name]


def test_a_wording_that_is_the_same_in_both_languages_is_kept_by_saying_so(workspace: Workspace) -> None:
    widget = widget_of(workspace, translated(workspace, "courriel-1-01"))
    assert rows(widget)["choices.a.text"]["standing"] == "todo"
    widget.send_command({"do": "confirm", "name": "choices.a.text"})
    assert rows(widget)["choices.a.text"]["standing"] == "done"


def test_what_the_source_changed_since_is_marked_until_it_is_translated_again(workspace: Workspace) -> None:
    path = translated(workspace, "courriel-1-01")
    widget = widget_of(workspace, path)
    widget.send_command({"do": "set", "name": "stem", "value": "Which one?"})
    widget.send_command({"do": "save"})
    source = path.with_name("courriel-1-01.yaml")
    source.write_text(set_value(source.read_text(encoding="utf-8"), ("stem",), "Laquelle, enfin ?\n"), encoding="utf-8")
    widget.open(path.stem)
    row = rows(widget)["stem"]
    assert (row["standing"], row["source"]) == ("check", "Laquelle, enfin ?")
    assert "a changé" in row["why"]
    widget.send_command({"do": "set", "name": "stem", "value": "Which one, then?"})
    assert rows(widget)["stem"]["standing"] == "done"


def test_accepted_answers_are_one_a_line_and_may_be_more_than_those_of_the_source(workspace: Workspace) -> None:
    path = translated(workspace, "moteur-4-01")
    widget = widget_of(workspace, path)
    name = next(name for name, row in rows(widget).items() if row["lines"] and name.startswith("key."))
    widget.send_command({"do": "set", "name": name, "value": " one \n\ntwo\r\nthree\n"})
    assert rows(widget)[name]["own"] == "one\ntwo\nthree"
    assert widget.view["apart"] == []


def test_an_option_that_the_source_has_since_is_taken_over(workspace: Workspace) -> None:
    path = translated(workspace, "courriel-1-01")
    source = path.with_name("courriel-1-01.yaml")
    text = insert(source.read_text(encoding="utf-8"), ("choices", 0), {"id": "z", "text": "Nouveau"})
    source.write_text(text, encoding="utf-8")
    widget = widget_of(workspace, path)
    assert [one["field"] for one in widget.view["apart"]] == ["choices"]
    widget.send_command({"do": "adapt", "field": "choices"})
    assert (widget.view["apart"], len(widget.view["adapted"])) == ([], 1)
    widget.send_command({"do": "adapt", "field": "choices"})
    widget.send_command({"do": "align"})
    assert widget.view["apart"] == []
    assert rows(widget)["choices.z.text"]["standing"] == "todo"


def test_a_file_that_changed_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    path = translated(workspace, "courriel-1-01")
    widget = widget_of(workspace, path)
    widget.send_command({"do": "set", "name": "title", "value": "Mine"})
    theirs = set_value(path.read_text(encoding="utf-8"), ("title",), "Theirs")
    path.write_text(theirs, encoding="utf-8")
    widget.send_command({"do": "save"})
    assert "a changé sur le disque" in widget.view["problem"]
    assert path.read_text(encoding="utf-8") == theirs
    widget.send_command({"do": "reload"})
    assert (rows(widget)["title"]["own"], widget.view["problem"]) == ("Theirs", "")


def test_what_was_typed_survives_a_dead_kernel(workspace: Workspace) -> None:
    path = translated(workspace, "courriel-1-01")
    widget_of(workspace, path).send_command({"do": "set", "name": "title", "value": "Typed"})
    again = widget_of(workspace, path)
    assert (rows(again)["title"]["own"], again.view["dirty"]) == ("Typed", True)


def test_an_item_that_translates_nothing_is_refused_in_words(workspace: Workspace) -> None:
    with pytest.raises(PixauthorError, match="n’est la traduction d’aucun autre"):
        TranslationWidget(workspace, "courriel-1-01")
    with pytest.raises(PixauthorError, match="aucun item"):
        TranslationWidget(workspace, "inconnu-1-01")
