"""The reviewers' page without a browser: commands reduced, refusals that lose nothing, differences, the dashboard."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.bank.changes import Piece, split_words
from pixauthor.bank.search_index import Index, Measured
from pixauthor.bank.search_row import Row
from pixauthor.errors import PixauthorError, Place
from pixauthor.findings import Finding, Severity
from pixauthor.resources import shipped
from pixauthor.reviewing.health import Exposure, add_exposures, class_exposures, count_rules, flagged_items, most_seen
from pixauthor.reviewing.model import Action, Content, Tick
from pixauthor.widgets.review import ReviewWidget, show_health
from pixauthor.widgets.review.diff_view import joined
from pixauthor.widgets.review.state import Filter, ReviewState, reduce
from pixauthor.workspace import Workspace

ID = "dossiers-2-01"
PATH = f"1.2/{ID}.yaml"
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
PEOPLE = """\
  - {id: ada, name: Ada Martin, roles: [author]}
  - {id: bob, name: Bob Diallo, roles: [reviewer]}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    items = tmp_path / "items"
    items.mkdir()
    for name in ("framework.yaml", "people.yaml"):
        shutil.copy(shipped("items") / name, items)
    shutil.copytree(shipped("items") / "1.2", items / "1.2")
    with (items / "people.yaml").open("a", encoding="utf-8") as stream:
        stream.write(PEOPLE)
    write(tmp_path, "status: validated", "status: draft")
    write(tmp_path, "author: atelier-contenu-", "author: ada # ")
    return Workspace(tmp_path)


def write(root: Path, before: str, after: str) -> None:
    path = root / "items" / PATH
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def opened(workspace: Workspace, person: str) -> ReviewWidget:
    widget = ReviewWidget(workspace, person=person, clock=lambda: NOW)
    widget.choose(ID)
    return widget


def act(widget: ReviewWidget, action: str, **said) -> None:
    widget.send_command({"do": "act", "action": action, "seen": widget.item["seen"], **said})


def test_a_command_that_is_not_understood_changes_nothing():
    state = ReviewState(person="ada", path=PATH, filter=Filter.MINE)
    for command in ({}, {"do": "fly"}, {"do": "filter", "name": "mine too"}, {"do": "act", "action": "fly"}):
        assert reduce(state, command) == (state, None)


def test_nothing_is_asked_without_an_open_item():
    assert reduce(ReviewState(), {"do": "act", "action": "approve"}) == (ReviewState(), None)


def test_a_request_holds_what_was_ticked_and_the_remarks_of_refused_points_only():
    command = {
        "do": "act",
        "action": "ask-changes",
        "text": "Non.",
        "seen": {"version": 2, "content": "c", "wording": "w"},
        "checklist": {"tricks": "refused", "key": "ok", "novel": "perhaps"},
        "remarks": {"tricks": "Un piège.", "key": "Oui."},
    }
    _, request = reduce(ReviewState(path=PATH), command)
    assert request is not None
    assert (request.action, request.text) == (Action.ASK_CHANGES, "Non.")
    assert request.checklist == {"tricks": Tick.REFUSED, "key": Tick.OK}
    assert request.remarks == {"tricks": "Un piège."}
    assert request.seen == Content(version=2, content="c", wording="w")


def test_another_item_is_compared_afresh():
    state, _ = reduce(ReviewState(path=PATH, before="abc", after="def"), {"do": "open", "path": "1.2/x.yaml"})
    assert (state.before, state.after) == ("", "")


def test_what_is_refused_is_said_and_leaves_the_item_as_it_is(workspace):
    widget = opened(workspace, "bob")
    before = dict(widget.item)
    act(widget, "approve", checklist={})
    assert (widget.notice["good"], "pas encore soumis" in widget.notice["words"]) == (False, True)
    assert widget.item == before


def test_what_is_done_is_shown_and_written(workspace):
    widget = opened(workspace, "ada")
    act(widget, "submit", text="Premier jet.")
    assert widget.notice["good"]
    assert widget.item["log"][0]["text"] == "Premier jet."
    assert (workspace.items_dir / "1.2" / "reviews" / f"{ID}.yaml").is_file()
    widget.send_command({"do": "person", "id": "bob"})
    assert [row["turn"] for row in widget.queue["rows"]] == ["review"]
    assert [one["reason"] for one in widget.item["reviews"]] == ["", ""]


def test_an_item_that_changed_under_the_reviewer_is_not_decided_on(workspace):
    act(opened(workspace, "ada"), "submit")
    widget = opened(workspace, "bob")
    write(workspace.root, "\ntitle: ", "\nperishable: Un prix\nexpires: 2031-01-01\ntitle: ")
    ticks = {point["id"]: "ok" for point in widget.item["points"]}
    act(widget, "approve", checklist=ticks)
    assert "a changé depuis" in widget.notice["words"]
    widget.send_command({"do": "refresh"})
    act(widget, "approve", checklist=ticks)
    assert widget.notice["good"]


def test_who_is_nobody_can_look_and_is_told_to_choose(workspace, monkeypatch):
    monkeypatch.delenv("PIXAUTHOR_USER", raising=False)
    widget = ReviewWidget(workspace)
    widget.choose(ID)
    assert (widget.item["moves"], widget.item["talks"]) == ([], False)
    act(widget, "comment", text="Bonjour")
    assert "choisissez" in widget.notice["words"]


