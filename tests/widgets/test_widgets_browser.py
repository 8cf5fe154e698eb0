import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.bank.git import run_git
from pixauthor.bank.item import ItemType
from pixauthor.bank.search_saved import SavedFilter
from pixauthor.editing.spans import read
from pixauthor.editing.store import load_shelf
from pixauthor.errors import PixauthorError
from pixauthor.resources import shipped
from pixauthor.widgets.browser import BrowserWidget
from pixauthor.widgets.browser.dialogs import FIELDS, fill, open_dialog, plan_of
from pixauthor.widgets.browser.state import PAGE_ROWS, BrowserState, apply_filter, reduce
from pixauthor.widgets.writing import WritingBench
from pixauthor.workspace import Workspace

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHIPPED = Workspace(shipped("items").parent)
SHELF = load_shelf(SHIPPED.items_dir, SHIPPED.framework)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for competence in ("1.1", "1.2"):
        shutil.copytree(SHIPPED.items_dir / competence, tmp_path / "items" / competence)
    shutil.copy(SHIPPED.items_dir / "framework.yaml", tmp_path / "items")
    return Workspace(tmp_path)


def browser_of(workspace: Workspace, **listeners) -> BrowserWidget:
    browser = BrowserWidget(workspace, author="Ada", clock=lambda: NOW, **listeners)
    settle(browser)
    return browser


def settle(browser: BrowserWidget) -> None:
    deadline = time.monotonic() + 30
    while browser.reading and time.monotonic() < deadline:
        time.sleep(0.01)
    assert browser.reading == {}


def after(*commands: dict, state: BrowserState | None = None) -> BrowserState:
    state = state or BrowserState()
    for command in commands:
        state = reduce(state, command, "fr")
    return state


def ids(browser: BrowserWidget) -> list[str]:
    return [row["id"] for row in browser.table["rows"]]


# What commands make of the state.


def test_lists_ranges_and_places_all_write_the_one_query() -> None:
    state = after(
        {"do": "search", "query": "dossier"},
        {"do": "narrow", "field": "type", "value": "number"},
        {"do": "bound", "field": "difficulty", "low": "-1", "high": ""},
        {"do": "place", "kind": "tube", "code": "moteur"},
    )
    assert state.query == "dossier type:nombre difficulté:>=-1 sujet:moteur"
    assert after({"do": "place", "kind": "tube", "code": "moteur"}, state=state).query == (
        "dossier type:nombre difficulté:>=-1"
    )
    assert after({"do": "cell", "competence": "1.2", "level": 3}, state=state).query == (
        "dossier type:nombre difficulté:>=-1 compétence:1.2 niveau:3"
    )


def test_a_cell_that_is_pressed_again_lets_go() -> None:
    cell = {"do": "cell", "competence": "1.2", "level": 3}
    assert after(cell).query == "compétence:1.2 niveau:3"
    assert after(cell, cell).query == ""


def test_another_question_starts_at_the_first_page_and_is_no_saved_filter() -> None:
    state = apply_filter(after({"do": "page", "page": 4}), "À relire", SavedFilter(query="statut:brouillon", sort="id"))
    assert (state.page, state.kept, state.sort) == (0, "À relire", "id")
    state = after({"do": "page", "page": 2}, {"do": "narrow", "field": "status", "value": "validated"}, state=state)
    assert (state.page, state.kept, state.query) == (0, "", "statut:validé")


def test_a_head_sorts_up_then_down_then_no_more() -> None:
    head = {"do": "sort", "field": "level"}
    assert [after(*[head] * turns).sort for turns in (1, 2, 3)] == ["level", "-level", ""]
    assert after(head, {"do": "sort", "field": "title"}).sort == "title"
    assert after(head, {"do": "sort", "field": "nothing"}).sort == ""


def test_a_list_puts_a_query_aside_that_cannot_be_read() -> None:
    assert after({"do": "search", "query": '"ouvert'}, {"do": "narrow", "field": "type", "value": "number"}).query == (
        "type:nombre"
    )


