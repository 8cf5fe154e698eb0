import shutil
from datetime import date
from pathlib import Path

import pytest

from pixauthor.bank.schema import check_item_schema
from pixauthor.editing.actions import make_alternative, new_item
from pixauthor.editing.edit import insert, move, remove, set_value
from pixauthor.editing.plan_store import execute
from pixauthor.editing.retire import retire
from pixauthor.editing.spans import read
from pixauthor.editing.store import load_shelf
from pixauthor.editing.texts import structure_of, texts_of
from pixauthor.editing.translate import Standing, aligned, differences, standing, translate, with_mark, with_text
from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework

SHIPPED = Path(__file__).parents[2] / "items"
FRAMEWORK = load_framework(SHIPPED / "framework.yaml")
BY = {"author": "moi", "today": date(2026, 11, 22)}
ALL = sorted(path for path in SHIPPED.glob("*/*.yaml"))


@pytest.fixture
def items(tmp_path):
    for competence in ("1.2", "4.1"):
        shutil.copytree(SHIPPED / competence, tmp_path / "items" / competence)
    shutil.copy(SHIPPED / "framework.yaml", tmp_path / "items")
    return tmp_path / "items"


def shelf_of(items):
    return load_shelf(items, FRAMEWORK)


def data_of(text):
    return read(text).data


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_words_and_structure_of_every_shipped_item_are_all_of_its_question(path):
    data = data_of(path.read_text(encoding="utf-8"))
    texts = texts_of(data)
    assert {"title", "stem"} <= set(texts)
    said = {name.partition(".")[0] for name in texts} | set(structure_of(data))
    own = {"id", "version", "status", "locale", "page", "family", "author"}
    apart = {"review", "licence", "created", "updated", "validated", "expires", "silenced", "accessibility"}
    assert set(data) - said <= own | apart | {"geography", "translation"}


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_translation_of_every_shipped_item_is_valid_and_all_of_it_is_to_be_done(path):
    shelf = load_shelf(SHIPPED, FRAMEWORK)
    plan = translate(shelf, path.stem, locale="en", **BY)
    text = plan.changes[-1].text
    data, source = data_of(text), data_of(path.read_text(encoding="utf-8"))
    assert check_item_schema(read(text)) == ()
    assert (data["locale"], data["status"], data["translation"]) == ("en", "draft", {"source": path.stem})
    assert data["id"] not in {one.stem for one in ALL}
    assert differences(source, data) == ()
    theirs, own = texts_of(source), texts_of(data)
    # A page has a file of its own name; all words are those of the source.
    assert {name: one.value for name, one in own.items()} == {name: one.value for name, one in theirs.items()}
    assert {standing(one, own[name], {}) for name, one in theirs.items()} == {Standing.TODO}


def test_a_text_is_done_until_its_source_says_something_else(items):
    shelf = shelf_of(items)
    source = next(text for text in shelf.texts.values() if data_of(text)["type"] == "single-choice")
    text = translate(shelf, data_of(source)["id"], locale="en", **BY).changes[-1].text
    texts = texts_of(data_of(source))
    text = with_text(text, texts, "stem", "Where is it?\n")
    text = with_text(text, texts, "choices.b.text", "Here.")
    text = with_mark(text, texts["choices.a.text"])
    assert check_item_schema(read(text)) == ()

    changed = set_value(source, ("stem",), "Où donc ?\n")
    # Options that change places are the same options.
    changed = move(changed, ("choices", 0), 1)
    now, own = texts_of(data_of(changed)), texts_of(data_of(text))
    marks = data_of(text)["translation"]["source_marks"]
    found = {name: standing(one, own.get(name), marks) for name, one in now.items()}
    assert found["stem"] is Standing.CHECK
    assert found["choices.a.text"] is found["choices.b.text"] is Standing.DONE
    assert found["title"] is Standing.TODO


def test_a_text_that_the_translation_lacks_goes_to_the_option_of_its_name(items):
    shelf = shelf_of(items)
    source = next(text for text in shelf.texts.values() if data_of(text)["type"] == "single-choice")
    text = translate(shelf, data_of(source)["id"], locale="en", **BY).changes[-1].text
    first = data_of(source)["choices"][0]["id"]
    source = set_value(source, ("choices", 0, "feedback"), "Parce que.")
    text = move(text, ("choices", 0), 2)
    if "feedback" in data_of(text)["choices"][2]:
        text = remove(text, ("choices", 2, "feedback"))
    name = f"choices.{first}.feedback"
    text = with_text(text, texts_of(data_of(source)), name, "Because.")
    assert data_of(text)["choices"][2] | {"text": ""} == {"id": first, "text": "", "feedback": "Because."}
    with pytest.raises(PixauthorError, match=r"choices\.z\.text"):
        with_text(text, {"choices.z.text": texts_of(data_of(source))["stem"]}, "choices.z.text", "Z")


