"""The editor over a workspace of its own: what it shows, what it writes, what it refuses."""

import base64
import resource
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pixauthor.bank.item import ItemType
from pixauthor.bank.samples import resolve_answer
from pixauthor.errors import PixauthorError
from pixauthor.locale import choose_language
from pixauthor.resources import shipped
from pixauthor.widgets.editor import EditorWidget
from pixauthor.widgets.present import present
from pixauthor.widgets.store import load_drawing
from pixauthor.workspace import Workspace

SHIPPED = Workspace(shipped("items").parent)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KINDS = {kind: next(item for item in SHIPPED.bank if item.type == kind) for kind in ItemType}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr("pixauthor.locale._chosen", ["fr"])
    items = tmp_path / "items"
    items.mkdir()
    shutil.copy(SHIPPED.items_dir / "framework.yaml", items)
    for item in KINDS.values():
        shutil.copytree(SHIPPED.items_dir / item.competence, items / item.competence, dirs_exist_ok=True)
    return Workspace(tmp_path)


def editor_of(workspace: Workspace, kind: ItemType = ItemType.SINGLE_CHOICE, **options) -> EditorWidget:
    return EditorWidget(workspace, KINDS[kind].id, clock=lambda: NOW, **options)


def file_of(workspace: Workspace, kind: ItemType = ItemType.SINGLE_CHOICE) -> Path:
    return workspace.items_dir / KINDS[kind].competence / f"{KINDS[kind].id}.yaml"


def do(editor: EditorWidget, what: str, buffers=(), **fields) -> None:
    editor.send_command({"do": what, **fields}, buffers)


@pytest.mark.parametrize("kind", list(ItemType))
def test_every_type_opens_sound_and_is_drawn_as_candidates_see_it(workspace, kind):
    editor = editor_of(workspace, kind)
    item = KINDS[kind]
    assert editor.findings == []
    assert editor.preview["gradable"]
    public, media, pages = load_drawing(item, SHIPPED.items_dir / item.competence)
    wanted = present(public, pages)
    drawn = editor.preview["item"]
    for name in ("stem_html", "name", "alternative_html", "type", "illustration", "attachments", "links"):
        assert drawn[name] == wanted[name]
    assert editor.media == media
    assert {one["name"] for one in editor.form} >= {"question", "answer", "tests"}


@pytest.mark.parametrize("kind", list(ItemType))
def test_the_samples_of_every_type_are_worth_what_they_say_and_are_said_in_words(workspace, kind):
    editor = editor_of(workspace, kind)
    for test in KINDS[kind].tests:
        if test.answer is None or test.mode != "fixed":
            continue
        do(editor, "answer", answer=resolve_answer(test.answer, SHIPPED.items_dir / KINDS[kind].competence))
        assert editor.tried["status"] == test.outcome
        assert "content" not in str(editor.tried["answer"])
    assert all(editor.data["answers"])


@pytest.mark.parametrize("kind", list(ItemType))
def test_a_title_and_a_stem_change_their_lines_only(workspace, kind):
    editor = editor_of(workspace, kind)
    before = file_of(workspace, kind).read_text().splitlines()
    do(editor, "set", pointer=["title"], value="Autre : titre")
    do(editor, "save")
    after = file_of(workspace, kind).read_text().splitlines()
    assert len(before) == len(after)
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [
        next(line for line in before if line.startswith("title:"))
    ]
    assert not list((workspace.root / "exports/drafts").iterdir())


def test_findings_come_while_typing_beside_their_field_in_the_language_of_the_page(workspace):
    editor = editor_of(workspace)
    do(editor, "set", pointer=["stem"], value="Où est le fichier?")
    (finding,) = [one for one in editor.findings if one["code"] == "L35"]
    assert finding["pointer"] == ["stem"]
    assert finding["fix"]
    assert "insécable" in finding["message"]
    do(editor, "set", pointer=["title"], value="Un titre qui descend")
    do(editor, "fix", finding={**finding, "message": "Autre chose"})
    assert finding in editor.findings
    do(editor, "fix", finding=finding)
    assert editor.findings == []
    assert editor.data["values"]["stem"] == "Où est le fichier\u00a0?\n"
    choose_language("en")
    english = editor_of(workspace)
    do(english, "discard")
    do(english, "set", pointer=["stem"], value="Où est le fichier?")
    assert "no-break" in english.findings[0]["message"]


def test_an_item_that_is_not_finished_is_drawn_and_not_graded(workspace):
    editor = editor_of(workspace)
    do(editor, "add-option", list="choices")
    do(editor, "set", pointer=["title"], value="")
    options = [option["text"] for option in editor.preview["item"]["interaction"]["options"]]
    assert "…" in options
    assert not editor.preview["gradable"]
    do(editor, "answer", answer="a")
    assert editor.tried == {}
    assert {tuple(one["pointer"]) for one in editor.findings} == {("choices", 4, "text"), ("title",)}