COMMANDS = st.one_of(
    st.builds(lambda query: {"do": "search", "query": query}, st.sampled_from(["", "a", "niveau:", "type:qcm", '"x'])),
    st.builds(
        lambda field, value: {"do": "narrow", "field": field, "value": value},
        st.sampled_from(["type", "status", "author", "path", "sort"]),
        st.sampled_from(["", "number", "draft", 'A "B"', "é"]),
    ),
    st.builds(
        lambda low, high: {"do": "bound", "field": "level", "low": low, "high": high},
        *[st.sampled_from(["", "1", "x"])] * 2,
    ),
    st.builds(
        lambda kind, code: {"do": "place", "kind": kind, "code": code},
        st.sampled_from(["area", "skill", "level"]),
        st.sampled_from(["1", "dossiers-2"]),
    ),
    st.sampled_from([{"do": name} for name in ("clear", "fold", "unknown")]),
    st.sampled_from([{"do": "pane", "pane": name} for name in ("tree", "heat", "", "other")]),
    st.sampled_from([{"do": "page", "page": page} for page in (-1, 3)]),
)


@given(st.lists(COMMANDS, max_size=8))
def test_no_sequence_of_commands_breaks_the_state(commands: list[dict]) -> None:
    state = after(*commands)
    assert state.page >= 0
    assert state.pane in ("", "tree", "heat")


# Dialogs and their plans.


@pytest.mark.parametrize("type_", list(ItemType))
def test_a_new_item_of_each_type_is_planned_with_its_files(type_: ItemType) -> None:
    dialog = open_dialog("new", SHELF, skill="moteur-2", author="Ada")
    dialog = fill(dialog, "type", type_.value, SHELF)
    plan = plan_of(dialog, SHELF, TODAY)
    assert plan.changes[-1].path == f"1.1/{dialog.values['id']}.yaml"


def test_a_new_skill_proposes_a_new_id_and_a_typed_id_stays() -> None:
    dialog = open_dialog("new", SHELF, author="Ada")
    with pytest.raises(PixauthorError, match="acquis"):
        plan_of(dialog, SHELF, TODAY)
    dialog = fill(dialog, "skill", "moteur-1", SHELF)
    assert dialog.values["id"] == "moteur-1-02"
    dialog = fill(fill(dialog, "id", "moteur-1-77", SHELF), "type", "number", SHELF)
    assert dialog.values["id"] == "moteur-1-77"
    assert fill(dialog, "skill", "dossiers-2", SHELF).values["id"].startswith("dossiers-2-")
    taken = fill(dialog, "id", "moteur-1-01", SHELF)
    with pytest.raises(PixauthorError, match="existe déjà"):
        plan_of(taken, SHELF, TODAY)


@pytest.mark.parametrize("kind", [kind for kind, fields in FIELDS.items() if "author" in fields])
def test_nothing_is_planned_before_it_is_known_who_writes(kind: str) -> None:
    dialog = open_dialog(kind, SHELF, "" if kind == "new" else "moteur-1-01", skill="moteur-2")
    with pytest.raises(PixauthorError, match="Dites qui écrit"):
        plan_of(dialog, SHELF, TODAY)


# The widget, on files.


