import shutil
from datetime import date
from pathlib import Path

import pytest

from pixauthor.bank.bank import Bank
from pixauthor.bank.check import check_bank
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import ItemType
from pixauthor.bank.schema import check_item_schema
from pixauthor.editing.actions import duplicate, make_alternative, move_to_skill, new_item, rename
from pixauthor.editing.plan import Copy, Plan, Remove, Write
from pixauthor.editing.plan_store import execute
from pixauthor.editing.spans import read
from pixauthor.editing.store import load_shelf
from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework
from pixauthor.grading.grade import grade

SHIPPED = Path(__file__).parents[2] / "items"
FRAMEWORK = load_framework(SHIPPED / "framework.yaml")
BY = {"author": "moi", "today": date(2026, 11, 22)}


@pytest.fixture
def items(tmp_path):
    for competence in ("1.2", "3.4"):
        shutil.copytree(SHIPPED / competence, tmp_path / "items" / competence)
    shutil.copy(SHIPPED / "framework.yaml", tmp_path / "items")
    return tmp_path / "items"


def shelf_of(items):
    return load_shelf(items, FRAMEWORK)


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def done(items, plan):
    execute(plan, items)
    assert not [path for path in items.iterdir() if path.name.startswith(".")]
    return contents(items)


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("type_", list(ItemType))
def test_a_new_item_of_every_type_is_valid_passes_its_tests_and_has_nothing_to_mend(items, type_, locale):
    plan = new_item(shelf_of(items), type_=type_, skill="dossiers-2", locale=locale, **BY)
    after = done(items, plan)
    text = plan.changes[-1].text
    assert check_item_schema(read(text)) == ()
    item = decode_item(read(text).data)
    assert item.status == "draft"
    assert f"1.2/{item.id}.yaml" in after
    for test in item.tests:
        assert grade(item.interaction, item.key, test.answer).status == test.outcome
    assert check_bank(items, grade=grade, paths=[f"1.2/{item.id}.yaml"], today=BY["today"]).findings == ()
    named = [change.path for change in plan.changes[:-1]]
    assert all(path in after and path.removeprefix("1.2/") in text for path in named)
    assert bool(named) == (type_ in {ItemType.SIMULATOR, ItemType.FILE_TASK})


def test_new_ids_are_free_and_count_on(items):
    first = new_item(shelf_of(items), type_=ItemType.NUMBER, skill="dossiers-2", **BY)
    execute(first, items)
    second = new_item(shelf_of(items), type_=ItemType.NUMBER, skill="dossiers-2", **BY)
    assert first.changes[-1].path != second.changes[-1].path


def test_a_skill_that_is_not_in_the_framework_is_refused(items):
    with pytest.raises(PixauthorError, match="cadre"):
        new_item(shelf_of(items), type_=ItemType.NUMBER, skill="dossiers-9", **BY)


def test_a_duplicate_is_a_draft_of_its_own_with_its_own_media(items):
    before = contents(items)
    plan = duplicate(shelf_of(items), "dossiers-5-01", **BY)
    after = done(items, plan)
    assert before.items() <= after.items()
    text = plan.changes[-1].text
    data = read(text).data
    assert (data["id"], data["status"], data["author"], data["version"]) == ("dossiers-5-02", "draft", "moi", 1)
    assert "review" not in data
    assert "validated" not in data
    assert check_item_schema(read(text)) == ()
    assert "dossiers-5-01" not in text
    added = {path.replace("dossiers-5-02", "dossiers-5-01"): data for path, data in after.items() if path not in before}
    for path, data in added.items():
        if "/media/" in path:
            assert before[path] == data
    assert sum("/media/" in path for path in added) == 7


def test_an_alternative_names_its_prototype_and_takes_the_next_number(items):
    for source in ("sequences-et-boucles-2-01", "sequences-et-boucles-2-02"):
        data = read(make_alternative(shelf_of(items), source, **BY).changes[-1].text).data
        expected = {"role": "alternative", "prototype": "sequences-et-boucles-2-01", "alternative": 2}
        assert data["family"] == expected