def test_a_structure_that_went_its_own_way_is_told_and_mended_without_losing_words(items):
    shelf = shelf_of(items)
    source = next(text for text in shelf.texts.values() if data_of(text)["type"] == "single-choice")
    text = translate(shelf, data_of(source)["id"], locale="en", **BY).changes[-1].text
    texts = texts_of(data_of(source))
    text = with_text(text, texts, "choices.b.text", "Mine.")
    changed = insert(source, ("choices", 0), {"id": "z", "text": "Nouveau."})
    changed = set_value(changed, ("key",), "z")
    assert differences(data_of(changed), data_of(text)) == ("choices", "key")
    mended = aligned(text, data_of(changed))
    assert differences(data_of(changed), data_of(mended)) == ()
    own = texts_of(data_of(mended))
    assert own["choices.b.text"].value == "Mine."
    assert own["choices.z.text"].value == "Nouveau."
    adapted = set_value(text, ("translation", "contextualized_fields"), ["choices", "key"])
    assert differences(data_of(changed), data_of(adapted)) == ()
    assert aligned(set_value(text, ("shuffle",), False), data_of(remove(source, ("shuffle",)))).count("shuffle") == 0


def test_a_translation_is_made_once_of_a_source_and_into_another_language(items):
    shelf = shelf_of(items)
    first = next(text for text in shelf.texts.values() if data_of(text)["family"]["role"] == "prototype")
    id_ = data_of(first)["id"]
    with pytest.raises(PixauthorError, match="déjà dans cette langue"):
        translate(shelf, id_, locale="fr", **BY)
    plan = translate(shelf, id_, locale="en", **BY)
    execute(plan, items)
    own = data_of(plan.changes[-1].text)["id"]
    with pytest.raises(PixauthorError, match=own):
        translate(shelf_of(items), id_, locale="en", **BY)
    with pytest.raises(PixauthorError, match=f"Traduisez «\u00a0{id_}\u00a0»"):
        translate(shelf_of(items), own, locale="fr", **BY)
    # An alternative joins the family of the translated prototype.
    execute(make_alternative(shelf_of(items), id_, **BY), items)
    alternative = sorted(set(shelf_of(items).texts) - set(shelf.texts))[-1].rpartition("/")[2].removesuffix(".yaml")
    family = data_of(translate(shelf_of(items), alternative, locale="en", **BY).changes[-1].text)["family"]
    assert family == {"role": "alternative", "prototype": own, "alternative": 1}


def test_an_item_is_retired_step_by_step_and_not_before_its_alternatives(items):
    shelf = shelf_of(items)
    id_ = next(data["id"] for data in map(data_of, shelf.texts.values()) if data["status"] == "validated")
    execute(retire(shelf, id_, today=BY["today"]), items)
    assert data_of(shelf_of(items).texts[shelf.path_of(id_)])["status"] == "archived"
    execute(make_alternative(shelf_of(items), id_, **BY), items)
    path = next(path for path in shelf_of(items).texts if path not in shelf.texts)
    file = items / path
    file.write_text(set_value(file.read_text(encoding="utf-8"), ("status",), "validated"), encoding="utf-8")
    with pytest.raises(PixauthorError, match=path.rpartition("/")[2].removesuffix(".yaml")):
        retire(shelf_of(items), id_, today=BY["today"])
    file.write_text(set_value(file.read_text(encoding="utf-8"), ("status",), "obsolete"), encoding="utf-8")
    execute(retire(shelf_of(items), id_, today=BY["today"]), items)
    with pytest.raises(PixauthorError, match="déjà périmé"):
        retire(shelf_of(items), id_, today=BY["today"])
    # A draft never served: it is obsolete at once.
    plan = new_item(shelf_of(items), type_="number", skill="dossiers-2", **BY)
    execute(plan, items)
    draft = data_of(plan.changes[-1].text)["id"]
    assert data_of(retire(shelf_of(items), draft, today=BY["today"]).changes[0].text)["status"] == "obsolete"