def test_the_browser_shows_the_bank_and_finds_in_it(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    assert browser.table["found"] == browser.table["total"] == len(workspace.bank)
    assert len(browser.table["rows"]) <= PAGE_ROWS
    browser.send_command({"do": "search", "query": "id:dossiers-*"})
    assert ids(browser)
    assert all(one.startswith("dossiers-") for one in ids(browser))
    found = ids(browser)
    browser.send_command({"do": "search", "query": "id:dossiers-* niveau:"})
    assert "il manque" in browser.controls["fault"]
    assert ids(browser) == found, "what was found stays while a condition is being typed"


def test_only_the_pane_that_is_shown_is_counted_and_sent(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    area = browser.cover["tree"][0]
    assert area["children"] == []
    browser.send_command({"do": "toggle", "kind": "area", "code": "1"})
    assert [one["code"] for one in browser.cover["tree"][0]["children"]] == ["1.1", "1.2", "1.3"]
    assert "heat" not in browser.cover
    browser.send_command({"do": "pane", "pane": "heat"})
    assert "tree" not in browser.cover
    squares = {(row["code"], one["level"]): one for row in browser.cover["heat"]["rows"] for one in row["cells"]}
    assert squares["1.2", 2]["state"] == "served"
    assert squares["1.3", 1]["state"] == "hole"


def test_holes_of_the_place_that_is_asked_for_are_named(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    browser.send_command({"do": "cell", "competence": "1.3", "level": 1})
    holes = browser.table["holes"]
    assert holes
    assert {workspace.framework.competence_of[skill] for skill in holes} == {"1.3"}
    assert {workspace.framework.skills[skill].level for skill in holes} == {1}


def test_an_action_is_done_as_planned_and_its_item_is_opened(workspace: Workspace) -> None:
    opened: list[str] = []
    browser = browser_of(workspace, on_open=opened.append)
    browser.send_command({"do": "act", "kind": "new", "skill": "moteur-2"})
    browser.send_command({"do": "fill", "field": "type", "value": "simulator"})
    steps = browser.dialog["steps"]
    assert steps == ["Écrire items/1.1/media/moteur-2-01.html", "Écrire items/1.1/moteur-2-01.yaml"]
    before = browser.table["total"]
    browser.send_command({"do": "execute"})
    assert opened == ["1.1/moteur-2-01.yaml"]
    assert (workspace.items_dir / "1.1" / "media" / "moteur-2-01.html").is_file()
    assert browser.table["total"] == before + 1
    assert (browser.chosen["id"], browser.dialog) == ("moteur-2-01", {})
    # And again, from what is on disk now.
    browser.send_command({"do": "act", "kind": "duplicate", "item": "moteur-2-01"})
    browser.send_command({"do": "execute"})
    assert opened[-1] == "1.1/moteur-2-02.yaml"
    assert (workspace.items_dir / "1.1" / "media" / "moteur-2-02.html").is_file()


def test_a_file_that_changed_meanwhile_stops_the_action_and_the_next_plan_knows_it(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    browser.send_command({"do": "act", "kind": "move", "item": "moteur-1-01"})
    browser.send_command({"do": "fill", "field": "skill", "value": "dossiers-2"})
    path = workspace.items_dir / "1.1" / "moteur-1-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# relu\n", encoding="utf-8")
    browser.send_command({"do": "execute"})
    assert "a changé entre-temps" in browser.dialog["fault"]
    assert path.is_file()
    browser.send_command({"do": "execute"})
    moved = workspace.items_dir / "1.2" / "moteur-1-01.yaml"
    assert moved.read_text(encoding="utf-8").endswith("# relu\n")
    assert not path.exists()


def test_an_item_with_unsaved_changes_keeps_its_path_until_they_are_saved(workspace: Workspace) -> None:
    bench = WritingBench(workspace, author="Ada")
    bench.open("1.1/moteur-1-01.yaml")
    bench.editor.send_command({"do": "set", "pointer": ["title"], "value": "Un autre titre"})
    assert bench.editor.status["dirty"]
    bench.browser.send_command({"do": "act", "kind": "move", "item": "moteur-1-01"})
    bench.browser.send_command({"do": "fill", "field": "skill", "value": "dossiers-2"})
    bench.browser.send_command({"do": "execute"})
    assert "pas enregistrés" in bench.browser.dialog["fault"]
    assert (workspace.items_dir / "1.1" / "moteur-1-01.yaml").is_file()
    bench.editor.send_command({"do": "save"})
    bench.browser.send_command({"do": "act", "kind": "move", "item": "moteur-1-01"})
    bench.browser.send_command({"do": "fill", "field": "skill", "value": "dossiers-2"})
    bench.browser.send_command({"do": "execute"})
    assert bench.editor.path == "1.2/moteur-1-01.yaml"
    assert "Un autre titre" in bench.editor.source


def test_a_translation_is_handed_to_the_page_of_translations(workspace: Workspace) -> None:
    translated: list[str] = []
    browser = browser_of(workspace, on_translate=translated.append)
    browser.send_command({"do": "act", "kind": "translate", "item": "moteur-4-01"})
    browser.send_command({"do": "execute"})
    path = workspace.items_dir / translated[0]
    assert read(path.read_text(encoding="utf-8")).data["translation"] == {"source": "moteur-4-01"}
    browser.send_command({"do": "search", "query": "source:moteur-4-01 langue:anglais"})
    assert ids(browser) == [path.stem]
    browser.send_command({"do": "choose", "path": "1.1/moteur-4-01.yaml"})
    assert [one["id"] for one in browser.chosen["relatives"]] == [path.stem]


def test_refreshing_one_file_sees_what_was_saved_made_and_removed(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    path = workspace.items_dir / "1.1" / "moteur-1-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: Ornithorynque "), encoding="utf-8")
    browser.refresh("1.1/moteur-1-01.yaml")
    browser.send_command({"do": "search", "query": "ornithorynque"})
    assert ids(browser) == ["moteur-1-01"]
    path.unlink()
    browser.refresh("1.1/moteur-1-01.yaml")
    assert ids(browser) == []
    browser.refresh()
    settle(browser)
    assert browser.table["total"] == len(workspace.bank)


def test_a_review_that_goes_along_with_a_renamed_draft_is_no_item(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    browser.send_command({"do": "act", "kind": "duplicate", "item": "moteur-1-01"})
    browser.send_command({"do": "execute"})
    draft = browser.chosen["id"]
    reviews = workspace.items_dir / "1.1" / "reviews"
    reviews.mkdir(exist_ok=True)
    (reviews / f"{draft}.yaml").write_text("entries: []\n", encoding="utf-8")
    before = browser.table["total"]
    browser.send_command({"do": "act", "kind": "rename", "item": draft})
    browser.send_command({"do": "fill", "field": "id", "value": "moteur-1-77"})
    browser.send_command({"do": "execute"})
    assert (reviews / "moteur-1-77.yaml").is_file()
    assert (browser.chosen["path"], browser.table["total"]) == ("1.1/moteur-1-77.yaml", before)


def test_filters_are_kept_in_the_workspace_and_a_damaged_file_is_told(workspace: Workspace) -> None:
    browser = browser_of(workspace)
    browser.send_command({"do": "search", "query": "niveau:>=3"})
    browser.send_command({"do": "keep", "name": " Difficiles "})
    assert (browser.controls["filters"], browser.controls["kept"]) == (["Difficiles"], "Difficiles")
    assert "Difficiles" in browser.notice
    browser.send_command({"do": "clear"})
    browser.send_command({"do": "apply", "name": "Difficiles"})
    assert (browser.controls["query"], browser.controls["kept"]) == ("niveau:>=3", "Difficiles")
    browser.send_command({"do": "forget", "name": "Difficiles"})
    assert browser.controls["filters"] == []
    (workspace.root / "filters.yaml").write_text("- non\n", encoding="utf-8")
    other = browser_of(workspace)
    assert "filters.yaml" in other.notice
    assert other.table["rows"]


def test_a_file_that_is_no_item_is_found_by_its_name_and_can_only_be_opened(workspace: Workspace) -> None:
    (workspace.items_dir / "1.1" / "casse.yaml").write_text("a: [\n", encoding="utf-8")
    browser = browser_of(workspace)
    browser.send_command({"do": "search", "query": "id:casse"})
    browser.send_command({"do": "choose", "path": "1.1/casse.yaml"})
    assert browser.chosen["readable"] is False
    browser.send_command({"do": "act", "kind": "duplicate", "item": "casse"})
    assert "casse.yaml" in browser.notice
    assert browser.dialog == {}


def test_items_that_lack_what_an_action_needs_are_refused_in_words(workspace: Workspace) -> None:
    (workspace.items_dir / "1.1" / "nu.yaml").write_text("id: nu\ntitle: Nu\nfamily: non\n", encoding="utf-8")
    browser = browser_of(workspace)
    for kind in ("duplicate", "alternative", "translate"):
        browser.send_command({"do": "act", "kind": kind, "item": "nu"})
        assert browser.dialog["ready"] is False
        assert "n’est pas dans le cadre" in browser.dialog["fault"]


def test_the_author_proposed_is_the_one_that_git_knows(workspace: Workspace) -> None:
    run_git(workspace.root, ("init", "-q"))
    run_git(workspace.root, ("config", "user.name", "Ada Lovelace"))
    browser = BrowserWidget(workspace)
    settle(browser)
    browser.send_command({"do": "act", "kind": "new"})
    assert {one["name"]: one["value"] for one in browser.dialog["fields"]}["author"] == "Ada Lovelace"