def test_text_that_is_no_yaml_is_kept_as_it_is_with_its_place(workspace):
    file_of(workspace).write_text('id: [\ntitle: "a\n')
    editor = editor_of(workspace)
    assert editor.source == 'id: [\ntitle: "a\n'
    assert not editor.status["readable"]
    assert editor.findings[0]["line"] >= 1
    do(editor, "set", pointer=["title"], value="x")
    assert editor.status["problem"]
    assert editor.source == 'id: [\ntitle: "a\n'
    do(editor, "write", text='id: x\ntitle: "a"\n')
    assert editor.status["readable"]
    do(editor, "undo")
    do(editor, "save")
    assert file_of(workspace).read_text() == 'id: [\ntitle: "a\n'


def test_one_item_that_cannot_be_read_does_not_show_the_last_one(workspace):
    editor = editor_of(workspace)
    file_of(workspace, ItemType.NUMBER).write_text("id: [\n")
    editor.open(KINDS[ItemType.NUMBER].id)
    assert editor.form == []
    assert editor.data == {}
    assert editor.preview == {}


def test_switching_items_keeps_what_was_not_saved(workspace):
    editor = editor_of(workspace)
    do(editor, "set", pointer=["title"], value="Pas fini")
    editor.open(f"{KINDS[ItemType.NUMBER].competence}/{KINDS[ItemType.NUMBER].id}.yaml")
    assert editor.path.endswith(f"{KINDS[ItemType.NUMBER].id}.yaml")
    editor.open(KINDS[ItemType.SINGLE_CHOICE].id)
    assert editor.status["dirty"]
    assert editor.status["title"] == "Pas fini"
    do(editor, "undo")
    assert not editor.status["dirty"]


def test_who_listens_hears_of_every_save_and_of_no_conflict(workspace):
    heard = []
    editor = editor_of(workspace)
    editor.on_saved(heard.append)
    do(editor, "set", pointer=["title"], value="Un")
    do(editor, "save")
    file_of(workspace).write_text(file_of(workspace).read_text() + "# autre\n")
    do(editor, "set", pointer=["title"], value="Deux")
    do(editor, "save")
    assert heard == [f"{KINDS[ItemType.SINGLE_CHOICE].competence}/{KINDS[ItemType.SINGLE_CHOICE].id}.yaml"]
    assert [field["pointer"] for field in editor.conflict["fields"]] == [["title"]]
    assert file_of(workspace).read_text().endswith("# autre\n")


def test_a_read_only_file_is_left_alone_with_a_sentence_and_a_draft(workspace):
    path = file_of(workspace)
    before = path.read_bytes()
    editor = editor_of(workspace)
    do(editor, "set", pointer=["title"], value="Un")
    path.chmod(0o444)
    do(editor, "save")
    assert path.read_bytes() == before
    assert "lecture seule" in editor.status["problem"]
    assert editor.status["dirty"]
    again = editor_of(workspace)
    assert "brouillon" in again.status["draft"]
    do(again, "resume")
    assert again.status["title"] == "Un"


@contextmanager
def full_disk(limit):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_costs_nothing_that_was_typed(workspace):
    before = file_of(workspace).read_bytes()
    editor = editor_of(workspace)
    with full_disk(100):
        do(editor, "set", pointer=["title"], value="Un")
        assert editor.status["problem"]
        assert editor.status["title"] == "Un"
        do(editor, "save")
        assert editor.status["problem"]
    assert file_of(workspace).read_bytes() == before
    do(editor, "save")
    assert not editor.status["dirty"]
    assert editor.status["problem"] == ""


def test_a_new_key_of_an_item_in_service_is_saved_as_a_new_version_and_a_typing_error_is_not(workspace):
    editor = editor_of(workspace)
    assert KINDS[ItemType.SINGLE_CHOICE].status.operative
    do(editor, "set", pointer=["stem"], value="Une autre consigne\u00a0?")
    assert not editor.status["changed"]
    do(editor, "right", id="a", right=True)
    assert editor.status["changed"]
    do(editor, "save")
    assert not editor.status["changed"]
    new = yaml.safe_load(file_of(workspace).read_text(encoding="utf-8"))
    assert (new["version"], new["status"]) == (2, "draft")
    assert "review" not in new
    assert "validated" not in new


def test_a_picture_is_written_beside_the_item_and_named_with_its_words(workspace):
    editor = editor_of(workspace, ItemType.NUMBER)
    item = KINDS[ItemType.NUMBER]
    then = {"do": "set", "pointer": ["illustration"], "value": {"alt": "Un dessin.", "licence": "CC0-1.0"}}
    do(editor, "medium", [PNG], use="image", name="Mer.PNG", then=then)
    name = f"media/{item.id}.png"
    assert editor.data["values"]["illustration"] == {"alt": "Un dessin.", "licence": "CC0-1.0", "file": name}
    assert (workspace.items_dir / item.competence / name).read_bytes() == PNG
    assert editor.media[name] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    stem = {"do": "set", "pointer": ["stem"], "value": "![la mer]({file}) Où\u00a0?"}
    do(editor, "medium", [PNG], use="image", name="Mer.PNG", then=stem)
    assert editor.data["values"]["stem"] == f"![la mer]({name}) Où\u00a0?\n"
    assert f'data-src="{name}"' in editor.preview["item"]["stem_html"]