def as_draft(items, id_):
    path = next(items.rglob(f"{id_}.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("status: validated", "status: draft"), encoding="utf-8")


def test_renaming_renames_media_and_every_reference_and_nothing_else(items):
    as_draft(items, "sequences-et-boucles-2-01")
    before = contents(items)
    plan = rename(shelf_of(items), "sequences-et-boucles-2-01", "sequences-et-boucles-2-09")
    after = done(items, plan)
    old, new = "sequences-et-boucles-2-01", "sequences-et-boucles-2-09"
    expected = {
        path.replace(old, new): data.replace(old.encode(), new.encode()) if path.endswith(".yaml") else data
        for path, data in before.items()
    }
    assert after == expected
    items_after = [
        decode_item(read(data.decode()).data)
        for path, data in after.items()
        if path[:3] in {"1.2", "3.4"} and path.endswith(".yaml")
    ]
    assert Bank.of(items_after)


def test_a_longer_id_keeps_its_media_when_the_shorter_is_renamed(items):
    (items / "1.2/media/a-1.svg").write_text("short")
    (items / "1.2/media/a-1-b.svg").write_text("long")
    template = new_item(shelf_of(items), type_=ItemType.NUMBER, skill="dossiers-2", **BY).changes[-1].text
    for id_ in ("a-1", "a-1-b"):
        text = template.replace(read(template).data["id"], id_) + f"alternative_text: voir media/{id_}.svg\n"
        (items / f"1.2/{id_}.yaml").write_text(text)
    after = done(items, rename(shelf_of(items), "a-1", "z"))
    assert after["1.2/media/z.svg"] == b"short"
    assert after["1.2/media/a-1-b.svg"] == b"long"
    assert "voir media/z.svg" in after["1.2/z.yaml"].decode()
    assert "voir media/a-1-b.svg" in after["1.2/a-1-b.yaml"].decode()


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("dossiers-2-01", "editing.exists"),
        ("Été", "editing.bad-id"),
        ("../x", "editing.bad-id"),
        ("", "editing.bad-id"),
        ("x" * 65, "editing.bad-id"),
    ],
)
def test_an_id_that_is_taken_or_impossible_is_refused(items, new, message):
    with pytest.raises(PixauthorError) as refusal:
        rename(shelf_of(items), "dossiers-5-01", new)
    assert refusal.value.message == message


def test_an_item_that_has_been_used_keeps_its_id(items):
    with pytest.raises(PixauthorError, match="Dupliquez"):
        rename(shelf_of(items), "dossiers-5-01", "dossiers-5-09")


def test_moving_to_another_competence_takes_the_media_along(items):
    before = contents(items)
    after = done(items, move_to_skill(shelf_of(items), "dossiers-5-01", "sequences-et-boucles-2"))
    expected = {path.replace("1.2/", "3.4/") if "dossiers-5-01" in path else path for path in before}
    assert set(after) == expected
    data = read(after["3.4/dossiers-5-01.yaml"].decode()).data
    assert (data["competence"], data["skill"], data["level"]) == ("3.4", "sequences-et-boucles-2", 2)
    lines = [
        set(text.decode().splitlines()) for text in (before["1.2/dossiers-5-01.yaml"], after["3.4/dossiers-5-01.yaml"])
    ]
    assert len(lines[0] - lines[1]) == 3


def test_media_that_another_item_shows_stay_when_one_leaves(items):
    path = items / "1.2/dossiers-2-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "alternative_text: media/dossiers-5-01.zip\n", encoding="utf-8")
    after = done(items, move_to_skill(shelf_of(items), "dossiers-5-01", "sequences-et-boucles-2"))
    assert {"1.2/media/dossiers-5-01.zip", "3.4/media/dossiers-5-01.zip"} <= set(after)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_and_windows_lines_survive_a_rename(items, mark):
    as_draft(items, "sequences-et-boucles-2-01")
    path = items / "3.4/sequences-et-boucles-2-02.yaml"
    data = (mark + path.read_text(encoding="utf-8").replace("\n", "\r\n")).encode()
    path.write_bytes(data)
    execute(rename(shelf_of(items), "sequences-et-boucles-2-01", "autre-1"), items)
    assert path.read_bytes() == data.replace(b"prototype: sequences-et-boucles-2-01", b"prototype: autre-1")


@pytest.mark.parametrize(
    ("last", "message"),
    [
        (Write(path="1.2/dossiers-2-01.yaml", text="x"), "editing.exists"),
        (Write(path="1.2/dossiers-2-01.yaml", text="x", before="0" * 64), "editing.changed"),
        (Remove(path="1.2/none.yaml"), "editing.gone"),
        (Copy(source="1.2/none.yaml", path="1.2/x.yaml"), "editing.gone"),
        (Write(path="../x.yaml", text="x"), "files.outside"),
        (Write(path="framework.yaml/x.yaml", text="x"), "editing.half-done"),
        (Write(path="1.2/" + "x" * 300, text="x"), "editing.half-done"),
    ],
)
def test_a_plan_that_cannot_be_executed_wholly_changes_nothing(items, last, message):
    before = contents(items)
    first = (
        Write(path="9.9/new/new.yaml", text="new"),
        Remove(path="1.2/dossiers-5-01.yaml"),
        Copy(source="1.2/dossiers-2-01.yaml", path="1.2/copy.yaml"),
    )
    with pytest.raises(PixauthorError) as refusal:
        execute(Plan(changes=(*first, last)), items)
    assert refusal.value.message == message
    assert contents(items) == before
    assert not (items / "9.9").exists()
    assert not [path for path in items.iterdir() if path.name.startswith(".")]