def test_an_item_that_is_not_there_is_refused(workspace):
    with pytest.raises(PixauthorError):
        ReviewWidget(workspace, person="ada").choose("dossiers-2-99")


def test_a_broken_item_is_said_and_the_page_goes_on(workspace):
    widget = opened(workspace, "ada")
    (workspace.items_dir / PATH).write_text("id: [", encoding="utf-8")
    widget.send_command({"do": "refresh"})
    assert (widget.notice["good"], PATH in widget.notice["words"]) == (False, True)


def test_without_git_the_page_says_so(workspace):
    assert "git" in opened(workspace, "ada").diff["missing"]


def test_two_states_are_drawn_and_their_words_compared(workspace):
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=workspace.root, check=True, capture_output=True)

    git("init", "-q")
    git("config", "user.email", "ada@example.org")
    git("config", "user.name", "Ada")
    git("add", "-A")
    git("commit", "-qm", "Un")
    assert "rien à comparer" in opened(workspace, "ada").diff["said"][0]
    write(workspace.root, "\ntitle: ", "\nalternative_text: Autre\ntitle: ")
    diff = opened(workspace, "ada").diff
    assert diff["revisions"][0]["value"] == diff["after"] == "disk"
    assert "n’ont pas changé" in diff["said"][1]
    drawn = [diff[f"{side}_drawing"]["item"] for side in ("before", "after")]
    assert [one["alternative_html"].strip() for one in drawn] == ["", "<p>Autre</p>"]
    assert drawn[0]["interaction"] == drawn[1]["interaction"]
    assert any(piece["kind"] == "added" for change in diff["changes"] for piece in change["pieces"])
    git("commit", "-qam", "Deux")
    write(workspace.root, "version: 1", "version: 2")
    widget = opened(workspace, "ada")
    first = widget.diff["revisions"][-1]["value"]
    widget.send_command({"do": "compare", "before": first, "after": widget.diff["after"]})
    assert len(widget.diff["changes"]) == 2


@given(st.text(alphabet="ab ,.", max_size=30), st.text(alphabet="ab ,.", max_size=30))
def test_joined_pieces_still_say_both_texts(before, after):
    pieces = joined(split_words(before, after))
    for kind, text in (("added", before), ("removed", after)):
        said = "".join(piece.text for piece in pieces if piece.kind != kind)
        assert said.split() == text.split() or said.replace(" ", "") == text.replace(" ", "")


def test_words_that_changed_side_by_side_are_one_change():
    pieces = joined(split_words("un vieux chat noir dort", "un jeune chien blanc dort"))
    assert pieces == (
        Piece(kind="same", text="un "),
        Piece(kind="removed", text="vieux chat noir"),
        Piece(kind="added", text="jeune chien blanc"),
        Piece(kind="same", text=" dort"),
    )


def finding(code: str, path: str, severity: Severity) -> Finding:
    return Finding(code=code, place=Place(path=path), severity=severity)


def test_rules_are_counted_by_items_errors_first():
    found = [finding("L35", name, Severity.INFO) for name in "aabc"] + [finding("X01", "a", Severity.ERROR)]
    counts = [(one.code, one.findings, one.items) for one in count_rules(found)]
    assert counts == [("X01", 1, 1), ("L35", 4, 3)]


def test_exposure_adds_up_and_falls_into_classes():
    exposure = add_exposures(
        [Exposure(served={"a@1": 3, "b@1": 30}, candidates=60), Exposure(served={}, candidates=40)]
    )
    rows = [
        Row(path=name, id=name, version=1, status=status)
        for name, status in zip("abcd", ["validated"] * 3 + ["draft"], strict=True)
    ]
    assert class_exposures(Index(rows=rows), exposure) == {"never": 1, "seldom": 1, "often": 0, "worn": 1}
    assert most_seen(exposure) == (("b@1", 30, 0.3), ("a@1", 3, 0.03))


def test_flagged_items_are_those_of_their_present_version():
    rows = [Row(path=name, id=name, version=2, status="validated") for name in "ab"]
    measured = {"a@2": Measured(n=9, p=0.5, flags=("easy",)), "b@1": Measured(n=9, p=0.5, flags=("easy",))}
    assert [name for name, _ in flagged_items(Index(rows=rows, measured=measured))] == ["a"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_the_dashboard_is_a_table_with_a_name(workspace, monkeypatch, language):
    monkeypatch.setenv("PIXAUTHOR_LANG", language)
    act(opened(workspace, "ada"), "submit")
    page = show_health(workspace, "bob", date(2026, 11, 22)).html.partition("</style>")[2]
    tables = re.findall(r"<table[^>]*>(.*?)</table>", page, re.DOTALL)
    assert len(tables) >= 6
    assert all(table.startswith("<caption>") for table in tables)
    # Bars stand beside their numbers, which are what is read.
    assert page.count('class="bar"') == page.count('class="count"') == page.count('aria-hidden="true"')
    assert ID in page
    assert "{" not in page