def test_a_picture_with_a_script_is_refused_and_nothing_is_written(workspace):
    editor = editor_of(workspace, ItemType.NUMBER)
    folder = workspace.items_dir / KINDS[ItemType.NUMBER].competence / "media"
    before = sorted(folder.rglob("*"))
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    then = {"do": "set", "pointer": ["illustration"], "value": {"alt": "x", "licence": "x"}}
    do(editor, "medium", [svg], use="image", name="a.svg", then=then)
    assert "script" in editor.status["problem"]
    assert sorted(folder.rglob("*")) == before
    assert not editor.status["dirty"]


def test_html_and_scripts_of_markdown_do_not_reach_the_preview(workspace):
    editor = editor_of(workspace)
    do(editor, "set", pointer=["stem"], value="<script>1</script> [x](javascript:1) <img onerror=1 src=x>\u00a0?")
    assert "<script" not in editor.preview["item"]["stem_html"]
    assert "<img" not in editor.preview["item"]["stem_html"]
    assert 'href="javascript' not in editor.preview["item"]["stem_html"]


def test_a_tried_answer_is_kept_as_a_test_that_passes(workspace):
    editor = editor_of(workspace, ItemType.SHORT_TEXT)
    do(editor, "answer", answer="n’importe quoi")
    assert editor.tried["status"] == "ko"
    do(editor, "keep-test", outcome=editor.tried["status"], note="au hasard")
    assert editor.data["values"]["tests"][-1] == {"answer": "n’importe quoi", "outcome": "ko", "note": "au hasard"}
    assert editor.findings == []


def test_a_file_that_was_tried_becomes_a_sample_beside_the_item(workspace):
    upload = next(
        item for item in SHIPPED.bank if item.type is ItemType.FILE_TASK and "Upload" in repr(item.interaction)
    )
    shutil.copytree(SHIPPED.items_dir / upload.competence, workspace.items_dir / upload.competence, dirs_exist_ok=True)
    editor = EditorWidget(workspace, upload.id)
    do(editor, "answer", answer={"name": "essai.zip", "content": base64.b64encode(b"PK").decode()})
    do(editor, "keep-test", outcome=editor.tried["status"])
    name = editor.data["values"]["tests"][-1]["answer"]["upload"]
    assert name.startswith(f"media/tests/{upload.id}")
    assert (workspace.items_dir / upload.competence / name).read_bytes() == b"PK"
    assert [one["code"] for one in editor.findings] == []


def responses(item, answers, *, simulated=False) -> pd.DataFrame:
    rows = [{"item": item.id, "answer": answer, "simulated": simulated} for answer in answers]
    return pd.DataFrame(rows)


def test_answers_seen_before_are_offered_the_most_frequent_first(workspace):
    item = KINDS[ItemType.SHORT_TEXT]
    real = responses(item, ['"faux"', '"bizarre"', '"bizarre"', None])
    feigned = responses(item, ['"simulée"'] * 9, simulated=True)
    editor = editor_of(workspace, ItemType.SHORT_TEXT, responses=pd.concat([real, feigned]))
    do(editor, "seen")
    rows = editor.seen["rows"]
    assert [(row["words"], row["count"], row["right"]) for row in rows] == [("bizarre", 2, False), ("faux", 1, False)]
    do(editor, "insert", pointer=rows[0]["accept"], value=rows[0]["answer"])
    assert editor.data["values"]["key"]["accept"][-1] == "bizarre"
    assert editor.seen["rows"][0]["right"]
    assert editor.seen["rows"][0]["accept"] is None
    do(editor, "keep-test", answer="faux", outcome="ko")
    assert editor.findings == []


def test_answers_to_blanks_are_counted_blank_by_blank(workspace):
    item = next(one for one in SHIPPED.bank if one.type is ItemType.BLANKS and not one.interaction.blanks[0].options)
    shutil.copytree(SHIPPED.items_dir / item.competence, workspace.items_dir / item.competence, dirs_exist_ok=True)
    first = item.interaction.blanks[0].name
    editor = EditorWidget(workspace, item.id, responses=responses(item, [f'{{"{first}":"zut"}}'] * 2))
    do(editor, "seen")
    (row,) = editor.seen["rows"]
    assert (row["part"], row["words"], row["count"], row["accept"]) == (first, "zut", 2, ["key", first, "accept"])


def test_without_responses_nothing_is_offered(workspace):
    editor = editor_of(workspace)
    do(editor, "seen")
    assert editor.seen == {"rows": []}


def test_an_item_that_is_not_there_is_refused_by_its_name(workspace):
    with pytest.raises(PixauthorError, match="nulle-part"):
        EditorWidget(workspace, "nulle-part")


def test_an_editor_without_an_item_waits(workspace):
    editor = EditorWidget(workspace)
    do(editor, "save")
    assert editor.status == {}
    assert editor.path == ""
