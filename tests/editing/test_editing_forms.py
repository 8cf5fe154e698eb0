import pytest

from pixauthor.bank.item import ItemType
from pixauthor.editing.forms import ELSEWHERE, SECTIONS, FieldForm, Kind, form_for, form_of
from pixauthor.locale import LANGUAGES, catalogue
from pixauthor.source.registry import schemas
from pixauthor.widgets.editor.forms import describe_form

RESPONSES = ["short-text", "number", "upload"]
FORMS = [(kind.value, "") for kind in ItemType if kind is not ItemType.FILE_TASK]
FORMS += [("file-task", response) for response in RESPONSES]


def every(fields):
    for field in fields:
        yield field
        yield from every([*field.fields, *filter(None, (field.item, field.key))])


def fields_of(kind, response) -> list[FieldForm]:
    return list(every(field for section in form_of(kind, response).values() for field in section))


def described(fields):
    for field in fields:
        yield field
        yield from described(field.get("fields", []))
        yield from described([field[name] for name in ("item", "key") if name in field])


@pytest.mark.parametrize(("kind", "response"), FORMS)
def test_a_form_has_every_field_of_the_schema_once(kind, response):
    names = [field.name for section in form_of(kind, response).values() for field in section]
    schema = {*schemas()["item/common"]["properties"], *schemas()[f"item/{kind}"]["properties"]}
    elsewhere = {path[0] for path in ELSEWHERE if len(path) == 1}
    beside = {"key"} if kind in ("single-choice", "multiple-choice", "ordering", "matching", "blanks") else set()
    assert sorted(names) == sorted(schema - elsewhere - beside)


@pytest.mark.parametrize(("kind", "response"), FORMS)
def test_closed_lists_limits_and_duties_are_those_of_the_schema(kind, response):
    fields = {field.path: field for field in fields_of(kind, response)}
    common = schemas()["item/common"]
    assert fields["conduct", "timer_seconds"].maximum == 7200
    assert fields["didactics", "pedagogy"].options == ("performance", "knowledge", "situation")
    assert fields["accessibility", "devices"].kind is Kind.TICKS
    assert fields["expires",].kind is Kind.DATE
    assert fields["illustration", "alt"].required
    assert {path[0] for path, field in fields.items() if field.required and len(path) == 1} >= {
        name for name in common["required"] if (name,) not in ELSEWHERE
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "response"), FORMS)
def test_every_field_and_every_value_of_a_closed_list_has_a_word_in_both_languages(kind, response, language):
    sections = describe_form(kind, response, language)
    assert [section["name"] for section in sections] == [name for name in SECTIONS if name in form_of(kind, response)]
    words = catalogue(language, "editor")["word"]
    for field in described(one for section in sections for one in section["fields"]):
        assert field["label"], field
        for option, label in field.get("options", []):
            assert words.get(f"{field['name']}-{option}", words.get(option)) == label


def test_the_key_of_a_blank_is_described_beside_the_blank():
    blanks = next(field for field in form_of("blanks")["answer"] if field.kind is Kind.BLANKS)
    assert [field.name for field in blanks.item.fields] == ["label", "placeholder", "options"]
    assert [field.name for field in blanks.key.fields] == ["accept", "tolerances"]


def test_the_way_of_answering_decides_the_key_of_a_file_task():
    keys = {
        response: [field.name for field in fields_of("file-task", response) if field.path[:-1] == ("key",)]
        for response in RESPONSES
    }
    assert keys == {
        "short-text": ["accept", "tolerances"],
        "number": ["value", "tolerance", "units"],
        "upload": ["checks", "scoring"],
    }


@pytest.mark.parametrize("data", [{}, {"type": "essay"}, {"type": 3}, {"type": ["number"]}])
def test_an_item_without_a_known_type_has_no_form(data):
    assert form_for(data) == {}
